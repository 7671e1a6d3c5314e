"""The first tables."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "accept_rates",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("area_code", sa.String(length=18), nullable=False),
        sa.Column("rate", sa.Double(), nullable=False),
        sa.Column("learnt_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("county", "area_code", name=op.f("pk_accept_rates")),
    )
    op.create_table(
        "areas",
        sa.Column("code", sa.String(length=18), nullable=False),
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("level", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("parent_code", sa.String(length=18), nullable=True),
        sa.Column("urban", sa.Boolean(), nullable=False),
        sa.Column("groups", sa.Integer(), nullable=False),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("lon", sa.Double(), nullable=True),
        sa.Column("served_by", sa.String(length=18), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("successor_code", sa.String(length=18), nullable=True),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_areas")),
    )
    op.create_index(op.f("ix_areas_county_level_name"), "areas", ["county", "level", "name"], unique=False)
    op.create_index(op.f("ix_areas_county_parent_code"), "areas", ["county", "parent_code"], unique=False)
    op.create_table(
        "counters",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("name", sa.String(length=30), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("county", "name", name=op.f("pk_counters")),
    )
    op.create_table(
        "counties",
        sa.Column("code", sa.String(length=6), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("prefix", sa.String(length=4), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("policies", JSON, nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("loaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_counties")),
    )
    op.create_table(
        "events",
        sa.Column("id", ID, nullable=False),
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("order_id", ID, nullable=True),
        sa.Column("actor_id", ID, nullable=True),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("words", sa.String(length=200), nullable=False),
        sa.Column("data", JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events")),
    )
    op.create_index(op.f("ix_events_county_name_at"), "events", ["county", "name", "at"], unique=False)
    op.create_index(op.f("ix_events_county_order_id_id"), "events", ["county", "order_id", "id"], unique=False)
    op.create_table(
        "fingerprints",
        sa.Column("name", sa.String(length=20), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_fingerprints")),
    )
    op.create_table(
        "heartbeats",
        sa.Column("name", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("detail", sa.String(length=200), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_heartbeats")),
    )
    op.create_table(
        "items",
        sa.Column("id", ID, nullable=False),
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("column", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("synonyms", JSON, nullable=False),
        sa.Column("skill", sa.String(length=40), nullable=True),
        sa.Column("professional", sa.Boolean(), nullable=False),
        sa.Column("private", sa.Boolean(), nullable=False),
        sa.Column("urgency", sa.String(length=10), nullable=False),
        sa.Column("clock", sa.String(length=40), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("guard", JSON, nullable=True),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_items")),
    )
    op.create_index(op.f("ix_items_county_code"), "items", ["county", "code"], unique=True)
    op.create_table(
        "leases",
        sa.Column("name", sa.String(length=20), nullable=False),
        sa.Column("holder", sa.String(length=40), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_leases")),
    )
    op.create_table(
        "outages",
        sa.Column("channel", sa.String(length=12), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=True),
        sa.Column("detail", sa.String(length=200), nullable=True),
        sa.PrimaryKeyConstraint("channel", "kind", name=op.f("pk_outages")),
    )
    op.create_table(
        "pairings",
        sa.Column("id", ID, nullable=False),
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("area_code", sa.String(length=18), nullable=False),
        sa.Column("unit", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("team_code", sa.String(length=20), nullable=True),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pairings")),
    )
    op.create_index(op.f("ix_pairings_county_area_code"), "pairings", ["county", "area_code"], unique=False)
    op.create_table(
        "people",
        sa.Column("id", ID, nullable=False),
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=True),
        sa.Column("phone_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("phone_digest", sa.String(length=64), nullable=True),
        sa.Column("area_code", sa.String(length=18), nullable=True),
        sa.Column("address", sa.String(length=120), nullable=True),
        sa.Column("born", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
    )
    op.create_index(op.f("ix_people_county_phone_digest"), "people", ["county", "phone_digest"], unique=False)
    op.create_table(
        "readiness",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("skill", sa.String(length=90), nullable=False),
        sa.Column("cell", ID, autoincrement=False, nullable=False),
        sa.Column("person_id", ID, autoincrement=False, nullable=False),
        sa.Column("lat", sa.Double(), nullable=False),
        sa.Column("lon", sa.Double(), nullable=False),
        sa.Column("area_code", sa.String(length=18), nullable=False),
        sa.Column("born", sa.Integer(), nullable=False),
        sa.Column("shown_until", sa.String(length=10), nullable=False),
        sa.Column("insured_until", sa.String(length=10), nullable=False),
        sa.Column("vetted_until", sa.String(length=10), nullable=False),
        sa.Column("free", sa.String(length=600), nullable=False),
        sa.PrimaryKeyConstraint("county", "skill", "cell", "person_id", name=op.f("pk_readiness")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_readiness_county_skill_area_code"), "readiness", ["county", "skill", "area_code"], unique=False)
    op.create_index(op.f("ix_readiness_person_id"), "readiness", ["person_id"], unique=False)
    op.create_table(
        "receipts",
        sa.Column("id", ID, nullable=False),
        sa.Column("provider_id", sa.String(length=40), nullable=False),
        sa.Column("delivered", sa.Boolean(), nullable=False),
        sa.Column("detail", sa.String(length=200), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipts")),
    )
    op.create_index(op.f("ix_receipts_provider_id"), "receipts", ["provider_id"], unique=False)
    op.create_table(
        "seen_lines",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("order_id", ID, nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("county", "digest", name=op.f("pk_seen_lines")),
    )
    op.create_index(op.f("ix_seen_lines_county_seen_at"), "seen_lines", ["county", "seen_at"], unique=False)
    op.create_table(
        "stations",
        sa.Column("id", ID, nullable=False),
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("area_code", sa.String(length=18), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("host", sa.String(length=80), nullable=True),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stations")),
    )
    op.create_index(
        op.f("ix_stations_county_area_code_kind_name"), "stations", ["county", "area_code", "kind", "name"], unique=True
    )
    op.create_table(
        "tallies",
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("lane", sa.String(length=10), nullable=False),
        sa.Column("what", sa.String(length=12), nullable=False),
        sa.Column("n", ID, nullable=False),
        sa.PrimaryKeyConstraint("day", "lane", "what", name=op.f("pk_tallies")),
    )
    op.create_table(
        "wechat_subscriptions",
        sa.Column("app", sa.String(length=10), nullable=False),
        sa.Column("openid", sa.String(length=64), nullable=False),
        sa.Column("template_id", sa.String(length=64), nullable=False),
        sa.Column("balance", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("app", "openid", "template_id", name=op.f("pk_wechat_subscriptions")),
    )
    op.create_table(
        "wechat_tokens",
        sa.Column("appid", sa.String(length=40), nullable=False),
        sa.Column("token", sa.String(length=2000), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("holder", sa.String(length=40), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failure", sa.String(length=200), nullable=False),
        sa.Column("errcode", sa.Integer(), nullable=False),
        sa.Column("paused_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("appid", name=op.f("pk_wechat_tokens")),
    )
    op.create_table(
        "consents",
        sa.Column("id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("text_version", sa.String(length=20), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_consents_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consents")),
    )
    op.create_index(op.f("ix_consents_person_id"), "consents", ["person_id"], unique=False)
    op.create_table(
        "duties",
        sa.Column("id", ID, nullable=False),
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("area_code", sa.String(length=18), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("on_duty", sa.Boolean(), nullable=False),
        sa.Column("department", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_duties_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duties")),
    )
    op.create_index(
        op.f("ix_duties_county_area_code_role_person_id"), "duties", ["county", "area_code", "role", "person_id"], unique=True
    )
    op.create_index(op.f("ix_duties_person_id"), "duties", ["person_id"], unique=False)
    op.create_table(
        "group_lists",
        sa.Column("id", ID, nullable=False),
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("area_code", sa.String(length=18), nullable=True),
        sa.Column("pasted_by", ID, nullable=True),
        sa.Column("entries_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("versions", JSON, nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["pasted_by"], ["people.id"], name=op.f("fk_group_lists_pasted_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_lists")),
    )
    op.create_index(op.f("ix_group_lists_county_key"), "group_lists", ["county", "key"], unique=True)
    op.create_index(op.f("ix_group_lists_pasted_by"), "group_lists", ["pasted_by"], unique=False)
    op.create_table(
        "identities",
        sa.Column("id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("app", sa.String(length=10), nullable=False),
        sa.Column("openid", sa.String(length=64), nullable=False),
        sa.Column("unionid", sa.String(length=64), nullable=True),
        sa.Column("following", sa.Boolean(), nullable=False),
        sa.Column("spoke_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_identities_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identities")),
    )
    op.create_index(op.f("ix_identities_app_openid"), "identities", ["app", "openid"], unique=True)
    op.create_index(op.f("ix_identities_person_id"), "identities", ["person_id"], unique=False)
    op.create_index(op.f("ix_identities_unionid"), "identities", ["unionid"], unique=False)
    op.create_table(
        "inbound",
        sa.Column("id", ID, nullable=False),
        sa.Column("app", sa.String(length=10), nullable=False),
        sa.Column("key", sa.String(length=160), nullable=False),
        sa.Column("person_id", ID, nullable=True),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("text_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("media_id", sa.String(length=200), nullable=True),
        sa.Column("reply_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_inbound_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbound")),
    )
    op.create_index(op.f("ix_inbound_app_key"), "inbound", ["app", "key"], unique=True)
    op.create_index(op.f("ix_inbound_person_id"), "inbound", ["person_id"], unique=False)
    op.create_table(
        "notifications",
        sa.Column("id", ID, nullable=False),
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("order_id", ID, nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("lane", sa.String(length=10), nullable=False),
        sa.Column("card", JSON, nullable=False),
        sa.Column("text", sa.String(length=700), nullable=False),
        sa.Column("path", sa.String(length=300), nullable=True),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("channel", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("owed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("unsure_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("handed_over_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_notifications_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notifications")),
    )
    op.create_index(
        "ix_notifications_due",
        "notifications",
        ["lane", "due_at", "id"],
        unique=False,
        sqlite_where=sa.text("status = 'owed'"),
        postgresql_where=sa.text("status = 'owed'"),
    )
    op.create_index(
        "ix_notifications_knock",
        "notifications",
        ["county", "id"],
        unique=False,
        sqlite_where=sa.text("status IN ('unreachable', 'unknown')"),
        postgresql_where=sa.text("status IN ('unreachable', 'unknown')"),
    )
    op.create_index(
        "ix_notifications_order",
        "notifications",
        ["order_id"],
        unique=False,
        sqlite_where=sa.text("order_id IS NOT NULL"),
        postgresql_where=sa.text("order_id IS NOT NULL"),
    )
    op.create_index(op.f("ix_notifications_person_id_id"), "notifications", ["person_id", "id"], unique=False)
    op.create_index(
        "ix_notifications_sending",
        "notifications",
        ["claimed_at"],
        unique=False,
        sqlite_where=sa.text("status = 'sending'"),
        postgresql_where=sa.text("status = 'sending'"),
    )
    op.create_table(
        "orders",
        sa.Column("id", ID, nullable=False),
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("number", sa.String(length=24), nullable=False),
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("requester_id", ID, nullable=False),
        sa.Column("door", sa.String(length=10), nullable=False),
        sa.Column("request_key", sa.String(length=80), nullable=True),
        sa.Column("item_code", sa.String(length=40), nullable=True),
        sa.Column("item_name", sa.String(length=40), nullable=False),
        sa.Column("skill", sa.String(length=40), nullable=True),
        sa.Column("words", sa.String(length=2000), nullable=False),
        sa.Column("private", sa.Boolean(), nullable=False),
        sa.Column("urgency", sa.String(length=10), nullable=False),
        sa.Column("needed", sa.Integer(), nullable=False),
        sa.Column("accepted", sa.Integer(), nullable=False),
        sa.Column("area_code", sa.String(length=18), nullable=True),
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("lon", sa.Double(), nullable=True),
        sa.Column("contact", sa.String(length=40), nullable=True),
        sa.Column("phone_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("time_start", sa.DateTime(timezone=True), nullable=True),
        sa.Column("time_end", sa.DateTime(timezone=True), nullable=True),
        sa.Column("time_words", sa.String(length=60), nullable=False),
        sa.Column("rung", sa.String(length=12), nullable=False),
        sa.Column("policy", JSON, nullable=False),
        sa.Column("placed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rating", sa.Integer(), nullable=True),
        sa.Column("rating_words", sa.String(length=500), nullable=True),
        sa.ForeignKeyConstraint(["requester_id"], ["people.id"], name=op.f("fk_orders_requester_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_orders")),
        sa.UniqueConstraint("number", name=op.f("uq_orders_number")),
    )
    op.create_index(
        "ix_orders_open",
        "orders",
        ["county", "area_code"],
        unique=False,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_index(
        "ix_orders_open_code",
        "orders",
        ["county", "code"],
        unique=True,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_index(op.f("ix_orders_requester_id_id"), "orders", ["requester_id", "id"], unique=False)
    op.create_index(op.f("ix_orders_requester_id_request_key"), "orders", ["requester_id", "request_key"], unique=True)
    op.create_table(
        "talks",
        sa.Column("person_id", ID, autoincrement=False, nullable=False),
        sa.Column("stage", sa.String(length=20), nullable=False),
        sa.Column("memory", JSON, nullable=False),
        sa.Column("helps", sa.Integer(), nullable=False),
        sa.Column("helps_on", sa.String(length=10), nullable=True),
        sa.Column("danger_asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_talks_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_talks")),
    )
    op.create_table(
        "teams",
        sa.Column("id", ID, nullable=False),
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("area_code", sa.String(length=18), nullable=False),
        sa.Column("skills", JSON, nullable=False),
        sa.Column("professional", sa.Boolean(), nullable=False),
        sa.Column("leader_id", ID, nullable=True),
        sa.Column("accept_rate", sa.Double(), nullable=True),
        sa.ForeignKeyConstraint(["leader_id"], ["people.id"], name=op.f("fk_teams_leader_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_teams")),
    )
    op.create_index(op.f("ix_teams_county_area_code"), "teams", ["county", "area_code"], unique=False)
    op.create_index(op.f("ix_teams_county_code"), "teams", ["county", "code"], unique=True)
    op.create_table(
        "volunteers",
        sa.Column("person_id", ID, autoincrement=False, nullable=False),
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("standing", sa.String(length=10), nullable=False),
        sa.Column("skills", JSON, nullable=False),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("lon", sa.Double(), nullable=True),
        sa.Column("free", JSON, nullable=True),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_volunteers_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_volunteers")),
    )
    op.create_table(
        "credentials",
        sa.Column("id", ID, nullable=False),
        sa.Column("volunteer_id", ID, nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["volunteer_id"], ["volunteers.person_id"], name=op.f("fk_credentials_volunteer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credentials")),
    )
    op.create_index(op.f("ix_credentials_volunteer_id_kind_code"), "credentials", ["volunteer_id", "kind", "code"], unique=True)
    op.create_table(
        "deadlines",
        sa.Column("id", ID, nullable=False),
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("order_id", ID, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("met_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("late_seconds", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_deadlines_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deadlines")),
    )
    op.create_index(
        "ix_deadlines_due",
        "deadlines",
        ["due_at", "id"],
        unique=False,
        sqlite_where=sa.text("met_at IS NULL"),
        postgresql_where=sa.text("met_at IS NULL"),
    )
    op.create_index(
        "ix_deadlines_order",
        "deadlines",
        ["order_id"],
        unique=False,
        sqlite_where=sa.text("met_at IS NULL"),
        postgresql_where=sa.text("met_at IS NULL"),
    )
    op.create_table(
        "deliveries",
        sa.Column("id", ID, nullable=False),
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("notification_id", ID, nullable=False),
        sa.Column("channel", sa.String(length=12), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=True),
        sa.Column("detail", sa.String(length=200), nullable=True),
        sa.Column("provider_id", sa.String(length=40), nullable=True),
        sa.Column("receipt", sa.String(length=12), nullable=True),
        sa.ForeignKeyConstraint(["notification_id"], ["notifications.id"], name=op.f("fk_deliveries_notification_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliveries")),
    )
    op.create_index(op.f("ix_deliveries_notification_id"), "deliveries", ["notification_id"], unique=False)
    op.create_index(op.f("ix_deliveries_provider_id"), "deliveries", ["provider_id"], unique=False)
    op.create_table(
        "offers",
        sa.Column("id", ID, nullable=False),
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("order_id", ID, nullable=False),
        sa.Column("volunteer_id", ID, nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("batch", sa.Integer(), nullable=False),
        sa.Column("routine", sa.Boolean(), nullable=False),
        sa.Column("reasons", JSON, nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("explained", JSON, nullable=True),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_offers_order_id")),
        sa.ForeignKeyConstraint(["volunteer_id"], ["volunteers.person_id"], name=op.f("fk_offers_volunteer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offers")),
    )
    op.create_index(
        "ix_offers_done",
        "offers",
        ["volunteer_id", "finished_at"],
        unique=False,
        sqlite_where=sa.text("finished_at IS NOT NULL"),
        postgresql_where=sa.text("finished_at IS NOT NULL"),
    )
    op.create_index(op.f("ix_offers_order_id_volunteer_id"), "offers", ["order_id", "volunteer_id"], unique=True)
    op.create_index(
        "ix_offers_standing",
        "offers",
        ["volunteer_id"],
        unique=False,
        sqlite_where=sa.text("status IN ('open', 'accepted')"),
        postgresql_where=sa.text("status IN ('open', 'accepted')"),
    )
    op.create_index(op.f("ix_offers_volunteer_id_offered_at"), "offers", ["volunteer_id", "offered_at"], unique=False)
    op.create_table(
        "suggestions",
        sa.Column("order_id", ID, autoincrement=False, nullable=False),
        sa.Column("teams", JSON, nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_suggestions_order_id")),
        sa.PrimaryKeyConstraint("order_id", name=op.f("pk_suggestions")),
    )
    op.create_table(
        "team_members",
        sa.Column("team_id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_team_members_person_id")),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_team_members_team_id")),
        sa.PrimaryKeyConstraint("team_id", "person_id", name=op.f("pk_team_members")),
    )
    op.create_index(op.f("ix_team_members_person_id"), "team_members", ["person_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_team_members_person_id"), table_name="team_members")
    op.drop_table("team_members")
    op.drop_table("suggestions")
    op.drop_index(op.f("ix_offers_volunteer_id_offered_at"), table_name="offers")
    op.drop_index(
        "ix_offers_standing",
        table_name="offers",
        sqlite_where=sa.text("status IN ('open', 'accepted')"),
        postgresql_where=sa.text("status IN ('open', 'accepted')"),
    )
    op.drop_index(op.f("ix_offers_order_id_volunteer_id"), table_name="offers")
    op.drop_index(
        "ix_offers_done",
        table_name="offers",
        sqlite_where=sa.text("finished_at IS NOT NULL"),
        postgresql_where=sa.text("finished_at IS NOT NULL"),
    )
    op.drop_table("offers")
    op.drop_index(op.f("ix_deliveries_provider_id"), table_name="deliveries")
    op.drop_index(op.f("ix_deliveries_notification_id"), table_name="deliveries")
    op.drop_table("deliveries")
    op.drop_index(
        "ix_deadlines_order",
        table_name="deadlines",
        sqlite_where=sa.text("met_at IS NULL"),
        postgresql_where=sa.text("met_at IS NULL"),
    )
    op.drop_index(
        "ix_deadlines_due",
        table_name="deadlines",
        sqlite_where=sa.text("met_at IS NULL"),
        postgresql_where=sa.text("met_at IS NULL"),
    )
    op.drop_table("deadlines")
    op.drop_index(op.f("ix_credentials_volunteer_id_kind_code"), table_name="credentials")
    op.drop_table("credentials")
    op.drop_table("volunteers")
    op.drop_index(op.f("ix_teams_county_code"), table_name="teams")
    op.drop_index(op.f("ix_teams_county_area_code"), table_name="teams")
    op.drop_table("teams")
    op.drop_table("talks")
    op.drop_index(op.f("ix_orders_requester_id_request_key"), table_name="orders")
    op.drop_index(op.f("ix_orders_requester_id_id"), table_name="orders")
    op.drop_index(
        "ix_orders_open_code",
        table_name="orders",
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.drop_index(
        "ix_orders_open",
        table_name="orders",
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.drop_table("orders")
    op.drop_index(
        "ix_notifications_sending",
        table_name="notifications",
        sqlite_where=sa.text("status = 'sending'"),
        postgresql_where=sa.text("status = 'sending'"),
    )
    op.drop_index(op.f("ix_notifications_person_id_id"), table_name="notifications")
    op.drop_index(
        "ix_notifications_order",
        table_name="notifications",
        sqlite_where=sa.text("order_id IS NOT NULL"),
        postgresql_where=sa.text("order_id IS NOT NULL"),
    )
    op.drop_index(
        "ix_notifications_knock",
        table_name="notifications",
        sqlite_where=sa.text("status IN ('unreachable', 'unknown')"),
        postgresql_where=sa.text("status IN ('unreachable', 'unknown')"),
    )
    op.drop_index(
        "ix_notifications_due",
        table_name="notifications",
        sqlite_where=sa.text("status = 'owed'"),
        postgresql_where=sa.text("status = 'owed'"),
    )
    op.drop_table("notifications")
    op.drop_index(op.f("ix_inbound_person_id"), table_name="inbound")
    op.drop_index(op.f("ix_inbound_app_key"), table_name="inbound")
    op.drop_table("inbound")
    op.drop_index(op.f("ix_identities_unionid"), table_name="identities")
    op.drop_index(op.f("ix_identities_person_id"), table_name="identities")
    op.drop_index(op.f("ix_identities_app_openid"), table_name="identities")
    op.drop_table("identities")
    op.drop_index(op.f("ix_group_lists_pasted_by"), table_name="group_lists")
    op.drop_index(op.f("ix_group_lists_county_key"), table_name="group_lists")
    op.drop_table("group_lists")
    op.drop_index(op.f("ix_duties_person_id"), table_name="duties")
    op.drop_index(op.f("ix_duties_county_area_code_role_person_id"), table_name="duties")
    op.drop_table("duties")
    op.drop_index(op.f("ix_consents_person_id"), table_name="consents")
    op.drop_table("consents")
    op.drop_table("wechat_tokens")
    op.drop_table("wechat_subscriptions")
    op.drop_table("tallies")
    op.drop_index(op.f("ix_stations_county_area_code_kind_name"), table_name="stations")
    op.drop_table("stations")
    op.drop_index(op.f("ix_seen_lines_county_seen_at"), table_name="seen_lines")
    op.drop_table("seen_lines")
    op.drop_index(op.f("ix_receipts_provider_id"), table_name="receipts")
    op.drop_table("receipts")
    op.drop_index(op.f("ix_readiness_person_id"), table_name="readiness")
    op.drop_index(op.f("ix_readiness_county_skill_area_code"), table_name="readiness")
    op.drop_table("readiness")
    op.drop_index(op.f("ix_people_county_phone_digest"), table_name="people")
    op.drop_table("people")
    op.drop_index(op.f("ix_pairings_county_area_code"), table_name="pairings")
    op.drop_table("pairings")
    op.drop_table("outages")
    op.drop_table("leases")
    op.drop_index(op.f("ix_items_county_code"), table_name="items")
    op.drop_table("items")
    op.drop_table("heartbeats")
    op.drop_table("fingerprints")
    op.drop_index(op.f("ix_events_county_order_id_id"), table_name="events")
    op.drop_index(op.f("ix_events_county_name_at"), table_name="events")
    op.drop_table("events")
    op.drop_table("counties")
    op.drop_table("counters")
    op.drop_index(op.f("ix_areas_county_parent_code"), table_name="areas")
    op.drop_index(op.f("ix_areas_county_level_name"), table_name="areas")
    op.drop_table("areas")
    op.drop_table("accept_rates")
