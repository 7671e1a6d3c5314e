"""What can be said of people without asking anybody: map cells, masked numbers, valid phones."""

import math

from app.patterns import regex

CELL_DEGREES = 0.005
"""The side of a map cell, about 550 m north to south: some hundreds of volunteers where a county is densest."""
CELLS_A_ROW = 100_000
DEGREE_KILOMETRES = 111.2
"""A degree of latitude."""

MOBILE = regex(r"1[3-9]\d{9}")
LANDLINE = regex(r"(?:0\d{2,3}-?)?[2-8]\d{6,7}")
"""With its area code, or without: within the county old people say it so."""


def cell_of(lat: float, lon: float) -> int:
    """The number of the map cell a point lies in: row × ``CELLS_A_ROW`` + column."""
    return math.floor((lat + 90) / CELL_DEGREES) * CELLS_A_ROW + math.floor((lon + 180) / CELL_DEGREES)


def is_phone(text: str) -> bool:
    return bool(MOBILE.fullmatch(text) or LANDLINE.fullmatch(text))


def masked(phone: str) -> str:
    """138****2345, 63****21: what anybody but the two parties of an accepted order may see."""
    if len(phone) >= 10:
        return f"{phone[:3]}****{phone[-4:]}"
    return f"{phone[:2]}****{phone[-2:]}" if len(phone) >= 7 else "****"
