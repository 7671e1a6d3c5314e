"""The table of errcodes, row by row as the platform's papers and its users' scars give it."""

from datetime import UTC, datetime

import pytest

from app.outbox.delivery import Verdict
from wechat.errcodes import LOGIN, RULES, UNLISTED, Rule, rule_for, wait_seconds

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)  # ten in the morning in China

ROWS = [
    (0, Verdict.SENT, None),
    (-1, Verdict.RETRY, None),
    (40001, Verdict.ALARM, 60),
    (40014, Verdict.ALARM, 60),
    (42001, Verdict.ALARM, 60),
    (40013, Verdict.ALARM, 600),
    (40125, Verdict.ALARM, 600),
    (41004, Verdict.ALARM, 600),
    (40164, Verdict.ALARM, 300),
    (61004, Verdict.ALARM, 300),
    (89501, Verdict.ALARM, 300),
    (89503, Verdict.ALARM, 300),
    (40003, Verdict.DISABLE_IDENTITY, None),
    (43004, Verdict.DISABLE_IDENTITY, None),
    (50005, Verdict.DISABLE_IDENTITY, None),
    (43019, Verdict.FALL_BACK, None),
    (48002, Verdict.FALL_BACK, None),
    (43101, Verdict.FALL_BACK, None),
    (45015, Verdict.FALL_BACK, None),
    (45047, Verdict.FALL_BACK, None),
    (40037, Verdict.DISABLE_TEMPLATE, None),
    (43116, Verdict.DISABLE_TEMPLATE, None),
    (43117, Verdict.WAIT, 180),
    (43108, Verdict.WAIT, 5),
    (40241, Verdict.ALREADY, None),
    (47003, Verdict.FALL_BACK, None),
    (41030, Verdict.FALL_BACK, None),
    (41028, Verdict.FALL_BACK, None),
    (43107, Verdict.ALARM, 3600),
    (45168, Verdict.FALL_BACK, None),
    (87014, Verdict.GIVE_UP, None),
    (45009, Verdict.ALARM, 14 * 3600 + 60),
    (45011, Verdict.ALARM, 60),
    (48001, Verdict.ALARM, 3600),
    (48004, Verdict.ALARM, 3600),
    (50001, Verdict.ALARM, 3600),
    (50002, Verdict.ALARM, 3600),
    (60020, Verdict.ALARM, 300),
    (40096, Verdict.DISABLE_IDENTITY, None),
    (95000, Verdict.ALARM, 600),
    (95001, Verdict.FALL_BACK, None),
    (95002, Verdict.FALL_BACK, None),
    (95004, Verdict.ALARM, 600),
    (95013, Verdict.FALL_BACK, None),
    (95018, Verdict.FALL_BACK, None),
]


@pytest.mark.parametrize(("errcode", "verdict", "seconds"), ROWS)
def test_each_number_has_its_consequence(errcode: int, verdict: Verdict, seconds: float | None) -> None:
    rule = rule_for(errcode)
    assert (rule.verdict, wait_seconds(rule, now=NOW)) == (verdict, seconds)
    assert rule.meaning


def test_every_row_of_the_table_is_among_these() -> None:
    assert {errcode for errcode, _, _ in ROWS} == set(RULES)


def test_whoever_must_wait_is_told_how_long() -> None:
    waiting = [rule for rule in RULES.values() if rule.verdict in {Verdict.WAIT, Verdict.ALARM}]
    assert all((wait_seconds(rule, now=NOW) or 0) > 0 for rule in waiting)


def test_a_number_nobody_listed_falls_back_and_is_not_taken_for_sent() -> None:
    assert rule_for(99999) is UNLISTED
    assert UNLISTED.verdict is Verdict.FALL_BACK


def test_a_quota_used_up_a_minute_before_midnight_is_soon_back() -> None:
    rule = Rule(Verdict.ALARM, "quota", until_midnight=True)
    assert wait_seconds(rule, now=datetime(2026, 11, 24, 15, 59, tzinfo=UTC)) == 120


@pytest.mark.parametrize(("errcode", "status"), [(40029, 400), (40163, 400), (45011, 429), (40226, 403)])
def test_each_refused_login_has_its_status_and_chinese_words(errcode: int, status: int) -> None:
    denied = LOGIN[errcode]
    assert denied.status == status
    assert all("\u4e00" <= denied.words[at] <= "\u9fff" for at in (0, -1))
