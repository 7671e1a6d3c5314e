"""排班 as a county keeps it in Excel or CSV: each row a shift of somebody at a post, or a reason why not."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from app.errors import Invalid
from app.people.duty import Post, clear_roster, set_shift
from app.people.enrolling import known
from app.people.model import Person, Role
from app.people.roster import SEPARATORS, Book, Refusal, home_in, phone_in, posts_in, rows_of
from app.people.rules import is_phone, masked
from app.people.shifts import Span, said

NO = frozenset({"", "否", "不是", "无", "-"})


@dataclass(frozen=True)
class Turn:
    """One row: who has which shift at which post."""

    row: int
    name: str
    phone: str
    role: Role
    area_code: str
    times: Span
    deputy: bool


def read_turns(path: Path, book: Book) -> Iterator[Turn | Refusal]:
    """Every row as a shift or a refusal, in order. Raises ``Invalid`` when it is no such list."""
    for number, row in rows_of(path):
        phone = phone_in(row["phone"])
        try:
            yield _turn(number, row, phone, book)
        except Invalid as wrong:
            yield Refusal(number, str(wrong), row["name"][:1] + "*" if row["name"] else "", masked(phone) if phone else "")


def _turn(number: int, row: Mapping[str, str], phone: str, book: Book) -> Turn:
    if not is_phone(phone):
        raise Invalid("手机号不对，应是 11 位数字")
    titles = [title for title in SEPARATORS.split(row.get("role", "")) if title]
    home = home_in(row, book, whole_town=any(book.posts.get(title) == Role.TOWN_HEAD for title in titles))
    posts = list(posts_in(titles, home, book))
    if len(posts) != 1:
        raise Invalid("身份要写一个岗位，如 站长、所长、调度员")
    heard = said(f"{row.get('days', '')} {row.get('hours', '')}")
    if heard is None:
        raise Invalid("星期和时间要写成「周一到周五」「8:00-18:00」的样子")
    ((role, area),) = posts
    return Turn(number, row["name"], phone, role, area, heard[0], deputy=row.get("deputy", "").strip() not in NO)


def enter(session: Session, county: str, turns: Sequence[Turn], *, now: datetime) -> tuple[int, list[Refusal]]:
    """The posts these shifts speak of go by them from now on; returns how many posts, and the rows of people nobody knows."""
    people = known(session, county, {one.phone for one in turns})
    entered = [one for one in turns if one.phone in people]
    posts = dict.fromkeys(Post(county, one.area_code, one.role) for one in entered)
    for post in posts:
        clear_roster(session, post, actor_id=None, now=now)
    for one in entered:
        post, who = Post(county, one.area_code, one.role), session.get_one(Person, people[one.phone])
        set_shift(session, post, actor_id=None, who=who, times=one.times, deputy=one.deputy, now=now)
    strangers = [
        Refusal(one.row, "还没有登记这个手机号，请先导入名册", one.name[:1] + "*", masked(one.phone))
        for one in turns
        if one.phone not in people
    ]
    return len(posts), strangers
