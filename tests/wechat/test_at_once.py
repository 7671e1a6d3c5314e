"""Many villagers in the same second, some of their messages sent again before the first answer is there."""

from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import func, select

from app.chat.model import Inbound
from app.house import House
from app.people.model import Person
from tests.wechat.conftest import front_of
from tests.wechat.tencent import PATH, Tencent

VILLAGERS = 20


def test_08_05_twenty_villagers_at_once_with_every_message_sent_twice(house: House, tencent: Tencent) -> None:
    app = front_of(house)
    documents = [tencent.message("<Content><![CDATA[水管爆了]]></Content>", openid=f"oVillager{n}") for n in range(VILLAGERS)]

    def sent(document: str) -> str:
        """Posted until it is answered, three times more at most, as WeChat does."""
        query, body = tencent.sealed(document)
        for _ in range(4):
            response = app.test_client().post(PATH, query_string=query, data=body)
            if response.status_code != 503:
                break
        return tencent.answered(response)

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(sent, [document for document in documents for _ in range(2)]))
    assert all(answers)
    assert answers[::2] == answers[1::2]
    with house.db.reading() as session:
        assert session.scalar(select(func.count()).select_from(Inbound)) == VILLAGERS
        assert session.scalar(select(func.count()).select_from(Person)) == VILLAGERS
