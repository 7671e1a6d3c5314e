"""Access tokens: which live, which die, and who may have one."""

from simulator.platform import Platform
from tests.pushed_clock import PushedClock
from tests.simulator.cast import ACCOUNT, MINI, Caller

CLASSIC = {"grant_type": "client_credential", "appid": ACCOUNT.appid, "secret": ACCOUNT.secret}


def _works(caller: Caller, token: str) -> int:
    answer = caller.get("/cgi-bin/user/get", access_token=token)
    return int(answer.get("errcode", 0))


def test_a_stable_token_stays_the_same_while_it_is_valid(caller: Caller, clock: PushedClock) -> None:
    first = caller.post("/cgi-bin/stable_token", CLASSIC)
    clock.later(minutes=114)
    second = caller.post("/cgi-bin/stable_token", CLASSIC)
    assert second["access_token"] == first["access_token"]
    assert 300 <= second["expires_in"] <= 360


def test_in_its_last_five_minutes_a_new_one_comes_and_both_live(caller: Caller, clock: PushedClock) -> None:
    first = caller.log_in()
    clock.later(minutes=116)
    second = caller.log_in()
    assert first != second
    assert (_works(caller, first), _works(caller, second)) == (0, 0)
    clock.later(minutes=5)
    assert (_works(caller, first), _works(caller, second)) == (42001, 0)


def test_the_classic_token_is_new_every_time_and_the_old_one_dies_after_five_minutes(
    caller: Caller, clock: PushedClock
) -> None:
    first = caller.get("/cgi-bin/token", **CLASSIC)["access_token"]
    second = caller.get("/cgi-bin/token", **CLASSIC)["access_token"]
    assert first != second
    assert _works(caller, first) == 0
    clock.later(minutes=5, seconds=1)
    assert (_works(caller, first), _works(caller, second)) == (42001, 0)


def test_classic_and_stable_tokens_do_not_touch_each_other(caller: Caller, clock: PushedClock) -> None:
    stable = caller.log_in()
    caller.get("/cgi-bin/token", **CLASSIC)
    clock.later(minutes=10)
    assert _works(caller, stable) == 0


def test_forcing_kills_the_old_token_at_once_and_works_twenty_times_a_day(caller: Caller, clock: PushedClock) -> None:
    old = caller.log_in()
    forced = CLASSIC | {"force_refresh": True}
    new = caller.post("/cgi-bin/stable_token", forced)["access_token"]
    assert (_works(caller, old), _works(caller, new)) == (42001, 0)
    assert caller.post("/cgi-bin/stable_token", forced)["access_token"] == new  # within thirty seconds
    for _ in range(19):
        clock.later(seconds=31)
        assert "access_token" in caller.post("/cgi-bin/stable_token", forced)
    clock.later(seconds=31)
    assert caller.post("/cgi-bin/stable_token", forced)["errcode"] == 45009
    clock.later(days=1)
    assert "access_token" in caller.post("/cgi-bin/stable_token", forced)


def test_wrong_credentials_have_their_own_numbers(caller: Caller) -> None:
    assert caller.post("/cgi-bin/stable_token", CLASSIC | {"appid": "wx0"})["errcode"] == 40013
    assert caller.post("/cgi-bin/stable_token", CLASSIC | {"secret": "no"})["errcode"] == 40125
    assert caller.post("/cgi-bin/stable_token", CLASSIC | {"secret": MINI.secret})["errcode"] == 40125
    assert caller.post("/cgi-bin/stable_token", CLASSIC | {"grant_type": "x"})["errcode"] == 40002
    assert caller.get("/cgi-bin/stable_token")["errcode"] == 43002


def test_bad_tokens_have_their_own_numbers_and_a_request_id(caller: Caller, platform: Platform) -> None:
    assert caller.get("/cgi-bin/user/get")["errcode"] == 41001
    assert _works(caller, "short") == 40014
    answer = caller.get("/cgi-bin/user/get", access_token="x" * 130)
    assert answer["errcode"] == 40001
    assert " rid: " in answer["errmsg"]
    platform.tokens.revoke_all()
    assert _works(caller, caller.token) == 40001
