"""Who is on duty when, whom to knock for, who has an order now, what was shown of its end, who ordered for whom."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "stations_at_work"
down_revision = "0001"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.add_column("duties", sa.Column("deputy", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("orders") as orders:
        orders.add_column(sa.Column("proxy_id", ID))
        orders.add_column(sa.Column("source", sa.String(10)))
        orders.create_foreign_key(op.f("fk_orders_proxy_id"), "people", ["proxy_id"], ["id"])
    some = sa.text("proxy_id IS NOT NULL")
    op.create_index("ix_orders_proxy", "orders", ["proxy_id", "id"], sqlite_where=some, postgresql_where=some)
    op.add_column("orders", sa.Column("desk", sa.String(40)))
    op.add_column("orders", sa.Column("desk_name", sa.String(60)))
    _post("shifts", sa.Column("days", sa.String(7), nullable=False), sa.Column("begin", sa.String(5), nullable=False),
          sa.Column("end", sa.String(5), nullable=False), sa.Column("deputy", sa.Boolean(), nullable=False))  # fmt: skip
    moments = (sa.Column(name, sa.DateTime(timezone=True), nullable=False) for name in ("begins_at", "ends_at"))
    _post("covers", *moments)
    op.create_table(
        "gaps",
        sa.Column("id", ID, nullable=False),
        sa.Column("county", sa.String(6), nullable=False),
        sa.Column("area_code", sa.String(18), nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("shift_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cleared_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gaps")),
    )
    op.create_index(
        op.f("ix_gaps_county_area_code_role_shift_at"), "gaps", ["county", "area_code", "role", "shift_at"], unique=True
    )
    still = sa.text("cleared_at IS NULL")
    op.create_index("ix_gaps_open", "gaps", ["county"], sqlite_where=still, postgresql_where=still)
    _knocks()
    op.create_table(
        "evidence",
        sa.Column("id", ID, nullable=False),
        sa.Column("county", sa.String(6), nullable=False),
        sa.Column("order_id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("words", sa.String(200)),
        sa.Column("media_id", sa.String(200)),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_evidence_order_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_evidence_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
    )
    op.create_index(op.f("ix_evidence_order_id"), "evidence", ["order_id"])
    op.create_index(op.f("ix_evidence_person_id"), "evidence", ["person_id"])
    op.create_index(op.f("ix_orders_county_placed_at"), "orders", ["county", "placed_at"])


def _knocks() -> None:
    op.create_table(
        "knocks",
        sa.Column("id", ID, nullable=False),
        sa.Column("county", sa.String(6), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("notification_id", ID, nullable=False),
        sa.Column("order_id", ID),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True)),
        sa.Column("told_by", ID),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_knocks_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_knocks")),
    )
    op.create_index(op.f("ix_knocks_person_id"), "knocks", ["person_id"])
    op.create_index(op.f("ix_knocks_county_since"), "knocks", ["county", "since"])
    still = sa.text("settled_at IS NULL")
    where = {"sqlite_where": still, "postgresql_where": still}
    op.create_index("ix_knocks_open_number", "knocks", ["county", "number"], unique=True, **where)


def _post(table: str, *columns: sa.Column) -> None:
    op.create_table(
        table,
        sa.Column("id", ID, nullable=False),
        sa.Column("county", sa.String(6), nullable=False),
        sa.Column("area_code", sa.String(18), nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("person_id", ID, nullable=False),
        *columns,
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f(f"fk_{table}_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    op.create_index(op.f(f"ix_{table}_county_role_area_code"), table, ["county", "role", "area_code"])
    op.create_index(op.f(f"ix_{table}_person_id"), table, ["person_id"])


def downgrade() -> None:
    for table in ("evidence", "knocks", "gaps", "covers", "shifts"):
        op.drop_table(table)
    op.drop_index(op.f("ix_orders_county_placed_at"), "orders")
    for column in ("desk_name", "desk"):
        op.drop_column("orders", column)
    op.drop_index("ix_orders_proxy", "orders")
    with op.batch_alter_table("orders") as orders:
        orders.drop_constraint(op.f("fk_orders_proxy_id"), type_="foreignkey")
        orders.drop_column("source")
        orders.drop_column("proxy_id")
    op.drop_column("duties", "deputy")
