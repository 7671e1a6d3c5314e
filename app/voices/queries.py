"""Which voices wait for a person, and what is behind a link to one."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import bindparam, func, or_, select
from sqlalchemy.orm import Session

from app.db import vault_of
from app.people.model import Identity, Person
from app.people.queries import duties_of
from app.places.queries import line_of
from app.prepared import Prepared
from app.voices.model import Hearing, Recording, Voice
from app.voices.ports import Sound

PATH = "/v/"
OF_A_VOICE = 86
"""The third number of a ticket to a voice: tickets to orders have two."""


@dataclass(frozen=True)
class Tape:
    """One recording as a page shows it."""

    code: str
    seconds: int
    sound: Sound = field(repr=False)


def path_of(session: Session, voice: Voice, person_id: int) -> str:
    """Where this person may listen to it."""
    return PATH + vault_of(session).ticket(voice.id, person_id, OF_A_VOICE)


def behind(session: Session, ticket: str) -> tuple[Voice, Person] | None:
    """The voice and the listener a ticket was made for; ``None`` when it is none, or they may listen no more."""
    numbers = vault_of(session).read_ticket(ticket)
    if numbers is None or len(numbers) != 3 or numbers[2] != OF_A_VOICE:
        return None
    voice, person = session.get(Voice, numbers[0]), session.get(Person, numbers[1])
    if voice is None or person is None or not answers_for(session, voice, person.id):
        return None
    return voice, person


def places_of(session: Session, person: Person) -> list[str]:
    """The codes of the places whose people listen to this person's voice: village, who serves it, town, county."""
    areas = line_of(session, person.area_code) if person.area_code else []
    codes = [code for area in areas for code in (area.code, area.served_by) if code]
    return list(dict.fromkeys([*codes, f"{person.county}000000"]))


def answers_for(session: Session, voice: Voice, person_id: int) -> bool:
    """Whether this person holds a post where whoever spoke lives."""
    codes = places_of(session, session.get_one(Person, voice.person_id))
    return any(duty.area_code in codes for duty in duties_of(session, person_id))


def tape_of(session: Session, voice: Voice) -> Tape | None:
    """``None`` while it is not fetched yet, or when it is kept no longer."""
    recording = session.get(Recording, voice.id)
    if recording is None:
        return None
    sound = Sound(vault_of(session).open_bytes(recording.sealed), recording.content_type)
    return Tape(voice.code, recording.seconds, sound)


def is_kept(session: Session, voice: Voice) -> bool:
    return session.scalar(select(func.count()).where(Recording.voice_id == voice.id)) == 1


def is_any_due(session: Session, *, now: datetime) -> bool:
    return _ANY_DUE.first(session, now=now) is not None


_ANY_DUE = Prepared(select(Voice.id).where(Voice.due_at <= bindparam("now")).limit(1))
"""Asked every second by every listener."""


def forgotten(session: Session, *, now: datetime, longer_than: timedelta) -> int:
    """How many voices have been due for longer than that: nobody listens."""
    return session.scalar(select(func.count()).where(Voice.due_at < now - longer_than)) or 0


def words_of(session: Session, voice: Voice) -> str:
    return vault_of(session).open(voice.words_sealed) if voice.words_sealed else ""


def openid_of(session: Session, voice: Voice) -> str | None:
    query = select(Identity.openid).where(Identity.person_id == voice.person_id, Identity.app == voice.app)
    return session.scalars(query.limit(1)).first()


def waiting_of(session: Session, person_id: int) -> int:
    """How many of this person's voices wait for somebody on duty."""
    query = select(func.count()).where(Voice.person_id == person_id, Voice.status == Hearing.WITH_DUTY)
    return session.scalar(query) or 0


def to_listen(session: Session, county: str, scopes: Sequence[str], *, limit: int) -> list[tuple[Voice, Person]]:
    """The voices that wait for a person, the oldest first; ``scopes``: beginnings of area codes, the county's for nowhere."""
    here = [Person.area_code.startswith(scope, autoescape=True) for scope in scopes]
    if county in scopes:
        here.append(Person.area_code.is_(None))
    query = (
        select(Voice, Person)
        .join(Person, Person.id == Voice.person_id)
        .where(Voice.county == county, Voice.status == Hearing.WITH_DUTY, or_(*here))
        .order_by(Voice.id)
        .limit(limit)
    )
    return [(voice, person) for voice, person in session.execute(query)]
