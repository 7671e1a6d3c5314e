"""The service in figures, for Prometheus: read from indexes and tallies, never by counting what is done."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from prometheus_client import Metric
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.escalation.model import Deadline, Gap
from app.house import House
from app.outbox.model import IN_TIME
from app.outbox.queries import MOST_COUNTED, oldest_due, on_the_way, outages, share_in_time, tallies, waiting
from app.outbox.rules import LANES
from app.pulse.queries import ages


class Figures:
    """A collector that asks the database when it is scraped, so that all web processes tell the same."""

    def __init__(self, house: House) -> None:
        self._house = house

    def describe(self) -> Iterable[Metric]:
        return ()

    def collect(self) -> Iterator[Metric]:
        now = self._house.clock()
        with self._house.db.reading() as session:
            yield from _outbox(session, now)
            yield from _tallied(session)
            yield from _clockwork(session, now)


def _outbox(session: Session, now: datetime) -> Iterator[Metric]:
    due = GaugeMetricFamily(
        "yihu_outbox_due", f"Due and not claimed; no more than {MOST_COUNTED} are counted.", labels=["lane"]
    )
    oldest = GaugeMetricFamily("yihu_outbox_oldest_due_seconds", "How long the first in line has been due.", labels=["lane"])
    for lane in LANES:
        due.add_metric([lane], waiting(session, lane, now=now))
        oldest.add_metric([lane], oldest_due(session, lane, now=now).total_seconds())
    yield due
    yield oldest
    yield GaugeMetricFamily("yihu_outbox_sending", "Claimed and not settled.", value=on_the_way(session))
    share = share_in_time(session, now=now)
    if share is not None:
        yield GaugeMetricFamily("yihu_outbox_in_time_share", "Of today's messages, handed over within 10 s.", value=share)
    shut = GaugeMetricFamily(
        "yihu_channel_shut", "Channels (or one kind on them) that are not used now.", labels=["channel", "kind"]
    )
    for one in outages(session, now=now):
        shut.add_metric([one.channel, one.kind], 1)
    yield shut


def _tallied(session: Session) -> Iterator[Metric]:
    became = CounterMetricFamily("yihu_outbox_notifications", "What notifications came to.", labels=["lane", "status"])
    in_time = CounterMetricFamily("yihu_outbox_in_time", "Handed over within 10 s of being due.", labels=["lane"])
    for (lane, what), n in sorted(tallies(session).items()):
        if what == IN_TIME:
            in_time.add_metric([lane], n)
        else:
            became.add_metric([lane, what], n)
    yield became
    yield in_time


def _clockwork(session: Session, now: datetime) -> Iterator[Metric]:
    past = select(Deadline.due_at).where(Deadline.met_at.is_(None), Deadline.due_at <= now).order_by(Deadline.due_at)
    first = session.scalars(past.limit(1)).first()
    counted = session.execute(select(func.count()).select_from(past.limit(MOST_COUNTED).subquery())).scalar_one()
    yield GaugeMetricFamily(
        "yihu_deadlines_due", f"Past and not acted on; no more than {MOST_COUNTED} are counted.", value=counted
    )
    unmanned = session.execute(select(func.count()).select_from(Gap).where(Gap.cleared_at.is_(None))).scalar_one()
    yield GaugeMetricFamily("yihu_posts_unmanned", "Townships, or the county, with nobody on duty now.", value=unmanned)
    late = (now - first).total_seconds() if first else 0.0
    yield GaugeMetricFamily("yihu_deadlines_late_seconds", "How late the first of them is.", value=late)
    beats = GaugeMetricFamily("yihu_heartbeat_age_seconds", "Since somebody showed that this is alive.", labels=["name"])
    for name, since in ages(session, now=now).items():
        beats.add_metric([name], since.total_seconds())
    yield beats
