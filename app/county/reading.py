"""A county file as plain values, and on which line each of them stands.

Every scalar stays the text that was typed (YAML's own guesses turn 17:30 into 1050 and NO into false); the model of
``app.county.spec`` decides what it means.
"""

from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import Any

import yaml

Path = tuple[int | str, ...]
EMPTY = ("", "~", "null", "Null", "NULL")


@dataclass
class Source:
    """The values of one file, the line of each, and the keys that stand twice."""

    file: str
    values: Any = None
    lines: dict[Path, int] = field(default_factory=dict)
    twice: list[Path] = field(default_factory=list)

    def line_of(self, path: Path) -> int:
        """The line of ``path``, or of the nearest thing around it that stands in the file; lines count from one."""
        while path not in self.lines and path:
            path = path[:-1]
        return self.lines.get(path, 1)


class Unreadable(Exception):
    """The file is not YAML in UTF-8: ``line``, what is wrong, and the remedy."""

    def __init__(self, line: int, what: str, remedy: str) -> None:
        super().__init__(what)
        self.line, self.what, self.remedy = line, what, remedy


def read_source(path: FilePath) -> Source:
    """Raises ``Unreadable``, or ``FileNotFoundError`` and its like when there is no such file."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        line = wrong.object[: wrong.start].count(b"\n") + 1
        raise Unreadable(line, "文件不是 UTF-8 编码", "用 UTF-8 编码重新保存") from wrong
    try:
        node = yaml.compose(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except yaml.MarkedYAMLError as wrong:
        mark = wrong.problem_mark or wrong.context_mark
        line = mark.line + 1 if mark else 1
        raise Unreadable(line, f"YAML 写法不对({wrong.problem})", "看看这一行及上一行的缩进、冒号、引号和括号") from wrong
    except yaml.YAMLError as wrong:
        raise Unreadable(1, "文件里有 YAML 不允许的字符", "删去看不见的控制字符") from wrong
    source = Source(str(path))
    source.values = _taken(source, node, (), set()) if node is not None else None
    return source


def _taken(source: Source, node: yaml.Node, path: Path, inside: set[int]) -> Any:
    line = node.start_mark.line + 1
    source.lines.setdefault(path, line)
    if id(node) in inside:
        raise Unreadable(line, "这里引用了自己", "去掉 * 引用,写出内容")
    if isinstance(node, yaml.ScalarNode):
        return None if node.style is None and node.value in EMPTY else node.value
    inside = inside | {id(node)}
    if isinstance(node, yaml.SequenceNode):
        return [_taken(source, child, (*path, index), inside) for index, child in enumerate(node.value)]
    return _mapping(source, node, path, inside)


def _mapping(source: Source, node: yaml.Node, path: Path, inside: set[int]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for key, child in node.value:
        name = str(key.value)
        here = (*path, name)
        if name in values:
            source.lines[here] = key.start_mark.line + 1
            source.twice.append(here)
        source.lines.setdefault(here, key.start_mark.line + 1)
        values[name] = _taken(source, child, here, inside)
    return values
