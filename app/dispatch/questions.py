"""Who is ready and near: what is asked of the readiness table, in the words of either database.

Each gives person, distance in degrees squared, place, free times and tier (``nearby.Tier``), the best first;
whoever is in two of the teams asked about, twice.
"""

from sqlalchemy import Float, Integer, String, column

from app.db import Id
from app.spelling import TEAMS, spelt

_SQUARE = "(lat - :lat) * (lat - :lat) + (lon - :lon) * :stretch * ((lon - :lon) * :stretch) AS square"
_FITS = "born BETWEEN :earliest AND :latest AND shown_until >= :shown AND insured_until >= :insured AND vetted_until >= :vetted"
_FOUND = (
    column("person_id", Id),
    column("square", Float),
    column("area_code", String),
    column("free", String),
    column("tier", Integer),
)
AROUND = spelt(
    """
    SELECT person_id, {square}, area_code, free, 3 FROM {here}
    WHERE {fits} AND NOT area_code BETWEEN :first AND :last ORDER BY square, person_id LIMIT :count
    """,
    *_FOUND,
    square=_SQUARE,
    fits=_FITS,
    here=(
        (
            "(SELECT a.value AS first, b.value AS last FROM json_each(:firsts) a JOIN json_each(:lasts) b ON b.key = a.key)"
            " AS spans CROSS JOIN readiness ON county = :county AND skill = :skill AND cell BETWEEN spans.first AND spans.last"
        ),
        # OFFSET 0 makes it look into the index once for each span, not at everybody once
        (
            "unnest(CAST(:firsts AS bigint[]), CAST(:lasts AS bigint[])) AS spans(first, last) CROSS JOIN LATERAL (SELECT *"
            " FROM readiness WHERE county = :county AND skill = :skill AND cell BETWEEN spans.first AND spans.last OFFSET 0)"
            " AS here"
        ),
    ),
)
OF_PLACE = spelt(
    """
    SELECT person_id, {square}, area_code, free,
      CASE WHEN person_id IN (SELECT person_id FROM team_members WHERE team_id {teams}) THEN :tier - 1 ELSE :tier END AS tier
    FROM readiness WHERE county = :county AND skill = :skill AND area_code BETWEEN :first AND :last AND {fits}
    ORDER BY tier, square, person_id LIMIT :count
    """,
    *_FOUND,
    square=_SQUARE,
    fits=_FITS,
    teams=TEAMS,
)
OF_TEAMS = spelt(
    """
    SELECT here.person_id, {square}, area_code, free,
      CASE WHEN area_code BETWEEN :first AND :last THEN 0 ELSE :tier END AS tier
    FROM (SELECT person_id FROM team_members WHERE team_id {teams}) AS members CROSS JOIN {here}
    WHERE {fits} AND (:here OR NOT area_code BETWEEN :first AND :last) ORDER BY tier, square, here.person_id LIMIT :count
    """,
    *_FOUND,
    square=_SQUARE,
    fits=_FITS,
    teams=TEAMS,
    here=(
        "readiness AS here ON here.person_id = members.person_id AND county = :county AND skill = :skill",
        # OFFSET 0: once for each member, not everybody with the skill
        (
            "LATERAL (SELECT * FROM readiness WHERE readiness.person_id = members.person_id AND county = :county"
            " AND skill = :skill OFFSET 0) AS here"
        ),
    ),
)
