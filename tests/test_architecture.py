"""The rules of the tree: who may know whom, and what a module may be."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.source_tree import PRODUCT, ROOT, imports, parsed, top_imports

LONGEST_MODULE = 400
"""Lines. Most modules are far shorter; one that is longer does more than one thing."""

MAY_BE_LONG: dict[str, int] = {}
"""Modules with a limit of their own, each with its reason."""

CALLED_AFTER_NOTHING = {"utils", "util", "helpers", "helper", "common", "misc", "managers"}
"""Names that say nothing about what is inside, so everything ends up there."""

OUTSIDE_WORLD = {
    "kivy",
    "msgspec.json",
    "os",
    "paho",
    "random",
    "requests",
    "secrets",
    "socket",
    "sqlite3",
    "sqlite_utils",
    "subprocess",
    "threading",
    "time",
    "uuid",
    "uuid_utils",
}
"""What a model must be handed instead of asking for: time, chance, files, networks, screens."""


def test_every_part_keeps_to_its_place() -> None:
    """Runs the contracts of pyproject.toml, as a command of its own: it silences the loggers of its process."""
    command = "import sys; from importlinter.cli import lint_imports_command; sys.exit(lint_imports_command())"

    done = subprocess.run(
        [sys.executable, "-c", command, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stdout + done.stderr


def test_only_screens_widgets_and_the_window_know_kivy() -> None:
    strangers = [
        str(path)
        for path, tree in parsed(*PRODUCT).items()
        if top_imports(tree) & {"kivy", "kivy_garden"} and not _may_know_kivy(path)
    ]

    assert strangers == []


def _may_know_kivy(path: Path) -> bool:
    parts = path.with_suffix("").parts
    if parts[0] != "kiosk":
        return False
    # `home` is a feature of screens alone, with no model under them, so its screens lie in the folder itself.
    return parts[1] in {"ui", "app", "home"} or bool({"screens", "widgets"} & set(parts[2:]))


def test_a_model_asks_nobody() -> None:
    asked = [
        f"{path}: {name}"
        for path, tree in parsed("kiosk").items()
        if path.stem == "model" or "model" in path.parts
        for name in [*imports(tree), *_clock_calls(tree)]
        if name in OUTSIDE_WORLD or name.partition(".")[0] in OUTSIDE_WORLD or name == "now()"
    ]

    assert asked == []


def _clock_calls(tree: ast.Module) -> list[str]:
    clock = {"now", "utcnow", "today"}
    calls = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return ["now()" for call in calls if isinstance(call, ast.Attribute) and call.attr in clock]


def test_screens_and_models_hold_no_sql() -> None:
    statement = re.compile(r"^\s*(SELECT\s|INSERT\s+(OR\s+\w+\s+)?INTO\s|UPDATE\s+\w+\s+SET\s|DELETE\s+FROM\s)")
    found = [
        f"{path}:{node.lineno}"
        for path, tree in parsed("kiosk").items()
        if {"screens", "widgets", "model", "actions", "ui", "home"} & set(path.with_suffix("").parts)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and statement.match(node.value)
    ]

    assert found == []


def test_values_of_the_product_are_structs() -> None:
    """A dataclass compiles its functions when its module is loaded, and the first frame waits for hundreds of them."""
    modules = {path: tree for package in PRODUCT for path, tree in parsed(package).items()}
    found = [str(path) for path, tree in modules.items() if "dataclasses" in imports(tree)]

    assert found == []


@pytest.mark.parametrize("package", [*PRODUCT, "scripts", "tests"])
def test_every_module_says_first_what_it_is_and_is_short(package: str) -> None:
    modules = parsed(package)

    silent = [str(path) for path, tree in modules.items() if tree.body and not ast.get_docstring(tree)]
    long = [str(path) for path in modules if _lines(path) > MAY_BE_LONG.get(path.as_posix(), LONGEST_MODULE)]
    nameless = [str(path) for path in modules if {*path.with_suffix("").parts} & CALLED_AFTER_NOTHING]

    assert (silent, long, nameless) == ([], [], [])


def _lines(path: Path) -> int:
    return len((ROOT / path).read_text("utf-8").splitlines())


def test_nothing_is_left_unfinished() -> None:
    unfinished = [
        f"{path}:{node.lineno}"
        for path, tree in parsed(*PRODUCT, "scripts").items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and node.id in {"NotImplementedError", "NotImplemented"}
    ]

    assert unfinished == []


def test_tests_use_no_mocks_and_skip_nothing() -> None:
    tests = parsed("tests")
    mocked = [str(path) for path, tree in tests.items() if {"unittest.mock", "mock"} & set(imports(tree))]
    skipped = [
        f"{path}:{node.lineno}"
        for path, tree in tests.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in {"skip", "skipif", "importorskip", "xfail"}
    ]

    assert (mocked, skipped) == ([], [])


def test_a_basket_is_never_called_a_cart() -> None:
    carts = [
        f"{path}: {name}"
        for path, tree in parsed(*PRODUCT).items()
        for node in ast.walk(tree)
        for name in [getattr(node, "name", None) or getattr(node, "id", None) or getattr(node, "arg", None)]
        if isinstance(name, str) and re.search(r"(^|_)[Cc]arts?(_|$|[A-Z])", name)
    ]

    assert carts == []
