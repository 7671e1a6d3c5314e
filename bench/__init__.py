"""Ours beside its rivals, on this machine: `make bench`, or `python -m bench callback|outbox|delivery|matching`."""
