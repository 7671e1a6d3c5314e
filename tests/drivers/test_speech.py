"""Speech recognition over real requests: what is sent, what each answer means, and how long anybody waits."""

import json
from time import monotonic

import pytest

from app.config import Settings
from app.voices.ports import NotHeard, NotNow, Sound, Speech
from app.voices.rules import LARGEST
from drivers.speech import LONGEST_ANSWER, speech
from tests.outside import Outside, Says

SOUND = Sound(b"#!AMR\n" + bytes(320), "audio/amr")


def ear(there: Outside, *, timeout: float = 1.0, url: str = "") -> Speech:
    made = speech(Settings(speech_api_base=url or there.url, speech_api_key="k-1", speech_model="m-1", speech_timeout=timeout))
    assert made is not None
    return made


def text(words: object) -> Says:
    return Says(json.dumps({"text": words}).encode())


def test_without_an_address_no_machine_listens() -> None:
    assert speech(Settings()) is None


def test_the_recording_is_posted_as_a_form_with_the_key(there: Outside) -> None:
    there.says(text("我家水管爆了。"))
    assert ear(there).words(SOUND) == "我家水管爆了。"
    (asked,) = there.asked
    assert (asked.path, asked.headers["Authorization"]) == ("/v1/audio/transcriptions", "Bearer k-1")
    assert asked.headers["Content-Type"].startswith("multipart/form-data")
    for part in (b'filename="voice.amr"', b"audio/amr", SOUND.content, b"m-1", b'name="language"\r\n\r\nzh'):
        assert part in asked.body


def test_a_passing_failure_is_tried_once_more(there: Outside) -> None:
    there.says(Says(status=503), text("好"))
    assert ear(there).words(SOUND) == "好"
    assert len(there.asked) == 2


@pytest.mark.parametrize("status", [429, 500, 502, 503])
def test_a_service_that_is_down_may_be_asked_later(there: Outside, status: int) -> None:
    there.says(Says(status=status))
    with pytest.raises(NotNow, match=str(status)):
        ear(there).words(SOUND)
    assert len(there.asked) == 2


@pytest.mark.parametrize("status", [400, 401, 404, 413, 302])
def test_a_refusal_is_not_repeated(there: Outside, status: int) -> None:
    there.says(Says(status=status))
    with pytest.raises(NotHeard, match=str(status)):
        ear(there).words(SOUND)
    assert len(there.asked) == 1


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'{"text": 5}', b'{"words": "x"}', b"\xff\xfe", b"null"])
def test_an_answer_that_is_none_is_no_words(there: Outside, body: bytes) -> None:
    there.says(Says(body))
    with pytest.raises(NotHeard):
        ear(there).words(SOUND)


def test_a_huge_answer_is_dropped(there: Outside) -> None:
    there.says(text("长" * LONGEST_ANSWER))
    with pytest.raises(NotHeard, match="bytes"):
        ear(there).words(SOUND)


@pytest.mark.parametrize("slow", [Says(b"{}", late=5.0), Says(b" " * 200, drips=0.1)])
def test_nobody_waits_longer_than_the_limit(there: Outside, slow: Says) -> None:
    there.says(slow)
    began = monotonic()
    with pytest.raises(NotNow, match="in time"):
        ear(there, timeout=0.4).words(SOUND)
    assert monotonic() - began < 2.5


def test_a_closed_door_may_be_tried_later_and_its_words_hold_no_key(there: Outside) -> None:
    with pytest.raises(NotNow) as told:
        ear(there, url="http://127.0.0.1:9/v1?key=secret").words(SOUND)
    assert "secret" not in str(told.value)


def test_what_is_too_large_is_not_even_sent(there: Outside) -> None:
    with pytest.raises(NotHeard, match="too large"):
        ear(there).words(Sound(bytes(LARGEST + 1), "audio/amr"))
    assert there.asked == []
