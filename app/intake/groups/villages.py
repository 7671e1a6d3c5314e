"""Which village a group talk is from where nobody says it: the nickname, the group's name, the only one spoken of."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from app.intake.lexicon import Lexicon, PlaceName
from app.intake.reading import Request

_SUFFIXES = ("社区", "村", "居委会", "屯", "寨")
_SPEAKERS = 200


class Villages:
    """Guesses, each to be read back before it is believed. Only names as they are written count here."""

    def __init__(self, lexicon: Lexicon, title: str, speakers: Sequence[str]) -> None:
        stems = [(_stem(place.name), place) for place in lexicon.places if place.level == "village"]
        self._stems = [(stem, place) for stem, place in stems if len(stem) >= 2]
        self._by_code = {place.code: place for _, place in stems}
        names = dict.fromkeys(speakers)
        self._of = {name: self._in(name) for name, _ in zip(names, range(_SPEAKERS), strict=False)}
        self._home = self._in(title)
        self._spoken: set[str] = {place.name for place in (*self._of.values(), self._home) if place}
        self._codes: dict[str, PlaceName | None] = {place.name: place for place in (*self._of.values(), self._home) if place}

    def learn(self, requests: Iterable[Request]) -> None:
        """The villages that were really said."""
        for request in requests:
            if request.village:
                self._spoken.add(request.village)
                self._codes[request.village] = self._by_code.get(request.village_code or "")

    def placed(self, speaker: str, request: Request) -> Request:
        """The request with the village it is probably about, if that can be told."""
        if request.village:
            return request
        place = self._of.get(speaker) or self._home or self._only()
        if place is None:
            return request
        return replace(request, village=place.name, village_code=place.code or None, town=place.town_name or None)

    def _only(self) -> PlaceName | None:
        return self._codes[next(iter(self._spoken))] if len(self._spoken) == 1 else None

    def _in(self, words: str) -> PlaceName | None:
        towns = {place.town_name for _, place in self._stems if place.town_name and place.town_name in words}
        bare = words
        for town in towns:  # 石桥村(龙坪镇) is not of 龙坪村
            bare = bare.replace(town, " ")
        found = [(stem, place) for stem, place in self._stems if stem in bare]
        longest = max((len(stem) for stem, _ in found), default=0)
        best = [place for stem, place in found if len(stem) == longest]
        if not best:
            return None
        if len({place.name for place in best}) > 1:
            return None
        if len(best) > 1:
            best = [place for place in best if place.town_name in towns] or best
        if len(best) > 1:  # the same name in two towns: which one is asked
            return replace(best[0], code="", town_name="", town_code="")
        return best[0]


def _stem(name: str) -> str:
    return next((name.removesuffix(suffix) for suffix in _SUFFIXES if name.endswith(suffix)), name)
