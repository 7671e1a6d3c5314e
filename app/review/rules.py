"""Which words of a text are not shown to others: found through blanks, signs, capitals and homophones; masked, never lost."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from app.intake.text.normalise import normalise
from app.intake.text.sounds import sounds
from app.patterns import regex
from app.review.lists import ABUSE, BANNED

MASK = "＊"
BY_SOUND = "~"
_IN_BETWEEN = regex(r"[\W_]+")
_LATIN = regex(r"[a-z0-9]+")


@dataclass(frozen=True)
class Hit:
    """A word of the lists, and where the text holds it."""

    word: str
    start: int
    end: int


@dataclass(frozen=True)
class Screen:
    """The lists of one county, ready to look with."""

    spelt: re.Pattern[str]
    sounding: dict[tuple[str, ...], str]
    """Syllables of the words whose homophones count too."""
    longest: int
    allowed: tuple[str, ...]

    def hits(self, text: str) -> list[Hit]:
        """Every word of the lists in ``text``, in order; what the county lets through is none."""
        plain = normalise(text)
        places = [at for at, letter in enumerate(plain) if not _IN_BETWEEN.fullmatch(letter)]
        bare = "".join(plain[at] for at in places)
        found = [(one.group(), one.start(), one.end()) for one in self.spelt.finditer(bare) if _whole(plain, places, one)]
        spans = [*found, *self._sounding(bare)]
        free = [at for word in self.allowed for at in _covered(bare, word)]
        spans = [one for one in spans if not set(range(one[1], one[2])) <= set(free)]
        hits = {(places[start], places[end - 1] + 1): word for word, start, end in _apart(spans)}
        return [Hit(word, start, end) for (start, end), word in sorted(hits.items())]

    def _sounding(self, bare: str) -> list[tuple[str, int, int]]:
        heard = [sounds(letter)[0] for letter in bare] if self.sounding else []
        return [
            (word, at, at + length)
            for at in range(len(heard))
            for length in range(2, self.longest + 1)
            if (word := self.sounding.get(tuple(heard[at : at + length]))) and at + length <= len(heard)
        ]

    def masked(self, text: str) -> str:
        """``text`` as others may see it."""
        for hit in reversed(self.hits(text)):
            text = text[: hit.start] + MASK * (hit.end - hit.start) + text[hit.end :]
        return text

    def without(self, text: str) -> str:
        """``text`` with a blank in place of every such word: what is left is the need."""
        for hit in reversed(self.hits(text)):
            text = f"{text[: hit.start]} {text[hit.end :]}"
        return text


def _apart(spans: Iterable[tuple[str, int, int]]) -> Iterable[tuple[str, int, int]]:
    """Of overlapping finds the first and longest."""
    reached = 0
    for word, start, end in sorted(spans, key=lambda one: (one[1], -one[2])):
        if start >= reached:
            reached = end
            yield word, start, end


def _whole(plain: str, places: list[int], found: re.Match[str]) -> bool:
    """Latin letters are a word of the list only where they stand alone: sb is none within usb."""
    if not _LATIN.fullmatch(found.group()):
        return True
    start, end = places[found.start()], places[found.end() - 1] + 1
    return not _LATIN.fullmatch(plain[start - 1 : start]) and not _LATIN.fullmatch(plain[end : end + 1])


def _covered(bare: str, word: str) -> Iterable[int]:
    at = bare.find(word)
    while at >= 0:
        yield from range(at, at + len(word))
        at = bare.find(word, at + 1)


@lru_cache(maxsize=64)
def screen(words: tuple[str, ...] = (), allow: tuple[str, ...] = ()) -> Screen:
    """The house's lists and a county's own words; built once for each county."""
    every = (*ABUSE.split(), *BANNED.split(), *words)
    spelt = sorted({normalise(word.removeprefix(BY_SOUND)) for word in every}, key=lambda word: (-len(word), word))
    heard = {normalise(word.removeprefix(BY_SOUND)) for word in every if word.startswith(BY_SOUND)}
    sounding = {tuple(sounds(letter)[0] for letter in word): word for word in heard}
    allowed = tuple(_IN_BETWEEN.sub("", normalise(word)) for word in allow)
    return Screen(regex("|".join(map(re.escape, spelt))), sounding, max(map(len, heard), default=0), allowed)
