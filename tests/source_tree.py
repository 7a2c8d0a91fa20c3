"""Reads the product's own source, for tests that check what it says rather than what it does."""

import ast
import functools
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

PRODUCT = ("kiosk", "sync", "hardware")


@functools.cache
def parsed(*packages: str) -> dict[Path, ast.Module]:
    """Give the syntax tree of each module of these packages, by its path from the repository's root."""
    paths = sorted(path for package in packages for path in (ROOT / package).rglob("*.py"))
    return {path.relative_to(ROOT): ast.parse(path.read_text("utf-8"), str(path)) for path in paths}


def imports(tree: ast.Module) -> Iterator[str]:
    """Yield the full name of each module that a module asks for, wherever in it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


def top_imports(tree: ast.Module) -> set[str]:
    """Give the packages that a module asks for: `cv2`, `paho`, `sync`."""
    return {name.partition(".")[0] for name in imports(tree)}
