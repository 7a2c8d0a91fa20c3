"""Sections: what has not changed is kept, what lies below comes after what stands above, nothing of another page."""

from __future__ import annotations

from typing import Any

from kiosk.ui.motion import motion
from kiosk.ui.theme import theme
from kiosk.ui.widgets.boxes import Column
from kiosk.ui.widgets.sections import Section, Sections
from kiosk.ui.widgets.text import Text
from scripts.screenshots.shooting import stood_still, unhurried
from tests.ui import Ui, ui

__all__ = ["ui"]


def words(holder: Column) -> list[str]:
    """What stands there, from above."""
    return [child.whole for child in reversed(holder.children) if isinstance(child, Text)]


def section(name: str, text: str) -> Section:
    """One text."""
    return Section(name, text, lambda: Text(text))


def mounted(ui: Ui) -> tuple[Column, Sections]:
    """An empty page."""
    holder = Column()
    ui.mount(holder, (400, 400))
    return holder, Sections(holder)


def test_what_stands_below_comes_in_the_frames_after(ui: Ui) -> None:
    holder, sections = mounted(ui)

    sections.show([section("a", "head")], [section("b", "below")])
    assert words(holder) == ["head"]

    ui.settle()
    assert words(holder) == ["head", "below"]


def test_only_what_changed_is_made_anew(ui: Ui) -> None:
    holder, sections = mounted(ui)
    sections.show([section("a", "head"), section("c", "same")], [section("b", "below")])
    ui.settle()
    kept: list[Any] = list(reversed(holder.children))

    sections.show([section("a", "other"), section("c", "same")], [section("b", "below")])

    assert words(holder) == ["other", "same", "below"]
    assert list(reversed(holder.children))[1:] == kept[1:]
    assert sections.built == 4


def test_a_section_with_nothing_to_say_takes_no_place(ui: Ui) -> None:
    holder, sections = mounted(ui)

    sections.show([Section("none", 0, lambda: None), section("a", "head")])

    assert words(holder) == ["head"]


def test_a_new_page_is_in_its_place_before_its_lower_part_is_made(ui: Ui) -> None:
    holder, sections = mounted(ui)
    theme.choose(motion=True)
    motion.forget()  # slow frames while it was mounted would still every move

    with unhurried(), stood_still():
        ui.settle(1)  # what begins now begins at the time that stands, and not at that of a frame long ago
        sections.show([section("a", "head")], [section("b", "below")])
        ui.settle()
    assert words(holder) == ["head"]

    sections.finish()
    assert words(holder) == ["head", "below"]


def test_nothing_is_made_for_a_page_that_nobody_looks_at(ui: Ui) -> None:
    holder, sections = mounted(ui)
    sections.show([section("a", "head")], [section("b", "below")])

    sections.rest()
    ui.settle()

    assert words(holder) == ["head"]


def test_of_another_page_nothing_is_left(ui: Ui) -> None:
    holder, sections = mounted(ui)
    sections.show([section("a", "head")], [section("b", "below")])
    ui.settle()

    sections.clear()
    sections.show([section("a", "next")], [section("b", "its own")])

    assert words(holder) == ["next"]
