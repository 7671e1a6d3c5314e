"""Since when an order's clock counts, when its villager moved the wish."""

import sqlalchemy as sa
from alembic import op

revision = "wishes_moved"
down_revision = "texts_to_be_reviewed"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("orders", sa.Column("counts_from", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("orders", "counts_from")
