"""From what was found in a text to its requests."""

from dataclasses import dataclass, replace

from app.intake.learned.opinions import urgency_of, whom_of
from app.intake.lexicon import Lexicon
from app.intake.places.choose import Where, choose
from app.intake.places.find import Hit
from app.intake.places.groups import group_alone
from app.intake.request import Doubt, Known, Request, missing_of
from app.intake.split import Piece
from app.intake.text.masks import GROUP, cover, hide
from app.intake.text.phones import Phones
from app.intake.times.choosing import choose as choose_time
from app.intake.times.choosing import on_the_day_of
from app.intake.times.find import Moment, Times
from app.intake.times.resolve import TimeKind, When
from app.intake.who.contact import find_contact
from app.intake.who.people import for_whom, landmark, needs, people, urgency
from app.patterns import regex

_WHAT = 60
_NEIGHBOUR = regex(r"(?:隔壁|邻居|邻舍|对门)的?$")
_FOR_ALL = regex(r"(?:都|全部?|一起|两样|两个事)(?:是|在|要|放在|定在)?$")
_BLANKS = regex(r"[\s,,、。;;:::()]+")


@dataclass(frozen=True)
class Found:
    """Everything read from one text: as it was said, the plain text, the same covered, and what stood under the covers."""

    said: str
    text: str
    covered: str
    phones: Phones
    places: tuple[Hit, ...]
    times: Times
    contact: str | None
    contact_at: int
    moment: Moment
    lexicon: Lexicon
    known: Known


def words_of(found: Found, piece: Piece | None = None) -> str:
    """The villager's own words for the need, without place, phone and name, at most 60 characters."""
    spans = [*found.phones.spans, *(hit.span for hit in found.places), *(hit.group.span for hit in found.places if hit.group)]
    hidden = {at for a, b in spans for at in range(a, b)}
    mine = [(at, char) for at, char in enumerate(found.said) if piece is None or piece.holds(at)]
    kept = "".join(" " if at in hidden or found.text[at] == " " else char for at, char in mine)
    return _BLANKS.sub(" ", kept).strip()[:_WHAT]


def place_of(found: Found, piece: Piece | None = None) -> Where:
    """The place said within the piece, or else the place of the whole message."""
    if piece is None or (piece.start == 0 and piece.end >= len(found.text) and not piece.gaps):
        return choose(found.text, found.places)
    inside = [hit for hit in found.places if hit.level == "town" or (piece.holds(hit.start) and hit.group)]
    if any(hit.group for hit in inside):
        return choose(found.text, inside)
    where, bare = choose(found.text, found.places), group_alone(piece.of(found.covered))
    return replace(where, group=bare.number, group_unsure=False) if bare and where.village else where


def _time_of(found: Found, piece: Piece, *, alone: bool) -> When:
    if alone:
        return choose_time(found.covered, found.times.wishes, found.moment)
    own = [wish.moved(-piece.start) for wish in found.times.wishes if piece.holds(wish.start)]
    before = [wish for wish in found.times.wishes if wish.start < piece.start]
    if of_that_day := on_the_day_of(before, own, found.moment):
        return of_that_day
    shared = [wish for wish in found.times.wishes if _FOR_ALL.search(found.text[max(0, wish.start - 4) : wish.start])]
    if own or not shared:
        return choose_time(piece.of(found.covered), own, found.moment)
    return choose_time(found.covered, shared, found.moment)


def _contact_of(found: Found, piece: Piece, *, alone: bool) -> str | None:
    """The name of the message; a neighbour's name belongs to the neighbour's need only."""
    inside = piece.holds(found.contact_at)
    at = found.contact_at
    if not alone and not inside and (own := _own_house(found, piece)):
        named = find_contact(own)
        return named[0] if named else None
    if alone or inside or not _NEIGHBOUR.search(found.text[max(0, at - 4) : at]):
        return found.contact
    return None


def _own_house(found: Found, piece: Piece) -> str:
    """The piece with its group covered, where it tells one: 二组曾婆婆…, 四组彭大爷… have a name each."""
    words = piece.of(found.covered)
    bare = group_alone(words)
    if bare:
        return cover(words, [bare.span], GROUP)
    return words if any(piece.holds(hit.start) and hit.group for hit in found.places) else ""


def doubts_of(found: Found, where: Where, when: When) -> tuple[Doubt, ...]:
    """What must be asked back rather than believed."""
    doubts: list[Doubt] = []
    names = tuple(f"{place.town_name}{place.name}" for place in where.candidates[:4])
    if where.heard is not None:
        doubts.append(Doubt("village", "sounds_like", where.heard, names))
    elif len(where.candidates) > 1:
        doubts.append(Doubt("town", "same_name", where.village or "", names))
    if where.group_unsure:
        doubts.append(Doubt("group", "group", str(where.group)))
    doubts += [Doubt("phone", "phone", words) for words in found.phones.doubtful[:2]]
    if len(found.phones.every) > 1:
        doubts.append(Doubt("phone", "two_phones", "", found.phones.every[:3]))
    if when.past:
        doubts.append(Doubt("time", "past_time", when.words))
    return tuple(doubts)


def assemble(found: Found, piece: Piece, *, alone: bool) -> Request:
    """The request of one piece: time and item are its own, place, phone and contact those of the message."""
    covered = hide(piece.of(found.covered))
    where = place_of(found, piece)
    when = _time_of(found, piece, alone=alone)
    matched = piece.match
    item = found.lexicon.item_of.get(matched.code or "")
    good = when if not when.past else When()
    request = Request(
        category=matched.code,
        category_name=item.name if item else None,
        candidates=matched.candidates,
        score=matched.score,
        time_start=good.start,
        time_end=good.end,
        time_kind=good.kind,
        whole_days=good.whole_days,
        time_words=good.words,
        recur=good.recur,
        town=where.town,
        village=where.village,
        village_code=where.code,
        group=where.group,
        landmark=landmark(covered),
        contact=_contact_of(found, piece, alone=alone),
        phone=found.phones.best,
        urgency=_urgency(urgency_of(piece.words, urgency(covered)), good, item.urgency if item else "normal"),
        for_whom=whom_of(piece.words, for_whom(covered)),
        people=people(covered),
        needs=needs(covered),
        what=words_of(found, piece),
        doubts=doubts_of(found, where, when),
    )
    return replace(request, missing=missing_of(request, where, found.known))


def _urgency(said: str, when: When, usual: str) -> str:
    if when.kind is TimeKind.FLEXIBLE:
        return "flexible"
    if when.kind is TimeKind.ASAP and said == "normal":
        return "urgent"
    return usual if said == "normal" and usual in ("urgent", "emergency") else said


def alarm(found: Found, *, self_harm: bool) -> Request:
    """The request of an emergency: now, at top urgency, with whatever place is known."""
    where = place_of(found)
    nowhere = where.village is None and found.known.village_code is None and not self_harm
    return Request(
        time_kind=TimeKind.ASAP,
        town=where.town,
        village=where.village,
        village_code=where.code,
        group=where.group,
        landmark=landmark(hide(found.covered)),
        contact=found.contact,
        phone=found.phones.best,
        urgency="emergency",
        for_whom=for_whom(hide(found.covered)),
        what=words_of(found),
        missing=("village",) if nowhere else (),
        doubts=doubts_of(found, where, When()),
    )
