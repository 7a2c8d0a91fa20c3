"""An X or a Z on screen: its sections as cards, the same rows that paper shows."""

from __future__ import annotations

from collections.abc import Sequence

from kivy.uix.widget import Widget

from kiosk.till.day_layout import Line, Section
from kiosk.ui.widgets.boxes import Column, Row
from kiosk.ui.widgets.card import Card
from kiosk.ui.widgets.text import Icon, Text

FIRST = ("head", "left", "sales")
"""Sections of the left column, what is left over high enough to be seen at once; the others stand at the right."""


def report_columns(sections: Sequence[Section], *right: Widget) -> Row:
    """The sections in two columns; `right` stands on top of the right one."""
    ours = sorted((section for section in sections if section.key in FIRST), key=lambda one: FIRST.index(one.key))
    left = [section_card(section) for section in ours]
    other = [section_card(section) for section in sections if section.key not in FIRST]
    return Row(Column(*left, gap=16), Column(*right, *other, gap=16), gap=16, align="top", pad=(2, 2, 2, 12))


def section_card(section: Section) -> Card:
    """One section under its title."""
    rows = [_row(line) for line in section.lines]
    return Card(Text(section.title, role="h2", bold=True), Column(*rows, gap=4), pad=(24, 18), gap=10)


def _row(line: Line) -> Widget:
    colour = "warn" if line.alert else "ink" if line.strong else "ink2"
    name = Text(line.name, role="body", bold=line.strong, colour=colour)
    parts: list[Widget] = [Icon("warn", 22, colour="warn")] if line.alert else []
    parts.append(name)
    if line.value:
        parts.append(Text(line.value, role="body", bold=line.strong, colour=colour if line.alert else "ink", hug=True))
    return Row(*parts, gap=12)
