"""What people sent, fetched from WeChat while it keeps it: three days."""

from app.voices.ports import Gone, NotNow
from app.voices.rules import LARGEST
from wechat.client import Client
from wechat.tokens import NoToken
from wechat.wire import TooLarge, Unanswered, Unsent

MEDIA_GET = "/cgi-bin/media/get"
NEVER = frozenset({40004, 40007, 41006})
"""No such media: a wrong id, or its three days are over."""


class WechatMedia:
    """The store of temporary media of one account."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def fetch(self, media_id: str) -> bytes:
        try:
            answer = self._client.fetch(MEDIA_GET, {"media_id": media_id}, limit=LARGEST)
        except TooLarge as fault:
            raise Gone(str(fault)) from None
        except (Unanswered, Unsent, NoToken) as fault:
            raise NotNow(str(fault)) from None
        if isinstance(answer, bytes):
            if answer:
                return answer
            raise NotNow("an empty file")
        raise (Gone if answer.errcode in NEVER else NotNow)(f"{answer.errcode} {answer.errmsg}")
