"""Products as cards: one card, and a grid that holds thousands and draws the dozen that is seen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from kivy.properties import ObjectProperty
from kivy.uix.recyclegridlayout import RecycleGridLayout
from kivy.uix.recycleview import RecycleView
from msgspec import Struct

from kiosk.ui.theme import theme
from kiosk.ui.widgets.boxes import Column, Gap, Row
from kiosk.ui.widgets.card import Card
from kiosk.ui.widgets.picture import Picture
from kiosk.ui.widgets.pill import Pill, State
from kiosk.ui.widgets.scroll import Scrolling
from kiosk.ui.widgets.text import Text


class ProductView(Struct, frozen=True):
    """What a card shows of one product, in words that are ready to be shown."""

    gtin: str
    name: str
    detail: str = ""
    """Size or colour: `30 ml`."""

    price: str = ""
    old_price: str = ""
    state: State = "neutral"
    stock: str = ""
    """Availability in words, shown as a pill in `state`; empty shows none."""

    picture: str = ""
    """Path of the file; empty shows a stand-in."""


def large() -> bool:
    """Whether cards stand in one column, as their words need its width."""
    return theme.text_scale >= 1.5 and not theme.tablet


LINE = 1.46
"""Height of a line of our type, in type sizes."""

EMPTY = ProductView("", "")


class ProductCard(Card):
    """A product beside its picture: name (two lines), detail, price, availability. All of a grid are equally high."""

    view = ObjectProperty(EMPTY, rebind=False)
    open_product: Any = ObjectProperty(None, allownone=True)

    def __init__(
        self, view: ProductView = EMPTY, open_product: Callable[[str], object] | None = None, **named: Any
    ) -> None:
        wide = theme.tablet
        self._picture = Picture(radius="thumb", width_px=120 if wide else 170, size_hint=(None, 1))
        self._name = Text("", role="body", bold=True, lines=2)
        self._detail = Text("", role="caption", colour="ink2", lines=1)
        self._price = Text("", role="h2", bold=True, hug=True)
        self._old = Text("", role="caption", colour="ink2", hug=True, strike=True)
        self._pill = Pill("", "neutral", icon="", tight=True)
        self._sums = Row(gap=10)
        self._words = Column(gap=4, grow=True)
        self._large: bool | None = None
        named.pop("size_hint", None)
        super().__init__(
            Row(self._picture, self._words, gap=20, grow=True, align="stretch"),
            pad=14 if wide else 18,
            grow=True,
            action=self._open,
            **named,
        )
        self.view = view
        self.open_product = open_product
        self.bind(view=self._show)

    def restyle(self) -> None:
        """Take colours, sizes and words anew."""
        super().restyle()
        self._lay(large())
        self._show()

    def _lay(self, wide: bool) -> None:
        """A card that has the whole width says how many there are beside the price, and its picture is wider."""
        if wide == self._large:
            return
        self._large = wide
        self._picture.stand(260 if wide else 120 if theme.tablet else 170)
        for holder in (self._sums, self._words):
            holder.clear_widgets()
        self._sums.replace(self._price, self._old, Gap(), *([self._pill] if wide else []))
        self._words.replace(self._name, self._detail, Gap(), self._sums, *([] if wide else [self._pill]))

    def _show(self, *_: object) -> None:
        view = self.view
        self._name.say(view.name)
        self._detail.say(view.detail)
        self._price.say(view.price)
        self._price.paint("sale" if view.old_price else "ink")
        self._old.say(view.old_price)
        self._picture.show(view.picture, view.gtin)
        self._pill.say(view.stock, view.state)
        self._pill.opacity = 1 if view.stock else 0

    def _hug(self, *_: object) -> None:
        """Its height is the grid's to decide."""

    def _open(self) -> None:
        if self.open_product is not None:
            self.open_product(self.view.gtin)

    @staticmethod
    def needed_height() -> float:
        """How high a card must be for its words, in screen pixels."""
        words = 2 * theme.size_of("body") + theme.size_of("caption") + theme.size_of("h2")
        pill = max(theme.grown(48 if not theme.tablet else 32), theme.size_of("caption") * 1.46 + theme.px(8))
        if large():
            pill = 0.0
        return float(round(words * LINE + pill + theme.px(2 * 18 + 5 * 4)))


class ProductGrid(Scrolling, RecycleView):
    """Cards in columns that scroll. Only those in sight exist.

    Args:
        open_product: called with the GTIN of a card that was tapped.
        columns: at 100 % text; one less where the text is at 150 %.
    """

    def __init__(
        self, open_product: Callable[[str], object], *, columns: int = 2, gap: float = 16, pad: float = 0
    ) -> None:
        self._open = open_product
        self._columns = columns
        self._gap = gap
        self._side = pad
        self._views: list[ProductView] = []
        super().__init__()
        self._grid = RecycleGridLayout(cols=columns, size_hint=(1, None), default_size_hint=(1, None))
        self._grid.bind(minimum_height=self._grid.setter("height"))
        self.add_widget(self._grid)
        self.viewclass = ProductCard  # kept by the grid, so it comes after it

    def show(self, views: Sequence[ProductView]) -> None:
        """Show these products, from the top."""
        self._views = list(views)
        self.scroll_y = 1
        self.data = [{"view": view, "open_product": self._open} for view in self._views]

    def restyle(self) -> None:
        """Take sizes anew."""
        super().restyle()
        large = theme.text_scale >= 1.5
        self._grid.cols = max(1, self._columns - 1) if large else self._columns
        self._grid.spacing = theme.px(self._gap)
        side = theme.px(self._side)
        self._grid.padding = [side, theme.px(8), side, theme.px(24)]
        self._grid.default_size = (None, ProductCard.needed_height())
        self.refresh_from_data()
