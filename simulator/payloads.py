"""The XML of messages and events as WeChat writes it."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

UNSUPPORTED = "【收到不支持的消息类型，暂无法显示】"
ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

Fields = Mapping[str, Any]
"""Text is written as CDATA, whole numbers bare, a nested mapping as elements, an iterable of mappings as repeated elements."""


def document(fields: Fields) -> str:
    return f"<xml>{_elements(fields)}</xml>"


def _elements(fields: Fields) -> str:
    return "".join(_element(name, value) for name, value in fields.items())


def _element(name: str, value: Any) -> str:
    if isinstance(value, Mapping):
        return f"<{name}>{_elements(value)}</{name}>"
    if isinstance(value, str):
        return f"<{name}>{cdata(value)}</{name}>"
    if isinstance(value, Iterable):
        return "".join(_element(name, each) for each in value)
    return f"<{name}>{value}</{name}>"


def cdata(text: str) -> str:
    return "<![CDATA[" + ILLEGAL.sub("", text).replace("]]>", "]]]]><![CDATA[>") + "]]>"


def voice(media_id: str, media_id_16k: str, recognition: str | None) -> Fields:
    """``recognition`` None leaves the element out, as WeChat mostly does now; an empty one happens too."""
    fields = {"MediaId": media_id, "Format": "amr", "MediaId16K": media_id_16k}
    return fields if recognition is None else fields | {"Recognition": recognition}


def location(latitude: float, longitude: float, label: str) -> Fields:
    return {"Location_X": f"{latitude:.6f}", "Location_Y": f"{longitude:.6f}", "Scale": 15, "Label": label}


def link(title: str, description: str, url: str) -> Fields:
    return {"Title": title, "Description": description, "Url": url}


def subscription_choices(template_ids: Iterable[str], *, accepted: bool) -> Fields:
    status = "accept" if accepted else "reject"
    chosen = [{"TemplateId": each, "SubscribeStatusString": status, "PopupScene": "0"} for each in template_ids]
    return {"SubscribeMsgPopupEvent": {"List": chosen}}


def subscription_changes(template_ids: Iterable[str]) -> Fields:
    """Only refusals are told."""
    changed = [{"TemplateId": each, "SubscribeStatusString": "reject"} for each in template_ids]
    return {"SubscribeMsgChangeEvent": {"List": changed}}
