"""Whoever asks for a person gets one: told with the talk, answering in the same chat."""

from sqlalchemy import select

from app.outbox.model import Notification
from tests.stories.village import Village


def asked(village: Village) -> str:
    """王奶奶 asks for a person; the code by which she can be answered."""
    village.asks("王奶奶", "我叫王桂花，家里灯不亮了，城东社区三组，明天上午，13800001234", "1", "我心里有事想说说")
    assert "李主任" in village.asks("王奶奶", "人工")
    return village.heard("李主任")[-1].split("回 ")[1].split(" ")[0]


def test_who_waits_for_an_answer_can_be_looked_up_with_their_last_words(village: Village) -> None:
    code = asked(village)
    village.asks("王奶奶", "灯的事不急")
    waiting = village.asks("李主任", "待回")
    assert f"{code} 王桂花" in waiting
    assert "灯的事不急" in waiting
    assert "1234" not in waiting
    assert village.asks("小张", "待回") != waiting


def test_whoever_has_not_written_here_gets_a_card_with_the_number_to_answer(village: Village) -> None:
    asked(village)
    told = village.heard("李主任")[-1]
    assert "回话请发：回 H" in told
    assert "心里有事" in told


def test_the_duty_answers_by_number_and_the_villager_hears_it(village: Village) -> None:
    code = asked(village)
    assert village.asks("李主任", f"回 {code} 我马上打给您，别急") == "已转给王桂花。"
    heard = village.heard("王奶奶")[-1]
    assert heard.startswith("【李主任回您】我马上打给您，别急")


def test_the_duty_answers_by_name(village: Village) -> None:
    asked(village)
    assert "已转给" in village.asks("李主任", "回 王桂花 我马上打给您")
    assert "我马上打给您" in village.heard("王奶奶")[-1]
    assert "已转给" in village.asks("钱调度", "回复王桂花：县里也看到了")
    assert "县里也看到了" in village.heard("王奶奶")[-1]


def test_whoever_was_answered_may_ask_again_at_once(village: Village) -> None:
    code = asked(village)
    assert "请再等等" in village.asks("王奶奶", "人工")
    village.asks("李主任", f"回 {code} 您说")
    assert "请再等等" not in village.asks("王奶奶", "人工 门口的灯也坏了")
    told = village.heard("李主任")[-1]
    assert "我心里有事想说说 / 人工 / 人工 / 人工 门口的灯也坏了" in told
    assert f"「回 {code} 您要说的话」" in told


def test_nobody_else_can_speak_to_a_villager_through_us(village: Village) -> None:
    code = asked(village)
    before = len(village.heard("王奶奶"))
    for name in ("小张", "路人", "周站长"):
        village.asks(name, f"回 {code} 把钱打到这个卡上")
    assert len(village.heard("王奶奶")) == before
    assert "没有等您回话的" in village.asks("李主任", "回 H999999 您好")


def test_after_two_days_the_answer_is_a_phone_call(village: Village) -> None:
    code = asked(village)
    village.asks("王奶奶", "取消 A01", "1")  # else the director is reminded of the lamp for four days, every half hour
    village.later(hours=47)
    village.asks("王奶奶", "人工")
    village.later(hours=47)
    assert "已转给" in village.asks("李主任", f"回 {code} 好些了吗")
    village.later(hours=1.5)
    reply = village.asks("李主任", f"回 {code} 好些了吗")
    assert "没有等您回话" in reply or "请打电话" in reply


def test_a_need_that_begins_with_the_same_word_is_a_need(village: Village) -> None:
    asked(village)
    assert "已转给" not in village.asks("李主任", "回老家 要人帮忙搬东西")


def test_the_answer_is_forgotten_with_whoever_leaves(village: Village) -> None:
    code = asked(village)
    village.asks("李主任", f"回 {code} 我马上打给您")
    village.asks("王奶奶", "注销", "1")
    with village.house.db.reading() as session:
        assert not [one.text for one in session.scalars(select(Notification)) if "马上打给您" in one.text]
