"""Who must not be asked, who has been asked enough, when somebody is free, and when the night is quiet."""

from datetime import date, timedelta

import pytest

from app.clock import in_shanghai
from app.dispatch.guards import Guard
from app.dispatch.learning import CEILING, FLOOR, rate_of
from app.dispatch.loads import BURDEN_MOST, Load, Past, load_of
from app.dispatch.model import Answer
from app.dispatch.ranking import in_words
from app.dispatch.rules import how_many, is_routine, quiet_until
from app.people.free import free_for, said
from app.people.free import in_words as free_words
from app.people.model import Proof
from app.people.readiness import Shown
from tests.pushed_clock import PushedClock

NOW = PushedClock().now
TODAY = in_shanghai(NOW).date()
INSURED, VETTED = Shown(Proof.INSURANCE, valid_until=date(2027, 1, 1)), Shown(Proof.VETTING)
CALLOUT = {"day": 3, "week": 10}


def guard(**frozen: object) -> Guard:
    return Guard.of({"guard": frozen}, urgency="normal")


def test_risky_work_is_only_for_insured_adults() -> None:
    risky = guard(risky=True)
    assert risky.against(born=1990, shown=[INSURED], today=TODAY) is None
    assert "保险" in (risky.against(born=1990, shown=[], today=TODAY) or "")
    expired = Shown(Proof.INSURANCE, valid_until=date(2026, 11, 23))
    assert "保险" in (risky.against(born=1990, shown=[expired], today=TODAY) or "")
    assert "18岁" in (risky.against(born=2010, shown=[INSURED], today=TODAY) or "")
    assert "出生年" in (risky.against(born=None, shown=[INSURED], today=TODAY) or "")


def test_insurance_holds_on_its_last_day() -> None:
    last = Shown(Proof.INSURANCE, valid_until=TODAY)
    assert guard(risky=True).against(born=1990, shown=[last], today=TODAY) is None


def test_whoever_turns_eighteen_this_year_may_still_be_too_young() -> None:
    assert guard(risky=True).against(born=2008, shown=[INSURED], today=TODAY)
    assert guard(risky=True).against(born=2007, shown=[INSURED], today=TODAY) is None


def test_children_are_looked_after_by_vetted_adults() -> None:
    minors = guard(minors=True)
    assert minors.against(born=1990, shown=[VETTED], today=TODAY) is None
    assert "核验" in (minors.against(born=1990, shown=[INSURED], today=TODAY) or "")


def test_a_rescue_is_not_for_minors_and_nothing_is_for_children() -> None:
    rescue = Guard.of({}, urgency="emergency")
    assert rescue.against(born=2009, shown=[], today=TODAY)
    assert rescue.against(born=None, shown=[], today=TODAY) is None
    assert guard().against(born=2009, shown=[], today=TODAY) is None
    assert guard().against(born=2015, shown=[], today=TODAY)


def test_a_certificate_must_be_the_right_one_and_still_hold() -> None:
    driver = guard(certificate="driver")
    assert driver.against(born=None, shown=[Shown(Proof.CERTIFICATE, "driver")], today=TODAY) is None
    assert driver.against(born=None, shown=[Shown(Proof.CERTIFICATE, "electrician")], today=TODAY)
    old = Shown(Proof.CERTIFICATE, "driver", date(2026, 1, 1))
    assert driver.against(born=None, shown=[old], today=TODAY)


@pytest.mark.parametrize(("born", "fits"), [(1955, False), (1956, True), (2007, True), (2008, False)])
def test_ages_are_asked_in_full_years(born: int, fits: bool) -> None:
    assert (guard(age=[18, 69]).against(born=born, shown=[], today=TODAY) is None) is fits


def asked(hours: float, answer: Answer = Answer.OPEN, **more: object) -> Past:
    return Past(answer, True, NOW - timedelta(hours=hours), **more)  # type: ignore[arg-type]


def test_three_offers_a_day_and_ten_a_week_are_enough() -> None:
    assert not load_of([asked(1), asked(2)], CALLOUT, now=NOW).tired(CALLOUT)
    assert load_of([asked(0.5), asked(1), asked(2)], CALLOUT, now=NOW).tired(CALLOUT)
    days = [asked(24 * (n % 5 + 1), Answer.DECLINED) for n in range(10)]
    assert load_of(days, CALLOUT, now=NOW).tired(CALLOUT)
    assert not load_of(days[1:], CALLOUT, now=NOW).tired(CALLOUT)


def test_urgent_offers_do_not_count() -> None:
    urgent = Past(Answer.DECLINED, False, NOW - timedelta(hours=1))
    assert load_of([urgent] * 5, CALLOUT, now=NOW).today == 0


def test_whoever_leaves_five_in_a_row_without_a_word_gets_fewer() -> None:
    silent = [asked(24 * n, Answer.WITHDRAWN, answered_at=NOW - timedelta(hours=24 * n - 1)) for n in range(2, 7)]
    load = load_of(silent, CALLOUT, now=NOW)
    assert load.ignored
    assert load.tired({"day": 3, "week": 15})
    assert not load_of([*silent, asked(3, Answer.DECLINED)], CALLOUT, now=NOW).ignored
    taken_by_others = [asked(24 * n, Answer.WITHDRAWN, answered_at=NOW - timedelta(hours=24 * n - 0.1)) for n in range(2, 7)]
    assert not load_of(taken_by_others, CALLOUT, now=NOW).ignored


def test_after_five_hours_of_work_comes_a_day_of_rest() -> None:
    def done(ago: float, took: float) -> Past:
        end = NOW - timedelta(hours=ago)
        return asked(ago + 20, Answer.FINISHED, arrived_at=end - timedelta(hours=took), finished_at=end)

    assert load_of([done(20, 5)], CALLOUT, now=NOW).at_rest
    assert not load_of([done(20, 3)], CALLOUT, now=NOW).at_rest
    assert not load_of([done(25, 5)], CALLOUT, now=NOW).at_rest
    assert load_of([done(5, 5)], {"rest_after": 3600, "long_job": 3600}, now=NOW).at_rest is False


def test_fairness_never_adds_more_than_it_says() -> None:
    assert Load(week=1).burden == pytest.approx(0.1)
    assert Load(week=50, served=True).burden == pytest.approx(BURDEN_MOST)


@pytest.mark.parametrize(
    ("hour", "policy", "urgency", "until"),
    [
        (23, {}, "normal", "25日07:00"),
        (3, {}, "normal", "25日07:00"),
        (10, {}, "normal", None),
        (23, {}, "urgent", None),
        (23, {"respond_seconds": 600}, "normal", None),
    ],
)
def test_ordinary_offers_of_the_night_wait_for_the_morning(
    hour: int, policy: dict[str, object], urgency: str, until: str | None
) -> None:
    quiet = {"callout": {"quiet": {"begin": "22:00", "end": "07:00"}}}
    found = quiet_until(quiet | policy, urgency, PushedClock().at(hour))
    assert (f"{in_shanghai(found):%d日%H:%M}" if found else None) == until


def test_the_towns_own_past_says_how_many_to_ask() -> None:
    assert how_many(1, rate=0.2) == 5
    assert how_many(1, rate=0.9) == 3
    assert how_many(2, rate=0.1) == 14
    assert rate_of(0, 10_000) == FLOOR
    assert rate_of(10_000, 10_000) == CEILING
    assert rate_of(0, 0) == pytest.approx(0.3)
    assert is_routine("flexible")


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("周末有空", "休息日 全天"),
        ("我周末有空", "休息日 全天"),
        ("工作日晚上有空", "工作日 18:00–21:00"),
        ("工作日晚上有空,周末有空。", "工作日 18:00–21:00；休息日 全天"),
        ("周三下午没空", "工作日 全天；休息日 全天；周三 07:00–13:00、18:00–22:00"),
        ("周一到周三上午可以", "周一 08:00–12:00；周二 08:00–12:00；周三 08:00–12:00"),
        ("随时有空", "随时"),
    ],
)
def test_free_times_are_understood_as_they_are_said(words: str, kept: str) -> None:
    told = said(words, None)
    assert told is not None
    assert free_words(told) == kept


@pytest.mark.parametrize("words", ["周末有空来修水管吗", "我有空", "明天下午有空", "水管爆了", "周末"])
def test_other_sentences_are_not_taken_for_free_times(words: str) -> None:
    assert said(words, None) is None


def test_what_is_not_free_is_taken_from_what_was() -> None:
    evenings = said("每天晚上有空", None)
    assert free_words(said("周三没空", evenings)) == "工作日 18:00–21:00；休息日 18:00–21:00；周三 没空"


def test_an_hour_of_the_wished_time_must_be_free() -> None:
    evenings, clock = said("工作日晚上有空", None), PushedClock()
    afternoon, evening = clock.at(13), PushedClock().at(17)

    def free(start: object, hours: float) -> bool:
        return free_for(evenings, start, start + timedelta(hours=hours), rest_day=lambda day: day.weekday() > 4)  # type: ignore

    assert not free(afternoon, 5)
    assert free(afternoon, 6)
    assert free(evening, 3)
    assert not free(evening + timedelta(days=4), 3)
    assert free_for(evenings, None, None, rest_day=lambda day: False)
    assert free_for(evenings, PushedClock().at(19), None, rest_day=lambda day: False)


def test_the_ranking_is_said_in_one_line() -> None:
    kept = {
        "kilometres": 0.3,
        "same_village": True,
        "paired": False,
        "skill": "水电维修",
        "asked_week": 2,
        "served_week": False,
    }
    line = in_words({**kept, "fairness_kilometres": 0.2, "rank": 1})
    assert line == "约300米，同村，会水电维修，近7天问过2次、没出过工（公平起见按远200米算），排第1"
