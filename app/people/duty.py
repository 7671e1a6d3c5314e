"""Who is on duty at a post at a moment – by its roster, a hand-over, or simply by holding it – and how that is changed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import product
from typing import TypeVar

from sqlalchemy import ColumnElement, bindparam, delete, exists, select
from sqlalchemy.orm import Session

from app.errors import Conflict, Refused
from app.events import record
from app.people.events import DutyHandedOver, RosterChanged
from app.people.model import Cover, Duty, Identity, Person, Role, Shift
from app.people.shifts import Span, next_begin
from app.prepared import columns_of
from app.remembering import remember, remembered
from app.things import PreparedOf, got, things_with

T = TypeVar("T", Duty, Shift)


@dataclass(frozen=True)
class Post:
    """A role at an area; of the departments' heads each department has its own."""

    county: str
    area_code: str
    role: Role
    department: str | None = None

    @classmethod
    def of(cls, duty: Duty) -> "Post":
        return cls(duty.county, duty.area_code, Role(duty.role), duty.department)


def on_duty(session: Session, county: str, area_codes: Sequence[str], role: Role, *, now: datetime) -> list[Person]:
    """Who is on duty in this role at these areas at this moment."""
    held = _held(session, county, area_codes, role)
    shifts = _shifts(session, county, area_codes, role) if held else {}
    present = {area: _present(session, county, area, role, rows, now) for area, rows in shifts.items()}
    return [
        person for duty, person in held if (person.id in present[duty.area_code] if duty.area_code in present else duty.on_duty)
    ]


def holders(session: Session, county: str, area_codes: Sequence[str], role: Role) -> list[Person]:
    """Who holds this post at these areas, on duty or not."""
    return [person for _, person in _held(session, county, area_codes, role)]


def deputies(session: Session, county: str, area_codes: Sequence[str], role: Role, *, now: datetime) -> list[Person]:
    """副班: always, or in their shifts."""
    rota = (Shift.county == county, Shift.area_code.in_(area_codes), Shift.role == role, Shift.deputy)
    in_turn = {(one.area_code, one.person_id) for one in session.scalars(select(Shift).where(*rota)) if span(one).covers(now)}
    held = _held(session, county, area_codes, role)
    return [person for duty, person in held if duty.deputy or (duty.area_code, person.id) in in_turn]


def _held(session: Session, county: str, area_codes: Sequence[str], role: Role) -> list[tuple[Duty, Person]]:
    found = [duty for code in dict.fromkeys(area_codes) for duty in _asked(session, _HELD, county, code, role)]
    people = ((duty, got(session, Person, duty.person_id)) for duty in sorted(found, key=lambda duty: duty.id))
    return [(duty, person) for duty, person in people if person]


def _shifts(session: Session, county: str, area_codes: Sequence[str], role: Role) -> dict[str, list[Shift]]:
    """The shifts that decide, by area; those of deputies decide nothing."""
    rota = {code: _asked(session, _ROTA, county, code, role) for code in area_codes}
    return {code: shifts for code, shifts in rota.items() if shifts}


def foresee_posts(session: Session, county: str, area_codes: Sequence[str]) -> None:
    """Ask for every post at these areas together, with who holds it, in a transaction that remembers (``app.remembering``)."""
    duties = things_with(session, Duty, "area_code", area_codes)
    shifts = [one for one in things_with(session, Shift, "area_code", area_codes) if not one.deputy]
    for question, kept in ((_HELD, duties), (_ROTA, shifts)):
        own: dict[tuple[str, str, str], list[Duty | Shift]] = {}
        for one in kept:
            own.setdefault((one.county, one.area_code, one.role), []).append(one)
        for code, role in product(area_codes, Role):
            remember(session, (question, county, code, role), own.get((county, code, role), []))
    people = things_with(session, Person, "id", list({one.person_id for one in duties}))
    remember(session, (foresee_posts, county), people)  # so that they are not let go before they are asked for


def _asked(session: Session, question: PreparedOf[T], county: str, area: str, role: Role) -> list[T]:
    return remembered(
        session,
        (question, county, area, role),
        lambda: question.things(session, county=county, area=area, role=role),
    )


def _here(table: type[Duty | Shift]) -> tuple[ColumnElement[bool], ...]:
    at = (("county", table.county), ("area", table.area_code), ("role", table.role))
    return tuple(column == bindparam(name) for name, column in at)


_HELD = PreparedOf(Duty, select(*columns_of(Duty)).where(*_here(Duty)).order_by(Duty.id))
_ROTA = PreparedOf(Shift, select(*columns_of(Shift)).where(*_here(Shift), Shift.deputy.is_(False)).order_by(Shift.id))


def _present(session: Session, county: str, area: str, role: Role, shifts: Iterable[Shift], now: datetime) -> set[int]:
    covering = (Cover.county == county, Cover.area_code == area, Cover.role == role)
    query = select(Cover.person_id).where(*covering, Cover.begins_at <= now, Cover.ends_at > now)
    taken = session.scalars(query.order_by(Cover.id.desc()).limit(1)).first()
    return {taken} if taken else {one.person_id for one in shifts if span(one).covers(now)}


def span(shift: Shift) -> Span:
    return Span(shift.days, shift.begin, shift.end)


def rota_of(session: Session, post: Post) -> list[tuple[Shift, Person]]:
    """The week of a post, with its deputies."""
    query = select(Shift, Person).join(Person, Person.id == Shift.person_id).where(*_at(Shift, post))
    return [
        (shift, person) for shift, person in session.execute(query.order_by(Shift.deputy, Shift.days, Shift.begin, Shift.id))
    ]


def _at(table: type[Duty | Shift | Cover], post: Post) -> tuple[ColumnElement[bool], ...]:
    return table.county == post.county, table.area_code == post.area_code, table.role == post.role


# -- changing it -------------------------------------------------------------------------------------------------------


def hand_over(session: Session, post: Post, *, actor_id: int, to: Person, now: datetime) -> datetime | None:
    """交班: ``to`` is on duty at this post at once; returns until when, if the post has a roster (its next shift).

    Raises ``Conflict`` when somebody else than the actor is on duty there now – who handed over a moment earlier was first.
    """
    duties = {one.person_id: one for one in _locked(session, post)}
    before = [one.id for one in on_duty(session, post.county, [post.area_code], post.role, now=now)]
    before = [one for one in before if duties[one].department == post.department]
    if before and actor_id not in before:
        raise Conflict(f"现在值班的是{_names(session, before)}，要由他（她）来交班。")
    if to.id in before:
        raise Conflict(f"{to.name}已经在值班了。")
    spans = [span(one) for one in _shifts(session, post.county, [post.area_code], post.role).get(post.area_code, ())]
    until = next_begin(spans, now)
    duty = duties.get(to.id) or _appoint(session, post, to)
    if until:
        session.add(
            Cover(county=post.county, area_code=post.area_code, role=post.role, person_id=to.id, begins_at=now, ends_at=until)
        )
    else:
        duty.on_duty = True
        if actor_id in duties:
            duties[actor_id].on_duty = False
    session.flush()
    event = DutyHandedOver(
        county=post.county, at=now, actor_id=actor_id, area_code=post.area_code, role=post.role, before=before,
        person_id=to.id, until=until,
    )  # fmt: skip
    record(session, event)
    return until


def name_deputy(session: Session, post: Post, *, actor_id: int, who: Person | None, now: datetime) -> None:
    """副班; ``None``: none any more."""
    duties = {one.person_id: one for one in _locked(session, post)}
    if who and who.id == actor_id:
        raise Refused("副班要请另一个人。")
    for duty in duties.values():
        duty.deputy = False
    if who:
        (duties.get(who.id) or _appoint(session, post, who)).deputy = True
    _changed(session, post, actor_id, who, "deputy", now)


def set_shift(
    session: Session, post: Post, *, actor_id: int | None, who: Person, times: Span, deputy: bool = False, now: datetime
) -> None:
    """排班: these hours every week; what was said of the same person and days before is replaced."""
    _rosterable(post)
    if who.id not in {one.person_id for one in _locked(session, post)}:
        _appoint(session, post, who)
    same = (*_at(Shift, post), Shift.person_id == who.id, Shift.days == times.days, Shift.deputy.is_(deputy))
    session.execute(delete(Shift).where(*same))
    own = {"county": post.county, "area_code": post.area_code, "role": post.role, "person_id": who.id, "deputy": deputy}
    session.add(Shift(**own, days=times.days, begin=times.begin, end=times.end))
    _changed(session, post, actor_id, who, "shift", now)


def clear_roster(session: Session, post: Post, *, actor_id: int | None, now: datetime) -> None:
    """The post goes by who holds it again."""
    _rosterable(post)
    _locked(session, post)
    for table in (Shift, Cover):
        session.execute(delete(table).where(*_at(table, post)))
    _changed(session, post, actor_id, None, "cleared", now)


def _rosterable(post: Post) -> None:
    if post.role is Role.DEPARTMENT_HEAD:
        raise Refused("部门分中心不排班，要换人请回「交班 姓名」。")


def _changed(session: Session, post: Post, actor_id: int | None, who: Person | None, what: str, now: datetime) -> None:
    session.flush()
    place = {"county": post.county, "area_code": post.area_code, "role": str(post.role)}
    record(session, RosterChanged(**place, at=now, actor_id=actor_id, person_id=who.id if who else None, what=what))  # type: ignore[arg-type]


def _locked(session: Session, post: Post) -> list[Duty]:
    """Everybody who holds the post: two who change it at the same moment do so one after the other."""
    query = select(Duty).where(*_at(Duty, post)).order_by(Duty.id)
    session.scalars(query.with_for_update()).all()
    return list(session.scalars(query.execution_options(populate_existing=True)))  # with whoever came while it was waited for


def _appoint(session: Session, post: Post, person: Person) -> Duty:
    """A new holder, who is not on duty by that alone."""
    place = {"county": post.county, "area_code": post.area_code, "role": str(post.role), "department": post.department}
    duty = Duty(**place, person_id=person.id, on_duty=False, deputy=False)
    session.add(duty)
    session.flush()
    return duty


def _names(session: Session, ids: Sequence[int]) -> str:
    people = session.scalars(select(Person).where(Person.id.in_(ids)).order_by(Person.id))
    return "、".join(person.name or "值班的人" for person in people)


def somebody_called(session: Session, post: Post, name: str, phone_digest: str | None) -> Person:
    """Whom a chief means by a name: who holds the post already, else somebody of the same town who follows us.

    Raises ``Refused`` when it is nobody, or several.
    """
    here: tuple[ColumnElement[bool], ...]
    here = (Person.county == post.county, Person.erased_at.is_(None), Person.name == name)
    if phone_digest:
        here = (*here, Person.phone_digest == phone_digest)
    query = select(Person).where(*here).order_by(Person.id)
    holding = list(session.scalars(query.join(Duty, Duty.person_id == Person.id).where(*_at(Duty, post)).limit(2)).unique())
    prefix = post.area_code[:6] if post.area_code.endswith("000000") else post.area_code[:9]
    near = holding or list(session.scalars(query.where(Person.area_code.startswith(prefix, autoescape=True)).limit(2)))
    if not near:
        raise Refused(f"没有找到叫「{name}」的人。请说全名，他（她）要先关注这里并报过名。")
    if len(near) > 1:
        raise Refused(f"叫「{name}」的不止一个，请在名字后面加上手机号。")
    if not session.scalar(select(exists().where(Identity.person_id == near[0].id, Identity.following))):
        raise Refused(f"{name}还没有关注这里，收不到通知，不能值班。")
    return near[0]
