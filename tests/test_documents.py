"""What the pages say is there: links lead somewhere, every command has its line, every example of settings is whole."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any, get_args, get_origin

import msgspec
import pytest

from kiosk import settings
from scripts.benches.__main__ import NAMES
from tests.source_tree import ROOT

LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
PAGES = sorted(
    path
    for path in ROOT.rglob("*.md")
    if not {".venv", ".git", "node_modules"} & set(path.relative_to(ROOT).parts) and ".pytest_cache" not in str(path)
)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    links = LINK.findall(page.read_text("utf-8"))

    broken = [link for link in links if "://" not in link and not (page.parent / link).exists()]

    assert broken == []


def test_every_command_has_a_line_in_the_list_of_commands() -> None:
    listed = (ROOT / "scripts" / "README.md").read_text("utf-8")
    commands = [path.name for path in (ROOT / "scripts").iterdir() if path.is_file() and not path.suffix]
    programs = [path.parent.name for path in (ROOT / "scripts").glob("*/__main__.py") if path.parent.name != "benches"]

    unlisted = [name for name in commands if not re.search(rf"^\| `{name}\b", listed, re.MULTILINE)]
    unlisted += [name for name in programs if name != "tour" and f"| `scripts.{name}" not in listed]

    assert unlisted == []


def test_the_benches_that_the_list_names_are_those_that_there_are() -> None:
    listed = (ROOT / "scripts" / "README.md").read_text("utf-8")
    named = re.search(r"measures (.*?) against", listed)

    assert named is not None
    assert set(re.findall(r"`(\w+)`", named.group(1))) == set(NAMES)


@pytest.mark.parametrize("name", ["kiosk", "tablet", "till", "manager"])
def test_the_examples_of_settings_can_be_used(name: str) -> None:
    found = settings.load(ROOT / "config" / f"{name}.toml")

    assert found.device.name.startswith(name)


@pytest.mark.parametrize("name", ["kiosk", "tablet", "till", "manager"])
def test_the_examples_of_settings_name_every_key(name: str) -> None:
    example = tomllib.loads((ROOT / "config" / f"{name}.toml").read_text("utf-8"))
    parts = [field for field in msgspec.structs.fields(settings.Settings) if field.name != "folder"]

    missing = [
        f"[{part.name}] {key.name}"
        for part in parts
        for key in msgspec.structs.fields(_struct(part.type))
        if key.name not in _first(example.get(part.name, {}))
    ]

    assert missing == []


def _struct(kind: Any) -> Any:  # a type, or a tuple of it for a part that may come several times
    return get_args(kind)[0] if get_origin(kind) is tuple else kind


def _first(part: Any) -> Any:  # what TOML holds
    return part[0] if isinstance(part, list) else part


def test_commands_can_be_run() -> None:
    commands = [path for path in (ROOT / "scripts").iterdir() if path.is_file() and not path.suffix]

    blocked = [path.name for path in commands if not path.stat().st_mode & 0o100]

    assert blocked == []
