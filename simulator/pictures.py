"""Pictures the platform draws: codes to scan."""

import io

import segno

from simulator.answers import Blob


def code(words: str, filename: str) -> Blob:
    """A QR code of these words, as a PNG."""
    picture = io.BytesIO()
    segno.make(words, error="m").save(picture, kind="png", scale=6, border=4)
    return Blob(content=picture.getvalue(), media_type="image/png", filename=filename)
