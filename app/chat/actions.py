"""Hearing one message: claimed once, answered in the same transaction, answered the same when it comes again."""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.chat import inbox, knowing, lists
from app.chat.commands import parse
from app.chat.model import Talk
from app.chat.routing import reply_to
from app.chat.said import Kind, Said
from app.chat.turn import NO_AIDS, Aids, Stage, Turn
from app.chat.voices import told_what_was_heard
from app.errors import Refused
from app.events import FACTS, record
from app.intake.lexicons import Lexicons
from app.intake.reading import Look, look
from app.intake.text.normalise import normalise
from app.people.actions import erase_identity, meet, spoke
from app.people.events import PersonFollowsAgain
from app.people.model import Identity

SPOKE_AGAIN = timedelta(minutes=1)
"""How exactly the last word of somebody is kept: the 48 hours of customer messages are counted from it."""
SPOKEN = frozenset({Kind.TEXT, Kind.VOICE})
SENTENCE = 200
"""Characters; what is longer may be a pasted talk, which is read otherwise."""
LONGEST_REPLY = 600
"""Characters WeChat shows in one reply; what is longer is cut."""


def look_ahead(said: Said, *, lexicons: Lexicons, now: datetime) -> Look | None:
    """Reads a sentence before the transaction begins, which others may be waiting for; ``None``: it is no short sentence."""
    book = lexicons.likely()
    if book is None or said.kind not in SPOKEN or len(said.text) > SENTENCE:
        return None
    text = normalise(said.text)
    return look(text, now=said.spoken(now), lexicon=book.lexicon) if text.strip() and parse(text) is None else None


def hear(session: Session, said: Said, *, lexicons: Lexicons, now: datetime, aids: Aids = NO_AIDS) -> str:
    """The reply to one message; ``''`` means there is nothing to say. Raises ``Unready`` when no county is loaded."""
    known = knowing.known(session, said)
    if known is None:
        return _first_heard(session, said, lexicons=lexicons, now=now, aids=aids)
    ties = knowing.ties(session, said, known.person)
    if ties.repeated:
        return inbox.stored_reply(session, said)
    turn = replace(_turn(session, said, known, ties, lexicons=lexicons, now=now), aids=aids)
    reply = _taken(turn)
    inbox.keep(session, said, person_id=turn.person.id, reply=reply, now=now)
    _forget_if_gone(turn)
    return reply


def _first_heard(session: Session, said: Said, *, lexicons: Lexicons, now: datetime, aids: Aids) -> str:
    """From somebody whose row cannot be locked, there being none: the message itself is claimed, and a repeat waits for it."""
    entry_id = inbox.claim(session, said, now=now)
    if entry_id is None:
        return inbox.stored_reply(session, said)
    turn = replace(_first_turn(session, said, lexicons=lexicons, now=now), aids=aids)
    reply = _taken(turn)
    inbox.answered(session, entry_id, person_id=turn.person.id, reply=reply)
    _forget_if_gone(turn)
    return reply


def _taken(turn: Turn) -> str:
    """The reply, as long as WeChat shows it; the talk is kept as it then stands."""
    before = knowing.as_it_stands(turn.talk)
    reply = _answer(turn)[:LONGEST_REPLY]
    if turn.back and not turn.person.erased_at:
        event = PersonFollowsAgain(county=turn.person.county, at=turn.now, actor_id=turn.person.id, person_id=turn.person.id)
        record(turn.session, event)
    if not turn.person.erased_at:
        knowing.keep(turn.session, turn.talk, before)
    return reply


def _forget_if_gone(turn: Turn) -> None:
    if turn.person.erased_at:
        _forget_words(turn.session, turn.person.id)


def _answer(turn: Turn) -> str:
    """A refusal is an answer too – unless facts were written before it: then it must undo them, and flies."""
    try:
        return told_what_was_heard(turn, reply_to(turn))
    except Refused as refusal:
        if turn.session.info.get(FACTS):
            raise
        return str(refusal)


def _turn(
    session: Session, said: Said, known: knowing.Acquaintance, ties: knowing.Ties, *, lexicons: Lexicons, now: datetime
) -> Turn:
    if not known.following or known.spoke_at is None or said.spoken(now) - known.spoke_at > SPOKE_AGAIN:
        spoke(session, app=said.app, openid=said.openid, now=said.spoken(now))
    book = lexicons.at(session, known.person.county, known.revision)
    return Turn(
        session=session,
        person=known.person,
        talk=known.talk,
        said=said,
        text=normalise(said.text),
        book=book,
        now=now,
        ties=ties,
        back=not known.following,
    )


def _first_turn(session: Session, said: Said, *, lexicons: Lexicons, now: datetime) -> Turn:
    book = lexicons.home(session)
    unionid = said.unionid or None
    person = meet(session, app=said.app, openid=said.openid, unionid=unionid, county=book.county, now=now)
    back = _was_gone(session, said)
    spoke(session, app=said.app, openid=said.openid, now=now)
    if person.county != book.county:  # enrolled elsewhere, and never spoke before
        book = lexicons.of(session, person.county)
    talk = knowing.begun(session, person, stage=Stage.IDLE.value, now=now)
    ties = knowing.ties(session, said, person)
    text = normalise(said.text)
    return Turn(session=session, person=person, talk=talk, said=said, text=text, book=book, now=now, ties=ties, back=back)


def _was_gone(session: Session, said: Said) -> bool:
    query = select(Identity.following).where(Identity.app == said.app, Identity.openid == said.openid)
    return session.scalar(query) is False


def unfollow(session: Session, *, app: str, openid: str, now: datetime) -> None:
    """Unfollowing, or taking back the authorisation: everything about this person must go, at once."""
    person = erase_identity(session, app=app, openid=openid, now=now)
    if person:
        _forget_words(session, person.id)


def _forget_words(session: Session, person_id: int) -> None:
    inbox.forget(session, person_id)
    lists.forget(session, person_id)
    session.execute(delete(Talk).where(Talk.person_id == person_id))
