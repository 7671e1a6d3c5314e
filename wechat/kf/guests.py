"""Who wrote to which 微信客服 account, for as long as it may answer; and the way to them for notifications."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.config import Settings
from app.db import Database, upserting
from app.outbox.delivery import Outcome, Parcel, Verdict
from wechat.channels import handed
from wechat.client import Client
from wechat.codec import shortened
from wechat.kf.replies import SEND
from wechat.model import KfGuest

ANSWERED_WITHIN = timedelta(hours=48, minutes=-5)
"""Five minutes are for the way."""
CLOSED = Outcome(verdict=Verdict.FALL_BACK, detail="did not write to 微信客服 within 48 hours")


def spoke(session: Session, openid: str, open_kfid: str, *, now: datetime) -> None:
    """They wrote: this account may send five messages within 48 hours."""
    news = {"open_kfid": open_kfid, "spoke_at": now}
    row = upserting(session, KfGuest).values({"openid": openid} | news)
    session.execute(row.on_conflict_do_update(index_elements=["openid"], set_=news))


def forget(session: Session, openid: str) -> None:
    session.execute(delete(KfGuest).where(KfGuest.openid == openid))


def forget_old(session: Session, *, now: datetime) -> None:
    """Whom nobody may write to any more."""
    session.execute(delete(KfGuest).where(KfGuest.spoke_at < now - ANSWERED_WITHIN))


class KfChannel:
    """微信客服: plain words to whoever wrote there; the platform drops a repeated ``msgid``."""

    name, app = "kf", "kf"

    def __init__(self, client: Client, settings: Settings, db: Database) -> None:
        self._client, self._public, self._db = client, settings.public_url.rstrip("/"), db

    def reaches(self, parcel: Parcel) -> bool:
        return bool(parcel.kf_openid)

    def send(self, parcel: Parcel) -> Outcome:
        with self._db.reading() as session:
            still = (KfGuest.openid == parcel.kf_openid, KfGuest.spoke_at > parcel.claimed_at - ANSWERED_WITHIN)
            open_kfid = session.scalar(select(KfGuest.open_kfid).where(*still))
        if open_kfid is None:
            return CLOSED
        link = f"\n{self._public}{parcel.path}" if parcel.path else ""
        body = {
            "touser": parcel.kf_openid,
            "open_kfid": open_kfid,
            "msgid": parcel.client_msg_id(self.name),
            "msgtype": "text",
            "text": {"content": shortened(parcel.text, link)},
        }
        return handed(self._client, SEND, body, now=parcel.claimed_at)
