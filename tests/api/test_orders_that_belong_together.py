"""Packages, merged orders and rounds as the mini-program shows them."""

from tests.api.phone import MiniProgram, joined
from tests.stories.village import Village


def shown(phone: MiniProgram, number: str) -> dict[str, object]:
    answer: dict[str, object] = phone.get(f"/orders/{number}").json  # type: ignore[assignment]
    return answer


def test_a_package_is_in_the_catalogue_and_is_placed_by_its_code(village: Village, granny: MiniProgram) -> None:
    packages = granny.get("/catalogue").json["packages"]  # type: ignore[index]
    assert {"code": "baby_meal", "name": "宝宝餐", "parts": ["买食材", "做好送上门"]} in packages
    placed = granny.orders("明天中午送来", item_code="baby_meal").json
    assert placed["item"] == "宝宝餐"  # type: ignore[index]
    assert (placed["needed"], placed["accepted"]) == (2, 0)  # type: ignore[index]
    assert len(granny.get("/orders").json["orders"]) == 1  # type: ignore[index]


def test_a_package_named_in_the_words_shows_its_parts_and_who_does_them(village: Village, granny: MiniProgram) -> None:
    placed = granny.orders("订一份宝宝餐，明天中午送来").json
    first = placed["parts"][0]  # type: ignore[index]
    helper = joined(village, "小张")
    assert helper.post(f"/orders/{placed['code']}/accept").status_code == 409  # type: ignore[index]
    helper.post(f"/orders/{first['code']}/accept")
    whole = shown(granny, str(placed["number"]))  # type: ignore[index]
    parts = whole["parts"]
    assert isinstance(parts, list)
    assert [one["status_words"] for one in parts] == ["已接单", "派单中"]
    assert "小张" in parts[0]["helpers"][0]
    assert (whole["accepted"], whole["rating"]) == (1, None)


def test_a_merged_order_names_the_one_it_goes_with_and_who_comes(village: Village, granny: MiniProgram) -> None:
    pipe = "城东社区桥头的水管漏水了，今天15点来修，电话1380000{}"
    first = village.says("王奶奶", pipe.format("1111"), "1")
    number = granny.orders("桥头的水管漏水了，今天16点来修").json["number"]  # type: ignore[index]
    village.settle()
    village.asks("李主任", f"合并 A02 {first}")
    village.asks("小张", f"接 {first}")
    merged = shown(granny, number)
    assert (merged["status_words"], merged["goes_with"]) == ("已合并", first)
    assert "小张" in str(merged["helpers"])


def test_a_bill_is_shown_to_whoever_pays(village: Village, granny: MiniProgram) -> None:
    placed = granny.orders("帮忙买菜：大米1袋，今天下午").json
    village.asks("小张", f"接 {placed['code']}")  # type: ignore[index]
    village.asks("小张", f"票据 {placed['code']} 36.5")  # type: ignore[index]
    assert shown(granny, placed["number"])["bill"] == "36.50 元"  # type: ignore[index]
