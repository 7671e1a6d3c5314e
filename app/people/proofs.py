"""What a county's list says of certificates, insurance and vetting, read into what a volunteer has shown."""

import calendar
from collections.abc import Iterator, Mapping
from datetime import date

from app.errors import Invalid
from app.patterns import regex
from app.people.model import Proof
from app.people.readiness import Shown

NONE = frozenset({"", "无", "没有", "-", "否", "未", "未保", "未核验"})
YES = frozenset({"是", "有", "已", "已核验", "核验", "已保", "长期", "长期有效", "通过"})
DAY = regex(r"(?P<year>20\d\d)[-./年](?P<month>\d{1,2})(?:[-./月](?P<day>\d{1,2})日?|月)?")
CERTIFICATE = regex(rf"(?P<name>[^\d,，、;；|()（）:：\s]+)[\s(（:：至到]*(?P<until>{DAY.pattern})?[\s)）止]*")


def proofs_of(row: Mapping[str, str], certificates: Mapping[str, str]) -> Iterator[Shown]:
    """``row`` may hold ``certificates`` (电工证 2027-06-30、驾驶证), ``insured`` and ``vetted`` (a day, or 是).

    ``certificates`` of the county: codes by name. Raises ``Invalid`` naming what cannot be read.
    """
    for found in CERTIFICATE.finditer(row.get("certificates", "")):
        name = found["name"]
        if name in NONE:
            continue
        if name not in certificates:
            known = "、".join(label for label, code in certificates.items() if label != code)
            raise Invalid(f"不认识证书「{name[:12]}」,可填:{known or '(本县还没有登记证书种类)'}")
        yield Shown(Proof.CERTIFICATE, certificates[name], _day(found["until"], "证书") if found["until"] else None)
    for column, kind, called in (("insured", Proof.INSURANCE, "保险到期"), ("vetted", Proof.VETTING, "身份核验")):
        text = row.get(column, "").strip()
        if text not in NONE:
            yield Shown(kind, valid_until=None if text in YES else _day(text, called))


def _day(text: str, called: str) -> date:
    """The last day; of a month without a day, the month's last."""
    found = DAY.search(text)
    try:
        if found is None:
            raise ValueError(text)
        year, month = int(found["year"]), int(found["month"])
        return date(year, month, int(found["day"] or calendar.monthrange(year, month)[1]))
    except (ValueError, calendar.IllegalMonthError) as wrong:
        raise Invalid(f"{called}「{text[:12]}」不对,写成 2027-06-30 的样子") from wrong
