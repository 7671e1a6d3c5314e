"""改时间 over the API and on the order's page: the same deed and the same refusals as in the chat."""

from typing import Any

import pytest

from tests.api.phone import joined
from tests.stories.ladder import NEED, order
from tests.stories.village import Village

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def placed(village: Village) -> Village:
    village.says("王奶奶", NEED, "1")
    return village


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ({"words": "明天下午"}, "11月25日周三 13:00–18:00"),
        ({"words": "推迟一天"}, "11月25日周三"),
        (
            {"time_start": "2026-11-26T09:00:00+08:00", "time_end": "2026-11-26T11:00:00+08:00"},
            "11月26日周四 09:00–11:00",
        ),
    ],
)
def test_the_wish_is_moved_and_the_clock_with_it(placed: Village, body: dict[str, str], told: str) -> None:
    due = order(placed).due_at
    answer = joined(placed, "王奶奶").post("/orders/A01/time", body)
    assert answer.status_code == 200, answer.text
    assert told in answer.json["time"]  # type: ignore[index]
    assert order(placed).due_at > due


@pytest.mark.parametrize(
    ("name", "body", "status"),
    [
        ("王奶奶", {}, 422),
        ("王奶奶", {"words": "改一下"}, 422),
        ("王奶奶", {"time_start": "2026-11-20T09:00:00+08:00"}, 422),
        ("王奶奶", {"time_end": "2026-11-26T09:00:00+08:00"}, 422),
        ("王奶奶", {"time_start": "2026-11-26T09:00:00"}, 422),
        ("老陈", {"words": "明天下午"}, 403),
        ("李主任", {"words": "明天下午"}, 403),
    ],
)
def test_what_is_refused_moves_nothing(placed: Village, name: str, body: dict[str, Any], status: int) -> None:
    before = order(placed).time_start
    answer = joined(placed, name).post("/orders/A01/time", body)
    assert answer.status_code == status, answer.text
    assert answer.json["message"]  # type: ignore[index]
    assert order(placed).time_start == before


def test_what_has_begun_keeps_its_time(placed: Village) -> None:
    placed.asks("小张", "1", "到了")
    answer = joined(placed, "王奶奶").post("/orders/A01/time", {"words": "明天下午"})
    assert (answer.status_code, "不能再改时间" in answer.json["message"]) == (409, True)  # type: ignore[index]


def test_the_page_offers_days_and_parts_to_choose(placed: Village) -> None:
    placed.asks("小张", "1")
    path = placed.phones.tap("王奶奶").removeprefix(placed.house.settings.public_url)
    assert "明天（11月25日）" in placed.web.get(path).text
    assert placed.web.post(path, data={"do": "retime", "day": "11月25日", "part": "上午"}).status_code == 303
    assert "时间改成了 11月25日周三 08:00–12:00" in placed.web.get(path).text
    for wrong in ({"day": "11月24日", "part": "半夜"}, {"part": "上午"}, {"day": "昨天", "part": "上午"}):
        placed.web.post(path, data={"do": "retime", **wrong})
        placed.web.get(path)
    assert order(placed).time_words == "11月25日周三 08:00–12:00"
    placed.settle()
    assert "11月25日" in placed.heard("小张")[-1]
    other = placed.phones.tap("小张").removeprefix(placed.house.settings.public_url)
    assert "改到哪天" not in placed.web.get(other).text
    assert placed.web.post(other, data={"do": "retime", "day": "11月26日", "part": "上午"}).status_code == 303
    assert order(placed).time_words == "11月25日周三 08:00–12:00"
