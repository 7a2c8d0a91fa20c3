"""What the camera sees, and what to do when it sees nothing."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from kivy.clock import Clock
from kivy.uix.widget import Widget

from kiosk.appointment.tables import offers_services
from kiosk.catalogue import tables as catalogue
from kiosk.catalogue.widgets import name_of
from kiosk.codes import ProductCode, UnknownCode
from kiosk.customer.widgets.shopper_screen import ShopperScreen
from kiosk.till import tables as baskets
from kiosk.ui import navigation
from kiosk.ui.camera import Camera
from kiosk.ui.motion import PAGE_S, motion
from kiosk.ui.sounds import play
from kiosk.ui.theme import theme
from kiosk.ui.widgets.boxes import Column, Gap, Grid, Row
from kiosk.ui.widgets.button import Button, RoundButton
from kiosk.ui.widgets.camera_view import CameraView, Look
from kiosk.ui.widgets.card import Card
from kiosk.ui.widgets.choice import Tile
from kiosk.ui.widgets.pill import Pill
from kiosk.ui.widgets.scroll import Scroll
from kiosk.ui.widgets.text import Icon, Text

VIEW = 1010
"""Design pixels of the picture; less where large text needs the room."""

VIEW_LARGE = 600

MISTAKE_S = 8.0
"""Long enough to read what it was; the next code ends it at once."""

FOUND_S = PAGE_S + 0.05
"""The next page has come over the picture by then."""

TROUBLE = {"lost": "camera_lost", "off": "camera_lost", "black": "camera_black", "starting": "camera_starting"}
"""State of the camera -> message key. A decoder that starts again is no trouble of the shopper's."""


class ScanScreen(ShopperScreen):
    """The camera's picture with a frame to aim at, and three other ways on."""

    topics = frozenset({"basket", "member", "store", "scanner"})
    ways: ClassVar[tuple[tuple[str, str, str], ...]] = (
        ("keyboard", "home.type", "search.find"),
        ("parcel", "home.my_order", "pickup.find"),
        ("person", "home.my_code", "member.sign_in"),
    )

    with_people: ClassVar[tuple[tuple[str, str, str], ...]] = (
        ("calendar", "appointment.book", "appointment.book"),
        ("people", "queue.take", "queue.take"),
    )
    """Where the store offers services: an hour with a colleague, or a number."""

    def content(self) -> Widget:
        """Picture, words, tiles."""
        self.view = CameraView(tall=VIEW, hint_key="")
        self.camera = Camera(self.device, view=self.view, first=self.refresh)
        self.indicator = Row(Pill(key="home.camera_on", state="neutral", icon="camera"), Gap())
        self.title = Text(role="h1", bold=True)
        self.more = Text(role="body", colour="ink2")
        self._icon = Icon("barcode", 72, colour="accent_line")
        self._words_beside = Column(gap=4)
        self.words = Card(Row(self._icon, self._words_beside, gap=28), pad=36)
        self._large = Icon("barcode", 300, colour="accent_line", pos_hint={"center_x": 0.5})
        self._mark = Column(self._large)
        self._words_alone = Card(pad=(56, 120), gap=28, radius="panel", swell=1600)
        self.tiles = Grid(
            *(Tile(icon, key=key, action=partial(navigation.go, to)) for icon, key, to in self.ways),
            columns=3,
            large=3,
            gap=20,
        )
        self.with_people_tiles = Grid(
            *(Tile(icon, key=key, action=partial(navigation.go, to)) for icon, key, to in self.with_people),
            columns=2,
            gap=20,
        )
        self._page = Column(gap=28, pad=(56, 8, 56, 40))
        self._trouble: UnknownCode | None = None
        self._doubt = False
        self._wrong = ""
        self._torch = RoundButton("torch", name_key="home.torch_on", size=96, action=self._switch_light)
        self._soon_again = Clock.create_trigger(self._look_again, MISTAKE_S)
        self._dark = Clock.create_trigger(lambda _dt: self.view.say("off"), FOUND_S)
        return Scroll(self._page)

    def buttons(self) -> tuple[Button, ...]:
        """The bag."""
        self.bag = Button("product.open_bag", icon="bag", kind="primary", action=lambda: navigation.go("basket.show"))
        return (self.bag,)

    def arrived(self) -> None:
        """The camera is awake while this is in front."""
        super().arrived()
        self._dark.cancel()
        self._forgive()

    def left(self) -> None:
        """No frame stays on a screen that nobody looks at; what was found is seen while the next page comes over it."""
        super().left()
        self.camera.stop()
        self._soon_again.cancel()
        if self.view.look == "found" and motion.on:
            self._dark()
        else:
            self.view.say("off")

    def refresh(self) -> None:
        """Say how it stands: looking, not understood, or no picture."""
        self.show_who()
        self.camera.start()
        basket = baskets.load_basket(self.device.db, self.device.session.basket_id)
        units = basket.units if basket is not None else 0
        self.bag.label.say_key("product.open_bag_n" if units else "product.open_bag", **({"n": units} if units else {}))
        self._say()
        self.view.stand(VIEW if theme.text_scale < 1.25 and not theme.low else VIEW_LARGE)
        for column in (self._words_beside, self._words_alone):
            column.clear_widgets()
        scanner = self.camera.scanner
        indicator = [self.indicator] if scanner is not None and scanner.running else []
        people = [self.with_people_tiles] if offers_services(self.device.db) else []
        if self._pictured:
            self._words_beside.replace(self.title, self.more)
            self._page.replace(self.view, *indicator, self.words, self.tiles, *people)
        else:
            self._words_alone.replace(self._mark, self.title, self.more)
            self._page.replace(self._words_alone, *indicator, self.tiles, *people)

    def on_product(self, code: ProductCode) -> None:
        """Found: the frame turns jade with its name, and its page comes."""
        play("ok")
        self._forgive()
        product = catalogue.find(self.device.db, code.gtin, self.device.currency)
        if self._pictured and product is not None:
            self.view.say("found", name_of(product))
        super().on_product(code)

    def on_unknown(self, code: UnknownCode) -> None:
        """A code that nobody knows: say what to try instead. Never guessed at."""
        play("no")
        self._forgive()
        self._trouble = code
        self._show_mistake()

    def refuse(self, key: str, **args: object) -> None:
        """What was held there is said on the page itself: a code that one reader alone saw, or one of another use."""
        if key == "scan.again":
            play("no")
            self._forgive()
            self._doubt = True
            self._show_mistake()
        elif key.startswith("scan."):
            play("no")
            self._forgive()
            self._wrong = key
            self._show_mistake()
        else:
            super().refuse(key, **args)

    def _show_mistake(self) -> None:
        self._soon_again.cancel()
        self._soon_again.timeout = MISTAKE_S * navigation.patience()
        self._soon_again()
        self.refresh()

    def _look_again(self, _dt: float) -> None:
        """The mistake was read; the frame is open for the next code."""
        self._forgive()
        self.refresh()

    def _forgive(self) -> None:
        self._trouble, self._doubt, self._wrong = None, False, ""

    def _switch_light(self) -> None:
        torch = self.camera.torch
        if torch is not None:
            torch.light(not torch.lit)
        self._show_light()

    def _show_light(self) -> None:
        """A camera with a light has a button for it."""
        torch = self.camera.torch if self._pictured else None
        self.view.hold(self._torch if torch is not None else None)
        if torch is not None:
            self._torch.icon.name = "torch_off" if torch.lit else "torch"
            self._torch.name_key = "home.torch_off" if torch.lit else "home.torch_on"

    @property
    def _pictured(self) -> bool:
        """Whether there is a camera's picture to show."""
        status = self.camera.status
        return status is not None and self.camera.seen and status.state in ("ready", "decoder")

    def _say(self) -> None:
        status = self.camera.status
        trouble = TROUBLE.get(status.state) if status is not None else None
        looks: Look = "looking"
        if self._trouble is not None:
            key, icon, colour, looks = "damaged" if self._trouble.ours else "unknown", "warn", "warn", "mistake"
        elif self._doubt:
            key, icon, colour, looks = "again", "refresh", "warn", "mistake"
        elif self._wrong:
            key, icon, colour, looks = "wrong", "warn", "warn", "mistake"
        elif trouble == "camera_starting":
            key, icon, colour = trouble, "camera", "ink2"
        elif trouble is not None:
            key, icon, colour = trouble, "camera_off", "warn"
        else:
            key, icon, colour = "aim" if self.camera.there else "aim_scanner", "barcode", "accent_line"
        self.title.say_key(f"home.{key}")
        more = "aim_more" if key in ("aim", "aim_scanner", "camera_starting") else f"{key}_more"
        self.more.say_key(f"home.{more}")
        if self._wrong:
            self.title.say_key(self._wrong)
        for mark in (self._icon, self._large):
            mark.name = icon
            mark.paint(colour)
        self.title.halign = self.more.halign = "left" if self._pictured else "center"
        self._show_light()
        if self._pictured:
            self.view.say(looks, self.title.whole if looks == "mistake" else "")
        elif trouble is not None:
            # What was seen before is not what is before the camera now.
            self.view.say("off")
