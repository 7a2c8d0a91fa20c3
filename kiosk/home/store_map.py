"""Where a product stands: the shop drawn from above, "you are here", the way, and the same in words."""

from __future__ import annotations

from collections.abc import Sequence

from kivy.graphics import Color, SmoothEllipse, SmoothLine, SmoothRoundedRectangle
from kivy.uix.floatlayout import FloatLayout
from kivy.uix.widget import Widget

from kiosk.catalogue import tables as catalogue
from kiosk.catalogue.model import Product, StorePlan
from kiosk.catalogue.way import Point, Way, way
from kiosk.catalogue.widgets import detail_of, name_of, picture_of
from kiosk.customer.widgets.shopper_screen import ShopperScreen
from kiosk.ui import navigation
from kiosk.ui.theme import theme
from kiosk.ui.widgets.base import Styled
from kiosk.ui.widgets.boxes import Column, Row
from kiosk.ui.widgets.button import Button
from kiosk.ui.widgets.card import Card, Panel
from kiosk.ui.widgets.picture import Picture
from kiosk.ui.widgets.pill import Pill
from kiosk.ui.widgets.scroll import Scroll
from kiosk.ui.widgets.text import Icon, Text

EDGE = 64
"""Design pixels around what is drawn, where its signs find room."""

HIGHEST = 880

PLACES = {"entrance": "store", "till": "till", "pickup": "parcel"}
"""Kinds of places that are marked, and their icons."""


class StoreMap(ShopperScreen):
    """Shows the way to the product `self.args["gtin"]`."""

    topics = frozenset({"catalogue", "store", "pictures"})

    def content(self) -> Widget:
        """Product above, drawing, then the way in words."""
        self._page = Column(gap=24, pad=(56, 16, 56, 40))
        return Scroll(self._page)

    def buttons(self) -> tuple[Button, ...]:
        """Back to the product, or on."""
        scan = Button("map.scan", icon="scan", action=lambda: navigation.go("home.scan"))
        back = Button("map.back", kind="primary", icon="back", action=navigation.back)
        return (scan, back)

    def refresh(self) -> None:
        """Read the plan and find the way."""
        self.show_who()
        store = self.device
        product = catalogue.find(store.db, str(self.args.get("gtin", "")), store.currency)
        plan = catalogue.plan(store.db)
        parts: list[Widget] = [Text(key="map.title", role="h1", bold=True)]
        if product is not None:
            parts.append(self._product(product))
        spot = plan.spot(product) if plan is not None and product is not None else None
        if plan is None or product is None or spot is None:
            parts.append(_no_plan(product))
        else:
            here = plan.place("kiosk", store.device) or plan.place("entrance")
            start = (float(here.x), float(here.y)) if here is not None else None
            found = way(plan, start, spot) if start is not None else None
            parts.append(Card(FloorPlan(plan, product.aisle, start, spot, found), pad=28))
            parts.append(self._words(product, found))
        self._page.replace(*parts)

    def _product(self, product: Product) -> Row:
        picture = Picture(picture_of(self.device, product), seed=product.gtin, width_px=120, height_px=120)
        words = Column(
            Text(name_of(product), role="h2", bold=True), Text(detail_of(product), role="second", colour="ink2"), gap=2
        )
        place = Pill(self.tr.text("map.place", place=product.location), "ok", icon="store")
        return Row(picture, Column(words, place, gap=8), gap=24)

    def _words(self, product: Product, found: Way | None) -> Widget:
        if found is None:
            return _no_plan(product)
        tr = self.tr
        lines = [tr.text(f"map.{leg.turn}", n=leg.metres) for leg in found.legs]
        lines.append(tr.text("map.arrive", place=product.location))
        rows = [
            Row(
                Text(str(number), role="body", bold=True, colour="accent_line", hug=True),
                Text(line, role="body"),
                gap=20,
            )
            for number, line in enumerate(lines, 1)
        ]
        head = Text(tr.text("map.steps", n=found.steps), role="h2", bold=True)
        return Panel(head, *rows, gap=14, pad=36)


class FloorPlan(Styled, FloatLayout):
    """The shop from above, as wide as its place; the shelf and the way to it stand out.

    Args:
        aisle: the shelf that is meant.
        start, goal: centimetres; where the shopper stands (None if nobody knows) and where the product does.
    """

    def __init__(self, plan: StorePlan, aisle: str, start: Point | None, goal: Point, found: Way | None) -> None:
        self._plan, self._aisle, self._start, self._goal, self._way = plan, aisle, start, goal, found
        across = [*(one.x for one in plan.shelves), *(one.x for one in plan.places)]
        down = [*(one.y for one in plan.shelves), *(one.y for one in plan.places)]
        self._corner = (float(min(across, default=0)), float(min(down, default=0)))
        super().__init__(size_hint=(1, None))
        marked = [place for place in plan.places if place.kind in PLACES]
        self._icons = [(place, Icon(PLACES[place.kind], 40, colour="ink2")) for place in marked]
        # Two checkouts beside one another need the word once.
        named = {place.kind: place for place in reversed(marked)}
        self._names = [
            (place, Text(key=f"map.{kind}", role="micro", colour="ink2", hug=True)) for kind, place in named.items()
        ]
        self._blocks = [
            (block, Text(block, role="caption", bold=True, colour="ink2", hug=True)) for block in _blocks(plan)
        ]
        self._you = Text(key="map.you", role="caption", bold=True, hug=True, colour="info")
        self._sign = Pill(aisle, "accent", square=True, bold=True, tight=True)
        words = [name for _, name in self._names]
        letters = [letter for _, letter in self._blocks]
        for label in (*(icon for _, icon in self._icons), *words, *letters, self._you, self._sign):
            self.add_widget(label)
            label.bind(size=self._again)
        self.bind(pos=self._draw, size=self._draw)

    def restyle(self) -> None:
        """Take colours anew."""
        self._draw()

    def _again(self, *_: object) -> None:
        self._place()

    def _extent(self) -> tuple[float, float]:
        """Centimetres that are drawn, across and down."""
        return max(1.0, self._plan.width - self._corner[0]), max(1.0, self._plan.height - self._corner[1])

    def _scale(self) -> float:
        """Screen pixels for a centimetre: as wide as its place, and so high that the way's words stay in sight."""
        across, down = self._extent()
        side = theme.px(EDGE)
        return max(0.001, min((float(self.width) - 2 * side) / across, (theme.px(HIGHEST) - 2 * side) / down))

    def at(self, point: Point) -> tuple[float, float]:
        """Where a place of the shop lies in the window; the drawing's y grows downwards, Kivy's upwards."""
        scale, side = self._scale(), theme.px(EDGE)
        left = self.x + (self.width - self._extent()[0] * scale) / 2
        return left + (point[0] - self._corner[0]) * scale, self.end_y - side - (point[1] - self._corner[1]) * scale

    def _draw(self, *_: object) -> None:
        wanted = self._extent()[1] * self._scale() + 2 * theme.px(EDGE)
        if abs(float(self.height) - wanted) > 1:
            # Drawn when that has come about.
            self.size = (self.width, wanted)
            return
        self.canvas.before.clear()
        scale = self._scale()
        with self.canvas.before:
            for shelf in self._plan.shelves:
                meant = shelf.aisle == self._aisle
                Color(*theme.colour("accent" if meant else "line"))
                x, y = self.at((shelf.x, shelf.y + shelf.h))
                size = (shelf.w * scale, shelf.h * scale)
                radius = [min(theme.px(8), size[1] / 2)]
                if meant or not theme.contrast:
                    SmoothRoundedRectangle(pos=(x, y), size=size, radius=radius)
                else:
                    SmoothLine(rounded_rectangle=(x, y, *size, radius[0]), width=theme.px(1.5))
            if self._way is not None:
                Color(*theme.colour("info"))
                points = [value for point in self._way.points for value in self.at(point)]
                SmoothLine(points=points, width=theme.px(5), joint="round", cap="round")
            self._dot(self._goal, "sale" if not theme.contrast else "err", 15)
            if self._start is not None:
                self._dot(self._start, "info", 17)
        self._place()

    def _dot(self, point: Point, colour: str, radius: float) -> None:
        x, y = self.at(point)
        for token, size in (("surface", radius + 5), (colour, radius)):
            side = theme.px(size)
            Color(*theme.colour(token))
            SmoothEllipse(pos=(x - side, y - side), size=(2 * side, 2 * side))

    def _place(self) -> None:
        for place, icon in self._icons:
            icon.center = self.at((place.x, place.y))
        for place, name in self._names:
            x, y = self.at((place.x, place.y))
            name.pos = (
                round(min(max(x - name.width / 2, self.x), self.end_x - name.width)),
                round(y - theme.grown(22) - name.height),
            )
        for block, letter in self._blocks:
            shelves = [one for one in self._plan.shelves if _block(one.aisle) == block]
            left, top = self.at((min(one.x for one in shelves), min(one.y for one in shelves)))
            letter.pos = (round(left), round(top + theme.px(4)))
            # The sign of the shelf says it already.
            letter.opacity = 0 if block == _block(self._aisle) else 1
        x, y = self.at(self._goal)
        self._sign.pos = (
            round(min(max(x - self._sign.width / 2, self.x), self.end_x - self._sign.width)),
            round(min(y + theme.px(26), self.end_y - self._sign.height)),
        )
        self._you.opacity = 1 if self._start is not None else 0
        if self._start is not None:
            self._you.pos = self._beside(self.at(self._start))

    def _beside(self, spot: tuple[float, float]) -> tuple[float, float]:
        """Where the words of the shopper's own place hide nothing: beside it, below it, above it."""
        x, y = spot
        far, wide, high = theme.px(32), self._you.width, self._you.height
        taken = [part for _, part in (*self._icons, *self._names)]
        places = (
            (x + far, y - high / 2),
            (x - far - wide, y - high / 2),
            (x - wide / 2, y - far - high),
            (x - wide / 2, y + far),
        )
        for left, low in places:
            inside = self.x <= left and left + wide <= self.end_x and self.y <= low
            if inside and not any(
                left < part.x + part.width
                and part.x < left + wide
                and low < part.y + part.height
                and part.y < low + high
                for part in taken
            ):
                return round(left), round(low)
        return round(places[-1][0]), round(places[-1][1])


def _block(aisle: str) -> str:
    """What shelves that stand together are called by: `A` of `A3`."""
    return aisle.rstrip("0123456789-")


def _blocks(plan: StorePlan) -> list[str]:
    return list(dict.fromkeys(block for one in plan.shelves if (block := _block(one.aisle))))


def _no_plan(product: Product | None) -> Panel:
    """Where nothing is drawn, words help."""
    words: Sequence[Widget] = (Text(key="map.no_plan", role="body"),)
    if product is not None and product.location:
        words = (Text(product.location, role="numeral", bold=True), Text(key="map.signs", role="body", colour="ink2"))
    return Panel(*words, gap=12, pad=48)
