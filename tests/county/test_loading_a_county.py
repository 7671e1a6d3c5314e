"""Loading a county: once, twice, after a change; on both databases."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from app.catalogue.model import County, Item
from app.catalogue.queries import county_of, policy_for
from app.commands.county import county
from app.db import Database
from app.people.model import Team
from app.places.model import Area, Level, Station, StationKind
from app.places.queries import station_serving
from tests.operator_desk import PINGYANG, OperatorDesk

Write = Callable[..., Path]


def counted(database: Database, table: Any, *conditions: Any) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(table).where(*conditions)) or 0


def test_a_new_county_is_loaded_at_once(desk: OperatorDesk, write: Write) -> None:
    result = desk.runs(county, "load", write())
    assert result.exit_code == 0, result.output
    assert "已载入平阳县" in result.output
    with desk.db.reading() as session:
        village = session.get_one(Area, "330326100001")
        assert (village.level, village.parent_code, village.urban, village.groups) == ("village", "330326100000", True, 12)
        assert session.get_one(Area, "330326120000").parent_code == "330326000000"
        row = county_of(session, "330326")
        assert row.revision == 1
        assert policy_for(row, urban=True, urgency="normal")["respond_seconds"] == 600


def test_loading_the_same_file_twice_changes_nothing(desk: OperatorDesk, write: Write) -> None:
    path = write()
    desk.runs(county, "load", path)
    desk.clock.later(days=1)
    result = desk.runs(county, "load", path, "--apply")
    assert "已是最新" in result.output
    with desk.db.reading() as session:
        assert county_of(session, "330326").revision == 1


def test_a_comment_or_another_order_of_keys_is_no_change(desk: OperatorDesk, write: Write) -> None:
    desk.runs(county, "load", write())
    result = desk.runs(county, "load", write(("prefix: PY\n", ""), ("name: 平阳县\n", "prefix: PY  # 平阳\nname: 平阳县\n")))
    assert "已是最新" in result.output


def test_a_changed_file_is_shown_and_waits_for_apply(desk: OperatorDesk, write: Write) -> None:
    desk.runs(county, "load", write())
    path = write(("respond: 10m", "respond: 8m"))
    result = desk.runs(county, "load", path)
    assert result.exit_code == 0
    assert "respond:600 → 480" in result.output
    assert "--apply" in result.output
    with desk.db.reading() as session:
        assert policy_for(county_of(session, "330326"), urban=True, urgency="normal")["respond_seconds"] == 600
    assert "已更新" in desk.runs(county, "load", path, "--apply").output
    with desk.db.reading() as session:
        row = county_of(session, "330326")
        assert policy_for(row, urban=True, urgency="normal")["respond_seconds"] == 480
        assert row.revision == 2


def test_diff_shows_and_writes_nothing(desk: OperatorDesk, write: Write) -> None:
    assert "还没有载入" in desk.runs(county, "diff", write()).output
    desk.runs(county, "load", write())
    result = desk.runs(county, "diff", write(("name: 下垟村", "name: 新垟村")))
    assert "改动 乡镇 · 麻步镇(330326120) · 村 · 新垟村(330326120202) · name:下垟村 → 新垟村" in result.output
    assert counted(desk.db, Area, Area.name == "新垟村") == 0


def test_a_village_that_is_gone_keeps_its_history(desk: OperatorDesk, write: Write) -> None:
    desk.runs(county, "load", write())
    merged = ("team_kinds", 'successors: {"330326120202": "330326120200"}\nteam_kinds')
    gone = ("      - {code: 330326120202, name: 下垟村, station: false}\n", "")
    desk.runs(county, "load", write(gone, merged), "--apply")
    with desk.db.reading() as session:
        village = session.get_one(Area, "330326120202")
        assert village.valid_to == date(2026, 11, 24)
        assert village.successor_code == "330326120200"
    desk.runs(county, "load", write(), "--apply")
    with desk.db.reading() as session:
        assert session.get_one(Area, "330326120202").valid_to is None


def test_items_are_retired_and_stations_closed_never_deleted(desk: OperatorDesk, write: Write) -> None:
    desk.runs(county, "load", write())
    errand = ("  - {code: errand, name: 代买代办, column: convenience, synonyms: [买菜]}\n", "")
    closed = ("name: 城东社区, groups: 12, host: 城东社区党群服务中心", "name: 城东社区, groups: 12, station: false")
    desk.runs(county, "load", write(errand, closed), "--apply")
    assert counted(desk.db, Item, Item.code == "errand", Item.retired) == 1
    assert counted(desk.db, Station, Station.area_code == "330326100001", Station.open.is_(False)) == 1


def test_a_team_gone_from_the_file_is_dissolved(desk: OperatorDesk, write: Write) -> None:
    desk.runs(county, "load", write())
    desk.runs(
        county,
        "load",
        write(("teams:\n  - {code: CJ001, name: 城东社区志愿服务队, kind: station, at: 330326100001}\n", "")),
        "--apply",
    )
    assert counted(desk.db, Team) == 0


def test_a_renamed_station_stays_the_same_door(desk: OperatorDesk, write: Write) -> None:
    desk.runs(county, "load", write())
    with desk.db.reading() as session:
        before = session.scalars(select(Station.id).where(Station.kind == StationKind.STATION)).all()
    desk.runs(county, "load", write(("centre:", "stations: {station: 文明实践点}\ncentre:")), "--apply")
    with desk.db.reading() as session:
        doors = session.execute(select(Station.id, Station.name).where(Station.kind == StationKind.STATION)).all()
    assert sorted(before) == sorted(id_ for id_, _ in doors)
    assert {name for _, name in doors} == {"昆阳镇城东社区文明实践点", "麻步镇显桥村文明实践点"}


def test_a_village_without_a_station_is_served_by_its_neighbour_or_the_township(desk: OperatorDesk, write: Write) -> None:
    desk.runs(county, "load", write())
    with desk.db.reading() as session:
        own, neighbour, township = (station_serving(session, "330326", f"33032612020{n}") for n in range(3))
        assert own is not None
        assert neighbour is not None
        assert township is not None
        assert (own.host, neighbour.id) == ("显桥文化礼堂", own.id)
        assert (township.kind, township.area_code) == (StationKind.HALL, "330326120000")


def test_a_faulty_file_exits_with_one_and_writes_nothing(desk: OperatorDesk, write: Write) -> None:
    path = write(("groups: 12", "groups: twelve"))
    for words in (("check", path), ("load", path), ("diff", path)):
        result = desk.runs(county, *words)
        assert result.exit_code == 1
        assert f"{path}:" in result.stderr
        assert "改法" in result.stderr
    assert counted(desk.db, County) == 0


def test_all_of_pingyang_is_loaded(desk: OperatorDesk) -> None:
    assert "没有发现问题" in desk.runs(county, "check", PINGYANG).output
    desk.runs(county, "load", PINGYANG)
    assert "已是最新" in desk.runs(county, "load", PINGYANG).output
    assert counted(desk.db, Area, Area.level == Level.TOWN) == 16
    assert counted(desk.db, Station, Station.kind == StationKind.STATION) == 453
    assert counted(desk.db, Station, Station.kind == StationKind.HALL) == 16
    assert counted(desk.db, Station, Station.kind == StationKind.CENTRE) == 1
    assert counted(desk.db, Team) == 1010
    assert counted(desk.db, Item) == 20
