"""The reply to a voice goes into the chat in full, and a voice reaches whoever shall listen."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from app.house import House
from app.outbox.delivery import Channel, Parcel, Verdict
from app.people.model import Duty, Person
from app.voices.actions import keep
from app.voices.queries import path_of
from simulator.answers import Blob
from simulator.platform import Platform
from tests.pushed_clock import PushedClock
from tests.wechat.channels.conftest import body_of
from tests.wechat.platform import Counting
from wechat.channels import CUSTOM_SEND

COUNTY = "330326"


@pytest.fixture
def link(house: House, platform: Platform, clock: PushedClock) -> str:
    """To a voice on the platform, for 小张, who is on duty at the county."""
    media_id = platform.media.keep(Blob(b"#!AMR\n", "audio/amr", "voice.amr"))
    with house.db.transaction() as session:
        villager, listener = met(session, clock), met(session, clock)
        session.add(Duty(county=COUNTY, area_code=f"{COUNTY}000000", role="dispatcher", person_id=listener.id))
        voice = keep(session, villager, app="service", media_ids=(media_id, ""), at=clock(), now=clock())
        return path_of(session, voice, listener.id)


def met(session: Session, clock: PushedClock) -> Person:
    person = Person(county=COUNTY, created_at=clock())
    session.add(person)
    session.flush()
    return person


def test_a_card_of_another_kind_is_none_of_its_business(ways: dict[str, Channel], parcel: Parcel) -> None:
    assert not ways["talk"].reaches(parcel)
    assert ways["talk"].reaches(replace(parcel, kind="heard"))


def test_after_48_hours_the_card_has_to_do(ways: dict[str, Channel], parcel: Parcel) -> None:
    late = replace(parcel, kind="heard", spoke_at=parcel.claimed_at - timedelta(hours=48))
    assert not ways["talk"].reaches(late)
    assert ways["template"].reaches(late)


def test_the_reply_is_one_message_in_full(ways: dict[str, Channel], line: Counting, platform: Platform, parcel: Parcel) -> None:
    platform.window.message_came("oZhang")
    outcome = ways["talk"].send(replace(parcel, kind="heard", path=None, text="听到您说：「好」\n点单成功"))
    assert outcome.verdict is Verdict.SENT
    assert body_of(line, CUSTOM_SEND)["text"] == {"content": "听到您说：「好」\n点单成功"}
    assert line.calls[CUSTOM_SEND] == 1


def test_the_listener_gets_the_words_with_the_link_and_then_the_voice(
    ways: dict[str, Channel], line: Counting, platform: Platform, parcel: Parcel, link: str
) -> None:
    platform.window.message_came("oZhang")
    assert ways["talk"].send(replace(parcel, kind="voice", path=link)).verdict is Verdict.SENT
    assert [one.text for one in platform.messages.sent][-1] == "[语音]"
    assert link in [one.text for one in platform.messages.sent][-2]


def test_a_voice_the_platform_will_not_send_on_leaves_the_link(
    ways: dict[str, Channel], line: Counting, platform: Platform, parcel: Parcel, link: str, clock: PushedClock
) -> None:
    clock.later(days=3)
    platform.window.message_came("oZhang")
    now = replace(parcel, kind="voice", path=link, claimed_at=clock(), spoke_at=clock())
    assert ways["talk"].send(now).verdict is Verdict.SENT
    assert line.calls[CUSTOM_SEND] == 2
    assert "[语音]" not in [one.text for one in platform.messages.sent]


def test_a_window_that_is_shut_falls_back_and_sends_no_voice(
    ways: dict[str, Channel], line: Counting, parcel: Parcel, link: str
) -> None:
    assert ways["talk"].send(replace(parcel, kind="voice", path=link)).verdict is Verdict.FALL_BACK
    assert line.calls[CUSTOM_SEND] == 1
