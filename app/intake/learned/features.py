"""What a text is made of, for the classifier: pieces of writing, of sound, kinds of words and their order."""

from collections.abc import Iterable, Iterator
from functools import cache, lru_cache

from app.intake.items.concepts import CONCEPTS
from app.intake.items.index import sizes_by_head
from app.intake.learned.words import KINDS
from app.intake.text.masks import MARKS, NAME, PHONE, PLACE, TIME
from app.intake.text.sounds import sounds
from app.patterns import regex

MOST = 400
"""Characters of a text that are looked at: what a villager wants stands in the first ones, and time must stay bounded."""

_MARKED = {TIME: "#time", PHONE: "#phone", PLACE: "#place", NAME: "#name"}
_GAPS = regex(rf"[\s,,。.!!、;;::()\"'“”‘’…·~{MARKS}-]+")
_DIGITS = regex(r"[0-9]+")
_LONGEST = 6
_GAP = 6
_LENGTHS = (3, 6, 10, 16, 26, 40, 60)
_ASKING = regex(r"[??]|[吗么嘛没不](?:呢|啊|呀|哦)?\s*$")


@cache
def _kinds() -> dict[str, tuple[str, ...]]:
    """Word → its kinds (``@``)."""
    words: dict[str, dict[str, None]] = {}
    for kind, spelled in KINDS.items():
        for word in spelled.split():
            words.setdefault(word, {})[f"@{kind}"] = None
    return {word: tuple(kinds) for word, kinds in words.items()}


@cache
def _ideas() -> dict[str, tuple[tuple[tuple[str, ...], str], ...]]:
    """First part of a phrase → its further parts and its idea (``§``)."""
    heads: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for concept in CONCEPTS:
        for phrase in concept.phrases:
            head, *rest = phrase.split("*")
            heads.setdefault(head, []).append((tuple(rest), f"§{concept.name}"))
    return {head: tuple(tails) for head, tails in heads.items()}


@cache
def _lengths() -> dict[str, tuple[int, ...]]:
    """Character → how long the words and first parts of phrases are that begin with it."""
    return sizes_by_head((word[0], len(word)) for word in (*_kinds(), *_ideas()) if 0 < len(word) <= _LONGEST)


@lru_cache(maxsize=8192)
def _sound(char: str) -> str:
    return sounds(char)[0] if "\u4e00" <= char <= "\u9fff" else ""


def _continues(text: str, at: int, parts: Iterable[str]) -> bool:
    for part in parts:
        found = text.find(part, at, at + _GAP + len(part))
        if found < 0:
            return False
        at = found + len(part)
    return True


def _words(text: str) -> Iterator[str]:
    """Kinds in the order they are spoken of, pairs of them (verb and object), and ideas whose phrases occur."""
    kinds, ideas, lengths = _kinds(), _ideas(), _lengths()
    last: tuple[str, ...] = ()
    end = 0
    for at, char in enumerate(text):
        longest: tuple[str, ...] = ()
        for length in lengths.get(char, ()):
            piece = text[at : at + length]
            longest = kinds.get(piece, longest)
            for parts, idea in ideas.get(piece, ()):
                if _continues(text, at + length, parts):
                    yield idea
        if longest:
            yield from longest
            if at <= end + _GAP:
                yield from (f"{one}>{two}" for one in last for two in longest if one != two)
            last, end = longest, at


def _sounding(text: str) -> Iterator[str]:
    heard = [_sound(char) for char in text]
    for at in range(len(heard) - 1):
        if heard[at] and heard[at + 1]:
            pair = f"{heard[at]}'{heard[at + 1]}"
            yield pair
            if at + 2 < len(heard) and heard[at + 2]:
                yield f"{pair}'{heard[at + 2]}"


def plain(covered: str) -> str:
    """The text without covers and commas, one blank at every gap and at both ends, at most 400 characters."""
    return f" {_DIGITS.sub('0', _GAPS.sub(' ', covered[:MOST])).strip()} "


@lru_cache(maxsize=256)
def _written(text: str) -> tuple[str, ...]:
    """The features of a plain text; kept for a moment, since a message and its only piece are the same text."""
    size = len(text)
    found = dict.fromkeys(text)
    found[f"#length{sum(size - 2 > limit for limit in _LENGTHS)}"] = None
    if _ASKING.search(text):
        found["#asks"] = None
    found.update(dict.fromkeys(text[at : at + 2] for at in range(size - 1)))
    found.update(dict.fromkeys(text[at : at + 3] for at in range(size - 2)))
    found.update(dict.fromkeys(_sounding(text)))
    found.update(dict.fromkeys(_words(text)))
    found.pop(" ", None)
    return tuple(found)


def features(covered: str, hints: Iterable[str] = ()) -> list[str]:
    """The distinct features of a text that is normalised and covered; ``hints`` are what rules saw (``r:``, ``f:``).

    Characters 1–3, fuzzy sounds 2–3 (``a'b``), kinds and pairs of kinds (``@``), ideas (``§``), covers and length (``#``).
    """
    marks = [name for mark, name in _MARKED.items() if mark in covered]
    return [*_written(plain(covered)), *marks, *hints]
