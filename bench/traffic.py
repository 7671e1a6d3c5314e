"""Villagers' messages, encrypted beforehand by somebody else's crypto (WeRoBot's), as ready HTTP requests."""

import json
import random
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import count
from pathlib import Path

from werobot.crypto import MessageCrypt
from werobot.utils import get_signature

from app.county.spec import read_county
from bench.ground import ACCOUNT, COUNTY

PATH = "/wechat/callback"
NEED = ""
SCRIPT = (NEED, "1", "到哪了", "取消", NEED, "0", NEED, "2", "我的订单", NEED)
"""What one person says: four needs, three digits, three commands. One need in four becomes an order, which is cancelled
again, so that volunteers whom nobody lets answer do not drown in offers."""
APART = 4
"""New people who begin to speak between two messages of one person. Between these lie forty messages of others, of every place
in the script: more than there are connections, so that nobody speaks before they are answered; few, so that a short round sees
whole scripts and not only how they begin."""
WISHES = (
    "家里水管爆了,{when}能来人修不,{where},电话{phone}",
    "{where}电灯不亮了,{when}来个电工看看,{phone}",
    "我妈八十多了想理个发,{when},{where},联系{phone}",
    "冰箱不制冷了,{where},{when},{phone}",
    "{where},想找人教下手机怎么视频,{when}有空,{phone}",
    "老人要去医院拿药没人陪,{when},{where},{phone}",
    "稻子熟了缺人手,{when}能来帮忙割不,{where},{phone}",
    "邻居为宅基地吵起来了,想请人来调解,{where},{when},{phone}",
    "{when}想请人来打扫一下屋子,{where}",
    "电视机没画面了,{where},{phone}",
)
WHENS = ("今天下午", "明天上午", "明天下午3点", "后天上午9点", "越快越好", "这个星期六上午")
ENCRYPTED = re.compile(r"<Encrypt><!\[CDATA\[(.*?)\]\]></Encrypt>")


@cache
def places() -> tuple[str, ...]:
    """Every village of the county, as people write it."""
    spec = read_county(COUNTY)
    return tuple(f"{town.name}{village.name}" for town in spec.towns for village in town.villages)


@dataclass
class Traffic:
    """An endless crowd: everybody says the script once; while they do, others begin it and others end it."""

    crypt: MessageCrypt = field(
        default_factory=lambda: MessageCrypt(ACCOUNT["WECHAT_TOKEN"], ACCOUNT["WECHAT_AES_KEY"], ACCOUNT["WECHAT_APPID"])
    )
    chance: random.Random = field(default_factory=lambda: random.Random(3))
    ids: "Iterator[int]" = field(default_factory=lambda: count(int(time.time()) * 1_000_000))

    def requests(self, at_least: int) -> list[bytes]:
        """Ready requests in the order they are to be sent, whole scripts only; signed now, so good for ten minutes."""
        people = [f"oBench{next(self.ids)}" for _ in range(-(-at_least // len(SCRIPT)))]
        said = [(number + APART * place, number, words) for number in range(len(people)) for place, words in enumerate(SCRIPT)]
        return [self._request(people[number], words or self._wish()) for _, number, words in sorted(said)]

    def _wish(self) -> str:
        phone = f"138000{self.chance.randrange(100_000):05d}"
        where = f"{self.chance.choice(places())}{self.chance.randint(1, 6)}组"
        return self.chance.choice(WISHES).format(when=self.chance.choice(WHENS), where=where, phone=phone)

    def _request(self, openid: str, words: str) -> bytes:
        now, number = str(int(time.time())), next(self.ids)
        xml = (
            f"<xml><ToUserName><![CDATA[gh_bench]]></ToUserName><FromUserName><![CDATA[{openid}]]></FromUserName>"
            f"<CreateTime>{now}</CreateTime><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[{words}]]></Content>"
            f"<MsgId>{number}</MsgId></xml>"
        )
        token, nonce = ACCOUNT["WECHAT_TOKEN"], str(number % 1_000_000_007)
        body = self.crypt.encrypt_message(xml, now, nonce)
        sealed = ENCRYPTED.findall(body)[0]
        query = (
            f"signature={get_signature(token, now, nonce)}&timestamp={now}&nonce={nonce}&openid={openid}"
            f"&encrypt_type=aes&msg_signature={get_signature(token, now, nonce, sealed)}"
        )
        data = body.encode()
        head = (
            f"POST {PATH}?{query} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: text/xml\r\nContent-Length: {len(data)}\r\n\r\n"
        )
        return bytes(head.encode() + data)

    def opened(self, body: bytes) -> str:
        """The words in an encrypted reply; raises when it is none."""
        text = body.decode()
        parts = {name: re.findall(rf"<{name}>(?:<!\[CDATA\[)?(.*?)(?:\]\]>)?</{name}>", text)[0] for name in _PARTS}
        plain = self.crypt.decrypt_message(parts["TimeStamp"], parts["Nonce"], parts["MsgSignature"], parts["Encrypt"])
        return str(re.findall(r"<Content><!\[CDATA\[(.*?)\]\]></Content>", plain.decode(), re.DOTALL)[0])


_PARTS = ("TimeStamp", "Nonce", "MsgSignature", "Encrypt")


def write(requests: list[bytes], file: Path) -> None:
    """For the load generator's script: a line of lengths, then the requests one behind the other."""
    file.write_bytes(json.dumps([len(one) for one in requests]).encode() + b"\n" + b"".join(requests))
