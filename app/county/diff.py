"""What differs between two states of a county, in the words of whoever keeps the file."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

LABELS = {
    "towns": "乡镇",
    "villages": "村",
    "items": "服务项目",
    "columns": "栏目",
    "packages": "套餐",
    "answers": "常见问题",
    "teams": "队伍",
    "departments": "部门分中心",
    "team_kinds": "队伍种类",
    "skills": "技能",
    "clock": "时限",
    "ladder": "逐级上报",
    "words": "用语",
    "posts": "职务",
    "levels": "层级",
    "stations": "阵地名称",
    "centre": "县中心",
    "parts_of_day": "时段",
    "points": "积分规则",
    "successors": "撤并去向",
    "calendar": "休息日",
    "pair_kinds": "结对种类",
    "pairings": "结对",
    "hamlets": "村落",
    "rungs": "各级叫法",
    "frameworks": "工作框架",
}
SHOWN = 60


@dataclass(frozen=True)
class Change:
    """One difference: ``kind`` is 新增, 删去 or 改动; ``before`` and ``after`` are shown values, ``None`` for none."""

    kind: str
    where: str
    before: str | None = None
    after: str | None = None

    def __str__(self) -> str:
        if self.kind == "改动":
            return f"改动 {self.where}:{self.before} → {self.after}"
        value = self.after if self.kind == "新增" else self.before
        return f"{self.kind} {self.where}" + (f":{value}" if value else "")


def changes(old: dict[str, Any], new: dict[str, Any]) -> list[Change]:
    """Differences between two county documents; list entries with a ``code`` are told apart by it."""
    return list(_between(old, new, ""))


def _between(old: Any, new: Any, where: str) -> Iterator[Change]:
    if old == new:
        return
    if isinstance(old, dict) and isinstance(new, dict):
        yield from _between_dicts(old, new, where)
        return
    if _coded(old) and _coded(new):
        yield from _between_dicts({e["code"]: e for e in old}, {e["code"]: e for e in new}, where)
        return
    yield Change("改动", where, _shown(old), _shown(new))


def _between_dicts(old: dict[str, Any], new: dict[str, Any], where: str) -> Iterator[Change]:
    for key in [*new, *(key for key in old if key not in new)]:
        here = _place(where, key, new.get(key, old.get(key)))
        if key not in old:
            yield Change("新增", here, after=_shown(new[key]))
        elif key not in new:
            yield Change("删去", here, before=_shown(old[key]))
        else:
            yield from _between(old[key], new[key], here)


def _coded(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(entry, dict) and "code" in entry for entry in value)


def _place(where: str, key: str, value: Any) -> str:
    name = LABELS.get(key, key)
    if isinstance(value, dict) and "code" in value:
        name = f"{value.get('name', '')}({key})"
    return f"{where} · {name}" if where else name


def _shown(value: Any) -> str:
    if value is None or value == []:
        return "无"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, dict):
        return "" if "code" in value else _cut("、".join(f"{k}={v}" for k, v in value.items() if v not in (None, [], {})))
    return _cut("、".join(map(str, value)) if isinstance(value, list) else str(value))


def _cut(text: str) -> str:
    return text if len(text) <= SHOWN else text[:SHOWN] + "…"
