"""Cards in columns, any number of them: only those in sight exist, and each frame paints as many as it has time for."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

from kivy.clock import Clock
from kivy.graphics import Color, InstructionGroup, RoundedRectangle
from kivy.uix.scrollview import ScrollView
from kivy.uix.widget import Widget

from kiosk.ui.motion import motion
from kiosk.ui.theme import theme
from kiosk.ui.widgets.product_grid import EMPTY, ProductCard, ProductView
from kiosk.ui.widgets.scroll import Scrolling

BUDGET_S = 0.006
"""Painting of cards in one frame. One card takes two or three milliseconds, so two or three come together."""

AT_HAND_S = 0.05
"""So long after it moved a shelf still moves: then one card a frame is enough, as a row goes by in four."""

MADE = 2
"""Cards that are made in one frame: each is twenty widgets, and eight milliseconds. They are kept afterwards."""

MOST_MADE = 20
"""Rounds of making until a place has its card."""

AHEAD = 1
"""Rows beyond the edges that are kept ready, also for the ring of a keypad."""

WAIT_S = 0.05
"""Between two looks whether the page has arrived."""

NOBODY = -1


class ShelfCard(ProductCard):
    """A card that is grey shapes until it knows its product."""

    def __init__(self, open_product: Callable[[str], object]) -> None:
        self.index = NOBODY
        super().__init__(EMPTY, open_product, size_hint=(None, None))
        self._sketched = False
        self._grey = Color(0, 0, 0, 0)
        self._shapes = [RoundedRectangle() for _ in range(3)]
        self._square = RoundedRectangle()
        self._shades = InstructionGroup()
        for part in (self._grey, *self._shapes, self._square):
            self._shades.add(part)
        self._words.bind(pos=self._sketch, size=self._sketch)
        self._picture.bind(pos=self._sketch, size=self._sketch)
        self._blank(True)

    def restyle(self) -> None:
        """Take colours, sizes and words anew."""
        super().restyle()
        self._blank(not self.view.gtin)

    def take(self, view: ProductView) -> None:
        """Show this product; `EMPTY` shows grey shapes."""
        self.view = view
        self._blank(not view.gtin)

    def _show(self, *_: object) -> None:
        if self.view.gtin:
            super()._show()
        else:
            self._picture.show("", "")

    def _blank(self, blank: bool) -> None:
        self.action = None if blank else self._open  # there is nothing to open yet
        self._words.opacity = self._picture.opacity = 0 if blank else 1
        if blank != self._sketched:
            # Shapes that nobody sees would be drawn with every frame all the same.
            self._sketched = blank
            (self.canvas.after.add if blank else self.canvas.after.remove)(self._shades)
        self._grey.rgba = theme.colour("surface2")
        self._sketch()

    def _sketch(self, *_: object) -> None:
        if not self._sketched:
            return
        words, line = self._words, theme.size_of("body") * 0.8
        tops = (0.06, 0.26, 0.62)
        for shape, top, wide in zip(self._shapes, tops, (0.9, 0.55, 0.4), strict=True):
            shape.size = (words.width * wide, line)
            shape.pos = (words.x, words.y + words.height * (1 - top) - line)
            shape.radius = [line / 3]
        self._square.pos, self._square.size = self._picture.pos, self._picture.size
        self._square.radius = [theme.radius("thumb")]


class _Field(Widget):  # type: ignore[misc,unused-ignore]  # Kivy is untyped
    """What the cards lie on, as high as all rows together. It places nothing by itself."""

    def __init__(self) -> None:
        super().__init__(size_hint=(1, None))
        self.view_indices: dict[Any, int] = {}
        """Card -> its place, by which a page is read aloud in order."""
        self.cols = 1
        """Columns, by which the ring of a keypad goes up and down."""


class EndlessGrid(Scrolling, ScrollView):
    """Any number of products in columns.

    Args:
        open_product: called with the GTIN of a card that was tapped.
        wanted: called with (first, last + 1) of the places that are in sight, whenever that changes.
        columns: at 100 % text; one less where the text is at 150 %.
    """

    def __init__(
        self,
        open_product: Callable[[str], object],
        wanted: Callable[[int, int], object],
        *,
        columns: int = 2,
        gap: float = 16,
        pad: float = 56,
    ) -> None:
        self._open = open_product
        self._wanted = wanted
        self._design = (columns, gap, pad)
        self._columns = columns
        self._count = 0
        self._views: dict[int, ProductView] = {}
        self._cards: list[ShelfCard] = []
        self._by_index: dict[int, ShelfCard] = {}
        self._range = (0, 0)
        self._moved_at = 0.0
        super().__init__()
        self.field = _Field()
        self.add_widget(self.field)
        self._paint_soon = Clock.create_trigger(self._paint)
        self._paint_later = Clock.create_trigger(self._paint, WAIT_S)
        self._lay_soon = Clock.create_trigger(self._lay)
        self.bind(pos=self._lay_soon, size=self._lay_soon, scroll_y=self._lay_now)
        self.field.bind(pos=self._moved, width=self._lay_soon)

    @property
    def count(self) -> int:
        """How many products there are."""
        return self._count

    def show(self, count: int, views: Mapping[int, ProductView], *, stay: bool = False) -> None:
        """Show so many products, of which these are known; from the top, or where the page stands now."""
        self._count = count
        self._views = dict(views)
        if not stay:
            self.effect_y.velocity = 0
            self.effect_y.value = self.effect_y.min  # the top; or it would go on from where a finger had left it
            self.scroll_y = 1
        self._lay()
        self._paint_soon()

    def fill(self, views: Mapping[int, ProductView]) -> None:
        """More is known of these."""
        self._views.update(views)
        self._paint_soon()

    def restyle(self) -> None:
        """Take sizes anew."""
        super().restyle()
        columns = self._design[0]
        self._columns = max(1, columns - 1) if theme.text_scale >= 1.5 else columns
        self.field.cols = self._columns
        self._range = (0, 0)
        self._lay_soon()

    def bring(self, index: int) -> ShelfCard | None:
        """Scroll to a place and give its card; None if there is no such place, or nothing is known of it yet."""
        if not 0 <= index < self._count:
            return None
        row, line = self.row_height, index // self._columns
        hidden = max(1.0, self.field.height - self.height)
        above = (1 - self.scroll_y) * hidden
        top = theme.px(8) + line * row
        if top < above:
            above = top - theme.px(8)
        elif top + row > above + self.height:
            above = top + row - self.height
        self.scroll_y = 1 - max(0.0, min(1.0, above / hidden))
        for _ in range(MOST_MADE):
            self._lay()
            if index in self._by_index:
                break
        card = self._by_index.get(index)
        if card is not None:
            card.take(self._views.get(index, EMPTY))
        return card if card is not None and card.view.gtin else None

    @property
    def row_height(self) -> float:
        """Of a card and the gap below it, screen pixels."""
        return ProductCard.needed_height() + theme.px(self._design[1])

    def _lay_now(self, *_: object) -> None:
        self._moved_at = time.perf_counter()
        self._lay()

    def _moved(self, *_: object) -> None:
        """The field was scrolled: the cards lie on it, and move along."""
        self._place()

    def _lay(self, *_: object) -> None:
        """Find the rows in sight, and have a card for each of their places."""
        if self.width < 2 or self.height < 2:
            return
        row = self.row_height
        rows = -(-self._count // self._columns)
        top, bottom = theme.px(8), theme.px(24)
        tall = top + rows * row + bottom
        if abs(self.field.height - tall) > 0.5:
            self.field.height = tall
        hidden = max(0.0, tall - self.height)
        above = (1 - min(1.0, max(0.0, self.scroll_y))) * hidden
        first = max(0, int((above - top) // row) - AHEAD) * self._columns
        last = min(self._count, (int((above - top + self.height) // row) + 1 + AHEAD) * self._columns)
        if (first, last) != self._range or len(self._by_index) != max(0, last - first):
            self._range = (first, last)
            self._deal(first, last)
            if last > first:
                self._wanted(first, last)
        self._place()
        self._paint_soon()

    def _deal(self, first: int, last: int) -> None:
        """Give every place in sight a card; those that went out of sight are free again."""
        free = [card for card in self._cards if not first <= card.index < last]
        self._by_index = {card.index: card for card in self._cards if first <= card.index < last}
        made = 0
        for index in range(first, last):
            if index in self._by_index:
                continue
            if not free and made == MADE:
                self._lay_soon()  # the others in the next frame
                break
            made += not free
            card = free.pop() if free else self._make()
            card.index = index
            self._by_index[index] = card
        for card in free:
            card.index = NOBODY
            card.opacity = 0
            card.pos = (-2 * theme.width, 0)
        self.field.view_indices = {card: index for index, card in self._by_index.items()}

    def _make(self) -> ShelfCard:
        card = ShelfCard(self._open)
        self._cards.append(card)
        self.field.add_widget(card)
        return card

    def _place(self) -> None:
        gap, pad = theme.px(self._design[1]), theme.px(self._design[2])
        wide = (self.field.width - 2 * pad - gap * (self._columns - 1)) / self._columns
        tall = ProductCard.needed_height()
        for index, card in self._by_index.items():
            line, column = divmod(index, self._columns)
            card.size = (round(wide), tall)
            card.pos = (
                round(self.field.x + pad + column * (wide + gap)),
                round(self.field.y + self.field.height - theme.px(8) - line * (tall + gap) - tall),
            )
            card.opacity = 1

    def _paint(self, *_: object) -> None:
        """Show what is known of the cards, the uppermost first, for as long as a frame has time."""
        if motion.page_comes:
            # Grey shapes come in smoothly; cards that are painted meanwhile would make them stumble.
            self._paint_later()
            return
        now = time.perf_counter()
        until = now if now - self._moved_at < AT_HAND_S else now + BUDGET_S
        for index in sorted(self._by_index):
            card = self._by_index[index]
            view = self._views.get(index, EMPTY)
            if card.view != view:
                card.take(view)
                if time.perf_counter() >= until:
                    self._paint_soon()
                    return
