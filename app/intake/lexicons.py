"""A county's file and lexicon, built once for each revision and built again when the revision has moved on."""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from app.catalogue.model import County
from app.county.spec import CountySpec
from app.errors import Unready
from app.intake.county import lexicon_of
from app.intake.learned.own import own_model, stamp_of
from app.intake.lexicon import Lexicon
from app.prepared import Prepared


@dataclass(frozen=True)
class Book:
    """One county at one revision: its file as loaded, and what reading needs of it."""

    county: str
    revision: int
    spec: CountySpec
    lexicon: Lexicon
    stamp: int = 0
    """Of the weights its own orders made; nought without any."""


_NAMED = Prepared(select(County.code, County.revision).where(County.code == bindparam("code")))
_FIRST_TWO = Prepared(select(County.code, County.revision).limit(2))


class Lexicons:
    """Keeps the book of each county; every look compares revisions, so no process reads with old words."""

    def __init__(self, home: str = "", weights: Path | None = None) -> None:
        self._home, self._weights = home, weights
        self._kept: dict[str, Book] = {}

    def home(self, session: Session) -> Book:
        """The county new followers belong to; raises ``Unready`` when none is loaded, or several and none is named."""
        rows = _NAMED.all(session, code=self._home) if self._home else _FIRST_TWO.all(session)
        if len(rows) != 1:
            raise Unready("set COUNTY to the six-digit code of the county, or load one: flask county load counties/….yaml")
        return self.at(session, rows[0][0], rows[0][1])

    def likely(self) -> Book | None:
        """The book most messages need, as last kept; its revision may be past, so nothing is decided by it."""
        kept = self._kept.get(self._home)
        return kept or (next(iter(self._kept.values())) if len(self._kept) == 1 else None)

    def of(self, session: Session, county: str) -> Book:
        revision = session.scalars(select(County.revision).where(County.code == county)).one()
        return self.at(session, county, revision)

    def at(self, session: Session, county: str, revision: int) -> Book:
        """The book of a county whose present revision was just read."""
        kept = self._kept.get(county)
        stamp = stamp_of(self._weights, county)
        if kept is None or kept.revision != revision or kept.stamp != stamp:
            document = session.scalars(select(County.document).where(County.code == county)).one()
            spec = CountySpec.model_validate(document)
            kept = self._kept[county] = Book(county, revision, spec, lexicon_of(spec, own_model(self._weights, county)), stamp)
        return kept
