"""What libraries work out anew for every application and every engine, and what always comes out the same: once a process.

Every test has a whole service of its own, so this is a third of the time they take.
"""

from functools import cache
from typing import Any
from weakref import WeakKeyDictionary, WeakSet

from flask_openapi3 import openapi as documented
from sqlalchemy import Connection, Dialect, Engine, event
from werkzeug.routing import Rule

_COMPILED = Rule._compile_builder
_BUILDERS: dict[tuple[Any, ...], Any] = {}
_DIALECTS: dict[tuple[Any, ...], Dialect] = {}
_STATEMENTS: dict[Dialect, Any] = {}
_OWN: WeakKeyDictionary[Any, Dialect] = WeakKeyDictionary()
_ALONE: WeakSet[Any] = WeakSet()


def share() -> None:
    documented.entry_points = cache(documented.entry_points)  # type: ignore[assignment, attr-defined]
    Rule._compile_builder = _builder  # type: ignore[method-assign, assignment]
    event.listen(Engine, "engine_connect", _known_statements)


def _builder(rule: Rule, append_unknown: bool = True) -> Any:
    """What makes a path from a rule is a function of the rule's words: werkzeug has Python compile it twice for each route."""
    if rule.defaults:
        return _COMPILED(rule, append_unknown)
    words = (rule.rule, tuple(rule._trace), append_unknown)
    if words not in _BUILDERS:
        _BUILDERS[words] = _COMPILED(rule, append_unknown)
    return _BUILDERS[words]


def _known_statements(connection: Connection) -> None:
    """Engines of one kind speak one dialect and know each other's compiled statements; the first to be connected lends its."""
    engine: Any = connection.engine
    if engine in _OWN or engine in _ALONE:
        return
    kind = (type(engine.dialect), getattr(engine.dialect, "_json_serializer", None))
    dialect = _DIALECTS.setdefault(kind, engine.dialect)
    statements = _STATEMENTS.setdefault(dialect, engine._compiled_cache)
    _OWN[engine] = engine.dialect
    connection.dialect = engine.dialect = dialect
    engine._compiled_cache = statements


def own_dialect(engine: Engine) -> None:
    """Back to a dialect of its own, for who listens to it: with a shared one ``do_connect`` hears every engine or none."""
    _ALONE.add(engine)
    engine.dialect = _OWN.pop(engine, engine.dialect)
    for kind in [kind for kind, lent in _DIALECTS.items() if lent is engine.dialect]:
        del _DIALECTS[kind]
