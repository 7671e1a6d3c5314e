"""One line of a group talk: who said it, when, what was quoted, and who was meant."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from app.patterns import regex

LONGEST = 2000
"""Characters of one message that count."""
_DIVIDER = regex(r"(?:[-—–─] ?){4,60}")
_TOKEN = regex(
    r"\[(?:图片|语音|视频|动画表情|表情|文件|链接|名片|位置|转账|红包|小程序|音乐|聊天记录|视频号|直播|接龙|[^\[\]\n]{1,6})"
    r"(?:[:：][^\[\]\n]{0,120})?\]"
)
_WHOLE_LINE = regex(
    r"\[(?:图片|语音|视频|动画表情|文件|链接|名片|位置|转账|红包|小程序|音乐|聊天记录|视频号|直播)[^\n]{0,200}"
    r"|(?:图片|视频|文件|语音|附件)\d{0,4}(?:[(（][^)）\n]{0,40}[)）])?|https?://\S{1,300}"
)
_MENTION = regex(r"@([^\s@\u2005,，。:：]{1,30})[\s\u2005,，:：]?")
_MARKS = regex("[\ue000-\uf8ff]")
_QUOTES_BACK = regex(r"[>＞]\s?")


@dataclass(frozen=True)
class Message:
    """One message. ``at`` is aware, or ``None`` when no time is told; ``text`` is without quote, mentions and pictures."""

    number: int
    speaker: str
    text: str
    at: datetime | None = None
    quoted: str = ""
    quoted_speaker: str = ""
    mentions: tuple[str, ...] = ()


def told(number: int, speaker: str, body: list[str], at: datetime | None, everybody: Collection[str]) -> Message:
    """A message out of its raw lines; ``everybody`` are the names by which an @ is known to end."""
    lines, quoted = _without_quote([line.rstrip() for line in body])
    said = "\n".join(line for line in lines if not _WHOLE_LINE.fullmatch(line.strip()))[:LONGEST]
    said, mentions = _without_mentions(_MARKS.sub(" ", said), everybody)
    said = _TOKEN.sub(" ", said).replace("\u2005", " ").strip()
    who, _, what = quoted.partition(":") if ":" in quoted[:40] else quoted.partition("：")
    return Message(number, speaker, said, at, what.strip() if what else quoted, who.strip() if what else "", mentions)


def _without_quote(lines: list[str]) -> tuple[list[str], str]:
    """The lines without what was quoted, and the quoted words: context, never a new request."""
    while lines and not lines[0].strip():
        lines = lines[1:]
    divider = next((at for at, line in enumerate(lines[:40]) if _DIVIDER.fullmatch(line.strip())), None)
    if lines and lines[0].lstrip().startswith("「"):
        return _quoted_first(lines, divider)
    if divider and divider + 1 < len(lines):  # the answer stands first, what it answers behind
        return lines[:divider], _bare("\n".join(lines[divider + 1 :]))
    kept = [line for line in lines if not _QUOTES_BACK.match(line)]
    if len(kept) == len(lines):
        return lines, ""
    return kept, "\n".join(_QUOTES_BACK.sub("", line, count=1) for line in lines if _QUOTES_BACK.match(line))


def _quoted_first(lines: list[str], divider: int | None) -> tuple[list[str], str]:
    if divider is not None:
        return lines[divider + 1 :], _bare("\n".join(lines[:divider]))
    joined = "\n".join(lines)
    end = joined.find("」")
    if end < 0:
        return [], _bare(joined)
    return joined[end + 1 :].split("\n"), _bare(joined[: end + 1])


def _bare(quoted: str) -> str:
    return quoted.strip().removeprefix("「").removesuffix("」")[:LONGEST]


def _without_mentions(text: str, everybody: Collection[str]) -> tuple[str, tuple[str, ...]]:
    """``everybody`` is sorted longest first, so that a name with blanks is taken whole."""
    if "@" not in text:
        return text, ()
    found: list[str] = []
    parts = text.split("@")
    kept = [parts[0]]
    for part in parts[1:]:
        name = next((one for one in everybody if one and part.startswith(one)), None)
        if name is None:
            match = _MENTION.match(f"@{part}")
            name = match.group(1) if match else ""
        if name:
            found.append(name)
        kept.append(part[len(name) :].lstrip("\u2005 ") if name else part)
    return " ".join(kept).strip(), tuple(found[:20])
