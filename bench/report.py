"""What is printed: figures with their spread, and each ratio beside its goal."""

from collections.abc import Iterable
from dataclasses import dataclass

from bench.rounds import Measured, Spread


@dataclass(frozen=True)
class Goal:
    """One promise: ``what`` shall be at least (or, with ``at_most``, at most) ``bound``."""

    what: str
    got: Spread
    bound: float
    unit: str = "×"
    at_most: bool = False

    @property
    def met(self) -> bool:
        return self.got.median <= self.bound if self.at_most else self.got.median >= self.bound

    def line(self) -> str:
        sign = "≤" if self.at_most else "≥"
        spread = f"{_short(self.got.median)} {self.unit} ({_short(self.got.low)}–{_short(self.got.high)})"
        return f"  {self.what:<58} {spread:<28} goal {sign} {self.bound:g} {self.unit:<3} {'met' if self.met else 'MISSED'}"


def figures(title: str, measured: Measured) -> None:
    """Medians with min–max."""
    print(f"\n  {title}")
    for name, values in measured.items():
        spread = Spread.of(values)
        print(f"  {name:<58} {_short(spread.median):>10} ({_short(spread.low)}–{_short(spread.high)})")


def goals(found: Iterable[Goal]) -> None:
    print()
    for goal in found:
        print(goal.line())


def _short(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:,.1f}" if value >= 10 else f"{value:.2f}"
