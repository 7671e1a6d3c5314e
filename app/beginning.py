"""How a process that stays up begins. Import this before the house: nothing that is made while it starts is garbage.

Python's collector looks through all that lives, again and again while modules load; and later, each time enough has been added,
for a fifth of a second in which nobody is answered.
"""

import gc

AT_ONCE = 20_000
"""New objects before the collector looks at them: some twenty messages' worth instead of one."""

gc.disable()


def begun() -> None:
    """From here on the collector looks after what is new, and passes over what was there before."""
    gc.freeze()
    gc.set_threshold(AT_ONCE)
    gc.enable()
