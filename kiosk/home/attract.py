"""What the kiosk shows while nobody is there. A scan works from here, without any other touch."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from kivy.animation import Animation
from kivy.clock import Clock
from kivy.uix.floatlayout import FloatLayout
from kivy.uix.widget import Widget

from kiosk.catalogue import tables as catalogue
from kiosk.catalogue.model import Product
from kiosk.catalogue.widgets import picture_of
from kiosk.customer.widgets.shopper_screen import ShopperScreen
from kiosk.home.studio_picture import StudioPicture
from kiosk.payment.desk import PaymentDesk
from kiosk.stock import tables as stock
from kiosk.ui import navigation
from kiosk.ui.camera import Camera
from kiosk.ui.screen import Idle
from kiosk.ui.theme import theme
from kiosk.ui.tr import NATIVE_NAMES, tr
from kiosk.ui.widgets.boxes import Column, Flow, Grid
from kiosk.ui.widgets.button import Button
from kiosk.ui.widgets.card import Sheet
from kiosk.ui.widgets.choice import Tile
from kiosk.ui.widgets.pill import Chip, Pill
from kiosk.ui.widgets.ring import ProgressBar
from kiosk.ui.widgets.text import Icon, Text

SCENE_S = 8.0
FADE_S = 0.6
SCENES = 6
"""Best sellers that take turns."""

SHIFT = 6
"""Design pixels that the picture moves with each scene, so that nothing burns in."""


class AttractScreen(ShopperScreen):
    """A large picture, one sentence, and the ways in."""

    topics = frozenset({"catalogue", "stock", "store", "release", "pictures", "scanner"})
    idle: Idle = "home"
    bleeds: ClassVar[bool] = True

    def content(self) -> Widget:
        """The picture fills the screen; the sheet rises over its lower part."""
        self.picture = StudioPicture()
        self.title = Text(role="display", bold=True)
        self.more = Text(role="body", colour="ink2")
        self.progress = ProgressBar()
        self.states = Flow(gap=12)
        self.camera = Camera(self.device, mode="attract")
        self._languages = {name: Chip(native, action=partial(tr.switch, name)) for name, native in NATIVE_NAMES.items()}
        self.find = Tile("search", key="home.find", action=lambda: navigation.go("search.find"))
        self.collect = Tile("parcel", key="home.pickup", action=lambda: navigation.go("pickup.collect"))
        self.sign_in = Tile("qr", key="home.member", action=lambda: navigation.go("member.sign_in"))
        self._words = Column(self.title, self.more, gap=12)
        self.sheet = Sheet(gap=32)
        self.sheet.pos_hint = {"x": 0, "y": 0}
        self._head = Column(self.top_bar, pos_hint={"x": 0, "top": 1})
        self._stage = FloatLayout()
        self._waiting = Icon("cloud_sync", 220, colour="ink3", fixed=True)
        for part in (self.picture, self._waiting, self._head, self.sheet):
            self._stage.add_widget(part)
        self._stage.bind(size=self._place)
        self.sheet.bind(height=self._place)
        self._scene = 0
        self._products: list[Product] = []
        self._clock = Clock.schedule_interval(self._next, SCENE_S)
        self._clock.cancel()
        return self._stage

    def buttons(self) -> tuple[Button, ...]:
        """One great button for who looks for one."""
        return (Button("home.begin", kind="primary", icon="scan", action=lambda: navigation.go("home.scan")),)

    def arrived(self) -> None:
        """Let the pictures take turns; the camera looks now and then."""
        super().arrived()
        self._clock()

    def left(self) -> None:
        """Stand still."""
        super().left()
        self.camera.stop()
        self._clock.cancel()

    def refresh(self) -> None:
        """Read what sells best, and whether the shop is open."""
        self.show_who()
        self.camera.start()
        store = self.device
        db, now = store.db, store.clock()
        empty = catalogue.snapshot(db).products == 0
        if not self._products and not empty:
            self._products = [one for one in catalogue.most_sold(db, store.currency, SCENES * 4) if one.image][:SCENES]
            self._products = self._products or catalogue.most_sold(db, store.currency, SCENES)
        hours = stock.hours(db, store.settings.device.store)
        closed = hours is not None and not hours.open_at(now)
        if empty:
            self._say("home.no_catalogue", "home.no_catalogue_more")
        elif closed and hours is not None:
            self._say("home.closed", "home.closed_more", time=hours.opens)
        else:
            self._say("home.promise", "home.promise_more" if self.camera.there else "home.promise_scanner")
        pills = [self._link] if self._link is not None else []
        self.states.replace(*pills)
        for name, chip in self._languages.items():
            chip.select(name == self.tr.language)
        parts: list[Widget] = [self._words]
        if empty and store.progress.total_bytes:
            self.progress.value = store.progress.done_bytes / store.progress.total_bytes
            parts.append(self.progress)
        if pills:
            parts.append(self.states)
        tiles = (self.find, self.collect, self.sign_in)
        for tile in tiles:
            if tile.parent is not None:
                tile.parent.remove_widget(tile)
        parts += [Grid(*tiles, columns=3, large=3, gap=20), self._language_row()]
        self.sheet.replace(*parts)
        self._show_scene()

    def show_notice(self, pill: Pill | None) -> None:
        """While the link is away, the promise is that shopping goes on."""
        self._link = Pill(key="home.offline", state="warn", icon="offline") if pill is not None else None

    def _language_row(self) -> Flow:
        for chip in self._languages.values():
            if chip.parent is not None:
                chip.parent.remove_widget(chip)
        return Flow(*self._languages.values(), gap=16)

    def _say(self, title: str, more: str, **args: object) -> None:
        self.title.say_key(title, **args)
        self.more.say_key(more)

    def _next(self, _dt: float) -> None:
        if PaymentDesk in self.device.parts:
            self.device.part(PaymentDesk).ask_again()
        if len(self._products) < 2:
            return
        self._scene = (self._scene + 1) % len(self._products)
        if theme.motion:
            fade = Animation(opacity=0, d=FADE_S / 2, t="out_cubic")
            fade.bind(on_complete=lambda *_: self._show_scene())
            fade.start(self.picture)
        else:
            self._show_scene()

    def _show_scene(self) -> None:
        if not self._products:
            self.picture.opacity = 0
            self._waiting.opacity = 1
            return
        self._waiting.opacity = 0
        product = self._products[self._scene % len(self._products)]
        self.picture.show(picture_of(self.device, product), product.gtin)
        self._place()
        if theme.motion and self.picture.opacity < 1:
            Animation(opacity=1, d=FADE_S / 2, t="out_cubic").start(self.picture)
        else:
            self.picture.opacity = 1

    def _place(self, *_: object) -> None:
        stage = self._stage
        overlap = theme.px(48)
        low = self.sheet.height - overlap
        self.picture.size_hint = (None, None)
        self.picture.size = (stage.width, max(1.0, stage.height - low))
        self._waiting.center = (round(stage.center_x), round(stage.y + low + (stage.height - low) / 2))
        shift = theme.px(SHIFT) * (self._scene % 3 - 1)
        self.picture.pos = (stage.x, stage.y + low + shift)
