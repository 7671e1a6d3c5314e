"""Rest days and workdays, where dispatch needs them: one place to ask the county's calendar."""

from sqlalchemy.orm import Session

from app.catalogue.queries import calendar_of
from app.people.free import RestDay


def rest_days(session: Session, county: str) -> RestDay:
    """Says of a day whether people have it off: public holidays, 调休, weekends, and what the county adds."""
    return calendar_of(session, county).rests
