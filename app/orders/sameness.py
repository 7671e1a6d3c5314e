"""Whether two needs may be about the same thing: said only as a suggestion, never acted on by itself."""

from dataclasses import dataclass

from app.patterns import regex

PUBLIC = regex(
    r"路灯|井盖|窨井|下水道|排水沟|水沟|化粪池|公厕|垃圾(?:桶|箱|堆)?|广场|健身器材|护栏|栏杆|电线杆|变压器|消防栓|水渠|"
    r"(?:大|小|马|公|村|水泥|山|主|支)路|路(?:面|口|上|边|坑)|桥(?:头|面|上|板)?|停车场|凉亭|宣传栏|监控|喇叭|电梯|楼道|单元门|大树|树倒"
)
"""What belongs to everybody, so that many report it."""
OWN = regex(r"我(?:家|们家|屋)|家里|自己家|屋里|卫生间|厨房|客厅|房间")
GROUP = regex(r"(\d{1,2})组")


@dataclass(frozen=True)
class Said:
    """What of an order speaks for or against its being the same thing as another."""

    requester_id: int
    item: str | None
    area_code: str | None
    place: str
    words: str
    phone: str | None
    private: bool


def alike(one: Said, other: Said) -> bool:
    """The same item and village, and: the same public thing at no other place, or the same person or phone for both."""
    if one.private or other.private or not one.item or one.item != other.item:
        return False
    if not one.area_code or one.area_code != other.area_code:
        return False
    if shared_things(one.words, other.words):
        return _one_place(one.place, other.place)
    same_house = bool(one.phone) and one.phone == other.phone
    return (same_house or one.requester_id == other.requester_id) and _one_place(one.place, other.place)


def shared_things(words: str, others: str) -> frozenset[str]:
    """The public things both speak of; none when either means something in a house."""
    if OWN.search(words) or OWN.search(others):
        return frozenset()
    return frozenset(PUBLIC.findall(words)) & frozenset(PUBLIC.findall(others))


def _one_place(place: str, other: str) -> bool:
    """Nothing said of either speaks against it: not two different groups, not two different landmarks."""
    groups = [GROUP.search(text) for text in (place, other)]
    if groups[0] and groups[1] and groups[0][1] != groups[1][1]:
        return False
    ends = [GROUP.split(text)[-1].strip() if GROUP.search(text) else "" for text in (place, other)]
    return not (ends[0] and ends[1]) or ends[0] in ends[1] or ends[1] in ends[0]
