"""A bag comes to this kiosk by its code: from another screen, or from a photo on the shopper's phone."""

from __future__ import annotations

from functools import partial

from kivy.uix.widget import Widget

from kiosk.codes import OwnCode
from kiosk.customer.widgets.shopper_screen import ShopperScreen
from kiosk.errors import Refused
from kiosk.till import actions, tables
from kiosk.till.gathering import Gathering
from kiosk.till.model import Basket
from kiosk.ui import navigation
from kiosk.ui.device_words import device_words
from kiosk.ui.sounds import play
from kiosk.ui.widgets.boxes import Column
from kiosk.ui.widgets.button import Button
from kiosk.ui.widgets.card import Card
from kiosk.ui.widgets.dialog import Dialog
from kiosk.ui.widgets.scroll import Scroll
from kiosk.ui.widgets.text import Icon, Text


class ReceiveScreen(ShopperScreen):
    """`args`: code. Takes the bag, asks for the codes that are missing, or says why it cannot."""

    topics = frozenset({"basket", "member", "store"})

    def content(self) -> Widget:
        """One card with what is going on."""
        self._gathered = Gathering()
        self._refused: tuple[str, dict[str, object]] | None = None
        self._busy = False
        self._page = Column(gap=28, pad=(56, 16, 56, 40))
        return Scroll(self._page)

    def buttons(self) -> tuple[Button, ...]:
        """Back to the bag, or scan again."""
        bag = Button("receive.bag", icon="bag", action=lambda: navigation.go("basket.show"))
        scan = Button("basket.scan_more", icon="scan", kind="primary", action=lambda: navigation.go("home.scan"))
        return (bag, scan)

    def arrived(self) -> None:
        """A code led here."""
        super().arrived()
        code = self.args.pop("code", None)
        if isinstance(code, OwnCode):
            self.on_basket(code)

    def on_basket(self, code: OwnCode) -> None:
        """One more code of a bag."""
        self._refused = None
        if not self._gathered.add(code):
            play("ok")
            self._refresh_if_shown()
            return
        basket = tables.load_basket(self.device.db, self.device.session.basket_id)
        if basket is not None and basket.lines and basket.state == "open":
            self._ask(basket)
        else:
            self._take(join=False)

    def left(self) -> None:
        """What was half gathered is forgotten."""
        super().left()
        self._gathered = Gathering()
        self._refused = None

    def refresh(self) -> None:
        """Say how far it is."""
        self.show_who()
        key = "receive.checking"
        args: dict[str, object] = {}
        icon, colour = "qr_scan", "accent_line"
        more = Text(key="receive.how", role="body", colour="ink2", align="center")
        if self._refused is not None:
            (key, args), icon, colour = self._refused, "warn", "warn"
            args = {name: device_words(str(one)) if name == "device" else one for name, one in args.items()}
            more = Text(key="receive.refused_more", role="body", colour="ink2", align="center")
        elif self._gathered.pages > 1 and self._gathered.missing:
            key = "receive.next"
            args = {
                "done": len(self._gathered.codes),
                "pages": self._gathered.pages,
                "missing": ", ".join(map(str, self._gathered.missing)),
            }
        mark = Icon(icon, 220, colour=colour)
        mark.pos_hint = {"center_x": 0.5}
        words = Text(self.tr.text(key, **args), role="h1", bold=True, align="center")
        self._page.replace(
            Text(key="receive.title", role="h1", bold=True),
            Card(Column(mark), words, more, pad=(56, 96), gap=28, radius="panel", swell=1600),
        )

    def _refresh_if_shown(self) -> None:
        if self.shown:
            self.refresh()

    def _ask(self, basket: Basket) -> None:
        """Something lies in the bag here already."""

        def yes() -> None:
            navigation.hide(dialog)
            self._take(join=True)

        def no() -> None:
            navigation.hide(dialog)
            navigation.go("basket.show")

        dialog = Dialog(
            "receive.join_title",
            "receive.join_body",
            args={"n": basket.units},
            primary=("receive.join_yes", yes),
            secondary=("receive.join_no", no),
            icon="bag",
        )
        navigation.show(dialog)

    def _take(self, *, join: bool) -> None:
        store = self.device
        into = store.session.basket_id

        def taken(basket: Basket) -> None:
            self._gathered = Gathering()
            if store.session.basket_id != into:
                # Whoever showed it has gone; nobody else's page opens for it.
                return
            play("ok")
            navigation.go("basket.show")
            navigation.say("receive.done", state="ok", n=basket.units)

        store.worker.submit(
            actions.take_basket,
            store.register,
            self._gathered.all(),
            into,
            join=join,
            done=taken,
            failed=partial(self._not_taken, into),
        )

    def _not_taken(self, into: str, error: Exception) -> None:
        self._gathered = Gathering()
        if self.device.session.basket_id != into:
            return
        if not isinstance(error, Refused):
            self.explain(error)
            return
        play("no")
        told = {name: device_words(str(one)) if name == "device" else one for name, one in error.details.items()}
        self._refused = (f"refused.{error.key}", told)
        self._refresh_if_shown()
