"""A tap on a number dials it."""

import pytest

from app.pages.dialable import dialable


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("王桂花 13800001234", '王桂花 <a href="tel:13800001234">13800001234</a>'),
        ("05771234567、小张", '<a href="tel:05771234567">05771234567</a>、小张'),
        ("138****1234", "138****1234"),
        ("PY202611240001", "PY202611240001"),
        ("<b>13800001234</b>", '&lt;b&gt;<a href="tel:13800001234">13800001234</a>&lt;/b&gt;'),
    ],
)
def test_whole_numbers_become_links_and_nothing_else_does(said: str, shown: str) -> None:
    assert dialable(said) == shown
