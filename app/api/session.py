"""Who is calling the mini-program's API: a signed note we gave out at login, good for seven days."""

from datetime import datetime, timedelta

from itsdangerous import BadData, URLSafeSerializer

LASTS = timedelta(days=7)
SALT = "yihu mini-program session"


def issue(secret_key: str, person_id: int, *, now: datetime) -> str:
    """A token for this person, good for ``LASTS`` from ``now``."""
    return str(_serializer(secret_key).dumps([person_id, int((now + LASTS).timestamp())]))


def verify(secret_key: str, token: str, *, now: datetime) -> int | None:
    """The person's id; ``None`` when the token is not ours or has run out.

    Whoever asks must still look whether the person has been erased since.
    """
    try:
        person_id, until = _serializer(secret_key).loads(token)
    except (BadData, ValueError, TypeError):
        return None
    return int(person_id) if now.timestamp() < until else None


def _serializer(secret_key: str) -> URLSafeSerializer:
    return URLSafeSerializer(secret_key, salt=SALT)
