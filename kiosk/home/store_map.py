"""Where a product stands: the shop drawn from above, "you are here", the way, and the same in words."""

from __future__ import annotations

from collections.abc import Sequence

from kivy.graphics import Color, SmoothEllipse, SmoothLine, SmoothRoundedRectangle
from kivy.uix.floatlayout import FloatLayout
from kivy.uix.widget import Widget

from kiosk.catalogue import tables as catalogue
from kiosk.catalogue.model import Product, StorePlan
from kiosk.catalogue.widgets import detail_of, name_of, picture_of
from kiosk.customer.widgets.shopper_screen import ShopperScreen
from kiosk.home.way import Point, Way, way
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
        super().__init__(size_hint=(1, None))
        self._labels = {shelf.aisle: Text(shelf.aisle, role="micro", hug=True) for shelf in plan.shelves}
        self._icons = [
            (place, Icon(PLACES[place.kind], 34, colour="ink2")) for place in plan.places if place.kind in PLACES
        ]
        self._you = Text(key="map.you", role="caption", bold=True, hug=True, colour="info")
        for label in (*self._labels.values(), *(icon for _, icon in self._icons), self._you):
            self.add_widget(label)
        self.bind(pos=self._draw, size=self._draw)

    def restyle(self) -> None:
        """Take colours anew."""
        self._draw()

    def _scale(self) -> float:
        return float(self.width) / max(1, self._plan.width)

    def at(self, point: Point) -> tuple[float, float]:
        """Where a place of the shop lies in the window; the drawing's y grows downwards, Kivy's upwards."""
        scale = self._scale()
        return self.x + point[0] * scale, self.y + self.height - point[1] * scale

    def _draw(self, *_: object) -> None:
        wanted = self._plan.height * self._scale()
        if abs(self.height - wanted) > 1:
            self.height = wanted
            return
        self.canvas.before.clear()
        scale = self._scale()
        with self.canvas.before:
            for shelf in self._plan.shelves:
                meant = shelf.aisle == self._aisle
                Color(*theme.colour("accent" if meant else "line" if theme.contrast else "surface2"))
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
                SmoothLine(points=points, width=theme.px(4), joint="round", cap="round")
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
        for shelf in self._plan.shelves:
            label = self._labels[shelf.aisle]
            label.paint("on_accent" if shelf.aisle == self._aisle else "ink2")
            x, y = self.at((shelf.x + shelf.w / 2, shelf.y + shelf.h / 2))
            label.center = (round(x), round(y))
            label.opacity = 1 if shelf.aisle == self._aisle or label.height <= shelf.h * self._scale() * 1.4 else 0
        for place, icon in self._icons:
            icon.center = self.at((place.x, place.y))
        self._you.opacity = 1 if self._start is not None else 0
        if self._start is not None:
            x, y = self.at(self._start)
            right = x + theme.px(32) + self._you.width < self.end_x
            self._you.pos = (
                round(x + theme.px(32) if right else x - theme.px(32) - self._you.width),
                round(y - self._you.height / 2),
            )


def _no_plan(product: Product | None) -> Panel:
    """Where nothing is drawn, words help."""
    words: Sequence[Widget] = (Text(key="map.no_plan", role="body"),)
    if product is not None and product.location:
        words = (Text(product.location, role="numeral", bold=True), Text(key="map.signs", role="body", colour="ink2"))
    return Panel(*words, gap=12, pad=48)
