"""What the platform's numbers mean for a message, as data; whatever is not listed falls back to the next channel."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.clock import in_shanghai
from app.outbox.delivery import Verdict

MINUTE, HOUR = 60.0, 3600.0


@dataclass(frozen=True)
class Rule:
    """``wait`` in seconds goes with ``WAIT`` (this person) and ``ALARM`` (the whole channel)."""

    verdict: Verdict
    meaning: str
    wait: float | None = None
    until_midnight: bool = False


RULES: Mapping[int, Rule] = {
    0: Rule(Verdict.SENT, "ok"),
    -1: Rule(Verdict.RETRY, "busy"),
    40001: Rule(Verdict.ALARM, "token refused after a fresh one: secret, appid or another environment", MINUTE),
    40014: Rule(Verdict.ALARM, "token refused after a fresh one", MINUTE),
    42001: Rule(Verdict.ALARM, "token expired although fresh", MINUTE),
    40013: Rule(Verdict.ALARM, "wrong appid", 10 * MINUTE),
    40125: Rule(Verdict.ALARM, "wrong secret", 10 * MINUTE),
    41004: Rule(Verdict.ALARM, "secret missing", 10 * MINUTE),
    40164: Rule(Verdict.ALARM, "our address is not in the IP 白名单", 5 * MINUTE),
    61004: Rule(Verdict.ALARM, "our address is not in the IP 白名单", 5 * MINUTE),
    89501: Rule(Verdict.ALARM, "our address waits for the administrator's confirmation", 5 * MINUTE),
    89503: Rule(Verdict.ALARM, "our address needs the administrator's confirmation", 5 * MINUTE),
    40003: Rule(Verdict.DISABLE_IDENTITY, "openid wrong, of another account, or not following"),
    43004: Rule(Verdict.DISABLE_IDENTITY, "not following"),
    50005: Rule(Verdict.DISABLE_IDENTITY, "not following"),
    43019: Rule(Verdict.FALL_BACK, "blacklisted"),
    48002: Rule(Verdict.FALL_BACK, "refuses messages"),
    43101: Rule(Verdict.FALL_BACK, "no subscription left, or refused"),
    45015: Rule(Verdict.FALL_BACK, "48 hours are over"),
    45047: Rule(Verdict.FALL_BACK, "customer messages used up until they write again"),
    40037: Rule(Verdict.DISABLE_TEMPLATE, "template id wrong or deleted"),
    43116: Rule(Verdict.DISABLE_TEMPLATE, "template banned"),
    43117: Rule(Verdict.WAIT, "this openid too often", 3 * MINUTE),
    43108: Rule(Verdict.WAIT, "two sends to one person at once", 5.0),
    40241: Rule(Verdict.ALREADY, "the same within 60 seconds"),
    47003: Rule(Verdict.FALL_BACK, "a value does not fit its type: a bug of ours, the field is in errmsg"),
    41030: Rule(Verdict.FALL_BACK, "page not in the released version"),
    41028: Rule(Verdict.FALL_BACK, "form_id, a thing of the past"),
    43107: Rule(Verdict.ALARM, "subscription messages banned", HOUR),
    45168: Rule(Verdict.FALL_BACK, "sensitive words"),
    87014: Rule(Verdict.GIVE_UP, "content violates the rules"),
    45009: Rule(Verdict.ALARM, "the day's quota is used up", until_midnight=True),
    45011: Rule(Verdict.ALARM, "the minute's quota is used up", MINUTE),
    48001: Rule(Verdict.ALARM, "no permission for this API", HOUR),
    48004: Rule(Verdict.ALARM, "API banned", HOUR),
    50001: Rule(Verdict.ALARM, "not authorised for this API", HOUR),
    50002: Rule(Verdict.ALARM, "account restricted", HOUR),
    60020: Rule(Verdict.ALARM, "our address is not among the corporation's 企业可信 IP", 5 * MINUTE),
    40096: Rule(Verdict.DISABLE_IDENTITY, "external_userid wrong"),
    95000: Rule(Verdict.ALARM, "wrong open_kfid", 10 * MINUTE),
    95001: Rule(Verdict.FALL_BACK, "微信客服: five messages used up until they write again"),
    95002: Rule(Verdict.FALL_BACK, "微信客服: 48 hours are over"),
    95004: Rule(Verdict.ALARM, "there is no such 微信客服 account", 10 * MINUTE),
    95013: Rule(Verdict.FALL_BACK, "微信客服: the session is over"),
    95018: Rule(Verdict.FALL_BACK, "微信客服: a colleague has taken the session over"),
}
UNLISTED = Rule(Verdict.FALL_BACK, "not in our table")


def rule_for(errcode: int) -> Rule:
    return RULES.get(errcode, UNLISTED)


def wait_seconds(rule: Rule, *, now: datetime) -> float | None:
    """How long a ``WAIT`` or an ``ALARM`` lasts; quotas return at midnight in China."""
    if not rule.until_midnight:
        return rule.wait
    local = in_shanghai(now)
    midnight = (local + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    return (midnight - local).total_seconds() + MINUTE


@dataclass(frozen=True)
class Denied:
    """What the mini-program hears when it cannot log in."""

    status: int
    words: str


LOGIN_AGAIN = Denied(400, "请重新登录")
LOGIN: Mapping[int, Denied] = {
    40029: LOGIN_AGAIN,  # the code is invalid
    40163: LOGIN_AGAIN,  # the code has been used
    45011: Denied(429, "登录太频繁了，请一分钟后再试"),
    40226: Denied(403, "微信认为这个账号有风险，暂时不能登录，请联系服务站"),
}
LOGIN_UNAVAILABLE = Denied(503, "微信暂时连不上，请稍后再试；有急事请直接在服务号里说")
