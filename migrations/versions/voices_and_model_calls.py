"""Voice messages, their recordings, and how often a language model was asked."""

import sqlalchemy as sa
from alembic import op

revision = "voices_and_model_calls"
down_revision = "village_groups"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "model_calls",
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("calls", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_model_calls")),
    )
    op.create_table(
        "voices",
        sa.Column("id", ID, nullable=False),
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("app", sa.String(length=10), nullable=False),
        sa.Column("media_id", sa.String(length=200), nullable=False),
        sa.Column("clear_media_id", sa.String(length=200), nullable=True),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("written_by", ID, nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_voices_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_voices")),
    )
    due, listening = sa.text("due_at IS NOT NULL"), sa.text("status = 'with_duty'")
    op.create_index("ix_voices_due", "voices", ["due_at"], sqlite_where=due, postgresql_where=due)
    op.create_index("ix_voices_with_duty", "voices", ["county", "id"], sqlite_where=listening, postgresql_where=listening)
    op.create_index(op.f("ix_voices_person_id"), "voices", ["person_id"])
    op.create_index(op.f("ix_voices_said_at"), "voices", ["said_at"])
    op.create_table(
        "recordings",
        sa.Column("voice_id", ID, autoincrement=False, nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("content_type", sa.String(length=40), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["voice_id"], ["voices.id"], name=op.f("fk_recordings_voice_id_voices")),
        sa.PrimaryKeyConstraint("voice_id", name=op.f("pk_recordings")),
    )


def downgrade() -> None:
    op.drop_table("recordings")
    op.drop_index(op.f("ix_voices_said_at"), table_name="voices")
    op.drop_index(op.f("ix_voices_person_id"), table_name="voices")
    op.drop_index("ix_voices_with_duty", table_name="voices")
    op.drop_index("ix_voices_due", table_name="voices")
    op.drop_table("voices")
    op.drop_table("model_calls")
