"""Speech recognition behind an OpenAI-compatible ``POST {base}/audio/transcriptions``."""

import json
from time import sleep

from app.config import Settings
from app.voices.ports import NotHeard, NotNow, Sound, Speech
from app.voices.rules import LARGEST, LEASE, file_name
from drivers.line import Broken, Limits, Line

PATH = "/audio/transcriptions"
LONGEST_ANSWER = 64 * 1024
TRIES = 2
"""Of one call; the jobs come again later as well."""
BREATHER = 0.5
LONGEST_WAIT = LEASE.total_seconds() / TRIES - 5.0
"""Of one try: all of them together end before another process takes the voice up."""


class HttpSpeech:
    """Any service that speaks this dialect; the language is Chinese."""

    def __init__(self, settings: Settings) -> None:
        self._model = settings.speech_model
        limits = Limits(connect=3.0, total=min(settings.speech_timeout, LONGEST_WAIT), size=LONGEST_ANSWER, at_once=8)
        self._line = Line(settings.speech_api_base, settings.speech_api_key, limits)

    def words(self, sound: Sound) -> str:
        if len(sound.content) > LARGEST:
            raise NotHeard("too large")
        return _text(self._posted(sound))

    def _posted(self, sound: Sound) -> bytes:
        for tried in range(1, TRIES + 1):
            try:
                return self._line.post(
                    PATH,
                    files={"file": (file_name("voice", sound.content_type), sound.content, sound.content_type)},
                    data={"model": self._model, "language": "zh", "response_format": "json"},
                )
            except Broken as fault:
                if not fault.again:
                    raise NotHeard(str(fault)) from None
                if tried == TRIES:
                    raise NotNow(str(fault)) from None
            sleep(BREATHER)
        raise AssertionError("unreachable: the last try returns or raises")


def speech(settings: Settings) -> Speech | None:
    """``None`` where no address is set."""
    return HttpSpeech(settings) if settings.speech_api_base else None


def _text(answer: bytes) -> str:
    try:
        data = json.loads(answer)
    except ValueError:
        raise NotHeard("not JSON") from None
    text = data.get("text") if isinstance(data, dict) else None
    if not isinstance(text, str):
        raise NotHeard("no text in the answer")
    return text
