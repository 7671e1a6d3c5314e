"""What is written about the house is true of the house."""

import ast
import re
from importlib.metadata import packages_distributions
from pathlib import Path

from setup.settings_page import PAGE, page
from tests.house.sources import ROOT, SERVICE, nodes, texts, tracked

LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)|!\[[^\]]*\]\(([^)\s]+)\)")
PIN = re.compile(r"^([A-Za-z0-9_.-]+)==\S+$")


COME_WITH_OTHERS = {"werkzeug", "markupsafe", "jinja2", "urllib3", "pydantic-core"}
"""Parts of packages we chose, which those hand to us."""
NOT_IMPORTED = {"granian", "psycopg", "psycopg-binary", "tzdata"}
"""Used without being imported: the web server, the database driver, the time zones."""


def test_every_setting_is_described_as_the_code_has_it() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run: make docs"


def test_every_link_of_every_paper_leads_somewhere() -> None:
    papers = ((path, text) for path, text in texts() if path.suffix == ".md")
    assert not [f"{path}: {target}" for path, text in papers for target in local_links(text) if not leads(path, target)]


def local_links(text: str) -> list[str]:
    links = (first or second for first, second in LINK.findall(text))
    return [link.split("#")[0] for link in links if link.split("#")[0] and ":" not in link]


def leads(paper: Path, target: str) -> bool:
    return (ROOT / paper.parent / target).exists()


def test_every_dependency_is_pinned_and_has_its_reason_written_down() -> None:
    reasons = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8").lower()
    for name in ("requirements.txt", "requirements-dev.txt", "requirements-bench.txt"):
        for package in chosen(ROOT / name):
            assert f"`{package.lower()}`" in reasons, f"{package} of {name} has no reason in docs/dependencies.md"


def test_the_service_imports_only_what_it_lists_and_lists_only_what_it_uses() -> None:
    owners = {module: {canonical(owner) for owner in owned} for module, owned in packages_distributions().items()}
    used = {owner for module in imported_modules() for owner in owners.get(module, ())}
    listed = {canonical(package) for package in chosen(ROOT / "requirements.txt")}
    assert used - listed - COME_WITH_OTHERS == set()
    assert listed - used - NOT_IMPORTED == set()


def canonical(package: str) -> str:
    return package.lower().replace("_", "-")


def imported_modules() -> set[str]:
    found = set()
    for _, node in nodes(*SERVICE, "migrations", "wsgi.py"):
        if isinstance(node, ast.Import):
            found |= {name.name.split(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
    return found


def chosen(requirements: Path) -> list[str]:
    """The packages we chose, without those that only they need."""
    ours = requirements.read_text().split("# What those need.")[0]
    lines = [line for line in ours.splitlines() if line and not line.startswith(("#", "-r "))]
    assert all(PIN.match(line) for line in lines), lines
    return [line.split("==")[0] for line in lines]


def test_the_lock_of_the_front_end_names_no_host() -> None:
    assert '"resolved"' not in (ROOT / "package-lock.json").read_text()


def test_every_decision_paper_fits_on_a_page() -> None:
    papers = [path for path in tracked() if path.parts[:2] == ("docs", "adr")]
    assert not [str(path) for path in papers if len((ROOT / path).read_text().splitlines()) > 60]
