"""Texts that were masked and wait for the county desk."""

import sqlalchemy as sa
from alembic import op

revision = "texts_to_be_reviewed"
down_revision = "voices_and_model_calls"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "reviews",
        sa.Column("id", ID, nullable=False),
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("order_id", ID, nullable=True),
        sa.Column("person_id", ID, nullable=True),
        sa.Column("original_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("shown", sa.String(length=2000), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", ID, nullable=True),
        sa.Column("passed", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_reviews_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reviews")),
    )
    op.create_index(op.f("ix_reviews_county_decided_at_id"), "reviews", ["county", "decided_at", "id"], unique=False)
    op.create_index(op.f("ix_reviews_person_id"), "reviews", ["person_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_reviews_person_id"), table_name="reviews")
    op.drop_index(op.f("ix_reviews_county_decided_at_id"), table_name="reviews")
    op.drop_table("reviews")
