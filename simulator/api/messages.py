"""Messages to people: templates, subscriptions, customer service."""

from collections.abc import Mapping
from typing import Any

from simulator.accounts import Person
from simulator.answers import OK, Call, Rejected, require_object, require_text
from simulator.api.endpoint import get, post
from simulator.chats import Side, card_text
from simulator.messages import Sent
from simulator.platform import OwedEvent, Platform
from simulator.templates import Template


def send_template(platform: Platform, call: Call) -> Mapping[str, Any]:
    _only(platform.account.appid, call)
    openid, client_id = require_text(call.body, "touser"), str(call.body.get("client_msg_id") or "")
    data = require_object(call.body, "data")
    template = platform.templates.needed(require_text(call.body, "template_id"), data)
    person = platform.follower(openid)
    before = platform.messages.already(openid, client_id)
    if before is not None:
        return OK | {"msgid": before}
    _check_jump(platform, call)
    rows = template.filled(data)
    msgid = _deliver(platform, call, template, person, rows)
    platform.owed.put(OwedEvent(openid, "TEMPLATESENDJOBFINISH", {"MsgID": msgid, "Status": "success"}))
    return OK | {"msgid": msgid}


def send_subscribed(platform: Platform, call: Call) -> Mapping[str, Any]:
    """The mini-program's one-time messages; its openids, its pages."""
    _only(platform.mini.appid, call)
    openid = require_text(call.body, "touser")
    person = platform.people.holding(openid)
    if person.mini_openid != openid:
        raise Rejected(40003)
    if str(call.body.get("page") or "").startswith("/"):
        raise Rejected(41030)
    return OK | {"msgid": _send_by_ledger(platform, call, person, openid)}


def send_bizsubscribed(platform: Platform, call: Call) -> Mapping[str, Any]:
    """The service account's 订阅通知."""
    _only(platform.account.appid, call)
    openid = require_text(call.body, "touser")
    person = platform.people.holding(openid)
    if person.openid != openid:
        raise Rejected(40003)
    before = platform.messages.already(openid, str(call.body.get("client_msg_id") or ""))
    if before is not None:
        return OK | {"msgid": before}
    return OK | {"msgid": _send_by_ledger(platform, call, person, openid)}


def _send_by_ledger(platform: Platform, call: Call, person: Person, openid: str) -> int:
    data = require_object(call.body, "data")
    template = platform.templates.needed(require_text(call.body, "template_id"), data)
    rows = template.filled(data)
    platform.subscriptions.use(openid, template)
    msgid = _deliver(platform, call, template, person, rows)
    sent = {"TemplateId": template.id, "MsgID": msgid, "ErrorCode": 0, "ErrorStatus": "success"}
    platform.owed.put(OwedEvent(openid, "subscribe_msg_sent_event", {"SubscribeMsgSentEvent": {"List": sent}}))
    return msgid


def _deliver(platform: Platform, call: Call, template: Template, person: Person, rows: list[tuple[str, str]]) -> int:
    url = str(call.body.get("url") or "")
    mini = call.body.get("miniprogram") or {}
    page = str(call.body.get("page") or (mini.get("pagepath") if isinstance(mini, dict) else "") or "")
    content = {"template": template.id, "rows": rows, "url": url, "page": page}
    openid = str(call.body["touser"])
    platform.messages.refuse_repetition(openid, content)
    text = card_text(template.title, rows, linked=bool(url or page))
    sent = Sent(
        msgid=platform.messages.next_msgid(),
        openid=openid,
        kind="template",
        template_id=template.id,
        text=text,
        at=platform.clock(),
        client_msg_id=str(call.body.get("client_msg_id") or ""),
        url=url,
    )
    platform.messages.remember(sent, content)
    card: dict[str, Any] = {"title": template.title, "rows": tuple(rows), "url": url, "mini_page": page, "pushed": True}
    platform.chats.add(person.openid, Side.THEIRS, "card", text, **card)
    return sent.msgid


def _check_jump(platform: Platform, call: Call) -> None:
    mini = call.body.get("miniprogram")
    if mini and (not isinstance(mini, dict) or mini.get("appid") != platform.mini.appid):
        raise Rejected(40013)
    url = call.body.get("url")
    if url and not str(url).startswith(("http://", "https://")):
        raise Rejected(40066)


def list_templates(platform: Platform, call: Call) -> Mapping[str, Any]:
    return {"template_list": [template.as_listed() for template in platform.templates.all()]}


def list_subscribed_templates(platform: Platform, call: Call) -> Mapping[str, Any]:
    def listed(template: Template) -> dict[str, Any]:
        shown = template.as_listed()
        return {"priTmplId": template.id, "title": template.title, "content": shown["content"], "type": template.kind}

    return OK | {"data": [listed(template) for template in platform.templates.all()]}


def send_custom(platform: Platform, call: Call) -> Mapping[str, Any]:
    """Customer service: a few messages for 48 hours after people wrote, fewer after they touched something."""
    _only(platform.account.appid, call)
    openid = require_text(call.body, "touser")
    kind = require_text(call.body, "msgtype")
    draw = CUSTOM.get(kind)
    if draw is None:
        raise Rejected(40008)
    shown = draw(require_object(call.body, kind))
    if shown.get("media_id"):
        platform.media.fetch(shown.pop("media_id"))
    person = platform.people.holding(openid)
    if person.openid != openid:
        raise Rejected(40003)
    if not person.following:
        raise Rejected(45015)
    platform.window.use(openid)
    msgid, text = platform.messages.next_msgid(), str(shown.pop("text"))
    sent = Sent(msgid, openid, kind="custom", template_id="", text=text, at=platform.clock())
    platform.messages.sent.append(sent)
    platform.chats.add(openid, Side.THEIRS, kind, text, pushed=True, **shown)
    return OK


def typing(platform: Platform, call: Call) -> Mapping[str, Any]:
    platform.follower(require_text(call.body, "touser"))
    return OK


def _text(body: dict[str, Any]) -> dict[str, Any]:
    return {"text": require_text(body, "content")}


def _menu(body: dict[str, Any]) -> dict[str, Any]:
    options = [(str(option.get("id", "")), str(option.get("content", ""))) for option in body.get("list", [])]
    if not options or any(not key or not words for key, words in options):
        raise Rejected(47001, "data format error hint: [list]")
    lines = [str(body.get("head_content") or ""), *(words for _, words in options), str(body.get("tail_content") or "")]
    return {"text": "\n".join(line for line in lines if line), "choices": tuple(options)}


def _news(body: dict[str, Any]) -> dict[str, Any]:
    articles = body.get("articles")
    if not isinstance(articles, list) or len(articles) != 1 or not isinstance(articles[0], dict):
        raise Rejected(47001, "data format error hint: [articles]")
    title, words = str(articles[0].get("title") or ""), str(articles[0].get("description") or "")
    return {"text": f"【{title}】\n{words}".strip(), "title": title, "url": str(articles[0].get("url") or "")}


def _medium(label: str) -> Any:
    def draw(body: dict[str, Any]) -> dict[str, Any]:
        return {"text": label, "media_id": require_text(body, "media_id")}

    return draw


def _mini_page(body: dict[str, Any]) -> dict[str, Any]:
    title = str(body.get("title") or "小程序")
    return {"text": f"【{title}】", "title": title, "mini_page": require_text(body, "pagepath")}


def _only(appid: str, call: Call) -> None:
    if call.appid != appid:
        raise Rejected(48001)


CUSTOM: dict[str, Any] = {
    "text": _text,
    "msgmenu": _menu,
    "news": _news,
    "image": _medium("[图片]"),
    "voice": _medium("[语音]"),
    "video": _medium("[视频]"),
    "miniprogrampage": _mini_page,
}

ENDPOINTS = {
    "/cgi-bin/message/template/send": post(send_template),
    "/cgi-bin/message/subscribe/send": post(send_subscribed),
    "/cgi-bin/message/subscribe/bizsend": post(send_bizsubscribed),
    "/cgi-bin/message/custom/send": post(send_custom),
    "/cgi-bin/message/custom/typing": post(typing),
    "/cgi-bin/template/get_all_private_template": get(list_templates),
    "/wxaapi/newtmpl/gettemplate": get(list_subscribed_templates),
}
