"""The purchase list of a round: what each household wants, and how much of everything together."""

from collections.abc import Iterable

from app.intake.groups.goods import Good, goods_of
from app.patterns import regex

SHOWN = 20
ASKED = regex(
    r"(?:麻烦|请|能不能|可以)?(?:您|你)?(?:帮(?:我们?|忙|着)?|替我|给我|我(?:家)?|还|也|想|要){0,4}"
    r"(?:代?买|购买|采购|带|捎|订)(?:点|些|一下|回来?)?"
)
"""How one asks for it; what follows are the goods."""


def goods_in(words: str) -> tuple[Good, ...]:
    """The goods somebody asks for, by name and amount."""
    return tuple(good for good in goods_of(ASKED.sub(" ", words), "") if good.name)


def totals(needs: Iterable[str]) -> list[str]:
    """Goods of the same name and measure summed up, as people write them: 大米3袋. Needs that name no amounts are not in it."""
    sums: dict[tuple[str, str], float] = {}
    for words in needs:
        for good in goods_in(words):
            sums[good.name, good.unit] = sums.get((good.name, good.unit), 0) + good.count
    return [f"{name}{count:g}{unit}" for (name, unit), count in sums.items()]


def wanted(words: str) -> str:
    """What one household wants: its goods, else what it said."""
    return "、".join(f"{good.name}{good.count:g}{good.unit}" for good in goods_in(words)) or words[:30]


def in_words(needs: list[str]) -> str:
    """The whole list in one line: 合计大米3袋、鸡蛋2斤；另有2家另说"""
    sums = totals(needs)
    unclear = sum(not goods_in(words) for words in needs)
    more = f"等{len(sums)}样" if len(sums) > SHOWN else ""
    parts = [
        f"合计{'、'.join(sums[:SHOWN])}{more}" if sums else "",
        f"{f'另有{unclear}家' if sums else f'{unclear}家'}的东西看清单" if unclear else "",
    ]
    return f"{len(needs)}家：{'；'.join(part for part in parts if part)}"
