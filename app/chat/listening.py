"""What becomes of a voice after the callback: fetched, understood or handed to a person, and answered as if it had been typed.

Whatever talks to the world does so between two transactions; what was taken up and not finished is taken up again.
"""

import logging
from datetime import datetime, timedelta
from time import monotonic

from sqlalchemy.orm import Session

from app.chat import words
from app.chat.actions import hear
from app.chat.advising import Adviser
from app.chat.said import Kind, Said
from app.chat.turn import Aids
from app.chat.voices import hand_over
from app.clock import in_shanghai
from app.errors import Refused
from app.house import House
from app.outbox.actions import Notice, owe
from app.outbox.model import Lane
from app.people.model import Person
from app.voices import actions, rules
from app.voices.model import Hearing, Voice
from app.voices.ports import Gone, Media, NotHeard, NotNow, Speech
from app.voices.queries import is_any_due, is_kept, openid_of, tape_of, words_of

log = logging.getLogger(__name__)

IN_ONE_GO = 2.0
"""Seconds after which a beat takes up no other voice: whoever stops the jobs waits for one step only."""
TIDIED_EVERY = timedelta(hours=1)


class Listener:
    """The errand that listens. Any number may run on one database: each voice is leased to one of them."""

    def __init__(
        self, house: House, media: Media | None, *, speech: Speech | None = None, adviser: Adviser | None = None
    ) -> None:
        self._house, self._media, self._speech, self._adviser = house, media, speech, adviser
        self._tidied_at: datetime | None = None

    def listen(self) -> int:
        """One step for each voice that is due; how many steps were done."""
        self._tidy()
        began, done = monotonic(), 0
        while monotonic() - began < IN_ONE_GO:
            voice_id = self._taken_up()
            if voice_id is None:
                break
            self._step(voice_id)
            done += 1
        return done

    def _taken_up(self) -> int | None:
        now = self._house.clock()
        with self._house.db.reading() as session:  # mostly there is nothing: no writer has to wait for that
            if not is_any_due(session, now=now):
                return None
        with self._house.db.transaction() as session:
            return actions.take_up(session, now=now)

    def _step(self, voice_id: int) -> None:
        with self._house.db.reading() as session:
            voice = session.get(Voice, voice_id)
            kept = voice is not None and is_kept(session, voice)
            session.expunge_all()  # what is read of it here is looked at again under a lock before anything is written
        if voice is None:
            return
        if voice.status == Hearing.WRITTEN:
            try:
                self._answer(voice)
            except Refused as refusal:
                self._refused(voice, refusal)
        elif not kept:
            self._fetch(voice)
        elif self._speech and voice.tries < rules.TRIES:
            self._understand(voice, self._speech)
        else:
            self._to_a_person(voice, why="没听清" if self._speech else "听不了")

    # -- fetching ------------------------------------------------------------------------------------------------------

    def _fetch(self, voice: Voice) -> None:
        try:
            audio = self._fetched(voice)
        except NotNow as trouble:
            log.warning("voice %d not fetched: %s", voice.id, trouble)
            self._fetch_later(voice)
        except Gone as reason:
            log.warning("voice %d is gone: %s", voice.id, reason)
            self._lost(voice)
        else:
            with self._house.db.transaction() as session:
                current = actions.lock(session, voice.id)
                if current:
                    actions.store(session, current, audio, now=self._house.clock())

    def _fetched(self, voice: Voice) -> bytes:
        """The clearer copy if it is to be had."""
        if self._media is None:
            raise NotNow("no account is configured")
        if voice.clear_media_id:
            try:
                return self._media.fetch(voice.clear_media_id)
            except Gone as reason:
                log.info("voice %d: no 16 kHz copy: %s", voice.id, reason)
        return self._media.fetch(voice.media_id)

    def _fetch_later(self, voice: Voice) -> None:
        now = self._house.clock()
        if now - voice.said_at >= rules.LIFE:
            self._lost(voice)
            return
        with self._house.db.transaction() as session:
            current = actions.lock(session, voice.id)
            if current is None:
                return
            tries, waited = current.tries, now - current.said_at
            if current.status == Hearing.WAITING and waited >= rules.PATIENCE:
                self._handed(session, current, why="一时取不到", now=now)
            current.tries, current.due_at = tries + 1, now + rules.fetch_again_after(tries)

    def _lost(self, voice: Voice) -> None:
        now = self._house.clock()
        with self._house.db.transaction() as session:
            current = actions.lock(session, voice.id)
            if current is None or current.status not in {Hearing.WAITING, Hearing.WITH_DUTY}:
                return
            current.move(Hearing.LOST)
            current.due_at = None
            owe(session, _told(current, words.VOICE_LOST.format(**_named(current))), now=now)

    # -- understanding -------------------------------------------------------------------------------------------------

    def _understand(self, voice: Voice, speech: Speech) -> None:
        with self._house.db.reading() as session:
            tape = tape_of(session, voice)
        if tape is None:
            return
        try:
            said = speech.words(tape.sound).strip()
        except NotNow as trouble:
            log.warning("voice %d not understood yet: %s", voice.id, trouble)
            self._ask_again(voice)
            return
        except NotHeard as reason:
            log.warning("voice %d not understood: %s", voice.id, reason)
            said = ""
        if not said:
            self._to_a_person(voice, why="没听清")
            return
        with self._house.db.transaction() as session:
            current = actions.lock(session, voice.id)
            if current and current.status in {Hearing.WAITING, Hearing.WITH_DUTY}:
                actions.write_down(session, current, said, by=None, now=self._house.clock())

    def _ask_again(self, voice: Voice) -> None:
        now = self._house.clock()
        with self._house.db.transaction() as session:
            current = actions.lock(session, voice.id)
            if current:
                current.due_at = now + rules.ask_again_after(current.tries)
                current.tries += 1

    def _to_a_person(self, voice: Voice, *, why: str) -> None:
        now = self._house.clock()
        with self._house.db.transaction() as session:
            current = actions.lock(session, voice.id)
            if current is None or current.status == Hearing.WRITTEN:
                return
            current.due_at = None
            if current.status == Hearing.WAITING:
                self._handed(session, current, why=why, now=now)

    def _handed(self, session: Session, voice: Voice, *, why: str, now: datetime) -> None:
        """Somebody on duty is asked, and the villager is told who."""
        told = hand_over(session, voice, session.get_one(Person, voice.person_id), now=now)
        text = words.VOICE_LATE if told else words.VOICE_LATE_NOBODY
        owe(session, _told(voice, text.format(**_named(voice), why=why, who=told)), now=now)

    # -- answering -----------------------------------------------------------------------------------------------------

    def _answer(self, voice: Voice) -> None:
        """The same turn as of a typed message, in one transaction with the push that carries its reply."""
        with self._house.db.reading() as session:
            said = _said(session, voice)
        now = self._house.clock()
        advice = self._adviser.about(said, now=now) if said and self._adviser else None
        with self._house.db.transaction() as session:
            current = actions.lock(session, voice.id)
            if current is None or current.status != Hearing.WRITTEN:
                return
            current.move(Hearing.ANSWERED)
            current.due_at = None
            if said is None:
                return
            reply = hear(session, said, lexicons=self._house.lexicons, now=now, aids=Aids(advice=advice))
            if reply and not session.get_one(Person, voice.person_id).erased_at:
                owe(session, _told(current, reply), now=now)

    def _refused(self, voice: Voice, refusal: Refused) -> None:
        """What was refused was undone; the refusal itself is the answer."""
        with self._house.db.transaction() as session:
            current = actions.lock(session, voice.id)
            if current and current.status == Hearing.WRITTEN:
                current.move(Hearing.ANSWERED)
                current.due_at = None
                owe(session, _told(current, str(refusal)), now=self._house.clock())

    def _tidy(self) -> None:
        """What is older than the county keeps goes."""
        now = self._house.clock()
        if self._tidied_at and now - self._tidied_at < TIDIED_EVERY:
            return
        self._tidied_at = now
        with self._house.db.transaction() as session:
            actions.drop_old(session, before=now - timedelta(days=self._house.settings.voice_days))


def _said(session: Session, voice: Voice) -> Said | None:
    """What was said aloud, as a message; ``None`` when whoever spoke is known to that app no longer."""
    openid = openid_of(session, voice)
    if openid is None:
        return None
    listener = session.get(Person, voice.written_by) if voice.written_by else None
    return Said(
        app=voice.app,
        openid=openid,
        key=f"voice-{voice.id}",
        kind=Kind.VOICE,
        at=voice.said_at,
        text=words_of(session, voice),
        written_by=f"值班的{listener.name or '人'}" if listener else "",
    )


def _named(voice: Voice) -> dict[str, str]:
    return {"code": voice.code, "at": f"{in_shanghai(voice.said_at):%m月%d日 %H:%M}"}


def _told(voice: Voice, text: str) -> Notice:
    """The reply in full where a customer message may still be sent; on a card, that there is one."""
    return Notice(
        county=voice.county,
        person_id=voice.person_id,
        kind="heard",
        lane=Lane.URGENT,
        card={
            "character_string1": voice.code,
            "thing2": text.splitlines()[0],
            "thing3": "回「帮助」看全文、接着办",
        },
        text=text,
    )
