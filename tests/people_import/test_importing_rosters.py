"""Who is on duty when, from a county's table: row by row, safe to run again."""

from datetime import datetime

from app.clock import SHANGHAI
from app.commands.people import people
from app.people.duty import on_duty
from app.people.model import Role
from tests.operator_desk import OperatorDesk
from tests.people_import.conftest import Sheet

HEADER = "姓名,手机,村,身份,星期,时间,副班"
ENROLLED = ("姓名,手机,村,身份", "李主任,13800000004,城东社区,站长", "老陈,13800000005,城东社区,志愿者")


def present(operator: OperatorDesk, hour: int) -> list[str | None]:
    moment = datetime(2026, 11, 24, hour, tzinfo=SHANGHAI)
    with operator.db.reading() as session:
        return [one.name for one in on_duty(session, "330326", ["330326100001"], Role.STATION_CHIEF, now=moment)]


def test_a_table_of_shifts_decides_from_then_on(operator: OperatorDesk, sheet: Sheet) -> None:
    operator.runs(people, "import", sheet(*ENROLLED))
    assert present(operator, 20) == ["李主任"]
    week = sheet(
        HEADER,
        "李主任,13800000004,城东社区,站长,周一到周五,8:00-12:00,",
        "老陈,13800000005,城东社区,站长,周一到周五,12:00-18:00,",
        "老陈,13800000005,城东社区,站长,周末,8点到18点,是",
        name="roster.csv",
    )
    for _ in range(2):
        assert "排好 1 个岗位，3 个班" in operator.runs(people, "roster", week).output
        assert [present(operator, hour) for hour in (9, 13, 20)] == [["李主任"], ["老陈"], []]


def test_rows_that_cannot_be_a_shift_are_named_with_their_reason(operator: OperatorDesk, sheet: Sheet) -> None:
    operator.runs(people, "import", sheet(*ENROLLED))
    week = sheet(
        HEADER,
        "李主任,13800000004,城东社区,站长,随便,8:00-12:00,",
        "李主任,13800000004,城东社区,志愿者,周一,8:00-12:00,",
        "李主任,1380000,城东社区,站长,周一,8:00-12:00,",
        "生人,13800000099,城东社区,站长,周一,8:00-12:00,",
        name="roster.csv",
    )
    output = operator.runs(people, "roster", week).output
    assert "排好 0 个岗位，0 个班" in output
    for reason in ("第 2 行", "第 3 行", "手机号不对", "还没有登记这个手机号"):
        assert reason in output
    assert present(operator, 20) == ["李主任"]
