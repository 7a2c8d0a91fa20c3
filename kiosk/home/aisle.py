"""Beyond the bag: laid aside to be tried on, reserved in another shop, sent later, or a word when it is back.

Nothing is paid here. What nobody has promised yet is called a request, and says so until head office has answered.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, get_args

from kivy.uix.widget import Widget

from kiosk.catalogue import tables as catalogue
from kiosk.customer.widgets.shopper_screen import ShopperScreen
from kiosk.home import aisle_parts as parts
from kiosk.home.aisle_parts import What
from kiosk.stock import tables as stock
from kiosk.stockroom import actions, tables
from kiosk.stockroom.model import Hold, Request, Wish
from kiosk.ui import navigation
from kiosk.ui.sounds import play
from kiosk.ui.widgets.boxes import Column
from kiosk.ui.widgets.button import Button
from kiosk.ui.widgets.scroll import Scroll


class AisleScreen(ShopperScreen):
    """`args`: gtin, what (try, store, ship, wish), and for another shop its store."""

    topics = frozenset(
        {"catalogue", "stock", "near", "member", "pictures", "record.hold", "record.request", "record.wish"}
    )

    made = ""
    """Id of what was asked for on this page."""

    def content(self) -> Widget:
        """A page that scrolls."""
        self._page = Column(gap=32, pad=(56, 16, 56, 40))
        return Scroll(self._page)

    def buttons(self) -> tuple[Button, ...]:
        """Back, and the one thing that this page does."""
        self.go_back = Button("aisle.back", icon="back", action=navigation.back)
        self.go = Button("aisle.do_try", kind="primary", icon="tick", action=self.act)
        self.undo = Button("aisle.undo", icon="undo", action=self._undo)
        self.done = Button("aisle.go_on", kind="primary", icon="tick", action=self._go_on)
        return (self.go_back, self.go)

    def arrived(self) -> None:
        """Another product, or another way, begins afresh."""
        super().arrived()
        if self.args.get("made") is None:
            self.made = ""

    @property
    def gtin(self) -> str:
        """What it is about."""
        return str(self.args.get("gtin", ""))

    @property
    def what(self) -> What:
        """What the shopper wants of it."""
        wanted = self.args.get("what", "wish")
        return wanted if wanted in get_args(What) else "wish"

    @property
    def shop(self) -> str:
        """The other shop."""
        return str(self.args.get("store", ""))

    def refresh(self) -> None:
        """Say what will happen, or what has become of it."""
        self.show_who()
        db, vault, tr = self.device.db, self.device.vault, self.tr
        product = catalogue.find(db, self.gtin, self.device.currency)
        if product is None:
            navigation.go("home.scan")
            return
        head = parts.head(self.device, product)
        if self.made and self.what == "try":
            hold = tables.hold(db, vault, self.made)
            if hold is not None:
                self._page.replace(*parts.of_hold(tr, hold, self.device.clock()), head)
                self.bottom.hold(*([self.undo] if hold.is_open else []), self.done)
                return
        if self.made and self.what in ("store", "ship"):
            request = tables.request(db, vault, self.made)
            if request is not None:
                self._page.replace(
                    *parts.of_request(tr, request, self._name(request.store), self._instead(request)), head
                )
                open_still = request.state in ("asked", "confirmed")
                self.bottom.hold(*([self.undo] if open_still else []), self.done)
                return
        if self.made or self._wished() is not None:
            self._page.replace(*parts.of_wish(tr), head)
            self.bottom.hold(self.undo, self.done)
            return
        self._page.replace(head, *parts.asking(tr, self.what, self._name(self.shop), self.offline))
        needs_member = self.what in ("wish", "ship") and not self.device.session.member_id
        self.go.label.say_key("aisle.sign_in" if needs_member else f"aisle.do_{self.what}")
        self.bottom.hold(self.go_back, self.go)

    def tick(self) -> None:
        """The half hour runs: asked by who counts the minutes."""
        if self.made and self.what == "try":
            self.refresh()

    def _name(self, gln: str) -> str:
        names = stock.store_names(self.device.db, gln) if gln else None
        return names.text(self.tr.language) if names is not None else gln

    def _instead(self, request: Request) -> str:
        gln = request.instead.removeprefix("store:")
        return self._name(gln) if gln != request.instead else ""

    def _wished(self) -> Wish | None:
        member = self.device.session.member_id
        if self.what != "wish" or not member:
            return None
        found = tables.wishes(self.device.db, self.device.vault, member)
        return next((one for one in found if one.gtin == self.gtin), None)

    # What a finger does.

    def act(self) -> None:
        member = self.device.session.member_id or ""
        if self.what in ("wish", "ship") and not member:
            navigation.go("member.sign_in")
            return
        if self.what == "try":
            self._write(actions.lay_aside, self.gtin, done=self._held)
        elif self.what == "wish":
            self._write(actions.wish, self.gtin, member, done=self._wished_for)
        else:
            self._write(actions.request, self.gtin, self.what, self.shop, member=member, done=self._requested)

    def _write(self, action: Callable[..., Any], *args: object, done: Callable[[Any], None], **named: object) -> None:
        vault, register = self.device.vault, self.device.register
        self.device.worker.submit(action, vault, register, *args, done=done, failed=self.explain, **named)

    def _held(self, hold: Hold) -> None:
        self._made(hold.hold_id)

    def _requested(self, request: Request) -> None:
        self._made(request.request_id)

    def _wished_for(self, wish: Wish) -> None:
        self._made(wish.wish_id)

    def _made(self, made: str) -> None:
        play("ok")
        self.made = made
        if self.shown:
            self.refresh()

    def _undo(self) -> None:
        def gone(_: object) -> None:
            play("ok")
            self.made = ""
            navigation.say("aisle.undone", state="ok")
            navigation.back()

        if self.what == "try":
            self._write(actions.bring_back, self.made, done=gone)
        elif self.what == "wish":
            wish = self._wished()
            if wish is not None:
                self._write(actions.end_wish, wish.wish_id, done=gone)
        else:
            self._write(actions.withdraw, self.made, done=gone)

    def _go_on(self) -> None:
        navigation.go("product.page", gtin=self.gtin)
