"""The small values of a county file: durations, hours of the day, area codes, points on the map."""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from app.patterns import regex

UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
DURATION = regex(r"(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?")
HOUR = regex(r"(?:[01]\d|2[0-3]):[0-5]\d")


class Strict(BaseModel):
    """A part of a county file: unknown keys are faults, values never change."""

    model_config = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=True, str_strip_whitespace=True)


def seconds_of(value: Any) -> int:
    """Seconds in ``90s``, ``10m``, ``1h30m``, ``1d`` or a bare number of seconds; raises ``ValueError``."""
    if isinstance(value, int):
        return value
    text = str(value).strip()
    if text.isdigit():
        return int(text)
    found = DURATION.fullmatch(text)
    if not found or not text:
        raise ValueError(f"「{text}」不是一段时间|写成 10m(分)、30s(秒)、2h(时)或 1d(天)")
    return sum(int(number) * unit for number, unit in zip(found.groups(), (86400, 3600, 60, 1), strict=True) if number)


def _hour(text: str) -> str:
    padded = text.zfill(5)
    if not HOUR.fullmatch(padded):
        raise ValueError(f'「{text}」不是钟点|写成 24 小时制,如 "17:30"')
    return padded


def _digits(count: int, meaning: str) -> AfterValidator:
    def check(code: str) -> str:
        if not (len(code) == count and code.isascii() and code.isdigit()):
            raise ValueError(f"「{code}」不是 {count} 位区划代码|{meaning}")
        return code

    return AfterValidator(check)


Seconds = Annotated[int, BeforeValidator(seconds_of), Field(ge=0)]
Hour = Annotated[str, AfterValidator(_hour)]
Name = Annotated[str, Field(min_length=1, max_length=40)]
LongName = Annotated[str, Field(min_length=1, max_length=60)]
Slug = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
CountyCode = Annotated[str, _digits(6, "填国家统计局的 6 位县级代码,如 330326")]
TownCode = Annotated[str, _digits(9, "填 9 位乡镇代码,即 12 位代码的前 9 位,如 330326100")]
VillageCode = Annotated[str, _digits(12, "填 12 位村级代码,如 330326100001")]
Latitude = Annotated[float, Field(ge=3, le=54)]
Longitude = Annotated[float, Field(ge=73, le=136)]
Urgency = Literal["flexible", "normal", "urgent", "emergency"]
Share = Annotated[float, Field(gt=0, le=10)]
Rung = Literal["hamlet", "village", "paired", "neighbour", "town", "department", "county", "director"]
Scope = Literal["none", "own", "neighbour", "paired", "town", "department", "county"]
"""Whose volunteers are asked."""
