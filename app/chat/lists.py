"""接龙 that somebody pasted: kept in its last version, answered with how many and how much."""

import json
import re
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.chat.model import GroupList
from app.chat.turn import Turn
from app.db import vault_of
from app.intake.groups.chains import Chain
from app.review.actions import Said, shown

KEPT = timedelta(days=90)
VERSIONS = 20
TOTALS = 8
"""So many goods are summed up in the answer."""


def keep(turn: Turn, chain: Chain, area_code: str | None) -> str:
    """Store the list, or its next version, and say what stands in it now."""
    _forget_old(turn.session, turn.person.county, turn.now)
    vault = vault_of(turn.session)
    lines = json.dumps([asdict(entry) for entry in chain.entries], ensure_ascii=False)
    key = vault.digest(f"list {re.sub(r'[^0-9A-Za-z一-鿿]', '', chain.title)} {area_code or ''}")
    version = vault.digest(f"version {lines}")
    query = select(GroupList).where(GroupList.county == turn.person.county, GroupList.key == key).with_for_update()
    row = turn.session.scalars(query).one_or_none()
    if row is None:
        row = GroupList(county=turn.person.county, key=key, title=_title(turn, chain), area_code=area_code, versions=[])
        turn.session.add(row)
    elif version in row.versions:
        same = version == row.versions[-1]
        return (
            f"接龙「{chain.title[:24]}」{'没有变化' if same else '这是以前的一版，没有改动'}。{_summary(chain) if same else ''}"
        )
    row.kind, row.entries_sealed = chain.kind, vault.seal(lines)
    row.pasted_by, row.updated_at = turn.person.id, turn.now
    row.versions = [*row.versions, version][-VERSIONS:]
    turn.session.flush()
    return f"接龙「{chain.title[:24]}」记下了：{_summary(chain)}"


def _title(turn: Turn, chain: Chain) -> str:
    """As others may read it."""
    said = Said(county=turn.person.county, kind="list", person_id=turn.person.id)
    return shown(turn.session, said, chain.title, now=turn.now)[:80]


def _summary(chain: Chain) -> str:
    lost = f"上一版有、这一版没有的：{'、'.join(chain.gone[:5])}。" if chain.gone else ""
    if chain.kind != "goods":
        return f"{len(chain.entries)}条，共{chain.people}人。{lost}"
    sums = [f"{name}{count:g}{unit}" for (name, unit), count in chain.totals().items()]
    more = f"等{len(sums)}样" if len(sums) > TOTALS else ""
    return f"{len(chain.entries)}家，合计{'、'.join(sums[:TOTALS])}{more}。{lost}"


def lines_of(session: Session, row: GroupList) -> list[dict[str, Any]]:
    """The lines of a stored list, opened."""
    opened: list[dict[str, Any]] = json.loads(vault_of(session).open(row.entries_sealed))
    return opened


def forget(session: Session, person_id: int) -> None:
    """Whoever leaves is not named beside the lists they pasted."""
    session.execute(update(GroupList).where(GroupList.pasted_by == person_id).values(pasted_by=None))


def _forget_old(session: Session, county: str, now: datetime) -> None:
    session.execute(delete(GroupList).where(GroupList.county == county, GroupList.updated_at < now - KEPT))
