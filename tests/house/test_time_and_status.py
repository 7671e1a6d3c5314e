"""Time is told, states move by table, and nobody patches the house from outside."""

import ast
from pathlib import Path

from tests.house.sources import SERVICE, at, nodes

CLOCK = Path("app/clock.py")
KNOWS_THE_ENVIRONMENT = {
    Path("app/config.py"): "the settings themselves",
    Path("app/intake/text/sounds.py"): "tells pypinyin to load single characters only",
}
READS = {
    ("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today"), ("func", "now"),
    ("time", "time"), ("time", "time_ns"), ("time", "localtime"), ("time", "gmtime"),
}  # fmt: skip


def test_only_the_clock_reads_the_clock() -> None:
    assert not [at(path, node) for path, node in nodes(*SERVICE) if path != CLOCK and reads_the_clock(node)]


def reads_the_clock(node: ast.AST) -> bool:
    if isinstance(node, ast.ImportFrom) and node.module == "time":
        return any(("time", name.name) in READS for name in node.names)
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
        return False
    owner = node.func.value
    name = owner.id if isinstance(owner, ast.Name) else owner.attr if isinstance(owner, ast.Attribute) else ""
    return (name, node.func.attr) in READS


def test_nobody_but_a_model_assigns_a_status() -> None:
    assert not [
        at(path, node)
        for path, node in nodes("app", "wechat", "jobs")
        if path.name != "model.py" and isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign) and assigns_status(node)
    ]


def assigns_status(node: ast.Assign | ast.AugAssign | ast.AnnAssign) -> bool:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    return any(isinstance(target, ast.Attribute) and target.attr == "status" for target in targets)


def test_no_test_uses_mocks_or_patches_our_code() -> None:
    assert not [at(path, node) for path, node in nodes("tests") if patches(node)]


def patches(node: ast.AST) -> bool:
    if isinstance(node, ast.Import):
        return any("mock" in name.name for name in node.names)
    if isinstance(node, ast.ImportFrom):
        return node.module is not None and "mock" in node.module
    return isinstance(node, ast.Attribute) and (node.attr == "setattr") and isinstance(node.value, ast.Name)


def test_the_name_of_every_test_is_a_sentence() -> None:
    tests = ((path, node) for path, node in nodes("tests") if isinstance(node, ast.FunctionDef))
    assert not [
        f"{at(path, node)} {node.name}" for path, node in tests if node.name.startswith("test_") and node.name.count("_") < 3
    ]


def test_only_the_settings_and_the_start_of_a_process_read_the_environment() -> None:
    others = (
        (path, node) for path, node in nodes(*SERVICE) if path not in KNOWS_THE_ENVIRONMENT and path.name != "__main__.py"
    )
    assert not [at(path, node) for path, node in others if reads_the_environment(node)]


def reads_the_environment(node: ast.AST) -> bool:
    if isinstance(node, ast.ImportFrom):
        return node.module == "os" and any(name.name in {"environ", "getenv"} for name in node.names)
    return isinstance(node, ast.Attribute) and ast.unparse(node) in {"os.environ", "os.getenv"}
