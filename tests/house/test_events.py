"""Every fact is accounted for in the one page that says what follows from it."""

import importlib
import pkgutil
from collections.abc import Iterator

import app
from app.events import Event
from app.orders.replay import MEANS


def every_event() -> set[type[Event]]:
    for module in pkgutil.walk_packages(app.__path__, "app."):
        if module.name.rsplit(".", 1)[-1] in {"events", "actions"}:
            importlib.import_module(module.name)
    return {event for event in below(Event) if event.__module__.startswith("app.")}


def below(kind: type[Event]) -> Iterator[type[Event]]:
    for event in kind.__subclasses__():
        yield event
        yield from below(event)


def test_the_reactions_name_every_event_that_is_ever_recorded() -> None:
    listed = set(importlib.import_module("app.reactions").REACTIONS)
    assert {event.__name__ for event in every_event() - listed} == set()


def test_the_names_of_events_fit_into_the_log() -> None:
    assert not [event.__name__ for event in every_event() if len(event.__name__) > 40]


def test_what_an_order_is_told_again_from_are_facts_that_are_recorded() -> None:
    assert set(MEANS) <= {event.__name__ for event in every_event()}
