"""What the edge must remember between calls and share between processes: tokens, subscriptions, and where 微信客服 stands."""

from datetime import datetime

from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, Id, UTCDateTime


class AccessToken(Base):
    """The access token of one account, who is fetching a new one, and since when fetching makes no sense."""

    __tablename__ = "wechat_tokens"

    appid: Mapped[str] = mapped_column(String(40), primary_key=True)
    token: Mapped[str] = mapped_column(String(2000), default="")
    """Empty when none is known to be good."""
    expires_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    holder: Mapped[str] = mapped_column(String(40), default="")
    """Who holds the lease: the one thread of all processes that may fetch."""
    lease_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    failure: Mapped[str] = mapped_column(String(200), default="")
    """Why the last fetch or the last use failed: the IP address to allow stands here."""
    errcode: Mapped[int] = mapped_column(default=0)
    paused_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """Nobody calls before this moment, so that a wrong secret does not become a storm."""


class Subscription(Base):
    """How many more messages of one template somebody has allowed: one for each tap on 允许."""

    __tablename__ = "wechat_subscriptions"

    app: Mapped[str] = mapped_column(String(10), primary_key=True)
    openid: Mapped[str] = mapped_column(String(64), primary_key=True)
    template_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    balance: Mapped[int] = mapped_column(default=0)
    updated_at: Mapped[datetime] = mapped_column(UTCDateTime)


class KfAccount(Base):
    """One 微信客服 account: how far it was read, whether there is more to read, and who is reading."""

    __tablename__ = "wechat_kf_accounts"

    open_kfid: Mapped[str] = mapped_column(String(64), primary_key=True)
    cursor: Mapped[str] = mapped_column(String(200), default="")
    """Moves in the transaction of the last message before it; empty: from the oldest the platform still has."""
    token: Mapped[str] = mapped_column(String(200), default="")
    """Of the last callback: without it reading is allowed less often."""
    token_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    wanted_at: Mapped[datetime | None] = mapped_column(UTCDateTime, index=True)
    """There is something to read since this moment; ``None``: nothing that we know of."""
    read_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """When it was last read to its end; a callback that got lost is made up for by this."""
    holder: Mapped[str] = mapped_column(String(40), default="")
    """Who holds the lease: the one reader of all processes."""
    lease_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    failures: Mapped[int] = mapped_column(default=0)
    failure: Mapped[str] = mapped_column(String(200), default="")
    """Why the last reading failed, for operators."""


class KfGuest(Base):
    """Somebody who wrote to a 微信客服 account: through which one, and until when it may answer."""

    __tablename__ = "wechat_kf_guests"

    openid: Mapped[str] = mapped_column(String(64), primary_key=True)
    """The external_userid."""
    open_kfid: Mapped[str] = mapped_column(String(64))
    spoke_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)


class KfReply(Base):
    """An answer owed in 微信客服, kept only until it is handed over."""

    __tablename__ = "wechat_kf_replies"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    msgid: Mapped[str] = mapped_column(String(32), unique=True)
    """Ours, made of what it answers: the platform drops a second one."""
    openid: Mapped[str] = mapped_column(String(64))
    open_kfid: Mapped[str] = mapped_column(String(64))
    code: Mapped[str] = mapped_column(String(200), default="")
    """The welcome_code of whoever has just come in; empty for an answer to a message."""
    text_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    owed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    due_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
    """When to try (again); while it is being sent, when somebody else may."""
    tries: Mapped[int] = mapped_column(default=0)
