"""Small files, short functions, one-sentence openings, and words that are never used."""

import ast
import re

from tests.house.sources import ROOT, SERVICE, at, nodes, python_files, texts, tracked, tree

MOST_LINES = 300
MOST_LINES_OF_A_FUNCTION = 60
VAGUE = {"utils", "util", "helpers", "helper", "common", "manager", "managers", "handler", "handlers", "misc"}
UNFINISHED = re.compile(
    "|".join((r"#\s*TO" + "DO", r"(?<![.\w])TO" + "DO:", "FIX" + "ME", "X" + "XX", "NotImplemented" + "Error"))
)
ELSEWHERE = re.compile(
    "|".join((r"(?<![\w.])/wo" + r"rk/", r"\.\./sha" + "red", "pypi" + r"\.org", "pythonho" + "sted", "registry" + r"\.npm"))
)
PHONE = re.compile(r"(?<![\d.])1[3-9]\d{9}(?!\d)")


def test_no_file_of_the_service_has_more_than_300_lines() -> None:
    lengths = {path: len((ROOT / path).read_text().splitlines()) for path in python_files(*SERVICE)}
    assert not {str(path): length for path, length in lengths.items() if length > MOST_LINES}


def test_no_function_of_the_service_has_more_than_60_lines() -> None:
    functions = ((path, node) for path, node in nodes(*SERVICE) if isinstance(node, ast.FunctionDef))
    assert not [
        f"{at(path, node)} {node.name}"
        for path, node in functions
        if (node.end_lineno or node.lineno) - node.lineno + 1 > MOST_LINES_OF_A_FUNCTION
    ]


def test_every_module_opens_with_a_sentence_about_itself() -> None:
    filled = (path for path in python_files() if path.parts[0] != "migrations" and (ROOT / path).stat().st_size)
    assert not [str(path) for path in filled if not ast.get_docstring(tree(path))]


def test_no_module_has_a_name_that_says_nothing() -> None:
    assert not [str(path) for path in python_files() if {path.stem, *path.parts} & VAGUE]


def test_nothing_is_left_for_later() -> None:
    assert not [str(path) for path, text in texts() if UNFINISHED.search(text)]


def test_no_file_names_the_machine_it_was_written_on() -> None:
    assert not [f"{path}: {found[0]}" for path, text in texts() if (found := ELSEWHERE.search(text))]


def test_every_phone_number_is_an_invented_one() -> None:
    found = {(str(path), number) for path, text in texts() for number in PHONE.findall(text)}
    assert not {(path, number) for path, number in found if not number.startswith("138000")}


def test_nothing_third_party_and_no_data_is_committed() -> None:
    folders = {"node_modules", ".venv", "var", "vendor"}
    assert not [str(path) for path in tracked() if folders & set(path.parts) or path.suffix in {".db", ".sqlite", ".log"}]
