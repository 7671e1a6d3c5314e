"""Regular expressions that are compiled when they are first asked.

The service knows hundreds, and compiling them is a third of its way to the first message; many of them only a pasted talk or a
roster ever needs.
"""

import re
from typing import Any, cast

_ASKED = ("search", "match", "fullmatch", "finditer", "findall", "split", "sub", "subn")


class _Pattern:
    """Stands for the compiled one: after the first question its methods are the compiled one's own, at no cost."""

    def __init__(self, source: str, flags: int) -> None:
        self.pattern = source
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        compiled = re.compile(self.pattern, self._flags)
        self.__dict__.update({asked: getattr(compiled, asked) for asked in _ASKED})
        return getattr(compiled, name)

    def __repr__(self) -> str:
        return f"regex({self.pattern!r})"


def regex(source: str, flags: int = 0) -> re.Pattern[str]:
    """As ``re.compile``; a faulty ``source`` raises ``re.error`` when it is first asked."""
    return cast(re.Pattern[str], _Pattern(source, flags))
