"""What was done about an order is asked at every step: all its deadlines are found by it, those that were met too.

Revision ID: deadlines_of_an_order
Revises: readiness_by_place
"""

from alembic import op
from sqlalchemy import text

revision = "deadlines_of_an_order"
down_revision = "readiness_by_place"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_deadlines_order", "deadlines")
    op.create_index("ix_deadlines_order", "deadlines", ["order_id"])


def downgrade() -> None:
    op.drop_index("ix_deadlines_order", "deadlines")
    waiting = text("met_at IS NULL")
    op.create_index("ix_deadlines_order", "deadlines", ["order_id"], sqlite_where=waiting, postgresql_where=waiting)
