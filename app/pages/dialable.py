"""Phone numbers as links: one tap dials, for hands that do not copy digits."""

from markupsafe import Markup, escape

from app.patterns import regex

_NUMBER = regex(r"(?<!\d)(?:1\d{10}|0\d{9,11})(?!\d)")


def dialable(text: str) -> Markup:
    """The text, safe as HTML, with every whole phone number a ``tel:`` link; a masked one stays as it is."""
    return Markup(_NUMBER.sub(lambda found: f'<a href="tel:{found.group()}">{found.group()}</a>', str(escape(text))))  # noqa: S704
