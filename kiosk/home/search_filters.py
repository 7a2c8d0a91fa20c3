"""The sheet of properties: order, shelf, price, brand, size and colour, each with how many products have it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any

from kiosk.catalogue.widgets import brand_words, label, size_words
from kiosk.money import Money
from kiosk.search.model import SORTS, Band, Found
from kiosk.ui.tr import tr
from kiosk.ui.widgets.boxes import Column, Flow, Row
from kiosk.ui.widgets.button import Actions, Button, RoundButton
from kiosk.ui.widgets.dialog import SheetLayer
from kiosk.ui.widgets.pill import Chip
from kiosk.ui.widgets.press import Action
from kiosk.ui.widgets.text import Text

MOST_VALUES = 14
"""Values of one property that are offered, the commonest; those chosen are always among them."""

Toggle = Callable[[str, Any], object]
"""(kind, value) of a property; an empty kind takes all away. Any: the property's own."""


class FilterSheet(SheetLayer):
    """Shows what there is to choose. Every tap counts at once; the cards behind follow.

    Args:
        shelf_name: a category's name in the language in force.
        toggle: one value more, or less.
        sort: another order.
        currency: ISO 4217, of the bands of prices.
    """

    def __init__(
        self,
        shelf_name: Callable[[str], str],
        toggle: Toggle,
        sort: Callable[[Any], object],
        close: Action,
        currency: str,
    ) -> None:
        self._currency = currency
        self._shelf_name = shelf_name
        self._toggle = toggle
        self._sort = sort
        self._found: Found | None = None
        self._groups = Column(gap=28, pad=(0, 0, 0, 12))
        self.none = Button("search.no_filters", action=lambda: toggle("", None))
        self.done = Button("writing.see_none", kind="primary", action=close)
        super().__init__(
            Row(
                Text(key="search.filters", role="h1", bold=True),
                RoundButton("close", name_key="access.done", action=close, size=96, kind="quiet"),
                gap=16,
            ),
            self._groups,
            close=close,
            foot=Actions(self.none, self.done, gap=16),
            gap=24,
        )

    def show(self, found: Found | None) -> None:
        """Show what can be chosen in this answer; before it is counted, what is chosen."""
        self._found = found
        if found is None:
            return
        count = max(len(found.ids), len(found.hits))
        if count:
            self.done.label.say_key("writing.see_more" if found.more else "writing.see", n=count)
        else:
            self.done.label.say_key("writing.see_none")
        if found.counted is None and self._groups.children:
            return
        self._groups.replace(*self._all_groups(found))

    def restyle(self) -> None:
        """Take sizes and words anew."""
        super().restyle()
        self.show(self._found)

    def _all_groups(self, found: Found) -> Iterable[Column]:
        filters, counted = found.question.filters, found.counted
        rated = counted is not None and counted.rated
        sorts = [
            Chip(key=f"search.sort_{sort}", selected=found.question.sort == sort, action=partial(self._sort, sort))
            for sort in SORTS
            if sort != "rating" or rated
        ]
        yield _group("search.sort", sorts)
        if counted is None:
            return
        yield _group(
            "search.where",
            [
                self._chip("here", None, tr.text("search.filter_here"), counted.here, filters.here),
                self._chip("offer", None, tr.text("search.filter_offer"), counted.offer, filters.offer),
            ],
        )
        shelves = [
            self._chip("category", one, self._shelf_name(one), n, filters.category == one)
            for one, n in _most(counted.categories, [filters.category] if filters.category else [])
            if self._shelf_name(one)
        ]
        bands = [
            self._chip("bands", band, _band(band, self._currency), n, band in filters.bands)
            for band, n in counted.bands.items()
            if n or band in filters.bands
        ]
        brands = [
            self._chip("brands", one, brand_words(one), n, one in filters.brands)
            for one, n in _most(counted.brands, filters.brands)
        ]
        sizes = [
            self._chip("sizes", one, size_words(one), n, one in filters.sizes)
            for one, n in _most(counted.sizes, filters.sizes)
        ]
        colours = [
            self._chip("colours", one, label("colour", one), n, one in filters.colours)
            for one, n in _most(counted.colours, filters.colours)
        ]
        groups = (
            ("search.category", shelves),
            ("search.price", bands),
            ("search.brand", brands),
            ("search.size", sizes),
            ("search.colour", colours),
        )
        for key, chips in groups:
            if len(chips) > 1 or any(chip.selected for chip in chips):
                yield _group(key, chips)

    def _chip(self, kind: str, value: Any, words: str, count: int, selected: bool) -> Chip:  # Any: the property's own
        chip = Chip(f"{words}  {count}", selected=selected, action=partial(self._toggle, kind, value))
        if not count and not selected:
            chip.opacity = 0.38
            chip.action = None
        return chip


def _group(key: str, chips: Sequence[Chip]) -> Column:
    return Column(Text(key=key, role="second", bold=True, colour="ink2"), Flow(*chips, gap=24), gap=12)


def _most(counted: dict[str, int], chosen: Iterable[str]) -> list[tuple[str, int]]:
    """The commonest values, and before them those that are chosen."""
    first = {one: counted.get(one, 0) for one in sorted(chosen)}
    return list((first | {one: n for one, n in counted.items() if one not in first}).items())[:MOST_VALUES]


def _band(band: Band, currency: str) -> str:
    """`¥100-200`, up to and from."""
    low, high = (tr.money(Money(edge, currency)) for edge in band)
    if not band[0]:
        return tr.text("search.up_to", price=high)
    return tr.text("search.from", price=low) if not band[1] else f"{low} – {high}"
