"""Who holds a phone when the simulator starts: read from a file that the demonstration writes, or four people of our own."""

import json
from pathlib import Path
from typing import Any

from app.errors import Unready
from simulator.phones import Phones

OWN_CAST: list[dict[str, Any]] = [
    {"name": "王奶奶", "role": "村民", "about": "麻步镇显桥村"},
    {"name": "小张", "role": "志愿者", "about": "麻步镇显桥村"},
    {"name": "老陈", "role": "志愿者", "about": "昆阳镇城东社区"},
    {"name": "李主任", "role": "主任", "about": "县中心"},
]


def open_phonebook(phones: Phones, path: Path | None) -> None:
    """Add the people of ``[{"name", "openid", "role", "about"}, …]``; those with an openid follow already.

    Raises ``Unready`` naming the file when it cannot be read.
    """
    for entry in _entries(path) if path else OWN_CAST:
        openid = str(entry.get("openid") or "")
        person = phones.add(
            str(entry["name"]),
            openid=openid,
            role=str(entry.get("role") or ""),
            about=str(entry.get("about") or ""),
            following=bool(entry.get("following", bool(openid))),
        )
        person.latitude = float(entry.get("lat") or person.latitude)
        person.longitude = float(entry.get("lon") or person.longitude)


def _entries(path: Path) -> list[dict[str, Any]]:
    try:
        entries = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as wrong:
        raise Unready(f"读不了手机名册 {path}：{wrong}") from wrong
    if not isinstance(entries, list) or not all(isinstance(entry, dict) and entry.get("name") for entry in entries):
        raise Unready(f"手机名册 {path} 应为 [{{name, openid, role, about}}, …]")
    return entries
