"""The conversations in docs/chat.md are what the service says, word for word."""

from pathlib import Path

import pytest

from tests.stories.village import Village

PAPER = Path(__file__).resolve().parent.parent.parent / "docs" / "chat.md"
VOICE = "[语音]"
MARGIN = " " * 8
ORDERED = (("王奶奶", "我家水管爆了，今天下午能来人修不，城东社区三组，电话13800001234"), ("王奶奶", "1"))
PIPE = "城东社区桥头的水管漏水了，今天15点来修，电话13800001234"
RICE = (
    ("王奶奶", "帮忙买菜：大米1袋，今天下午，城东社区一组，电话13800009001"),
    ("王奶奶", "1"),
    ("赵大爷", "帮忙买菜：大米2袋、鸡蛋1斤，今天下午，城东社区二组，电话13800009002"),
    ("赵大爷", "1"),
)
BEFORE = {
    "The same thing twice": (("王奶奶", PIPE), ("王奶奶", "1")),
    "Small orders in one round": RICE,
    "Danger": ORDERED,
    "Where it stands": ORDERED,
    "Voices": ORDERED,
    "After the service": (*ORDERED, ("小张", "1"), ("小张", "完成")),
    "Volunteers": ORDERED,
    "Said before anybody comes": ORDERED,
    "Passing words on": (*ORDERED, ("小张", "1")),
    "Station chiefs, township heads, the county desk": ORDERED,
}
"""What happened before the conversation under this heading begins."""


def conversations() -> list[tuple[str, list[str]]]:
    """Heading and lines of each block."""
    found: list[tuple[str, list[str]]] = []
    heading, inside = "", False
    for line in PAPER.read_text(encoding="utf-8").splitlines():
        if line.startswith("#") and not inside:
            heading = line.lstrip("# ")
        elif line == "```":
            inside = not inside
            if inside:
                found.append((heading, []))
        elif inside:
            found[-1][1].append(line)
    return found


def played(village: Village, lines: list[str]) -> list[str]:
    """The same conversation as it goes today."""
    today: list[str] = []
    for line in lines:
        if not line.startswith(" "):
            name, words = line.split(maxsplit=1)
            said = words.replace("⏎", "\n")  # several lines pasted at once
            reply = village.speaks(name) if said == VOICE else village.asks(name, said)
            today += [line, *(MARGIN + one for one in reply.splitlines())]
    return today


@pytest.mark.parametrize(("heading", "lines"), conversations())
def test_a_conversation_goes_as_it_is_written(village: Village, heading: str, lines: list[str]) -> None:
    for name, words in BEFORE.get(heading, ()):
        village.asks(name, words)
    assert played(village, lines) == lines, "docs/chat.md is behind the service (or the other way round): -vv shows both"
