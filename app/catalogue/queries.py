"""The county's own words, its list of services, and the policy an order freezes."""

from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.util import identity_key

from app.catalogue.calendar import Calendar, calendar_from
from app.catalogue.model import County, Item, Package, PackagePart
from app.errors import Unready
from app.prepared import Prepared, columns_of
from app.things import PreparedOf, got

_ITEM = PreparedOf(Item, select(*columns_of(Item)).where(Item.county == bindparam("county"), Item.code == bindparam("code")))


def county_of(session: Session, code: str) -> County:
    """Raises ``Unready`` when no such county is loaded."""
    county = got(session, County, code)
    if county is None:
        raise Unready(f"county {code} is not loaded: flask county load counties/….yaml")
    return county


def home_county(session: Session, configured: str = "") -> str:
    """The county new followers belong to: the configured one, else the only one loaded."""
    if configured:
        return county_of(session, configured).code
    codes = list(session.scalars(select(County.code).limit(2)))
    if len(codes) != 1:
        raise Unready("set COUNTY to the six-digit code of the county, or load one: flask county load counties/….yaml")
    return codes[0]


def item_called(session: Session, county: str, code: str) -> Item | None:
    return _ITEM.thing(session, county=county, code=code)


def packages_of(county: County) -> dict[str, Package]:
    """What is asked for under one name and done by several, by code, as the county's file has it today (002-49)."""
    kept: dict[str, dict[str, Any]] = county.policies.get("packages") or {}
    return {code: Package(code, one["name"], tuple(PackagePart(**part) for part in one["parts"])) for code, one in kept.items()}


def items_of(session: Session, county: str) -> list[Item]:
    """What can be asked for today, in the order of the list."""
    return list(session.scalars(select(Item).where(Item.county == county, Item.retired.is_(False)).order_by(Item.id)))


def policy_for(county: County, *, urban: bool, urgency: str, named: str | None = None) -> dict[str, Any]:
    """The clock and ladder for this kind of area and urgency, as ``county.loading`` worked them out from the file.

    ``named``: the item's own clock, if it has one; a clock the county no longer keeps is its area's.
    """
    own = (county.policies.get("named") or {}).get(named)
    by_urgency: dict[str, dict[str, Any]] = own or county.policies["urban" if urban else "elsewhere"]
    return dict(by_urgency.get(urgency) or by_urgency["normal"])


def calendar_of(session: Session, code: str) -> Calendar:
    """Which days people of this county have off. Whoever has not got the county in hand need not read its whole file for it."""
    known = session.identity_map.get(identity_key(County, (code,)))
    return calendar_from(known.policies.get("calendar") if known else _CALENDAR.value(session, code=code))


_CALENDAR = Prepared(select(County.policies["calendar"]).where(County.code == bindparam("code")))
