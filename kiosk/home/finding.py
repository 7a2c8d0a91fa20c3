"""What the search page and the shelf page share: a question, its answer as cards, filters, and ways out of nothing."""

from __future__ import annotations

from functools import partial
from typing import Any

from msgspec.structs import replace

from kiosk.catalogue import tables as catalogue
from kiosk.catalogue.model import Category
from kiosk.catalogue.searcher import Searcher
from kiosk.customer.widgets.shopper_screen import ShopperScreen
from kiosk.home.search_filters import FilterSheet
from kiosk.home.search_rescue import Rescue
from kiosk.home.search_results import Results
from kiosk.search.answering import asking
from kiosk.search.model import Filters, Found, Question
from kiosk.ui import navigation
from kiosk.ui.input_method.entry import Entry
from kiosk.ui.widgets.boxes import Column
from kiosk.ui.widgets.pill import Chip
from kiosk.ui.widgets.text import Text

PICTURES = frozenset({"pictures"})


class FindingScreen(ShopperScreen):
    """Asks the search thread, and shows the newest answer. Override `entry` and `answered`."""

    topics = frozenset({"catalogue", "stock", "member", "store", "pictures", "prices"})
    kind = ""
    """Tells this page's questions from another's."""

    def make_parts(self) -> None:
        """Make what both pages have; call it first in `content`."""
        self.title = Text(role="h1", bold=True, shrink=True)
        self.hint = Text(role="second", colour="ink2", lines=1)
        self.filter = Chip(key="search.filter", icon="filter", action=self.open_filters)
        self.results = Results(self.device, self.kind, self.open_product)
        self.rescue = Rescue()
        self.room = Column(self.results.grid, grow=True)
        self.found: Found | None = None
        self.question = Question()
        self.categories: dict[str, Category] = {}
        self._sheet: FilterSheet | None = None
        self._stay = False

    @property
    def entry(self) -> Entry:
        """What stands in the field; nothing, where there is none."""
        return Entry()

    def answered(self, found: Found) -> None:
        """The newest answer is here, and its cards are shown."""

    def arrived(self) -> None:
        """What the page was left with, when somebody comes back to it; else what `args` ask for."""
        super().arrived()
        filters = self.args.get("filters", Filters(category=str(self.args.get("category", ""))))
        self.question = Question(filters=filters, sort=self.args.get("sort", "best"))
        self._stay = False

    def left(self) -> None:
        """What was asked last is of no interest any more."""
        super().left()
        self.close_filters()

    def refresh(self) -> None:
        """Ask anew: prices and stock may have moved. The page stays where it stands."""
        self.show_who()
        self.results.member = self.member
        self.results.reprice()
        self.categories = {one.id: one for one in catalogue.categories(self.device.db)}
        if self.found is not None and self.found.question.language == self.tr.language:
            self._stay = True
        self.ask()

    def changed(self, topics: frozenset[str]) -> None:
        """A picture that came changes its card, and is no reason to search once more."""
        if topics == PICTURES and self.shown:
            self.results.redraw()
            return
        super().changed(topics)

    def ask(self, *, stay: bool | None = None) -> None:
        """Ask what stands in the question now."""
        if stay is not None:
            self._stay = stay
        member = self.member
        self.question = replace(
            self.question,
            entry=self.entry,
            language=self.tr.language,
            counts=self._sheet is not None,
            customer=member.member_id if member is not None else "",
            tier=member.tier if member is not None else "",
        )
        job = asking(self.question, self.results.place)
        self.device.part(Searcher).ask(f"{self.kind}.find", job, self._answered)

    def filter_by(self, filters: Filters) -> None:
        """Narrow, or widen."""
        self.question = replace(self.question, filters=filters)
        self._keep()
        self.ask(stay=False)

    def shelf_name(self, category: str) -> str:
        """A shelf's name in the language in force."""
        known = self.categories.get(category)
        return known.names.text(self.tr.language) if known is not None else ""

    def open_product(self, gtin: str) -> None:
        """A card was tapped."""
        self._keep()
        navigation.go("product.page", gtin=gtin)

    def open_filters(self) -> None:
        """Show all properties, with their counts as soon as they are known."""
        if self._sheet is None:
            self._sheet = FilterSheet(
                self.shelf_name, self._toggled, self._sorted, self.close_filters, self.device.currency
            )
            self._sheet.show(self.found)
            navigation.show(self._sheet)
            self.ask(stay=True)

    def close_filters(self) -> None:
        """Take the sheet away."""
        if self._sheet is not None:
            navigation.hide(self._sheet)
            self._sheet = None

    def _toggled(self, kind: str, value: Any) -> None:  # Any: the property's own
        filters = Filters() if kind == "" else self.question.filters.toggle(kind, value)
        self.filter_by(filters)

    def _sorted(self, sort: Any) -> None:  # Any: a Sort
        self.question = replace(self.question, sort=sort)
        self._keep()
        self.ask(stay=False)

    def _keep(self) -> None:
        """Whoever comes back to this page finds it as they left it."""
        self.args.update(filters=self.question.filters, sort=self.question.sort)

    def _answered(self, found: Found) -> None:
        if not self.shown or found.question != self.question:
            return
        self.found = found
        self._say_filters()
        if found.hits:
            self.results.show(found, stay=self._stay)
            self._fill(self.results.grid)
        else:
            self.rescue.show(found, self._rescues(found))
            self._fill(self.rescue)
        self._stay = False
        if self._sheet is not None:
            self._sheet.show(found)
        self.answered(found)

    def _fill(self, child: Any) -> None:  # a Kivy widget
        if self.room.children != [child]:
            self.room.replace(child)

    def _say_filters(self) -> None:
        filters = self.question.filters
        count = filters.count - (1 if self.kind == "shelf" and filters.category else 0)
        if count:
            self.filter.label.say_key("search.filter_n", n=count)
        else:
            self.filter.label.say_key("search.filter")
        if self.filter.selected != bool(count):
            self.filter.select(bool(count))

    def _rescues(self, found: Found) -> list[tuple[str, str, Any]]:
        """(message key, icon, action) of what may help, the likeliest first."""
        ways: list[tuple[str, str, Any]] = []
        filters = found.question.filters
        if filters.here:
            ways.append(("search.also_elsewhere", "store", partial(self.filter_by, filters.toggle("here"))))
        if filters.count > filters.here:
            ways.append(("search.no_filters", "close", partial(self.filter_by, Filters())))
        if navigation.knows("browse.shelf") and navigation.front() != "browse.shelf":
            ways.append(("search.shelves", "bag", partial(navigation.go, "browse.shelf")))
        if navigation.knows("service.call"):
            ways.append(("search.call", "bell", partial(navigation.go, "service.call", about="search")))
        return ways
