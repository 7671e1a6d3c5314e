"""Fetching what people sent: the file, or the reason why not, and never more bytes than wanted."""

import pytest
import requests

from app.house import House
from app.voices.ports import Gone, NotNow
from simulator.answers import Blob
from simulator.platform import Platform
from tests.pushed_clock import PushedClock
from tests.wechat.platform import Counting, Dead, platform_for
from wechat.edge import media
from wechat.media import MEDIA_GET, WechatMedia

AUDIO = b"#!AMR\n" + bytes(range(256)) * 400


@pytest.fixture
def platform(house: House, clock: PushedClock) -> Platform:
    return platform_for(house.settings, clock)


@pytest.fixture
def line(platform: Platform) -> Counting:
    return Counting(platform)


@pytest.fixture
def store(house: House, line: Counting) -> WechatMedia:
    made = media(house, adapter=line)
    assert made is not None
    return made


def kept(platform: Platform, content: bytes = AUDIO) -> str:
    return platform.media.keep(Blob(content, "audio/amr", "voice.amr"))


def test_the_file_comes_as_it_was_sent(store: WechatMedia, platform: Platform) -> None:
    assert store.fetch(kept(platform)) == AUDIO


def test_an_unknown_id_and_one_of_three_days_ago_are_gone(store: WechatMedia, platform: Platform, clock: PushedClock) -> None:
    media_id = kept(platform)
    clock.later(days=3)
    for one in (media_id, "nothing"):
        with pytest.raises(Gone, match="40007"):
            store.fetch(one)


def test_a_bad_token_is_fetched_anew_once(store: WechatMedia, platform: Platform, line: Counting) -> None:
    media_id = kept(platform)
    platform.fault("errcode", code=40001, endpoint=MEDIA_GET.lstrip("/"), count=1)
    assert store.fetch(media_id) == AUDIO
    assert line.calls["/cgi-bin/media/get"] == 2
    platform.fault("errcode", code=40001, endpoint=MEDIA_GET.lstrip("/"), count=2)
    with pytest.raises(NotNow, match="40001"):
        store.fetch(media_id)


@pytest.mark.parametrize("code", [-1, 45009, 48001])
def test_what_passes_may_be_asked_again(store: WechatMedia, platform: Platform, code: int) -> None:
    platform.fault("errcode", code=code, endpoint=MEDIA_GET.lstrip("/"), count=1)
    with pytest.raises(NotNow, match=str(code)):
        store.fetch(kept(platform))


@pytest.mark.parametrize("kind", ["html_502", "timeout", "reset"])
def test_a_broken_line_may_be_asked_again(store: WechatMedia, platform: Platform, kind: str) -> None:
    platform.fault(kind, endpoint=MEDIA_GET.lstrip("/"), count=1)
    with pytest.raises(NotNow):
        store.fetch(kept(platform))


def test_more_than_the_limit_is_never_taken_in(store: WechatMedia, platform: Platform) -> None:
    with pytest.raises(Gone, match="more than"):
        store.fetch(kept(platform, bytes(3 << 20)))


def test_an_empty_file_may_be_asked_again(store: WechatMedia, platform: Platform) -> None:
    with pytest.raises(NotNow, match="empty"):
        store.fetch(kept(platform, b""))


def test_without_a_line_nothing_secret_is_said(house: House) -> None:
    store = media(house, adapter=Dead(requests.ConnectionError))
    assert store is not None
    with pytest.raises(NotNow) as told:
        store.fetch("media")
    assert house.settings.wechat_secret not in str(told.value)
