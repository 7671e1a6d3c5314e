"""How often a language model was asked on a day: the cap on what it may cost."""

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base


class ModelCalls(Base):
    """One row for each day in Shanghai."""

    __tablename__ = "model_calls"

    day: Mapped[str] = mapped_column(String(10), primary_key=True)
    calls: Mapped[int] = mapped_column(default=0)
