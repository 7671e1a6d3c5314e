"""A county that is full already: open orders by the hundred thousand, each with the deadlines an open order has."""

import json
from datetime import datetime, timedelta

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.catalogue.queries import county_of, policy_for

COUNTY = "330326"

_NUMBERS = {
    "sqlite": "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :count)",
    "postgresql": "WITH n(i) AS (SELECT generate_series(1, :count))",
}


_POLICY = {"sqlite": ":policy", "postgresql": "CAST(:policy AS jsonb)"}


def fill(session: Session, count: int, *, now: datetime) -> None:
    """``count`` open orders over all villages of the county, placed before ``now``, their next deadline days ahead.

    By plain SQL, since the service would need an hour; the policy frozen into each is a real one, so that rows are as large
    as they would be.
    """
    county = county_of(session, COUNTY)
    policy = json.dumps(policy_for(county, urban=False, urgency="normal"), ensure_ascii=False)
    dialect = session.get_bind().dialect.name
    requester = session.execute(
        text("SELECT min(person_id) FROM volunteers WHERE county = :county"), {"county": COUNTY}
    ).scalar()
    first = session.execute(text("SELECT coalesce(max(id), 0) FROM orders")).scalar() or 0
    values = {
        "count": count,
        "county": COUNTY,
        "first": first,
        "requester": requester,
        "policy": policy,
        "placed": _stored(now - timedelta(days=1), dialect),
        "due": _stored(now + timedelta(days=9), dialect),
        "no": False,
    }
    session.execute(text(_orders(dialect)), values)
    session.execute(text(_deadlines(dialect)), values)
    if dialect == "postgresql":
        session.execute(text("SELECT setval(pg_get_serial_sequence('orders', 'id'), (SELECT max(id) FROM orders))"))


def _stored(moment: datetime, dialect: str) -> object:
    """As ``UTCDateTime`` keeps it."""
    return moment.strftime("%Y-%m-%d %H:%M:%S.%f") if dialect == "sqlite" else moment


def _orders(dialect: str) -> str:
    return f"""
    INSERT INTO orders (id, county, number, code, status, requester_id, door, item_code, item_name, words, private, urgency,
      needed, accepted, area_code, place, lat, lon, time_words, rung, policy, placed_at, due_at)
    {_NUMBERS[dialect]}
    SELECT :first + i, :county, 'PY-FULL-' || (:first + i), 'B' || (:first + i), 'offering', :requester, 'chat',
      'plumbing', '上门维修', '家里水管漏水，请来人看看', :no, 'normal', 1, 0,
      places.code, places.name, places.lat, places.lon, '今天', 'village', {_POLICY[dialect]}, :placed, :due
    FROM n JOIN (
      SELECT code, name, lat, lon, row_number() OVER (ORDER BY code) - 1 AS place, count(*) OVER () AS places FROM areas
      WHERE county = :county AND level = 'village'
    ) AS places ON places.place = (:first + i) % places.places
    """


def _deadlines(dialect: str) -> str:
    return f"""
    INSERT INTO deadlines (county, order_id, kind, step, due_at)
    {_NUMBERS[dialect]}
    SELECT :county, :first + i, 'climb', 0, :due FROM n
    """
