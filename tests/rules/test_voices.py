"""What a recording tells of itself, and what may become of a voice."""

import pytest

from app.chat.commands import Command, Verb, parse
from app.errors import Conflict
from app.voices.model import MOVES, Hearing, Voice
from app.voices.rules import content_type, fetch_again_after, file_name, seconds

NARROW = b"#!AMR\n" + (bytes([0x3C]) + bytes(31)) * 75
WIDE = b"#!AMR-WB\n" + (bytes([0x44]) + bytes(60)) * 100
SILENT = b"#!AMR\n" + bytes([0x7C]) * 50


@pytest.mark.parametrize(
    ("audio", "kind", "lasts", "name"),
    [
        (NARROW, "audio/amr", 2, "V1.amr"),
        (WIDE, "audio/amr-wb", 2, "V1.amr"),
        (SILENT, "audio/amr", 1, "V1.amr"),
        (b"#!AMR\n", "audio/amr", 0, "V1.amr"),
        (b"RIFF....WAVE", "audio/wav", 0, "V1.wav"),
        (b"<script>alert(1)</script>", "application/octet-stream", 0, "V1.speex"),
        (b"", "application/octet-stream", 0, "V1.speex"),
    ],
)
def test_a_recording_is_known_by_its_first_bytes(audio: bytes, kind: str, lasts: int, name: str) -> None:
    assert (content_type(audio), seconds(audio), file_name("V1", content_type(audio))) == (kind, lasts, name)


def test_the_pauses_between_tries_grow_to_half_an_hour() -> None:
    pauses = [fetch_again_after(tries).total_seconds() for tries in range(12)]
    assert pauses[:3] == [5, 15, 45]
    assert pauses == sorted(pauses)
    assert pauses[-1] == 1800


@pytest.mark.parametrize("start", Hearing)
@pytest.mark.parametrize("goal", Hearing)
def test_a_voice_moves_by_its_table_only(start: Hearing, goal: Hearing) -> None:
    voice = Voice(id=1, status=start, tries=2)
    if goal in MOVES[start]:
        voice.move(goal)
        assert (voice.status, voice.tries) == (goal, 0)
    else:
        with pytest.raises(Conflict, match="V1"):
            voice.move(goal)


@pytest.mark.parametrize(
    ("said", "command"),
    [
        ("听写", Command(Verb.TRANSCRIBE)),
        ("听写 v12 我家水管漏水", Command(Verb.TRANSCRIBE, "V12", "我家水管漏水")),
        ("听写V12:我家\n水管漏水", Command(Verb.TRANSCRIBE, "V12", "我家\n水管漏水")),
        ("听写 V 12", Command(Verb.TRANSCRIBE, "V12")),
    ],
)
def test_writing_down_is_a_word_with_a_number(said: str, command: Command) -> None:
    assert parse(said) == command
