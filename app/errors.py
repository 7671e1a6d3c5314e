"""Refusals: what the service will not do, said in words a villager can read."""


class Refused(Exception):
    """An action was refused; ``str(refusal)`` is shown to the person as it is."""


class NotFound(Refused):
    """There is no such thing, or this person may not know of it."""


class NotAllowed(Refused):
    """This person may not do that."""


class Conflict(Refused):
    """Somebody else was first, or the thing has moved on."""


class Invalid(Refused):
    """The input cannot be understood or used."""


class Unready(Exception):
    """A setting or an outside system that this needs is missing; for operators, in plain words."""
