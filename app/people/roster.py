"""A list of people as counties keep it, in Excel or CSV: each row becomes an entry to enrol or a reason why not."""

import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from app.errors import Invalid
from app.patterns import regex
from app.people import heads
from app.people.enrolling import Entry
from app.people.model import Role
from app.people.proofs import proofs_of
from app.people.rules import is_phone, masked

HEADERS = {
    "name": ("姓名", "名字", "志愿者姓名", "人员姓名"),
    "phone": ("手机", "手机号", "手机号码", "电话", "电话号码", "联系电话", "联系方式"),
    "village": ("村", "村社", "村居", "村社区", "村/社区", "村名", "所在村", "所在村社", "所属村", "所属村居", "社区", "地区"),
    "town": ("乡镇", "镇", "镇街", "乡镇街道", "所在乡镇", "所属乡镇"),
    "skills": ("技能", "特长", "专长", "服务技能", "擅长"),
    "role": ("身份", "职务", "角色", "岗位"),
    "born": ("出生年", "出生年份", "出生", "出生年月", "出生日期", "生日"),
    "certificates": ("证书", "资格证", "资格证书", "专业证书"),
    "insured": ("保险到期", "保险到期日", "保险有效期", "保险", "志愿者保险"),
    "teams": ("队伍", "所属队伍", "志愿队伍", "服务队", "所在队伍"),
    "department": ("部门", "分中心", "部门分中心", "所属部门", "所属分中心"),
    "days": ("星期", "周几", "值班日"),
    "hours": ("时间", "时段", "值班时间"),
    "deputy": ("副班",),
    "vetted": ("身份核验", "核验", "核验到期", "背景核验"),
}
NEEDED = ("name", "phone")
PLACED = ("village", "department")
"""One of these as well: a list of departments' heads needs no villages."""
HEADER_ROWS = 6
VILLAGE_DIGITS = 12
"""Two more name a hamlet of it; people live in villages, only its head stands for a hamlet."""
"""A title or a note may stand above the header."""
SEPARATORS = regex(r"[,，、;；/|\s]+")
YEAR = regex(r"(19|20)\d\d")
ROLES = {
    "志愿者": None,
    "队长": None,
    "村落长": Role.HAMLET_HEAD,
    "湾组长": Role.HAMLET_HEAD,
    "站长": Role.STATION_CHIEF,
    "村支书": Role.STATION_CHIEF,
    "结对联系人": Role.PAIR_CONTACT,
    "所长": Role.TOWN_HEAD,
    "调度员": Role.DISPATCHER,
    "管理员": Role.DISPATCHER,
    "主任": Role.DIRECTOR,
    **dict.fromkeys(heads.TITLES, Role.DEPARTMENT_HEAD),
}
VOLUNTEERS = frozenset({"志愿者", "队长"})
PLAIN = ("群众", "村民", "居民")
"""People who are only known, not volunteers."""


@dataclass(frozen=True)
class Home:
    """A village (or, for a township's head, a town) that a row may name; ``point`` is latitude and longitude."""

    area_code: str
    name: str
    town_code: str
    town: str
    point: tuple[float, float] | None


@dataclass(frozen=True)
class Book:
    """What a list is read against: the county's places by every name they go by, its skills and its posts."""

    county_area: str
    homes: Mapping[str, Sequence[Home]]
    skills: Mapping[str, str]
    """Skill codes by their names, and by themselves."""
    posts: Mapping[str, Role | None] = field(default_factory=lambda: ROLES)
    teams: Mapping[str, int] = field(default_factory=dict)
    """Team ids by their full names and by their codes."""
    departments: Mapping[str, str] = field(default_factory=dict)
    """Department codes by themselves, by the department's names, and by what its head is called: 「司法分中心负责人」."""
    certificates: Mapping[str, str] = field(default_factory=dict)
    """Certificate codes by their names, and by themselves."""


@dataclass(frozen=True)
class Refusal:
    """A row that cannot be enrolled: its number as Excel shows it, why, and who without the whole phone number."""

    row: int
    reason: str
    name: str
    phone: str


def rows_of(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Row numbers and values by our own column names. Raises ``Invalid`` when it is no such list."""
    lines = enumerate(_sheet(path) if path.suffix.lower() in (".xlsx", ".xlsm") else _csv(path), start=1)
    columns: dict[str, int] | None = None
    for number, cells in lines:
        if columns is None:
            columns = _columns(cells)
            if columns is None and number >= HEADER_ROWS:
                break
        elif any(cells):
            yield number, {name: cells[at] if at < len(cells) else "" for name, at in columns.items()}
    if columns is None:
        raise Invalid(f"没有找到表头。前 {HEADER_ROWS} 行里要有一行写明:姓名、手机、村(可加 乡镇、技能、身份、出生年)。")


def read_entries(path: Path, book: Book, *, today: date) -> Iterator[Entry | Refusal]:
    """Every row as an entry or a refusal, in order. A phone that stands twice counts once."""
    seen: dict[str, int] = {}
    for number, row in rows_of(path):
        phone = phone_in(row["phone"])
        try:
            if phone in seen:
                raise Invalid(f"与第 {seen[phone]} 行是同一个手机号")
            entry = _entry(row, phone, book, today=today)
        except Invalid as wrong:
            yield Refusal(number, str(wrong), row["name"][:1] + "*" if row["name"] else "", masked(phone) if phone else "")
            continue
        seen[phone] = number
        yield entry


def phone_in(text: str) -> str:
    """The digits of a phone as people and Excel write them: +86, blanks, dashes, 1.38E+10, a trailing .0."""
    cleaned = re.sub(r"\.0$", "", text).removeprefix("+86").removeprefix("0086")
    digits = re.sub(r"[^\d]", "", cleaned)
    return digits if re.fullmatch(r"[\d\s()+-]*", cleaned) else cleaned


def _entry(row: Mapping[str, str], phone: str, book: Book, *, today: date) -> Entry:
    name = row["name"].replace(" ", "")
    if not name or len(name) > 40:
        raise Invalid("没有姓名" if not name else "姓名太长")
    if not phone:
        raise Invalid("没有手机号")
    if not is_phone(phone):
        raise Invalid("手机号不对,应是 11 位数字" + ("(Excel 里请把这一列设为文本)" if "E" in phone.upper() else ""))
    titles = [title for title in SEPARATORS.split(row.get("role", "")) if title]
    led = _led(row, titles, book)
    if led and not row.get("village"):  # a department's people come from anywhere
        home = Home(book.county_area, "", "", "", None)
    else:
        home = home_in(row, book, whole_town=any(book.posts.get(title) == Role.TOWN_HEAD for title in titles))
    return Entry(
        name=name,
        phone=phone,
        area_code=home.area_code[:VILLAGE_DIGITS],
        home=home.point,
        volunteer=not titles or not VOLUNTEERS.isdisjoint(titles),
        skills=tuple(_skills(row.get("skills", ""), book)),
        born=_born(row.get("born", ""), today),
        shown=tuple(proofs_of(row, book.certificates)),
        posts=tuple(posts_in(titles, home, book)),
        heads=led,
        team_ids=tuple(_teams(row.get("teams", ""), book)),
        leads="队长" in titles,
    )


def _led(row: Mapping[str, str], titles: Sequence[str], book: Book) -> tuple[str, ...]:
    open_titles = [title for title, role in book.posts.items() if role is Role.DEPARTMENT_HEAD]
    departments = [one for one in SEPARATORS.split(row.get("department", "")) if one]
    return heads.heads_in(titles, departments, known=book.departments, called=open_titles)


def home_in(row: Mapping[str, str], book: Book, *, whole_town: bool) -> Home:
    town, village = (re.sub(r"\s", "", row.get(name, "")) for name in ("town", "village"))
    if not village:
        raise Invalid("没有写村")
    found = book.homes.get(town + village) or book.homes.get(village) or ()
    fitting = [home for home in found if whole_town or home.area_code != home.town_code]
    if town and not any(home.town.startswith(town) for home in fitting):
        raise Invalid(f"「{town}」里没有「{village}」这个村")
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        raise Invalid(f"有 {len(fitting)} 个「{village}」,请写明乡镇:" + "、".join(h.town + h.name for h in fitting))
    raise Invalid(f"「{village}」是乡镇,请写到村" if found else f"县里没有「{village}」这个村")


def _skills(text: str, book: Book) -> Iterator[str]:
    for skill in filter(None, SEPARATORS.split(text)):
        if skill in ("无", "没有", "-"):
            continue
        if skill not in book.skills:
            raise Invalid(f"不认识技能「{skill[:12]}」,可填:" + "、".join(n for n, code in book.skills.items() if n != code))
        yield book.skills[skill]


def posts_in(titles: Sequence[str], home: Home, book: Book) -> Iterator[tuple[Role, str]]:
    for title in titles:
        if title in PLAIN or title in book.departments:
            continue
        if title not in book.posts:
            more = ",或部门分中心的名称" if book.departments else ""
            raise Invalid(f"不认识身份「{title[:12]}」,可填:" + "、".join((*book.posts, PLAIN[0])) + more)
        role = book.posts[title]
        if role is not None and role is not Role.DEPARTMENT_HEAD:
            village = dict.fromkeys((Role.STATION_CHIEF, Role.PAIR_CONTACT), home.area_code[:VILLAGE_DIGITS])
            below = {Role.HAMLET_HEAD: home.area_code, Role.TOWN_HEAD: home.town_code}
            yield role, (village | below).get(role, book.county_area)


def _teams(text: str, book: Book) -> Iterator[int]:
    for team in filter(None, SEPARATORS.split(text)):
        if team in ("无", "没有", "-"):
            continue
        if team not in book.teams:
            raise Invalid(f"没有「{team[:20]}」这支队伍,要和县文件 teams 里的名称一样")
        yield book.teams[team]


def _born(text: str, today: date) -> int | None:
    if not text:
        return None
    found = YEAR.search(text)
    if not found or int(found[0]) > today.year:
        raise Invalid(f"出生年「{text[:12]}」不对,写成 1956 的样子")
    return int(found[0])


def _columns(cells: Sequence[str]) -> dict[str, int] | None:
    plain = [re.sub(r"\(.*?\)|[\s*:]", "", cell) for cell in cells]
    found = {
        ours: next(at for at, cell in enumerate(plain) if cell in names)
        for ours, names in HEADERS.items()
        if any(cell in names for cell in plain)
    }
    return found if all(name in found for name in NEEDED) and any(name in found for name in PLACED) else None


def _csv(path: Path) -> Iterator[list[str]]:
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("gb18030", errors="replace")  # what Excel in China saves as CSV
    first = text.partition("\n")[0]
    delimiter = max(",\t;", key=first.count)
    for line in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
        yield [_plain(cell) for cell in line]


def _sheet(path: Path) -> Iterator[list[str]]:
    from openpyxl import load_workbook  # costs a tenth of a start: only who reads an Excel file pays it
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except (OSError, KeyError, ValueError, BadZipFile, InvalidFileException) as wrong:
        raise Invalid("这个 Excel 文件打不开,请另存为 .xlsx 再试") from wrong
    try:
        for line in book.worksheets[0].iter_rows(values_only=True):
            yield [_plain(cell) for cell in line]
    finally:
        book.close()


def _plain(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, datetime | date):
        return f"{cell:%Y-%m-%d}"
    return unicodedata.normalize("NFKC", str(cell)).strip()
