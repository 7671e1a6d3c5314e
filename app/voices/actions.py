"""Keeping a voice message, taking up what is due, writing its words down, and forgetting it."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.db import vault_of
from app.errors import NotFound
from app.people.model import Person
from app.voices.model import Hearing, Recording, Voice
from app.voices.rules import LEASE, LONGEST_WORDS, content_type, seconds

OPEN = (Hearing.WAITING, Hearing.WITH_DUTY, Hearing.WRITTEN)


def keep(session: Session, person: Person, *, app: str, media_ids: tuple[str, str], at: datetime, now: datetime) -> Voice:
    """A voice message that is due to be fetched; ``media_ids``: as it was sent, and its clearer copy or ``''``."""
    sent, clear = media_ids
    voice = Voice(
        county=person.county,
        person_id=person.id,
        app=app,
        media_id=sent,
        clear_media_id=clear if clear != sent and clear else None,
        status=Hearing.WAITING.value,
        said_at=at,
        due_at=now,
        tries=0,
    )
    session.add(voice)
    session.flush()
    return voice


def take_up(session: Session, *, now: datetime) -> int | None:
    """The id of one voice that is due; nobody else gets it before the lease is over. ``None``: nothing is due."""
    query = select(Voice).where(Voice.due_at <= now).order_by(Voice.due_at, Voice.id).limit(1)
    voice = session.scalars(query.with_for_update(skip_locked=True)).first()
    if voice is None:
        return None
    voice.due_at = now + LEASE
    return voice.id


def lock(session: Session, voice_id: int) -> Voice | None:
    """The voice as it is now; ``None`` when it was erased with its person."""
    return session.scalars(select(Voice).where(Voice.id == voice_id).with_for_update()).one_or_none()


def called(session: Session, county: str, code: str) -> Voice:
    """The voice people call ``V12``, locked. Raises ``NotFound``."""
    number = code.removeprefix("V")
    voice = lock(session, int(number)) if number.isdecimal() and len(number) < 19 else None
    if voice is None or voice.county != county:
        raise NotFound(f"没有找到语音 {code}，请核对一下编号。")
    return voice


def store(session: Session, voice: Voice, audio: bytes, *, now: datetime) -> None:
    """The recording is here; what comes next is due at once. A second copy changes nothing."""
    if session.get(Recording, voice.id) is None:
        sealed = vault_of(session).seal_bytes(audio)
        session.add(Recording(voice_id=voice.id, sealed=sealed, content_type=content_type(audio), seconds=seconds(audio)))
    voice.due_at, voice.tries = now, 0


def write_down(session: Session, voice: Voice, words: str, *, by: int | None, now: datetime) -> None:
    """Its words are known: by a machine, or by whoever listened. Raises ``Conflict`` when they were known before."""
    voice.move(Hearing.WRITTEN)
    voice.words_sealed = vault_of(session).seal(words.strip()[:LONGEST_WORDS])
    voice.written_by, voice.due_at = by, now


def forget(session: Session, person_id: int) -> None:
    """Whoever leaves takes their voice along."""
    _drop(session, Voice.person_id == person_id)


def drop_old(session: Session, *, before: datetime) -> None:
    """Nothing that was said before is kept, listened to or not."""
    _drop(session, Voice.said_at < before)


def _drop(session: Session, which: Any) -> None:
    session.flush()
    session.execute(delete(Recording).where(Recording.voice_id.in_(select(Voice.id).where(which))))
    session.execute(delete(Voice).where(which).execution_options(synchronize_session=False))
