"""What is wrong with a county file, said so that the person who typed it can put it right."""

from collections.abc import Iterable
from dataclasses import dataclass

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from app.county.reading import Path, Source

WORDS = {
    "missing": ("缺少这一项", "补上这一项"),
    "extra_forbidden": ("不认识这一项", "删去它,或对照 docs/county.md 改正拼写"),
    "string_type": ("这里要填文字", "填上文字"),
    "int_parsing": ("这里要填整数", "改成整数,如 3"),
    "int_type": ("这里要填整数", "改成整数,如 3"),
    "float_parsing": ("这里要填数字", "改成数字,如 27.66"),
    "float_type": ("这里要填数字", "改成数字,如 27.66"),
    "bool_parsing": ("这里要填是或否", "改成 true 或 false"),
    "bool_type": ("这里要填是或否", "改成 true 或 false"),
    "list_type": ("这里要填一个列表", "改成 [甲, 乙] 的样子,或每行一个 “- ”"),
    "tuple_type": ("这里要填一个列表", "改成 [甲, 乙] 的样子,或每行一个 “- ”"),
    "dict_type": ("这里要填若干 “名: 值”", "改成 {名: 值} 的样子"),
    "model_type": ("这里要填若干 “名: 值”", "改成 {名: 值} 的样子"),
    "date_from_datetime_parsing": ("这里要填日期", "改成 2026-01-31 的样子"),
}
BY_CONSTRAINT = {
    "literal_error": ("只能填 {expected}", "从中选一个"),
    "enum": ("只能填 {expected}", "从中选一个"),
    "greater_than_equal": ("不能小于 {ge}", "改大一些"),
    "less_than_equal": ("不能大于 {le}", "改小一些"),
    "too_short": ("至少要有 {min_length} 个", "补足"),
    "too_long": ("最多 {max_length} 个", "删去多余的"),
    "string_too_short": ("至少 {min_length} 个字", "写长一些"),
    "string_too_long": ("最多 {max_length} 个字", "写短一些"),
    "string_pattern_mismatch": ("写法不对", "要符合 {pattern}"),
}


@dataclass(frozen=True)
class Fault:
    """One thing to put right: where (file, line, place in the file), what is wrong, and the remedy."""

    file: str
    line: int
    where: str
    what: str
    remedy: str

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        return f"{self.file}:{self.line}: {place}{self.what}。改法:{self.remedy}。"


class CountyFault(Exception):
    """A county file cannot be used; ``faults`` lists everything found, in the order of the lines."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = sorted(faults, key=lambda fault: fault.line)
        super().__init__("\n".join(map(str, self.faults)))


def fault_at(source: Source, path: Path, what: str, remedy: str) -> Fault:
    return Fault(source.file, source.line_of(path), spoken(path), what, remedy)


def faults_of(source: Source, wrong: ValidationError) -> list[Fault]:
    """Pydantic's errors in plain words, each with its line."""
    errors = wrong.errors(include_url=False)
    return [_fault_of(source, error) for error in errors if not _follows(error, errors)]


def _follows(error: ErrorDetails, errors: list[ErrorDetails]) -> bool:
    """Whether a list is only too short because its entries were refused."""
    here = error["loc"]
    return error["type"] == "too_short" and any(e["loc"][: len(here)] == here and e is not error for e in errors)


def spoken(path: Path) -> str:
    """``towns[3].villages[0].code``: positions count from one, as people do."""
    said = "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in path)
    return said.removeprefix(".")


def _fault_of(source: Source, error: ErrorDetails) -> Fault:
    path = tuple(error["loc"])
    kind, context = error["type"], error.get("ctx", {})
    if kind == "value_error":
        what, _, remedy = str(context["error"]).partition("|")
        return fault_at(source, path, what, remedy or "对照 docs/county.md 改正")
    what, remedy = WORDS.get(kind) or BY_CONSTRAINT.get(kind) or (f"值不能用({error['msg']})", "对照 docs/county.md 改正")
    return fault_at(source, path, _shown(error, what.format(**context)), remedy.format(**context))


def _shown(error: ErrorDetails, what: str) -> str:
    value = error.get("input")
    return f"{what},现在是「{value}」" if isinstance(value, str) and len(value) <= 40 else what
