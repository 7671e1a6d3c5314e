"""What can be told of a recording from its bytes, and when to try again."""

from datetime import timedelta

LIFE = timedelta(days=3)
"""How long WeChat keeps what people sent."""
LARGEST = 2 * 1024 * 1024
"""Bytes: WeChat's own limit for a voice; a minute at 16 kHz is about 180 KB."""
PATIENCE = timedelta(minutes=2)
"""So long a machine may take from when it was said; then a person is asked to listen as well."""
TRIES = 3
"""How often the machine is asked about one recording."""
LEASE = timedelta(seconds=90)
"""Longer than one step may take; a process that dies holds a voice up for no more than this."""
LONGEST_WORDS = 500

NARROW, WIDE = b"#!AMR\n", b"#!AMR-WB\n"
FRAMES = {
    NARROW: (12, 13, 15, 17, 19, 20, 26, 31, 5),
    WIDE: (17, 23, 32, 36, 40, 46, 50, 58, 60, 5),
}
"""Bytes behind the head of a frame of twenty milliseconds, by its type (RFC 4867, 5.3)."""
FRAMES_A_SECOND = 50
TYPES = (
    (WIDE, "audio/amr-wb"),
    (NARROW, "audio/amr"),
    (b"RIFF", "audio/wav"),
    (b"OggS", "audio/ogg"),
    (b"ID3", "audio/mpeg"),
    (b"\xff\xfb", "audio/mpeg"),
)
UNKNOWN = "application/octet-stream"
ENDINGS = {"audio/amr": "amr", "audio/amr-wb": "amr", "audio/wav": "wav", "audio/ogg": "ogg", "audio/mpeg": "mp3"}


def content_type(audio: bytes) -> str:
    """By its first bytes: what a stranger's server says of it is never repeated to a browser."""
    return next((name for head, name in TYPES if audio.startswith(head)), UNKNOWN)


def file_name(code: str, kind: str) -> str:
    return f"{code}.{ENDINGS.get(kind, 'speex')}"


def seconds(audio: bytes) -> int:
    """How long an AMR recording lasts, rounded up; 0 for anything else."""
    head = next((one for one in (WIDE, NARROW) if audio.startswith(one)), None)
    if head is None:
        return 0
    at, frames = len(head), 0
    while at < len(audio):
        kind = audio[at] >> 3 & 0x0F
        at += 1 + (FRAMES[head][kind] if kind < len(FRAMES[head]) else 0)
        frames += 1
    return -(-frames // FRAMES_A_SECOND)


def fetch_again_after(tries: int) -> timedelta:
    """5 s, 15 s, 45 s … half an hour at most."""
    return min(timedelta(seconds=5 * 3 ** min(tries, 8)), timedelta(minutes=30))


def ask_again_after(tries: int) -> timedelta:
    """Of the machine: 10 s, 20 s."""
    return timedelta(seconds=10 * (tries + 1))
