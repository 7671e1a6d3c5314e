"""The plain shapes that nearly all traffic has, read and written at a glance: a flat envelope, a text, a text in reply.

Whatever looks in the least otherwise is left to the parsers: ``None`` means that, never that something is wrong.
"""

import re

_CHARACTERS = r"[^<>&\]\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]*"
_SECTION = r"<!\[CDATA\[([^\]\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]*(?:\](?!\]>)[^\]\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]*)*)\]\]>"  # noqa: E501
_ELEMENT = re.compile(rf"\s*<([A-Za-z0-9]+)>(?:{_SECTION}|({_CHARACTERS}))</\1>\s*")
_ENVELOPE = re.compile(
    rb"\s*<xml>\s*(?:<(?:ToUserName|AgentID)><!\[CDATA\[[\w@.-]*\]\]></(?:ToUserName|AgentID)>\s*)?"
    rb"<Encrypt><!\[CDATA\[([A-Za-z0-9+/=]+)\]\]></Encrypt>\s*</xml>\s*"
)
_BEGIN, _END = "<xml>", "</xml>"
_TEXT = (
    "<xml>\n<ToUserName><![CDATA[{to}]]></ToUserName>\n<FromUserName><![CDATA[{by}]]></FromUserName>\n"
    "<CreateTime>{seconds}</CreateTime>\n<MsgType><![CDATA[text]]></MsgType>\n<Content><![CDATA[{content}]]></Content>\n</xml>"
)


def sealed_in(body: bytes) -> str | None:
    """What a flat envelope carries encrypted."""
    found = _ENVELOPE.fullmatch(body)
    return found[1].decode() if found else None


def text_in(xml: str) -> dict[str, str | None] | None:
    """The elements of a flat text message, as wechatpy's parser gives them: no blanks around, nothing for the empty."""
    xml = xml.strip()
    if not (xml.startswith(_BEGIN) and xml.endswith(_END)):
        return None
    fields: dict[str, str | None] = {}
    at, end = len(_BEGIN), len(xml) - len(_END)
    while at < end:
        found = _ELEMENT.match(xml, at, end)
        if found is None or found[1] in fields:
            return None
        at = found.end()
        said = found[2] if found[2] is not None else found[3]
        fields[found[1]] = said.replace("\r\n", "\n").replace("\r", "\n").strip() or None
    return fields if fields.get("MsgType") == "text" else None


def text_reply(content: str, *, to: str, by: str, seconds: int) -> str:
    """``content``, ``to`` and ``by`` must be fit for CDATA already."""
    return _TEXT.format(to=to, by=by, seconds=seconds, content=content)
