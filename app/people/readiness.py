"""What makes a volunteer findable: the rows of the one table that matching reads."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import bindparam, delete, insert, select
from sqlalchemy.orm import Session

from app.people.model import ANY_SKILL, Credential, Person, Proof, Readiness, Standing, Volunteer
from app.people.rules import cell_of
from app.prepared import Prepared

FOR_EVER = "9999-12-31"
VETTED = "vetted"


@dataclass(frozen=True)
class Shown:
    """One credential: its kind, which certificate, and its last day (``None``: it does not end)."""

    kind: Proof
    code: str = ""
    valid_until: date | None = None


@dataclass(frozen=True, kw_only=True)
class Ready:
    """Everything about a volunteer that matching asks for. ``home`` is latitude and longitude."""

    county: str
    person_id: int
    home: tuple[float, float]
    skills: Sequence[str]
    area_code: str = ""
    born: int | None = None
    shown: Sequence[Shown] = ()
    free: Mapping[str, Any] | None = None


def key(skill: str | None, proof: str | None = None) -> str:
    """What the rows are found by: the skill, and the certificate (or ``VETTED``) that must be shown with it."""
    return f"{skill or ANY_SKILL}&{proof}" if proof else skill or ANY_SKILL


def rows_of(one: Ready) -> Iterator[dict[str, Any]]:
    lat, lon = one.home
    common = {
        "county": one.county,
        "cell": cell_of(lat, lon),
        "person_id": one.person_id,
        "lat": lat,
        "lon": lon,
        "area_code": one.area_code,
        "born": one.born or 0,
        "insured_until": _until(one.shown, Proof.INSURANCE),
        "vetted_until": _until(one.shown, Proof.VETTING),
        "free": json.dumps(one.free, separators=(",", ":")) if one.free else "",
    }
    proofs = {shown.code: _day(shown) for shown in one.shown if shown.kind is Proof.CERTIFICATE}
    if common["vetted_until"]:
        proofs[VETTED] = str(common["vetted_until"])
    for skill in dict.fromkeys((ANY_SKILL, *sorted(one.skills))):
        yield {**common, "skill": skill, "shown_until": ""}
        for proof, until in sorted(proofs.items()):
            yield {**common, "skill": key(skill, proof), "shown_until": until}


def refresh(session: Session, volunteer: Volunteer) -> None:
    """Make the rows say what volunteer, person and credentials say now."""
    session.flush()
    session.execute(delete(Readiness).where(Readiness.person_id == volunteer.person_id))
    if volunteer.standing != Standing.ACTIVE or volunteer.lat is None or volunteer.lon is None:
        return
    person = session.get_one(Person, volunteer.person_id)
    ready = Ready(
        county=volunteer.county,
        person_id=volunteer.person_id,
        home=(volunteer.lat, volunteer.lon),
        skills=volunteer.skills,
        area_code=person.area_code or "",
        born=person.born,
        shown=shown_by(session, volunteer.person_id),
        free=volunteer.free,
    )
    session.execute(insert(Readiness), list(rows_of(ready)))


def shown_by(session: Session, volunteer_id: int) -> list[Shown]:
    return [Shown(Proof(kind), code, until) for kind, code, until in _SHOWN.all(session, volunteer=volunteer_id)]


_C = Credential
_SHOWN = Prepared(select(_C.kind, _C.code, _C.valid_until).where(_C.volunteer_id == bindparam("volunteer")).order_by(_C.id))


def shown_by_each(session: Session, people: Sequence[int]) -> dict[int, list[Shown]]:
    found: dict[int, list[Shown]] = {}
    for one in session.scalars(select(Credential).where(Credential.volunteer_id.in_(people)).order_by(Credential.id)):
        found.setdefault(one.volunteer_id, []).append(Shown(Proof(one.kind), one.code, one.valid_until))
    return found


def show(session: Session, volunteer_id: int, shown: Iterable[Shown]) -> bool:
    """Keep what a volunteer shows, in place of what they showed of the same kind before; whether anything was new."""
    kept = {
        (one.kind, one.code): one for one in session.scalars(select(Credential).where(Credential.volunteer_id == volunteer_id))
    }
    new = False
    for one in shown:
        before = kept.get((str(one.kind), one.code))
        if before is None:
            row = Credential(volunteer_id=volunteer_id, kind=str(one.kind), code=one.code, valid_until=one.valid_until)
            session.add(row)
        elif before.valid_until != one.valid_until:
            before.valid_until = one.valid_until
        else:
            continue
        new = True
    session.flush()
    return new


def _until(shown: Iterable[Shown], kind: Proof) -> str:
    return max((_day(one) for one in shown if one.kind is kind), default="")


def _day(one: Shown) -> str:
    return one.valid_until.isoformat() if one.valid_until else FOR_EVER
