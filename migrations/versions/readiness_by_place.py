"""Everybody of a place, and the members of a team, are read from an index alone.

Revision ID: readiness_by_place
Revises: wishes_moved
"""

from alembic import op

revision = "readiness_by_place"
down_revision = "wishes_moved"
branch_labels = None
depends_on = None

OF_PLACE = [
    "county",
    "skill",
    "area_code",
    "lat",
    "lon",
    "born",
    "shown_until",
    "insured_until",
    "vetted_until",
    "free",
    "person_id",
]


def upgrade() -> None:
    op.drop_index("ix_readiness_person_id", "readiness")
    op.drop_index("ix_readiness_county_skill_area_code", "readiness")
    op.create_index("ix_readiness_person_id_skill", "readiness", ["person_id", "skill"])
    op.create_index("ix_readiness_of_place", "readiness", OF_PLACE)


def downgrade() -> None:
    op.drop_index("ix_readiness_of_place", "readiness")
    op.drop_index("ix_readiness_person_id_skill", "readiness")
    op.create_index("ix_readiness_county_skill_area_code", "readiness", ["county", "skill", "area_code"])
    op.create_index("ix_readiness_person_id", "readiness", ["person_id"])
