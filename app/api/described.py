"""A model that is described in the API's papers: once, however many doors name it."""

from typing import Any

from pydantic import BaseModel

_KNOWN: dict[tuple[type[BaseModel], tuple[Any, ...]], dict[str, Any]] = {}


class Described(BaseModel):
    @classmethod
    def model_json_schema(cls, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """As pydantic gives it; whoever asks must not change it."""
        asked = (cls, (*args, *sorted(kwargs.items())))
        if asked not in _KNOWN:
            _KNOWN[asked] = super().model_json_schema(*args, **kwargs)
        return _KNOWN[asked]
