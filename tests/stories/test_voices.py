"""王奶奶 speaks instead of typing: a machine listens, or 李主任 does, and she always knows which."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from threading import Thread
from typing import Any

import pytest
from sqlalchemy import func, select

from app.config import Settings
from app.orders.model import Order
from app.outbox.model import Notification
from app.voices.model import Hearing, Recording, Voice
from tests.outside import Outside, Says, outside
from tests.pushed_clock import PushedClock
from tests.stories.village import Village

NEED = "我家水管爆了，今天下午能来人修不，城东社区三组，电话13800001234"
MINUTE = b"#!AMR\n" + (bytes([0x3C]) + bytes(31)) * 250
MEDIA_GET = "cgi-bin/media/get"


def text(words: str) -> Says:
    return Says(json.dumps({"text": words}).encode())


@pytest.fixture
def machine() -> Iterator[Outside]:
    with outside() as played:
        yield played


@pytest.fixture
def hearing(settings: Settings, clock: PushedClock, machine: Outside) -> Iterator[Village]:
    """A village whose county has speech recognition."""
    village = Village(replace(settings, speech_api_base=machine.url, speech_api_key="k", speech_timeout=2.0), clock)
    yield village
    village.house.db.close()


def voices(village: Village) -> list[Voice]:
    with village.house.db.reading() as session:
        found = list(session.scalars(select(Voice).order_by(Voice.id)))
        session.expunge_all()
        return found


def count(village: Village, table: Any) -> int:
    with village.house.db.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def known(village: Village) -> None:
    """She lives in 城东社区, and 李主任 has written lately."""
    village.asks("王奶奶", "我是城东社区三组的")
    village.asks("李主任", "待办")


# -- with a machine ----------------------------------------------------------------------------------------------------


def test_a_voice_is_heard_read_back_and_becomes_an_order(hearing: Village, machine: Outside) -> None:
    machine.says(text(NEED))
    reply = hearing.speaks("王奶奶", audio=MINUTE)
    assert "正在听" in reply
    assert "120" in reply
    hearing.settle()
    card = hearing.heard("王奶奶")[-1]
    assert card.startswith("听到您说：「我家水管爆了")
    assert "138****1234" in card
    assert "点单成功" in hearing.asks("王奶奶", "1")
    assert [one.status for one in voices(hearing)] == [Hearing.ANSWERED]


def test_what_was_heard_late_still_counts_its_days_from_when_it_was_said(
    hearing: Village, machine: Outside, clock: PushedClock
) -> None:
    machine.says(text("灯不亮了，明天上午来修，城东社区三组，13800001234"))
    clock.at(23, 59)
    hearing.speaks("王奶奶")
    clock.later(minutes=1, seconds=30)
    hearing.settle()
    assert "11月25日周三" in hearing.heard("王奶奶")[-1]


def test_danger_that_was_spoken_is_answered_with_the_number_first(hearing: Village, machine: Outside) -> None:
    machine.says(text("快来人啊我老伴晕倒了叫不醒"))
    hearing.speaks("王奶奶")
    hearing.settle()
    reply = hearing.heard("王奶奶")[-1]
    assert "120" in reply.splitlines()[0]
    assert "晕倒了叫不醒" in reply
    assert "紧急求助" in hearing.heard("钱调度")[-1]


def test_what_the_machine_cannot_make_out_goes_to_a_person(hearing: Village, machine: Outside) -> None:
    machine.says(text("  "))
    known(hearing)
    hearing.speaks("王奶奶")
    hearing.settle()
    assert "没听清，已请李主任来听" in hearing.heard("王奶奶")[-1]
    assert any("请听语音 V1" in one for one in hearing.heard("李主任"))


def test_a_machine_that_fails_is_asked_again_and_then_a_person(hearing: Village, machine: Outside) -> None:
    machine.says(Says(status=503))
    known(hearing)
    hearing.speaks("王奶奶")
    hearing.settle()
    assert "李主任来听" not in hearing.heard("王奶奶")[-1]
    hearing.later(minutes=2)
    assert "已请李主任来听" in hearing.heard("王奶奶")[-1]
    assert len(machine.asked) == 6


def test_a_machine_that_comes_back_in_time_still_answers(hearing: Village, machine: Outside) -> None:
    machine.says(Says(status=500), Says(status=500), text(NEED))
    hearing.speaks("王奶奶")
    hearing.settle()
    hearing.later(minutes=1)
    assert "听到您说" in hearing.heard("王奶奶")[-1]


def test_a_yes_that_is_heard_too_late_answers_nothing(hearing: Village, machine: Outside, clock: PushedClock) -> None:
    machine.says(text("好的。"))
    hearing.asks("王奶奶", NEED)
    hearing.speaks("王奶奶")
    clock.later(minutes=5)
    hearing.settle()
    assert "来得晚了" in hearing.heard("王奶奶")[-1]
    assert count(hearing, Order) == 0


def test_a_yes_that_is_heard_at_once_is_an_answer(hearing: Village, machine: Outside) -> None:
    machine.says(text("好的。"))
    hearing.asks("王奶奶", NEED)
    hearing.speaks("王奶奶")
    hearing.settle()
    assert "点单成功" in hearing.heard("王奶奶")[-1]


def test_a_process_that_dies_between_two_steps_loses_and_doubles_nothing(
    hearing: Village, machine: Outside, clock: PushedClock
) -> None:
    machine.says(text(NEED))
    hearing.speaks("王奶奶")
    with hearing.house.db.transaction() as session:
        session.get_one(Voice, 1).due_at = clock() + timedelta(seconds=90)  # taken up by a process that then died
    hearing.settle()
    assert "听到您说" not in hearing.heard("王奶奶")[-1]
    hearing.listener = hearing.another_listener()
    hearing.later(minutes=2)
    assert sum("听到您说" in one for one in hearing.heard("王奶奶")) == 1


def test_listeners_of_several_processes_answer_once(hearing: Village, machine: Outside) -> None:
    machine.says(replace(text(NEED), late=0.2))
    hearing.speaks("王奶奶")
    others = [hearing.another_listener() for _ in range(3)]
    threads = [Thread(target=lambda one=one: [one.listen() for _ in range(3)]) for one in others]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    hearing.settle()
    assert sum("听到您说" in one for one in hearing.heard("王奶奶")) == 1
    assert len(machine.asked) == 1


# -- what WeChat may say itself ----------------------------------------------------------------------------------------


def test_words_that_wechat_recognised_are_used_at_once(village: Village) -> None:
    reply = village.speaks("王奶奶", recognition=NEED)
    assert reply.startswith("听到您说：「我家水管爆了")
    assert "138****1234" in reply
    assert voices(village) == []


# -- without a machine -------------------------------------------------------------------------------------------------


def test_without_a_machine_the_station_listens_and_writes_down(village: Village) -> None:
    known(village)
    reply = village.speaks("王奶奶", audio=MINUTE, recognition="")
    assert "（V1）。已请李主任来听" in reply
    village.settle()
    assert "[语音]" in village.heard("李主任")[-1]
    notice = village.heard("李主任")[-2]
    assert "听写 V1" in notice
    assert "V1 一位群众 11月24日 10:00" in village.asks("李主任", "听写")
    assert "V1 记下了" in village.asks("李主任", "听写 V1 我家水管漏水，今天下午来修，电话13800001234")
    card = village.heard("王奶奶")[-1]
    assert card.startswith("值班的李主任听了您的语音：「我家水管漏水")
    assert "水电维修" in card
    assert "点单成功" in village.asks("王奶奶", "1")
    assert "没有等着听的语音" in village.asks("李主任", "听写")


def test_the_station_listens_on_a_page_too(village: Village) -> None:
    known(village)
    village.speaks("王奶奶", audio=MINUTE)
    village.settle()
    link = next(one for one in village.heard("李主任") if "/v/" in one).split(village.house.settings.public_url)[1].split()[0]
    page = village.web.get(link)
    assert (page.status_code, page.headers["Cache-Control"]) == (200, "no-store")
    assert "5 秒" in page.text
    assert "听写 V1" in page.text
    sound = village.web.get(f"{link}/sound")
    assert (sound.data, sound.headers["Content-Type"]) == (MINUTE, "audio/amr")
    assert "attachment" in village.web.get(f"{link}/sound?save=1").headers["Content-Disposition"]
    assert village.web.get(link[:-1]).status_code == 404
    assert village.web.get(link.replace("/v/", "/o/")).status_code == 404


def test_a_listener_without_an_open_window_gets_a_card_with_the_link(village: Village) -> None:
    village.asks("王奶奶", "我是城东社区三组的")
    village.speaks("王奶奶")
    village.settle()
    (card,) = village.phones.cards("李主任")
    assert "V1" in card.text
    assert "/v/" in card.url
    assert village.web.get(card.url.removeprefix(village.house.settings.public_url)).status_code == 200


def test_danger_written_down_by_the_station_raises_the_alarm(village: Village) -> None:
    known(village)
    village.speaks("王奶奶")
    village.asks("李主任", "听写 V1：家里煤气漏了，人晕倒了")
    assert village.heard("王奶奶")[-1].startswith("现在请马上打 1")
    assert count(village, Order) == 1


def test_only_whoever_answers_for_her_writes_for_her_and_only_once(village: Village) -> None:
    known(village)
    village.speaks("王奶奶")
    assert "不是您管的地方" in village.asks("周站长", "听写 V1 给我送钱")
    assert "给值班的人用的" in village.asks("小张", "听写 V1 给我送钱")
    assert "请带上编号" in village.asks("李主任", "听写 V1")
    assert "没有找到语音 V9" in village.asks("李主任", "听写 V9 水管漏了")
    village.asks("李主任", "听写 V1 我家水管漏水")
    assert "已经有人听过" in village.asks("钱调度", "听写 V1 我家灯坏了")
    assert "听了您的语音" in "".join(village.heard("王奶奶"))
    assert "灯坏了" not in "".join(village.heard("王奶奶"))


def test_nobody_on_duty_is_said_as_it_is(village: Village) -> None:
    with village.house.db.transaction() as session:
        session.execute(Voice.metadata.tables["duties"].update().values(on_duty=False))
    assert "没有人值班" in village.speaks("王奶奶")


def test_the_duty_is_not_rung_for_each_of_many_voices(village: Village) -> None:
    known(village)
    replies = [village.speaks("王奶奶") for _ in range(7)]
    village.settle()
    assert "前面还有5条" in replies[-2]
    with village.house.db.reading() as session:
        notices = session.scalar(select(func.count()).where(Notification.kind == "voice"))
    assert notices == 5


# -- what does not come ------------------------------------------------------------------------------------------------


def test_a_voice_that_wechat_has_no_longer_is_said_to_be_lost(village: Village, clock: PushedClock) -> None:
    known(village)
    village.speaks("王奶奶")
    clock.later(days=3, minutes=1)
    village.asks("王奶奶", "你好")
    assert any("取不到了" in one for one in village.heard("王奶奶"))
    assert [one.status for one in voices(village)] == [Hearing.LOST]


def test_the_station_that_heard_it_may_write_down_even_a_lost_one(village: Village, clock: PushedClock) -> None:
    known(village)
    village.speaks("王奶奶")
    clock.later(days=3, minutes=1)
    village.asks("王奶奶", "你好")
    village.asks("李主任", "听写 V1 我家水管漏水")
    assert "听了您的语音：「我家水管漏水」" in "".join(village.heard("王奶奶"))


def test_a_platform_that_fails_for_a_while_is_asked_again(hearing: Village, machine: Outside) -> None:
    machine.says(text(NEED))
    hearing.platform.fault("errcode", code=-1, endpoint=MEDIA_GET, count=3)
    hearing.speaks("王奶奶")
    hearing.settle()
    assert "听到您说" not in hearing.heard("王奶奶")[-1]
    hearing.later(minutes=2)
    assert "听到您说" in hearing.heard("王奶奶")[-1]


def test_a_platform_that_fails_for_long_brings_in_a_person_and_is_still_asked(hearing: Village, machine: Outside) -> None:
    machine.says(text(NEED))
    known(hearing)
    hearing.platform.fault("errcode", code=-1, endpoint=MEDIA_GET, count=5)
    hearing.speaks("王奶奶")
    hearing.later(minutes=4)
    assert any("一时取不到，已请李主任来听" in one for one in hearing.heard("王奶奶"))
    hearing.later(minutes=20)
    assert "听到您说" in hearing.heard("王奶奶")[-1]
    assert "已经有人听过" in hearing.asks("李主任", "听写 V1 我家水管漏水")


# -- what is kept ------------------------------------------------------------------------------------------------------


def test_whoever_leaves_takes_the_voice_along(village: Village) -> None:
    known(village)
    village.speaks("王奶奶", audio=MINUTE)
    village.settle()
    link = next(one for one in village.heard("李主任") if "/v/" in one).split(village.house.settings.public_url)[1].split()[0]
    assert (count(village, Voice), count(village, Recording)) == (1, 1)
    village.phones.unfollow("王奶奶")
    village.settle()
    assert (count(village, Voice), count(village, Recording)) == (0, 0)
    assert village.web.get(link).status_code == 404
    with village.house.db.reading() as session:
        kept = session.scalars(select(Notification.text).where(Notification.kind == "voice")).all()
    assert set(kept) == {""}


def test_a_recording_is_sealed_and_dropped_after_its_days(village: Village, clock: PushedClock) -> None:
    known(village)
    village.speaks("王奶奶", audio=MINUTE)
    village.settle()
    with village.house.db.reading() as session:
        assert MINUTE[:200] not in session.scalars(select(Recording.sealed)).one()
    clock.later(days=29)
    village.settle()
    assert count(village, Recording) == 1
    clock.later(days=2)
    village.settle()
    assert (count(village, Voice), count(village, Recording)) == (0, 0)


def test_a_voice_of_more_than_wechats_own_limit_is_not_kept(village: Village) -> None:
    known(village)
    village.speaks("王奶奶", audio=b"#!AMR\n" + bytes(2 * 1024 * 1024))
    village.settle()
    assert count(village, Recording) == 0
    assert any("取不到了" in one for one in village.heard("王奶奶"))
