"""One loop in five counties, in each by its own ladder and words: asked, offered, told upwards, taken, done, rated, closed."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from app.orders.model import Order, Status
from app.people.model import Role, Team
from app.places.model import Area
from tests.stories.ladder import about, climbs, facts, order
from tests.stories.village import SURE, Stage, Village

ZIGUI = Stage("zigui", "茅坪镇", "长宁社区", "郭家坝镇", "京丈坪村")
HANBIN = Stage("hanbin", "建民街道", "青春村", "洪山镇", "大湾村")
HONGAN = Stage("hongan", "城关镇", "北门岗社区", "觅儿寺镇", "李家畈村")
DAYE = Stage("daye", "东岳路街道", "朝阳社区", "大箕铺镇", "后畈村")
PINGYANG = Stage("pingyang", "昆阳镇", "城东社区", "麻步镇", "显桥村")
FIVE = (ZIGUI, HANBIN, PINGYANG, HONGAN, DAYE)
WATER = {"skills": ("water_electric",), "born": 1980, "shown": SURE}

Opened = Callable[[Stage], Village]


def need(where: str) -> str:
    return f"家里灯不亮,今天下午来人修,{where},电话13800000888"


def place_of(village: Village, name: str) -> Area:
    """A village, or a hamlet of one."""
    with village.house.db.reading() as session:
        found = session.scalars(select(Area).where(Area.county == village.spec.code, Area.name == name)).one()
        session.expunge_all()
        return found


def far_helper(village: Village, name: str, number: int) -> int:
    """Somebody of the far village who can do the light."""
    far = place_of(village, village.stage.rural)
    return village.joins(name, number, far.code, home=(far.lat, far.lon), **WATER)


def head_of(village: Village, hamlet: str, name: str, number: int) -> None:
    place = place_of(village, hamlet)
    village.joins(name, number, place.code[:12], volunteer=False, posts=((Role.HAMLET_HEAD, place.code),))


def team_of(village: Village, code: str, name: str, number: int) -> int:
    """Somebody from the other end of the county joins this team and leads it."""
    home = place_of(village, village.stage.village)
    with village.house.db.transaction() as session:
        team = session.scalars(select(Team.id).where(Team.code == code)).one()
    leader = village.joins(name, number, home.code, home=(home.lat, home.lon), team_ids=(team,), **WATER)
    with village.house.db.transaction() as session:
        session.get_one(Team, team).leader_id = leader
    return leader


def nobody_answers(village: Village) -> None:
    for name in ("小张", "老陈"):
        village.asks(name, "休息")


def finished(village: Village, villager: str, helper: str, code: str) -> None:
    """The rest of the loop: taken, there, done, rated, off the list; each step by another person, each with its time."""
    assert "接单成功" in village.asks(helper, f"接 {code}")
    assert helper in village.heard(villager)[-1]
    village.asks(helper, "到了")
    assert "到" in village.heard(villager)[-1]
    village.asks(helper, "完成")
    assert "评价" in village.heard(villager)[-1]
    assert "已销号" in village.asks(villager, "5")
    assert order(village).status == Status.CLOSED


@pytest.mark.parametrize("stage", FIVE, ids=lambda stage: stage.county)
def test_one_sentence_becomes_a_finished_order_in_every_county(opened: Opened, stage: Stage) -> None:
    """X5, 001-39, 004-45: one loop behind five articles; the number begins with the county's letters."""
    village = opened(stage)
    card = village.asks("王奶奶", f"我家水管爆了,今天下午能来人修不,{stage.village},电话13800001234")
    assert stage.village in card
    assert "水电维修" in card
    code = village.says("王奶奶", "1")
    assert order(village).number.startswith(f"{village.spec.prefix}-")
    assert code in village.heard("小张")[-1]
    finished(village, "王奶奶", "小张", code)


def test_zigui_climbs_from_the_hamlet_to_the_village_to_the_unit_that_helps_it(opened: Opened) -> None:
    """000-12, 000-13, 000-23, 000-26: 村落, 村, 帮扶单位 (县委政法委 for 京丈坪村), 乡镇, 县, each at its moment."""
    village = opened(ZIGUI)
    nobody_answers(village)
    head_of(village, "三墩岩", "三墩岩理事长", 61)
    head_of(village, "橘子坡", "橘子坡理事长", 62)
    village.joins("政法委老吴", 63, place_of(village, "长宁社区").code, **WATER)
    contact = ((Role.PAIR_CONTACT, place_of(village, "京丈坪村").code),)
    village.joins("帮扶联系人", 64, place_of(village, "京丈坪村").code, volunteer=False, posts=contact)
    team_of(village, "BM01", "帮扶队长", 65)
    code = village.says("赵大爷", need("京丈坪村三墩岩"), "1")
    village.later(minutes=14)
    assert not climbs(village)
    village.later(minutes=2)
    assert (about(village, "三墩岩理事长", code), about(village, "橘子坡理事长", code)) == (1, 0)
    assert "已报村落（三墩岩理事长）" in village.asks("赵大爷", "到哪了")
    village.later(minutes=30)
    assert about(village, "周站长", code) == 1
    village.later(minutes=15)
    assert about(village, "帮扶联系人", code) == 1
    assert [(minutes, rung) for minutes, rung, _ in climbs(village)] == [(15, "hamlet"), (45, "village"), (60, "paired")]
    assert "已报帮扶单位" in village.asks("赵大爷", "到哪了")
    assert about(village, "帮扶队长", code) >= 1
    finished(village, "赵大爷", "帮扶队长", code)


def test_zigui_tells_hamlet_village_and_township_of_danger_at_once_and_the_county_soon(opened: Opened) -> None:
    """000-44, 000-62, 000-65: 闻令而动: 120 or 119 first, then everybody who answers for the place, at any hour."""
    village = opened(ZIGUI)
    head_of(village, "三墩岩", "三墩岩理事长", 61)
    village.joins("钱所长", 66, place_of(village, "京丈坪村").code, volunteer=False, posts=((Role.TOWN_HEAD, "420527106000"),))
    village.until(2)
    said = village.asks("赵大爷", "京丈坪村三墩岩,山洪把人冲走了,快来人,电话13800000888")
    assert "119" in said or "110" in said or "120" in said
    assert order(village).urgency == "emergency"
    village.later(minutes=6)
    for name in ("三墩岩理事长", "周站长", "钱所长", "钱调度"):
        assert any("紧急求助" in one for one in village.heard(name)), name


def test_zigui_lets_a_season_s_work_wait_for_hours_and_a_project_for_weeks(opened: Opened) -> None:
    """000-25, 000-41: 采春茶 is counted by the day, 牵线搭桥 by the month; 县中心 has it meanwhile."""
    village = opened(ZIGUI)
    village.asks("赵大爷", "春茶采不过来,明天要人帮忙采,京丈坪村,电话13800000888", "1")
    tea = order(village)
    assert (tea.item_code, tea.policy["clock"]) == ("tea_picking", "season")
    assert (tea.due_at - tea.placed_at).days == 1


def test_hanbin_asks_the_unit_that_stands_by_the_township(opened: Opened) -> None:
    """001-13, 001-40: 洪山镇 and 卫健局 see to one order together; the trail says 包联单位, 镇(街)所 and 区中心."""
    village = opened(HANBIN)
    nobody_answers(village)
    with village.house.db.transaction() as session:
        session.scalars(select(Team).where(Team.code == "BL01")).one().skills = ["water_electric"]
    contact = ((Role.PAIR_CONTACT, "610902112000"),)
    village.joins("卫健局联系人", 64, place_of(village, "大湾村").code, volunteer=False, posts=contact)
    team_of(village, "BL01", "卫健局队长", 65)
    code = village.says("赵大爷", need("大湾村"), "1")
    village.later(minutes=61)
    assert about(village, "周站长", code) == 1
    assert about(village, "卫健局联系人", code) == 1
    assert "已报包联单位" in village.asks("赵大爷", "到哪了")
    assert "还没人接就报镇(街)所" in village.asks("赵大爷", "到哪了")
    finished(village, "赵大爷", "卫健局队长", code)


def test_hanbin_speaks_of_its_district_s_centre_and_of_no_county_s(opened: Opened) -> None:
    """001-26, 001-39: 百姓点单、中心派单: what the desk picks for is said to be with 区中心."""
    village = opened(HANBIN)
    reply = village.asks("王奶奶", "法律咨询,想问问律师,青春村,明天上午,电话13800001234", "1")
    assert "已转区中心选派" in reply
    assert "区中心从" in village.asks("王奶奶", "到哪了")
    assert any("转区中心选派" in row.words for row in facts(village, "OrderSentToDesk"))
    assert not any("县中心" in one for one in village.heard("王奶奶"))


def test_hanbin_sends_nobody_without_insurance_to_risky_work(opened: Opened) -> None:
    """001-43: the insured of 青春村 go; whoever has no cover is not even asked."""
    village = opened(HANBIN)
    nobody_answers(village)
    home = place_of(village, "青春村")
    skills = {"skills": ("water_electric",), "born": 1980}
    bare = village.joins("没保险的", 71, home.code, home=(home.lat, home.lon), **skills)
    covered = village.joins("有保险的", 72, home.code, home=(home.lat, home.lon), shown=SURE, **skills)
    code = village.says("王奶奶", need("青春村"), "1")
    asked = {one for row in facts(village, "OrderOffered") for one in row.data["volunteer_ids"]}
    assert covered in asked
    assert bare not in asked
    finished(village, "王奶奶", "有保险的", code)


def test_hongan_tells_the_station_at_once_then_asks_the_neighbours_and_keeps_the_day(opened: Opened) -> None:
    """003-11, 003-25: 站、所、中心 in turn, and the same day before five."""
    village = opened(HONGAN)
    nobody_answers(village)
    village.joins("觅所长", 66, place_of(village, "李家畈村").code, volunteer=False, posts=((Role.TOWN_HEAD, "421122106000"),))
    code = village.says("赵大爷", need("李家畈村"), "1")
    assert about(village, "周站长", code) == 1
    village.later(minutes=61)
    assert [(minutes, rung, told) for minutes, rung, told in climbs(village)] == [(0, "village", 1), (60, "neighbour", 0)]
    village.until(14, 31)
    assert climbs(village)[-1][1] == "town"
    assert "已报乡镇所" in village.asks("赵大爷", "到哪了")
    far_helper(village, "后来的志愿者", 70)
    finished(village, "赵大爷", "后来的志愿者", code)


def test_hongan_s_list_has_the_eight_platforms_and_an_alarm_of_gongs(opened: Opened) -> None:
    """003-29, 003-62: a stranger in the village is urgent, and the squad of the gong is asked at any hour."""
    village = opened(HONGAN)
    far = place_of(village, "李家畈村")
    guard = {"skills": ("rescue",), "born": 1980, "shown": SURE}
    for number, name in enumerate(("敲锣的", "巡夜的")):
        village.joins(name, 73 + number, far.code, home=(far.lat, far.lon), **guard)
    village.until(23)
    code = village.says("赵大爷", "塆里来了可疑的人,现在来人看下,李家畈村,电话13800000888", "1")
    placed = order(village)
    assert (placed.item_code, placed.policy["clock"]) == ("patrol", "urgent")
    assert about(village, "敲锣的", code) == 1
    assert about(village, "周站长", code) == 1


def test_daye_starts_with_the_hamlet_and_ends_at_the_city_s_centre(opened: Opened) -> None:
    """004-38, 004-45, 004-55: 湾组 (北海湾), 村(社区), 镇(街道), 部门, 市中心, in its own words."""
    village = opened(DAYE)
    nobody_answers(village)
    head_of(village, "北海湾", "北海湾理事长", 61)
    code = village.says("赵大爷", need("后畈村北海湾"), "1")
    village.later(minutes=21)
    assert about(village, "北海湾理事长", code) == 1
    assert "已报湾组(小区)（北海湾理事长）" in village.asks("赵大爷", "到哪了")
    village.until(16, 31)
    assert about(village, "周站长", code) == 1
    assert about(village, "钱调度", code) == 1
    assert "已报市中心（钱调度）" in village.asks("赵大爷", "到哪了")
    far_helper(village, "本村志愿者", 70)
    finished(village, "赵大爷", "本村志愿者", code)


def test_daye_s_keeper_of_an_estate_hears_within_five_minutes(opened: Opened) -> None:
    """004-18, 004-37, 004-39: 怡景花园 need not run to the community: whoever keeps the estate hears first."""
    village = opened(DAYE)
    nobody_answers(village)
    head_of(village, "怡景花园", "怡景花园驻点干部", 61)
    code = village.says("冯女士", need("怡景花园"), "1")
    village.later(minutes=6)
    assert about(village, "怡景花园驻点干部", code) == 1
    assert about(village, "李主任", code) == 0
    village.later(minutes=5)
    assert about(village, "李主任", code) == 1


def test_daye_never_loses_a_petition(opened: Opened) -> None:
    """004-42: it is private, stays at the city's desk by working days, and is never closed for want of takers."""
    village = opened(DAYE)
    village.asks("赵大爷", "征地的事信访过,请人来调解,后畈村,明天上午,电话13800000888", "1")
    placed = order(village)
    assert (placed.item_code, placed.private, placed.status) == ("petition", True, Status.AT_DESK)
    village.later(days=4)
    with village.house.db.reading() as session:
        kept = session.scalars(select(Order)).one()
        assert kept.status == Status.AT_DESK
    assert [rung for _, rung, _ in climbs(village)][-1] == "director"
    assert "市中心从" in village.asks("赵大爷", "到哪了")


def test_hanbin_s_station_hands_on_to_its_district_by_its_own_word(opened: Opened) -> None:
    """001-39, 004-40: 区里, 区中心 are the desk there; the trail and the villager hear 区中心."""
    village = opened(HANBIN)
    nobody_answers(village)
    code = village.says("王奶奶", need("青春村"), "1")
    assert "已转区中心" in village.asks("李主任", f"转 {code} 区里 要协调车辆")
    assert "区中心" in village.asks("王奶奶", "到哪了")
    assert not any("县中心" in one for name in ("王奶奶", "李主任", "钱调度") for one in village.heard(name))
