"""WeChat groups and their villages; the mini-program's session key, sealed."""

import sqlalchemy as sa
from alembic import op

revision = "village_groups"
down_revision = "customer_service_desk"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "village_groups",
        sa.Column("id", ID, nullable=False),
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("area_code", sa.String(length=18), nullable=True),
        sa.Column("named_by", ID, nullable=True),
        sa.Column("confirmed_by", ID, nullable=True),
        sa.Column("named_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_village_groups")),
    )
    op.create_index(op.f("ix_village_groups_county_digest"), "village_groups", ["county", "digest"], unique=True)
    op.add_column("identities", sa.Column("session_key_sealed", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    op.drop_column("identities", "session_key_sealed")
    op.drop_table("village_groups")
