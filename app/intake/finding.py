"""The first look at a text: phones, places, times and the name, each covered before the next is looked for."""

from datetime import datetime

from app.intake.assemble import Found
from app.intake.lexicon import Lexicon
from app.intake.places.choose import choose
from app.intake.places.find import find_places
from app.intake.places.groups import group_alone
from app.intake.request import Known
from app.intake.text.masks import GROUP, NAME, PHONE, PLACE, TIME, cover
from app.intake.text.normalise import normalise
from app.intake.text.phones import find_phones
from app.intake.times.find import Moment, find_times
from app.intake.who.contact import find_contact


def find(said: str, now: datetime, lexicon: Lexicon, known: Known) -> Found:
    """Everything that stands in ``said`` besides what it is about."""
    text = normalise(said)
    phones = find_phones(text)
    covered = cover(text, phones.spans, PHONE)
    places = tuple(find_places(covered, lexicon))
    covered = cover(covered, [hit.span for hit in places], PLACE)
    covered = cover(covered, [hit.group.span for hit in places if hit.group], GROUP)
    where = choose(text, places)
    market = lexicon.market_of.get(_town_code(where.code, lexicon)) if lexicon.market_of else None
    moment = Moment(now, lexicon.parts, market)
    times = find_times(covered, moment)
    alone = group_alone(covered)
    named = find_contact(cover(cover(covered, times.spans, TIME), [alone.span] if alone else [], GROUP))
    if named is not None:
        covered = cover(covered, [named[1]], NAME)
    return Found(
        said,
        text,
        covered,
        phones,
        places,
        times,
        named[0] if named else None,
        named[1][0] if named else 0,
        moment,
        lexicon,
        known,
    )


def untimed(found: Found) -> str:
    """The covered text with its times covered too."""
    return cover(found.covered, found.times.spans, TIME)


def _town_code(village_code: str | None, lexicon: Lexicon) -> str:
    return next((place.town_code for place in lexicon.places if place.code == village_code), "") if village_code else ""
