"""Followers, codes, media and the mini-program's server calls."""

from typing import Any

from simulator.phones import Phones
from simulator.platform import Platform
from tests.pushed_clock import PushedClock
from tests.simulator.cast import ACCOUNT, BASE, MINI, Caller


def _log_in(caller: Caller, code: str) -> dict[str, Any]:
    query = {"appid": MINI.appid, "secret": MINI.secret, "js_code": code, "grant_type": "authorization_code"}
    answer: dict[str, Any] = caller.get("/sns/jscode2session", **query)
    return answer


def test_a_login_code_works_once(phones: Phones, caller: Caller) -> None:
    code = phones.opens_miniapp("王奶奶")
    person = phones.person("王奶奶")
    session = _log_in(caller, code)
    assert (session["openid"], session["unionid"]) == (person.mini_openid, person.unionid)
    assert session["session_key"]
    assert _log_in(caller, code)["errcode"] == 40163
    assert _log_in(caller, "nonsense")["errcode"] == 40029


def test_a_login_code_is_good_for_five_minutes(phones: Phones, caller: Caller, clock: PushedClock) -> None:
    code = phones.opens_miniapp("王奶奶")
    clock.later(minutes=6)
    assert _log_in(caller, code)["errcode"] == 40029


def test_login_wants_the_miniprograms_own_secret(phones: Phones, caller: Caller) -> None:
    query = {"js_code": phones.opens_miniapp("王奶奶"), "grant_type": "authorization_code"}
    assert caller.get("/sns/jscode2session", appid=MINI.appid, secret="no", **query)["errcode"] == 40125
    assert caller.get("/sns/jscode2session", appid=ACCOUNT.appid, secret=ACCOUNT.secret, **query)["errcode"] == 40013


def test_a_shared_phone_number_is_read_once(phones: Phones, caller: Caller) -> None:
    code = phones.shares_phone("王奶奶", "13800000001")
    assert caller.post("/wxa/business/getuserphonenumber", {"code": code})["phone_info"]["phoneNumber"] == "13800000001"
    assert caller.post("/wxa/business/getuserphonenumber", {"code": code})["errcode"] == 40163


def test_user_info_tells_who_follows_and_by_which_code(phones: Phones, caller: Caller, granny: str) -> None:
    phones.follow("小张", scene="V1")
    zhang = phones.person("小张").openid
    info = caller.get("/cgi-bin/user/info", access_token=caller.token, openid=zhang)
    assert (info["subscribe"], info["qr_scene_str"], info["subscribe_scene"]) == (1, "V1", "ADD_SCENE_QR_CODE")
    phones.unfollow("小张")
    info = caller.get("/cgi-bin/user/info", access_token=caller.token, openid=zhang)
    assert (info["subscribe"], "unionid" in info) == (0, False)
    assert caller.get("/cgi-bin/user/info", access_token=caller.token, openid="o123")["errcode"] == 40003
    followers = caller.get("/cgi-bin/user/get", access_token=caller.token)
    assert followers["data"]["openid"] == [granny]


def test_a_code_for_a_village_is_made_and_scanned(platform: Platform, phones: Phones, caller: Caller) -> None:
    action = {"action_name": "QR_LIMIT_STR_SCENE", "action_info": {"scene": {"scene_str": "V330326105201"}}}
    ticket = caller.post("/cgi-bin/qrcode/create", action)["ticket"]
    assert platform.scenes[ticket] == "V330326105201"
    picture = caller.session.get(f"{BASE}/cgi-bin/showqrcode", params={"ticket": ticket}, timeout=5)
    assert picture.content.startswith(b"\x89PNG")
    empty = {"action_name": "QR_STR_SCENE", "action_info": {"scene": {"scene_str": ""}}}
    assert caller.post("/cgi-bin/qrcode/create", empty)["errcode"] == 40129
    timed = {"action_name": "QR_SCENE", "expire_seconds": 600, "action_info": {"scene": {"scene_id": 7}}}
    assert caller.post("/cgi-bin/qrcode/create", timed)["expire_seconds"] == 600


def test_a_voice_can_be_fetched_for_three_days(phones: Phones, caller: Caller, clock: PushedClock, granny: str) -> None:
    phones.sends_voice("王奶奶", audio=b"#!AMR\nhello")
    media_id = list(phones.platform.media._kept)[-1]
    url, query = f"{BASE}/cgi-bin/media/get", {"access_token": caller.token, "media_id": media_id}
    fetched = caller.session.get(url, params=query, timeout=5)
    assert (fetched.content, fetched.headers["Content-Type"]) == (b"#!AMR\nhello", "audio/amr")
    clock.later(days=3, seconds=1)
    caller.log_in()
    assert caller.get("/cgi-bin/media/get", access_token=caller.token, media_id=media_id)["errcode"] == 40007


def test_media_is_uploaded_and_fetched_again(caller: Caller) -> None:
    url, files = f"{BASE}/cgi-bin/media/upload", {"media": ("a.jpg", b"\xff\xd8picture", "image/jpeg")}
    query = {"access_token": caller.token, "type": "image"}
    media_id = caller.session.post(url, params=query, files=files, timeout=5).json()["media_id"]
    query = {"access_token": caller.token, "media_id": media_id}
    assert caller.session.get(f"{BASE}/cgi-bin/media/get", params=query, timeout=5).content == b"\xff\xd8picture"
    assert caller.post("/cgi-bin/media/upload", {}, type="poem")["errcode"] == 40004


def test_a_miniprogram_code_is_a_picture_or_a_refusal(caller: Caller) -> None:
    url, query = f"{BASE}/wxa/getwxacodeunlimit", {"access_token": caller.token}
    picture = caller.session.post(url, params=query, json={"scene": "v=33", "page": "pages/a"}, timeout=5)
    assert (picture.headers["Content-Type"], picture.content[:4]) == ("image/png", b"\x89PNG")
    assert caller.post("/wxa/getwxacodeunlimit", {"scene": "村" * 3})["errcode"] == 40129
    assert caller.post("/wxa/getwxacodeunlimit", {"scene": "a" * 33})["errcode"] == 40129
    assert caller.post("/wxa/getwxacodeunlimit", {"scene": "a", "page": "/pages/a"})["errcode"] == 41030


def test_a_link_lives_thirty_days_at_most(caller: Caller) -> None:
    assert caller.post("/wxa/generate_urllink", {"path": "pages/a"})["url_link"].startswith("https://wxaurl.cn/")
    assert caller.post("/wxa/generate_urllink", {"expire_interval": 31})["errcode"] == 85093
    assert caller.post("/wxa/generate_urllink", {"expire_interval": "soon"})["errcode"] == 47001


def test_a_menu_is_checked_and_kept(caller: Caller) -> None:
    assert caller.get("/cgi-bin/menu/get", access_token=caller.token)["errcode"] == 46003
    button = {"type": "click", "name": "我要求助", "key": "ASK"}
    assert caller.post("/cgi-bin/menu/create", {"button": [button]})["errcode"] == 0
    assert caller.get("/cgi-bin/menu/get", access_token=caller.token)["menu"] == {"button": [button]}
    assert caller.post("/cgi-bin/menu/create", {"button": [button] * 4})["errcode"] == 40016
    assert caller.post("/cgi-bin/menu/create", {"button": [button | {"name": "名字实在太长了"}]})["errcode"] == 40018
    assert caller.post("/cgi-bin/menu/create", {"button": [button | {"type": "sing"}]})["errcode"] == 40017
