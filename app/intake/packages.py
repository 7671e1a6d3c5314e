"""A package called by its name or one of the county's words: 「订一份宝宝餐」 is the package, not a meal (002-49)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from app.intake.request import Request


@dataclass(frozen=True)
class PackageName:
    """What people say for a package, and the names of its parts in their order."""

    code: str
    name: str
    words: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()


def named(packages: Iterable[PackageName], said: str) -> PackageName | None:
    """The package that is spoken of; of two, the one with the longer word."""
    bare = said.replace(" ", "")
    found = [(len(word), one) for one in packages for word in (one.name, *one.words) if word and word in bare]
    return max(found, key=lambda pair: pair[0])[1] if found else None


def with_packages(packages: tuple[PackageName, ...], requests: tuple[Request, ...]) -> tuple[Request, ...]:
    """The same needs; one that names a package is a need of the package, whatever item it sounded like."""
    return tuple(_as_package(named(packages, one.what), one) for one in requests) if packages else requests


def _as_package(package: PackageName | None, request: Request) -> Request:
    if package is None:
        return request
    known = tuple(slot for slot in request.missing if slot != "category")
    return replace(
        request,
        category=package.code,
        category_name=package.name,
        candidates=(package.code,),
        parts=package.parts,
        missing=known,
    )
