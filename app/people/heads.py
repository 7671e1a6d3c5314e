"""部门分中心负责人 in a list of people: by the department's name or code, in a column of its own or as the post itself."""

from collections.abc import Mapping, Sequence

from app.errors import Invalid

TITLES = ("分中心负责人", "部门分中心负责人", "部门负责人")
"""Say that somebody leads a department's sub-centre, and not whose: the column 部门 does."""


def heads_in(
    titles: Sequence[str], departments: Sequence[str], *, known: Mapping[str, str], called: Sequence[str]
) -> tuple[str, ...]:
    """The code of the one department somebody leads, or none; ``called``: the titles that leave open whose.

    ``known`` are the county's departments by every name they go by. Whoever has no such title only works there. Raises
    ``Invalid`` when it cannot be told whose.
    """
    named = [title for title in titles if title in known]
    if not named and not any(title in called for title in titles):
        return ()
    if not known:
        raise Invalid("县的文件里没有部门分中心(departments)")
    strange = next((one for one in departments if one not in known), None)
    if strange is not None:
        raise Invalid(f"没有「{strange[:20]}」这个部门分中心,可填名称或代号:" + shown(known))
    codes = tuple(dict.fromkeys(known[one] for one in (*named, *departments)))
    if not codes:
        raise Invalid("没有写是哪个部门分中心的负责人,在「部门」一栏写名称或代号:" + shown(known))
    if len(codes) > 1:
        raise Invalid("一个人只能负责一个部门分中心:" + "、".join((*named, *departments)))
    return codes


def names_of(code: str, name: str) -> tuple[str, ...]:
    """Everything a department may be called: 理论宣讲平台(县委宣传部) is also 理论宣讲平台 and 县委宣传部."""
    platform, _, host = name.removesuffix(")").partition("(")
    plain = [one for one in (name, platform, host) if one]
    return tuple(dict.fromkeys((code, *plain, *(f"{one}负责人" for one in plain))))


def shown(known: Mapping[str, str]) -> str:
    """Each department once, with its code: 「司法分中心(justice)」."""
    first: dict[str, str] = {}
    for name, code in known.items():
        if name != code:
            first.setdefault(code, name)
    return "、".join(f"{name}({code})" for code, name in first.items())
