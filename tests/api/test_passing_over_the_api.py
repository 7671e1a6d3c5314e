"""转告 over the API and on the order's page: the same rules as in the chat."""

import pytest

from tests.api.phone import joined
from tests.stories.village import Village

NEED = "我家灯不亮了,今天下午来人,城东社区三组,电话13800001234"
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def coming(village: Village) -> Village:
    village.says("王奶奶", NEED, "1")
    village.asks("小张", "1")
    return village


def test_either_side_tells_the_other(coming: Village) -> None:
    told = joined(coming, "小张").post("/orders/A01/words", {"words": "我晚到半小时，电话13800005678"})
    assert told.status_code == 200, told.text
    assert told.json["told"] == 1  # type: ignore[index]
    assert "13800005678" not in told.json["words"]  # type: ignore[index]
    coming.settle()
    assert "我晚到半小时" in coming.heard("王奶奶")[-1]
    assert joined(coming, "王奶奶").post("/orders/A01/words", {"words": "不急"}).status_code == 200
    coming.settle()
    assert "不急" in coming.heard("小张")[-1]


@pytest.mark.parametrize(
    ("name", "code", "body", "status"),
    [
        ("老陈", "A01", {"words": "我也想去"}, 403),
        ("王奶奶", "Z99", {"words": "不急"}, 404),
        ("王奶奶", "A01", {"words": ""}, 422),
        ("王奶奶", "A01", {"words": "急" * 201}, 422),
        ("王奶奶", "A01", {}, 422),
    ],
)
def test_what_is_refused(coming: Village, name: str, code: str, body: dict[str, str], status: int) -> None:
    answer = joined(coming, name).post(f"/orders/{code}/words", body)
    assert answer.status_code == status, answer.text
    assert answer.json["message"]  # type: ignore[index]


def test_nobody_has_accepted_yet(village: Village) -> None:
    village.says("王奶奶", NEED, "1")
    answer = joined(village, "王奶奶").post("/orders/A01/words", {"words": "不急"})
    assert (answer.status_code, "还没有人接" in answer.json["message"]) == (409, True)  # type: ignore[index]


def test_the_page_has_a_line_for_it_while_somebody_is_coming(coming: Village) -> None:
    path = coming.phones.tap("王奶奶").removeprefix(coming.house.settings.public_url)
    assert "给小张带句话" in coming.web.get(path).text
    assert coming.web.post(path, data={"do": "tell", "words": "狗 拴好了"}).status_code == 303
    assert "已转告：「狗 拴好了」" in coming.web.get(path).text
    coming.settle()
    assert "狗 拴好了" in coming.heard("小张")[-1]
    coming.web.post(path, data={"do": "tell", "words": "  "})
    assert "请写一句要转告的话" in coming.web.get(path).text
    coming.asks("小张", "完成")
    coming.asks("王奶奶", "5")
    assert "带句话" not in coming.web.get(path).text
