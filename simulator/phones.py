"""The phones: what people do with them and what they see; the Python door for tests and stories."""

import queue
from collections.abc import Iterable, Sequence

from simulator import payloads
from simulator.accounts import Person
from simulator.answers import Blob
from simulator.callbacks import CALLBACK, OUT_OF_SERVICE, Callbacks, Reply
from simulator.chats import Bubble, Side
from simulator.platform import OwedEvent, Platform
from simulator.transports import Transport

SHOWS_ERRORS = {"subscribe", "CLICK", "SCAN"}
STRANGERS_SHOWN = 8
AUDIO = b"#!AMR\n" + bytes(320)


class NotFollowing(ValueError):
    """Somebody who does not follow the account cannot write to it."""


class Phones:
    """People by name; each method is one thing a person does, and returns the text of the passive reply ("" for none)."""

    def __init__(self, platform: Platform, transport: Transport, *, path: str = CALLBACK, retries: int = 3) -> None:
        self.platform = platform
        self.callbacks = Callbacks(platform, transport, path=path, retries=retries)

    # -- following -------------------------------------------------------------------------------------------------

    def follow(self, name: str, *, scene: str = "") -> str:
        """Follow the account, by scanning a code when ``scene`` is given."""
        person = self.person(name)
        with self.platform.lock:
            person.following, person.followed_at, person.scene = True, self.platform.clock(), scene
            self.platform.window.touch_came(person.openid, "follow")
        self._tell_people()
        self._notice(person, "你已关注" + self.platform.account.name, kind="followed")
        scanned = {"EventKey": f"qrscene_{scene}", "Ticket": self._ticket(scene)} if scene else {"EventKey": ""}
        return self._event(person, "subscribe", scanned)

    def unfollow(self, name: str) -> str:
        person = self.person(name)
        with self.platform.lock:
            person.following, person.followed_at = False, None
            self.platform.window.shut(person.openid)
        self._tell_people()
        reply = self._event(person, "unsubscribe", {"EventKey": ""})
        self._notice(person, "你已取消关注", kind="followed")
        return reply

    def add(self, name: str, *, openid: str = "", role: str = "", about: str = "", following: bool = False) -> Person:
        """Know a person without any callback; ``following`` as if since long ago."""
        with self.platform.lock:
            person = self.platform.people.add(name, openid=openid, role=role, about=about)
            if following and not person.following:
                person.following, person.followed_at = True, self.platform.clock()
        self._tell_people()
        return person

    # -- writing ---------------------------------------------------------------------------------------------------

    def says(self, name: str, *texts: str) -> str:
        """Write these texts one after another; the reply to the last one."""
        reply = ""
        for text in texts:
            person = self._writer(name)
            self.platform.chats.add(person.openid, Side.MINE, "text", text)
            reply = self._message(person, "text", {"Content": text})
        return reply

    def sends_voice(self, name: str, *, seconds: int = 5, recognition: str | None = None, audio: bytes = AUDIO) -> str:
        """A voice message; ``recognition`` None leaves the element out, "" sends it empty."""
        person = self._writer(name)
        with self.platform.lock:
            media_id, media_id_16k = (self.platform.media.keep(Blob(audio, "audio/amr", "voice.amr")) for _ in range(2))
        self.platform.chats.add(person.openid, Side.MINE, "voice", "[语音]", seconds=seconds)
        return self._message(person, "voice", payloads.voice(media_id, media_id_16k, recognition))

    def sends_image(self, name: str, *, picture: bytes = b"\xff\xd8\xff\xe0", url: str = "http://mmbiz.qpic.cn/p") -> str:
        person = self._writer(name)
        with self.platform.lock:
            media_id = self.platform.media.keep(Blob(picture, "image/jpeg", "image.jpg"))
        self.platform.chats.add(person.openid, Side.MINE, "image", "[图片]")
        return self._message(person, "image", {"PicUrl": url, "MediaId": media_id})

    def sends_location(self, name: str, latitude: float, longitude: float, label: str = "") -> str:
        person = self._writer(name)
        self.platform.chats.add(person.openid, Side.MINE, "location", label or "[位置]")
        return self._message(person, "location", payloads.location(latitude, longitude, label))

    def sends_link(self, name: str, title: str, url: str, *, description: str = "") -> str:
        person = self._writer(name)
        self.platform.chats.add(person.openid, Side.MINE, "link", title, url=url)
        return self._message(person, "link", payloads.link(title, description, url))

    def sends_sticker(self, name: str) -> str:
        """A sticker, a card or a merged record: WeChat passes on only that it was something it does not pass on."""
        person = self._writer(name)
        self.platform.chats.add(person.openid, Side.MINE, "sticker", "[表情]")
        return self._message(person, "text", {"Content": payloads.UNSUPPORTED})

    # -- touching --------------------------------------------------------------------------------------------------

    def scans(self, name: str, scene: str) -> str:
        """Scan a code of the account: follows first when not yet following."""
        person = self.person(name)
        if not person.following:
            return self.follow(name, scene=scene)
        self.platform.window.touch_came(person.openid, "scan")
        return self._event(person, "SCAN", {"EventKey": scene, "Ticket": self._ticket(scene)})

    def clicks(self, name: str, key: str) -> str:
        """Press a CLICK button of the menu under the chat."""
        person = self._writer(name)
        self.platform.window.touch_came(person.openid, "click")
        return self._event(person, "CLICK", {"EventKey": key})

    def chooses(self, name: str, choice_id: str) -> str:
        """Tap an option of the latest msgmenu: it sends its words, and opens no customer-service window."""
        person = self._writer(name)
        options = next((dict(bubble.choices) for bubble in reversed(self.screen(name)) if bubble.choices), {})
        self.platform.chats.add(person.openid, Side.MINE, "text", options[choice_id])
        fields = {"Content": options[choice_id], "bizmsgmenuid": choice_id}
        return self._received(person, self.callbacks.message(person.openid, "text", fields))

    def tap(self, name: str, card: Bubble | None = None) -> str:
        """The address this card, or else the latest card, opens; "" when it opens nothing."""
        chosen = card or next(iter(reversed(self.cards(name))), None)
        return chosen.url if chosen else ""

    def answers_subscription(self, name: str, template_ids: Sequence[str], *, accepts: bool = True) -> str:
        """Answer the pop-up of the mini-program and of the account alike; each yes allows one message."""
        person = self.person(name)
        with self.platform.lock:
            answer = self.platform.subscriptions.accept if accepts else self.platform.subscriptions.refuse
            for template_id in template_ids:
                answer(person.openid, template_id)
                answer(person.mini_openid, template_id)
        fields = payloads.subscription_choices(template_ids, accepted=accepts)
        return self._event(person, "subscribe_msg_popup_event", fields)

    def refuses_from_now_on(self, name: str, template_ids: Sequence[str]) -> str:
        """Switch these subscriptions off in the settings page."""
        person = self.person(name)
        with self.platform.lock:
            for template_id in template_ids:
                self.platform.subscriptions.refuse(person.openid, template_id)
                self.platform.subscriptions.refuse(person.mini_openid, template_id)
        return self._event(person, "subscribe_msg_change_event", payloads.subscription_changes(template_ids))

    def revokes_authorization(self, name: str) -> str:
        person = self.person(name)
        revoked = {"OpenID": person.openid, "AppID": self.platform.account.appid, "RevokeInfo": "301"}
        return self._event(person, "user_authorization_revoke", revoked)

    # -- mini-program ----------------------------------------------------------------------------------------------

    def opens_miniapp(self, name: str) -> str:
        """The ``js_code`` of ``wx.login``: once, for five minutes."""
        with self.platform.lock:
            return self.platform.codes.mint(self.person(name).mini_openid)

    def shares_phone(self, name: str, number: str) -> str:
        """The code of ``getPhoneNumber``: once, for five minutes."""
        with self.platform.lock:
            return self.platform.codes.mint(number)

    # -- seeing ----------------------------------------------------------------------------------------------------

    def screen(self, name: str) -> list[Bubble]:
        return self.platform.chats.of(self.person(name).openid)

    def heard(self, name: str) -> list[str]:
        """All that came to this phone, replies, cards read aloud and WeChat's own errors; newest last."""
        return [bubble.text for bubble in self.screen(name) if bubble.side is not Side.MINE and bubble.kind != "followed"]

    def cards(self, name: str) -> list[Bubble]:
        """The template cards that came, newest last; see ``title``, ``rows`` and ``url``."""
        return [bubble for bubble in self.screen(name) if bubble.kind == "card"]

    def settle(self) -> int:
        """Post the events the platform owes (job-finish and the like); how many."""
        posted = 0
        while True:
            try:
                owed = self.platform.owed.get_nowait()
            except queue.Empty:
                return posted
            self.post_owed(owed)
            posted += 1

    def post_owed(self, owed: OwedEvent) -> None:
        self.callbacks.event(owed.openid, owed.event, owed.fields)

    # -- within ----------------------------------------------------------------------------------------------------

    def person(self, name: str) -> Person:
        with self.platform.lock:
            return self.platform.people.named(name)

    def _writer(self, name: str) -> Person:
        person = self.person(name)
        if not person.following:
            raise NotFollowing(f"{name} 还没有关注公众号")
        return person

    def _message(self, person: Person, kind: str, fields: payloads.Fields) -> str:
        with self.platform.lock:
            self.platform.window.message_came(person.openid)
        return self._received(person, self.callbacks.message(person.openid, kind, fields))

    def _event(self, person: Person, event: str, fields: payloads.Fields) -> str:
        reply = self.callbacks.event(person.openid, event, fields)
        if reply.failed and event not in SHOWS_ERRORS:
            return ""
        return self._received(person, reply)

    def _received(self, person: Person, reply: Reply) -> str:
        if reply.failed:
            self._notice(person, OUT_OF_SERVICE)
            return OUT_OF_SERVICE
        if reply.kind == "transfer_customer_service":
            self._notice(person, "正在为你转接人工客服")
        elif reply.kind:
            self.platform.chats.add(person.openid, Side.THEIRS, reply.kind, reply.text, title=reply.title, url=reply.url)
        return reply.text

    def _notice(self, person: Person, text: str, *, kind: str = "notice") -> None:
        self.platform.chats.add(person.openid, Side.NOTICE, kind, text)

    def _ticket(self, scene: str) -> str:
        with self.platform.lock:
            return next((ticket for ticket, known in self.platform.scenes.items() if known == scene), "gQ_simulated")

    def _tell_people(self) -> None:
        self.platform.feed.add("people", {"people": people_on_show(self.platform.people)})


def people_on_show(people: Iterable[Person]) -> list[dict[str, str | bool]]:
    """Everybody known by name, then the latest strangers the service has written to."""
    everybody = list(people)
    strangers = [person for person in everybody if person.stranger]
    return [
        {
            "name": person.name,
            "openid": person.openid,
            "role": person.role,
            "about": person.about,
            "following": person.following,
            "stranger": person.stranger,
        }
        for person in [*(person for person in everybody if not person.stranger), *strangers[-STRANGERS_SHOWN:]]
    ]
