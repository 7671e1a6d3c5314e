"""The page on which somebody on duty listens to a voice; what was heard is then written in the chat."""

from flask import Blueprint, Response, make_response, render_template, request

from app.clock import in_shanghai
from app.house import House
from app.people.model import Person
from app.people.queries import masked_phone_of
from app.voices.model import Hearing, Voice
from app.voices.queries import Tape, behind, tape_of, words_of
from app.voices.rules import file_name

GONE = "这个链接已经失效，或者不归您听了。"
STANDS = {
    Hearing.WAITING: "机器正在听",
    Hearing.WITH_DUTY: "等您听",
    Hearing.WRITTEN: "已经写下来了",
    Hearing.ANSWERED: "已经写下来了",
    Hearing.LOST: "录音取不到了，请给他打电话",
}


def blueprint(house: House) -> Blueprint:
    pages = Blueprint("voice", __name__, template_folder="templates")

    @pages.get("/v/<ticket>")
    def show(ticket: str) -> Response:
        with house.db.reading() as session:
            found = behind(session, ticket)
            if found is None:
                return _closed()
            voice, _listener = found
            who = session.get_one(Person, voice.person_id)
            page = render_template(
                "voice.html",
                **_shown(voice, who, tape_of(session, voice)),
                phone=masked_phone_of(session, who) or "没留电话",
                words=words_of(session, voice),
                sound=f"/v/{ticket}/sound",
            )
        return _private(make_response(page))

    @pages.get("/v/<ticket>/sound")
    def sound(ticket: str) -> Response:
        with house.db.reading() as session:
            found = behind(session, ticket)
            tape = tape_of(session, found[0]) if found else None
        return _sounding(tape, save="save" in request.args) if tape else _closed()

    return pages


def _shown(voice: Voice, who: Person, tape: Tape | None) -> dict[str, object]:
    return {
        "code": voice.code,
        "name": who.name or "一位群众",
        "said_at": f"{in_shanghai(voice.said_at):%m月%d日 %H:%M}",
        "status": STANDS[Hearing(voice.status)],
        "kept": tape is not None,
        "coming": tape is None and voice.due_at is not None,
        "seconds": tape.seconds if tape else 0,
        "content_type": tape.sound.content_type if tape else "",
        "open": voice.status in {Hearing.WAITING, Hearing.WITH_DUTY, Hearing.LOST},
    }


def _sounding(tape: Tape, *, save: bool) -> Response:
    answer = make_response(tape.sound.content)
    answer.headers["Content-Type"] = tape.sound.content_type
    how = "attachment" if save else "inline"
    answer.headers["Content-Disposition"] = f'{how}; filename="{file_name(tape.code, tape.sound.content_type)}"'
    return _private(answer)


def _closed() -> Response:
    return make_response(render_template("refused.html", said=GONE), 404)


def _private(answer: Response) -> Response:
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer
