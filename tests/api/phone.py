"""A mini-program in somebody's hand: logs in by the real protocol, then calls the API."""

from typing import Any

from werkzeug.test import TestResponse

from app.people.model import Identity
from tests.stories.village import Village

HOME = "城东社区"


class MiniProgram:
    def __init__(self, village: Village, name: str) -> None:
        self.web = village.web
        code = village.phones.opens_miniapp(name)
        self.token = str(self.web.post("/api/v1/login", json={"code": code}).json["token"])  # type: ignore[index]
        self.village_code = next(one.code for town in village.spec.towns for one in town.villages if one.name == HOME)

    def get(self, path: str) -> TestResponse:
        return self.web.get(f"/api/v1{path}", headers=self.headers())

    def post(self, path: str, body: dict[str, Any] | None = None, *, key: str = "") -> TestResponse:
        return self.web.post(f"/api/v1{path}", json=body, headers=self.headers() | ({"Idempotency-Key": key} if key else {}))

    def orders(self, what: str, **more: Any) -> TestResponse:
        body = {"words": what, "village_code": self.village_code, "phone": "13800001234"} | more
        return self.post("/orders", body)

    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}


def joined(village: Village, name: str) -> MiniProgram:
    """The mini-program of somebody the service account knows, joined to that person."""
    MiniProgram(village, name)  # the first login makes the identity
    with village.house.db.transaction() as session:
        service = session.query(Identity).filter_by(openid=village.phones.person(name).openid).one()
        own = session.query(Identity).filter_by(openid=village.phones.person(name).mini_openid).one()
        own.person_id = service.person_id
    return MiniProgram(village, name)
