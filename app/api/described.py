"""A model that is described in the API's papers: once, however many doors name it."""

from functools import cache
from typing import Any

from pydantic import BaseModel


class Described(BaseModel):
    @classmethod
    @cache
    def model_json_schema(cls, *args: Any, **kwargs: Any) -> dict[str, Any]:  # type: ignore[override]
        """As pydantic gives it; whoever asks must not change it."""
        return super().model_json_schema(*args, **kwargs)
