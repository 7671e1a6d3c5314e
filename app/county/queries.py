"""A loaded county as its file stated it."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.catalogue.model import County
from app.county.spec import CountySpec
from app.errors import Unready


def spec_of(session: Session, code: str) -> CountySpec:
    """The whole county; reading it takes some tens of milliseconds. Raises ``Unready`` when it is not loaded."""
    document = session.scalars(select(County.document).where(County.code == code)).one_or_none()
    if document is None:
        raise Unready(f"county {code} is not loaded: flask county load counties/….yaml")
    return CountySpec.model_validate(document)


def hold(session: Session, code: str) -> None:
    """Keep other loads and lists of this county waiting until this transaction ends, so that nobody is enrolled twice."""
    session.execute(select(County.code).where(County.code == code).with_for_update())
