"""The message templates the account has been granted, and what a filled one looks like."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from simulator import values
from simulator.answers import Rejected

TEMPLATE_ID = re.compile(r"^[A-Za-z0-9_-]{3,64}$")
ONE_TIME, LONG_TERM = 2, 3
MOST_FIELDS = 7

LABELS = {
    "thing": "事项",
    "time": "时间",
    "date": "日期",
    "phone_number": "联系电话",
    "character_string": "编号",
    "number": "数量",
    "phrase": "状态",
    "name": "姓名",
    "const": "类别",
    "amount": "金额",
}


@dataclass(frozen=True)
class Template:
    """A title and labelled fields by typed key, such as ``{"thing1": "服务内容"}``."""

    id: str
    title: str
    fields: Mapping[str, str] = field(default_factory=dict)
    kind: int = ONE_TIME
    granted_on_use: bool = False

    def filled(self, data: Mapping[str, Any]) -> list[tuple[str, str]]:
        """The rows people will see; 47003 naming the first field that cannot be shown."""
        keys = [key for key in self.fields if key in data] if self.granted_on_use else list(self.fields)
        return [(self.fields[key], values.check(data, key)) for key in keys]

    def as_listed(self) -> dict[str, Any]:
        content = "\n".join(f"{label}:{{{{{key}.DATA}}}}" for key, label in self.fields.items())
        return {"template_id": self.id, "title": self.title, "content": content, "example": ""}


class Templates:
    """All templates by id; ``on_use`` grants an unknown one when it is first sent, for demonstrations."""

    def __init__(self, *, on_use: bool = False) -> None:
        self._known: dict[str, Template] = {}
        self._on_use = on_use

    def register(self, template: Template) -> Template:
        self._known[template.id] = template
        return template

    def needed(self, template_id: str, data: Mapping[str, Any]) -> Template:
        """The template of this id, ready for ``data``; 40037 when the account has no such template."""
        template = self._known.get(template_id)
        if template is None and self._on_use and TEMPLATE_ID.match(template_id):
            template = self.register(Template(template_id, "服务进度通知", granted_on_use=True))
        if template is None:
            raise Rejected(40037)
        if template.granted_on_use and not data.keys() <= template.fields.keys():
            template = self.register(replace(template, fields=dict(template.fields) | _labelled(data)))
        return template

    def all(self) -> list[Template]:
        return list(self._known.values())


def _labelled(data: Mapping[str, Any]) -> dict[str, str]:
    """Labels for keys never seen before: plain words for the kind of value they hold."""
    kinds = {key: match[1] for key in list(data)[:MOST_FIELDS] if (match := values.KEY.match(key))}
    unknown = next((key for key in data if key not in kinds), "")
    if unknown:
        raise Rejected(47003, f"argument invalid! data.{unknown}.value invalid")
    return {key: LABELS.get(kind, "内容") for key, kind in kinds.items()}
