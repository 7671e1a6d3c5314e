"""Who is asked, who is left in peace, who may choose, and how it is explained."""

import pytest
from sqlalchemy import delete, select, update

from app.people.model import Credential, Person, Proof, Team, TeamMember, Volunteer
from app.people.readiness import refresh
from tests.stories.village import RURAL, Village

PIPE = "我家水管爆了,今天14点来人修,城东社区三组,电话13800001234"
AT_HOME = "我家灯不亮了,{when}来人修,显桥村三组,电话13800001234"


def make_team(village: Village, name: str, *members: str, leader: str, at: str, skills: list[str], **more: object) -> None:
    with village.house.db.transaction() as session:
        ids = dict(session.execute(select(Person.name, Person.id)).all())
        team = Team(county="330326", code=name, name=name, kind="volunteer", area_code=at, skills=skills, **more)
        team.leader_id = ids[leader]
        session.add(team)
        session.flush()
        session.add_all(TeamMember(team_id=team.id, person_id=ids[one]) for one in members)


def home(village: Village) -> str:
    return village.spec.towns[0].villages[0].code


def offers_to(village: Village, name: str) -> int:
    return sum("能去回1接单" in said for said in village.heard(name))


def move_to_the_country(village: Village, *names: str) -> None:
    """They live where the clock counts in days, not minutes."""
    far = next(one for town in village.spec.towns for one in town.villages if one.name == RURAL)
    with village.house.db.transaction() as session:
        people = select(Person.id).where(Person.name.in_(names))
        session.execute(update(Person).where(Person.name.in_(names)).values(area_code=far.code))
        session.execute(update(Volunteer).where(Volunteer.person_id.in_(people)).values(lat=far.lat, lon=far.lon))
        for one in session.scalars(select(Volunteer)):
            refresh(session, one)


def knows_the_law(village: Village, *names: str) -> None:
    with village.house.db.transaction() as session:
        for one in session.scalars(
            select(Volunteer).join(Person, Person.id == Volunteer.person_id).where(Person.name.in_(names))
        ):
            one.skills = [*one.skills, "law"]
            refresh(session, one)


def test_three_ordinary_offers_a_day_are_enough(village: Village) -> None:
    for hour in (14, 16, 18, 20):
        code = village.says("王奶奶", f"家里很脏,今天{hour}点来人打扫,城东社区三组,电话13800001234", "1")
        village.asks("王奶奶", f"取消 {code}")
    assert offers_to(village, "小张") == 3


def test_what_is_said_at_night_is_offered_in_the_morning(village: Village) -> None:
    move_to_the_country(village, "小张", "老陈")
    village.until(23)
    code = village.says("王奶奶", AT_HOME.format(when="明天下午"), "1")
    assert offers_to(village, "小张") == 0
    village.until(6, 50)
    assert offers_to(village, "小张") == 0
    village.until(7, 5)
    assert offers_to(village, "小张") == 1
    assert "接单成功" in village.asks("小张", f"接 {code}")


def test_where_the_clock_counts_minutes_the_night_counts_too(village: Village) -> None:
    village.until(23)
    village.says("王奶奶", "我家水管爆了,现在来人修,城东社区三组,电话13800001234", "1")
    assert offers_to(village, "小张") == 1


def test_without_insurance_no_risky_work_and_the_reason_is_said(village: Village) -> None:
    with village.house.db.transaction() as session:
        uninsured = select(Person.id).where(Person.name == "小张").scalar_subquery()
        session.execute(delete(Credential).where(Credential.volunteer_id == uninsured, Credential.kind == Proof.INSURANCE))
        refresh(session, session.get_one(Volunteer, session.scalar(select(Person.id).where(Person.name == "小张"))))
    code = village.says("王奶奶", PIPE, "1")
    assert offers_to(village, "小张") == 0
    assert offers_to(village, "老陈") == 1
    assert "保险" in village.asks("小张", f"接 {code}")


def test_children_are_never_left_with_one_helper(village: Village) -> None:
    code = village.says("王奶奶", "今天下午没人看孩子,帮忙照看一下,城东社区三组,电话13800001234", "1")
    assert offers_to(village, "老陈") == 1
    assert "还差 1 人" in village.asks("老陈", f"接 {code}")


def test_a_volunteer_says_when_there_is_time(village: Village) -> None:
    assert "只在这些时间给您派单：休息日 全天" in village.asks("小张", "周末有空")
    assert "您有空的时间：休息日 全天" in village.asks("小张", "我的任务")
    village.says("王奶奶", PIPE, "1")
    assert offers_to(village, "小张") == 0
    assert "随时有单" in village.asks("小张", "随时有空")
    village.says("赵大爷", PIPE.replace("14", "17"), "1")
    assert offers_to(village, "小张") == 1


def test_in_the_middle_of_a_card_free_time_is_the_villagers_own(village: Village) -> None:
    village.asks("小张", "我家冰箱坏了,城东社区三组,电话13800001234")
    assert "派单" not in village.asks("小张", "周六上午有空")


def test_a_leader_hears_of_it_and_picks_a_member_who_may_decline(village: Village) -> None:
    make_team(village, "城东水电队", "小张", "老陈", leader="李主任", at=home(village), skills=["water_electric"])
    code = village.says("王奶奶", PIPE, "1")
    assert f"可回：派 {code} 给 队员名" in village.heard("李主任")[-1]
    assert f"已请老陈去办 {code}" in village.asks("李主任", f"派 {code} 给 老陈")
    assert "没关系" in village.asks("老陈", "2")
    assert "已经答复过" in village.asks("李主任", f"派 {code} 给 老陈")
    assert "接单成功" in village.asks("小张", "1")


def test_only_a_leader_picks_members_and_only_of_the_own_team(village: Village) -> None:
    make_team(village, "城东水电队", "老陈", leader="小张", at=home(village), skills=["water_electric"])
    code = village.says("王奶奶", PIPE, "1")
    assert "没有叫「孙书记」的队员" in village.asks("小张", f"派 {code} 给 孙书记")
    assert "给值班的人用的" in village.asks("老陈", f"派 {code} 给 小张")
    assert "已请老陈去办" in village.asks("小张", f"派 {code} 给 老陈")


def test_the_desk_gets_suggestions_with_reasons_and_answers_with_a_digit(village: Village) -> None:
    knows_the_law(village, "小张", "老陈")
    make_team(village, "县法律队", "小张", leader="小张", at="330326000000", skills=["law"], professional=True)
    make_team(village, "城东互助队", "老陈", leader="老陈", at=home(village), skills=[], accept_rate=0.5)
    code = village.says("王奶奶", "想问问遗产怎么分要不要打官司,明天上午,城东社区三组,电话13800001234", "1")
    assert "需要专业队伍，点开选队伍" in village.heard("钱调度")[-1]
    assert "没有第 9 支" in village.asks("钱调度", f"派 {code} 给 9")
    advice = village.asks("钱调度", f"为什么 {code}").splitlines()
    assert advice[1].startswith("1 县法律队：专业队伍，会这一项，最近的队员")
    assert advice[2].startswith("2 城东互助队：")
    assert "过去接单50%" in advice[2]
    assert "已派给「县法律队」，通知了 1 人" in village.asks("钱调度", f"派 {code} 给 1")
    assert offers_to(village, "小张") == 1


def test_the_dispatcher_reads_why_these_were_asked_and_others_do_not(village: Village) -> None:
    code = village.says("王奶奶", PIPE, "1")
    why = village.asks("李主任", f"为什么 {code}")
    assert "小张（等回话）：就在附近，同村，会水电维修，近7天问过0次、没出过工，排第1" in why
    assert "给值班的人用的" in village.asks("王奶奶", f"为什么 {code}")


@pytest.mark.parametrize("words", ["周三下午没空", "工作日晚上有空"])
def test_who_is_no_volunteer_is_not_asked_for_free_times(village: Village, words: str) -> None:
    assert "派单" not in village.asks("王奶奶", words)
