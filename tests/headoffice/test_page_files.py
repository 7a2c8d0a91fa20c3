"""The files of the order page: three languages, colours that can be read, nothing from elsewhere, nothing as HTML."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from sync.headoffice.pages import shell

FILES = sorted(shell.FOLDER.iterdir())
SCRIPTS = [path for path in FILES if path.suffix == ".js"]
LANGUAGES = ("zh-cn", "zh-tw", "en")
BUILT = re.compile(
    r"(look|way|who|wrong|head|step|here|here\.told|colour|item|item\.chosen|choose|allergen|where|sub|stock|shop|say"
    r"|booked\.state)\."
)
"""Beginnings of keys that scripts put together."""


def words(language: str) -> dict[str, str]:
    """All that the page says in a language."""
    found: dict[str, str] = json.loads((shell.FOLDER / f"words-{language}.json").read_text("utf-8"))
    return found


def source() -> str:
    """All scripts, one after another."""
    return "\n".join(path.read_text("utf-8") for path in SCRIPTS)


def test_every_language_has_every_word_with_the_same_gaps() -> None:
    gaps = re.compile(r"\{\w+\}")
    first = words("zh-cn")

    for language in LANGUAGES:
        own = words(language)
        assert own.keys() == first.keys()
        assert [key for key, text in own.items() if not text.strip()] == []
        assert [key for key in own if sorted(gaps.findall(own[key])) != sorted(gaps.findall(first[key]))] == []


def test_every_word_that_a_script_asks_for_is_there_and_none_is_left_over() -> None:
    known = words("en")
    asked = set(re.findall(r"""\bt\(\s*["']([\w.]+)["']""", source()))
    quoted = set(re.findall(r"""["'`]([\w.]+)["'`]""", source()))

    missing = [key for key in asked if key not in known and f"{key}.other" not in known]
    unused = [
        key
        for key in known
        if key not in quoted and key.removesuffix(".one").removesuffix(".other") not in quoted and not BUILT.match(key)
    ]
    assert (missing, unused) == ([], [])


@pytest.mark.parametrize("look", ["light", "dark", "contrast"])
def test_text_can_be_read_on_its_ground(look: str) -> None:
    css = (shell.FOLDER / "base.css").read_text("utf-8")
    head = ":root {" if look == "light" else f':root[data-look="{look}"] {{'
    block = css[css.index(head) :].split("}", 1)[0]
    colour = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", block))
    pairs = [(ink, ground) for ink in ("ink", "ink2", "ink3") for ground in ("bg", "surface", "surface2")]
    pairs += [("on-primary", "primary"), ("on-accent", "accent"), ("accent-ink", "accent-soft"), ("err", "surface")]
    pairs += [(kind, f"{kind}-soft") for kind in ("err", "warn", "info", "ok")]

    weak = [(pair, round(contrast(colour[pair[0]], colour[pair[1]]), 2)) for pair in pairs]
    assert [one for one in weak if one[1] < 4.5] == []
    assert contrast(colour["edge"], colour["surface"]) >= 3


def contrast(one: str, other: str) -> float:
    """By WCAG 2.2."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def luminance(colour: str) -> float:
    """Relative luminance of #rgb or #rrggbb."""
    text = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    parts = [int(text[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_no_file_names_another_place_or_writes_html() -> None:
    outside = re.compile(r"(?:https?:)?//(?!www\.w3\.org/(?:2000/svg|1999/xlink))[\w-]+\.\w")
    html = re.compile(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|srcdoc")

    for path in FILES:
        text = path.read_text("utf-8")
        assert not outside.search(text), path.name
        assert not html.search(text), path.name
        assert not re.search(r"\sstyle=|\son\w+=\"|<script(?! type=\"module\" src=)|javascript:", text), path.name


def test_scripts_are_short_and_say_first_what_they_are() -> None:
    for path in SCRIPTS:
        lines = path.read_text("utf-8").splitlines()
        assert lines[0].startswith("// "), path.name
        assert len(lines) <= 300, path.name


def test_only_files_of_the_page_are_given_out(tmp_path: Path) -> None:
    names = {path.name for path in FILES}

    assert {"shop.html", "order.html", "worker.js", "base.css"} <= names
    assert {path.suffix for path in FILES} <= set(shell.TYPES)
