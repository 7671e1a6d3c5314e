"""What the page may ask a phone to do: one name for each thing a finger can do."""

from collections.abc import Callable, Mapping
from typing import Any

from app.errors import Invalid
from simulator.accounts import Person
from simulator.phones import Phones

LONGEST_TEXT = 2000
Body = Mapping[str, Any]
Deed = Callable[[Phones, Person, Body], str]


def says(phones: Phones, person: Person, body: Body) -> str:
    text = str(body.get("text") or "").strip()
    if not text:
        raise Invalid("请先写一句话")
    return phones.says(person.name, text[:LONGEST_TEXT])


def chooses(phones: Phones, person: Person, body: Body) -> str:
    return phones.chooses(person.name, str(body.get("choice") or ""))


def clicks(phones: Phones, person: Person, body: Body) -> str:
    return phones.clicks(person.name, str(body.get("key") or ""))


def sends_location(phones: Phones, person: Person, body: Body) -> str:
    return phones.sends_location(person.name, person.latitude, person.longitude, person.about)


DEEDS: dict[str, Deed] = {
    "says": says,
    "chooses": chooses,
    "clicks": clicks,
    "voice": lambda phones, person, body: phones.sends_voice(person.name, seconds=8),
    "image": lambda phones, person, body: phones.sends_image(person.name),
    "location": sends_location,
    "sticker": lambda phones, person, body: phones.sends_sticker(person.name),
    "follow": lambda phones, person, body: phones.follow(person.name, scene=str(body.get("scene") or "")),
    "unfollow": lambda phones, person, body: phones.unfollow(person.name),
}
