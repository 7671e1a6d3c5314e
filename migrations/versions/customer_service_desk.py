"""Where 微信客服 stands: accounts read so far, who wrote there, answers owed."""

import sqlalchemy as sa
from alembic import op

revision = "customer_service_desk"
down_revision = "packages_merged_rounds"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "wechat_kf_accounts",
        sa.Column("open_kfid", sa.String(length=64), nullable=False),
        sa.Column("cursor", sa.String(length=200), nullable=False),
        sa.Column("token", sa.String(length=200), nullable=False),
        sa.Column("token_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("wanted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("holder", sa.String(length=40), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("failure", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("open_kfid", name=op.f("pk_wechat_kf_accounts")),
    )
    op.create_index(op.f("ix_wechat_kf_accounts_wanted_at"), "wechat_kf_accounts", ["wanted_at"], unique=False)
    op.create_table(
        "wechat_kf_guests",
        sa.Column("openid", sa.String(length=64), nullable=False),
        sa.Column("open_kfid", sa.String(length=64), nullable=False),
        sa.Column("spoke_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("openid", name=op.f("pk_wechat_kf_guests")),
    )
    op.create_index(op.f("ix_wechat_kf_guests_spoke_at"), "wechat_kf_guests", ["spoke_at"], unique=False)
    op.create_table(
        "wechat_kf_replies",
        sa.Column("id", ID, nullable=False),
        sa.Column("msgid", sa.String(length=32), nullable=False),
        sa.Column("openid", sa.String(length=64), nullable=False),
        sa.Column("open_kfid", sa.String(length=64), nullable=False),
        sa.Column("code", sa.String(length=200), nullable=False),
        sa.Column("text_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("owed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wechat_kf_replies")),
        sa.UniqueConstraint("msgid", name=op.f("uq_wechat_kf_replies_msgid")),
    )
    op.create_index(op.f("ix_wechat_kf_replies_due_at"), "wechat_kf_replies", ["due_at"], unique=False)


def downgrade() -> None:
    op.drop_table("wechat_kf_replies")
    op.drop_table("wechat_kf_guests")
    op.drop_table("wechat_kf_accounts")
