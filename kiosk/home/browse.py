"""Walks along the shelves: a shelf, those that lie in it, and all of its products."""

from __future__ import annotations

from typing import Any

from kivy.uix.widget import Widget
from msgspec.structs import replace

from kiosk.home.finding import FindingScreen
from kiosk.search.model import Filters, Found
from kiosk.ui import navigation
from kiosk.ui.widgets.boxes import Column, Row
from kiosk.ui.widgets.button import Button, RoundButton
from kiosk.ui.widgets.chip_line import ChipLine, Choice


class ShelfScreen(FindingScreen):
    """All products of a shelf as cards, any number; `args["category"]` names it, nothing names the whole shop."""

    kind = "shelf"

    def content(self) -> Widget:
        """Name and shelves above, cards below."""
        self.make_parts()
        self.back = RoundButton("back", name_key="ui.back", action=self._up, size=96, kind="quiet")
        self.line = ChipLine(self._chosen, more=self.open_filters)
        head = Column(Row(self.back, self.title, self.filter, gap=20), self.hint, self.line, gap=12, pad=(56, 0, 56, 4))
        return Column(head, self.room, grow=True)

    def buttons(self) -> tuple[Button, ...]:
        """By name, or by scanning."""
        scan = Button("browse.scan", icon="scan", action=lambda: navigation.go("home.scan"))
        find = Button("search.title", icon="search", kind="accent", action=lambda: navigation.go("search.find"))
        return (scan, find)

    def refresh(self) -> None:
        """Read the shelves, and ask anew."""
        super().refresh()
        category = self.question.filters.category
        name = self.shelf_name(category)
        if name:
            self.title.say(name)
        else:
            self.title.say_key("browse.title")
        self.line.show(self._shelves(category))

    def answered(self, found: Found) -> None:
        """How many there are."""
        count = max(len(found.ids), len(found.hits))
        if count:
            self.hint.say_key("search.many" if found.more else "search.results", n=count)
        else:
            self.hint.say_key("search.none_filtered")

    def filter_by(self, filters: Filters) -> None:
        """Without filters one still stands before the same shelf."""
        if filters == Filters():
            filters = replace(filters, category=self.question.filters.category)
        super().filter_by(filters)
        self.refresh()

    def _shelves(self, category: str) -> list[Choice]:
        """The shelves in this one; where there are none, those beside it."""
        inside = [one for one in self.categories.values() if one.parent == category]
        if not inside and category in self.categories:
            parent = self.categories[category].parent
            inside = [one for one in self.categories.values() if one.parent == parent]
        chosen = [one for one in inside if one.id == category]
        order = [*chosen, *(one for one in inside if one.id != category)]
        return [Choice(one.names.text(self.tr.language), one.id, selected=one.id == category) for one in order]

    def _chosen(self, value: Any) -> None:  # Any: a shelf's name
        filters = self.question.filters
        if value != filters.category:
            super().filter_by(replace(filters, category=str(value)))
            self.refresh()

    def _up(self) -> None:
        """To the shelf that this one lies in, and from the whole shop to where one came from."""
        category = self.question.filters.category
        if category in self.categories:
            super().filter_by(Filters(category=self.categories[category].parent))
            self.refresh()
        else:
            navigation.back()
