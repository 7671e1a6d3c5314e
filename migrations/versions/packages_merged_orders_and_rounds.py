"""Orders in parts, merged orders, rounds, and what goods cost."""

import sqlalchemy as sa
from alembic import op

revision = "packages_merged_rounds"
down_revision = "stations_at_work"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
PARTS, MERGED = sa.text("parent_id IS NOT NULL"), sa.text("merged_into IS NOT NULL")


def upgrade() -> None:
    op.add_column("orders", sa.Column("form", sa.String(length=6), nullable=False, server_default="single"))
    op.add_column("orders", sa.Column("parent_id", ID, nullable=True))
    op.add_column("orders", sa.Column("step", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("orders", sa.Column("waits", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("orders", sa.Column("merged_into", ID, nullable=True))
    op.create_index("ix_orders_parts", "orders", ["parent_id"], sqlite_where=PARTS, postgresql_where=PARTS)
    op.create_index("ix_orders_merged", "orders", ["merged_into"], sqlite_where=MERGED, postgresql_where=MERGED)
    op.create_table(
        "likenesses",
        sa.Column("order_id", ID, autoincrement=False, nullable=False),
        sa.Column("other_id", ID, nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("same", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_likenesses_order_id")),
        sa.ForeignKeyConstraint(["other_id"], ["orders.id"], name=op.f("fk_likenesses_other_id")),
        sa.PrimaryKeyConstraint("order_id", name=op.f("pk_likenesses")),
    )
    op.create_table(
        "bills",
        sa.Column("id", ID, nullable=False),
        sa.Column("order_id", ID, nullable=False),
        sa.Column("cents", sa.Integer(), nullable=False),
        sa.Column("noted_by", ID, nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["noted_by"], ["people.id"], name=op.f("fk_bills_noted_by")),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_bills_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bills")),
    )
    op.create_index(op.f("ix_bills_order_id"), "bills", ["order_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_bills_order_id"), table_name="bills")
    op.drop_table("bills")
    op.drop_table("likenesses")
    op.drop_index("ix_orders_merged", table_name="orders", sqlite_where=MERGED, postgresql_where=MERGED)
    op.drop_index("ix_orders_parts", table_name="orders", sqlite_where=PARTS, postgresql_where=PARTS)
    for name in ("merged_into", "waits", "step", "parent_id", "form"):
        op.drop_column("orders", name)
