"""A shopper comes for an order: the code of the order is scanned, or its six digits are typed."""

from __future__ import annotations

from kivy.uix.widget import Widget

from kiosk.codes import OwnCode
from kiosk.customer.widgets.shopper_screen import ShopperScreen
from kiosk.errors import Refused
from kiosk.pickup import actions
from kiosk.pickup.model import Order
from kiosk.ui import navigation
from kiosk.ui.sounds import play
from kiosk.ui.theme import theme
from kiosk.ui.tr import tr
from kiosk.ui.widgets.boxes import Column, Row
from kiosk.ui.widgets.button import Button
from kiosk.ui.widgets.card import Card, Panel
from kiosk.ui.widgets.code_boxes import CodeBoxes
from kiosk.ui.widgets.scroll import Scroll
from kiosk.ui.widgets.text import Icon, Text
from kiosk.ui.widgets.touch_pad import TouchPad

KEY_TALL = 104
"""Design pixels of a key."""

UNKNOWN = "digits"
"""Six digits that are nobody's."""


class FindScreen(ShopperScreen):
    """Takes a pickup code (`self.args["code"]`, if one was scanned elsewhere), or six digits."""

    topics = frozenset({"store", "orders"})

    def content(self) -> Widget:
        """How to show the code above; the digits and their keys below, where a hand reaches them."""
        self.refused: Refused | None = None
        self.boxes = CodeBoxes()
        self.pad = TouchPad(self.type, self.erase, pages=("digits",), key_tall=KEY_TALL, cleared=self.clear)
        self._answer = Column()
        self._how = Card(
            Row(
                Icon("qr_scan", 132, colour="accent_line"),
                Column(
                    Text(key="collect.scan", role="h1", bold=True),
                    Text(key="collect.scan_more", role="body", colour="ink2"),
                    gap=8,
                ),
                gap=36,
            ),
            pad=44,
            radius="panel",
        )
        page = Column(
            Text(key="collect.title", role="display", bold=True),
            self._how,
            self._answer,
            Text(key="collect.digits", role="h2", bold=True),
            self.boxes,
            self.pad,
            *([_return()] if navigation.knows("return.start") else []),
            gap=28,
            pad=(56, 16, 56, 40),
        )
        return Scroll(page)

    def buttons(self) -> tuple[Button, ...]:
        """Back, or a colleague."""
        back = Button("ui.back", icon="back", action=navigation.back)
        call = Button("collect.call", icon="bell", action=self.call_staff)
        return (back, call) if navigation.knows("service.call") else (back,)

    def arrived(self) -> None:
        """Nobody's digits stay from before."""
        super().arrived()
        self.refused = None
        self.boxes.clear()
        code = self.args.pop("code", None)
        if isinstance(code, OwnCode):
            self.on_pickup(code)

    def left(self) -> None:
        """Somebody else comes next."""
        super().left()
        self.refused = None
        self.boxes.clear()

    def refresh(self) -> None:
        """Show what was said of the last code."""
        self.show_who()
        self._show_answer()

    def type(self, digit: str) -> None:
        """A key; with the sixth digit it is looked up by itself."""
        self.refused = None
        self.boxes.type(digit)
        self._show_answer()
        if self.boxes.whole:
            self.find(self.boxes.text)

    def erase(self) -> None:
        """The pad's eraser."""
        self.refused = None
        self.boxes.erase()
        self._show_answer()

    def clear(self) -> None:
        """The pad's cross."""
        self.refused = None
        self.boxes.clear()
        self._show_answer()

    def on_pickup(self, code: OwnCode) -> None:
        """A pickup code was held out: look, take nothing in."""
        device = self.device
        device.worker.submit(actions.look_up, device.vault, code, done=self._found, failed=self._not_found)

    def find(self, digits: str) -> None:
        """Whose order are these digits?"""
        device = self.device
        device.worker.submit(actions.find_by_digits, device.vault, digits, done=self._looked, failed=self._not_found)

    def _looked(self, order: Order | None) -> None:
        if order is None:
            self._refuse_with(Refused(UNKNOWN))
        else:
            self._found(order)

    def _found(self, order: Order) -> None:
        play("ok")
        if self.shown:
            navigation.go("pickup.show", order_id=order.order_id)

    def _not_found(self, error: Exception) -> None:
        if not isinstance(error, Refused):
            self.explain(error)
            return
        self._refuse_with(error)

    def _refuse_with(self, error: Refused) -> None:
        play("no")
        self.refused = error
        if self.boxes.text:
            self.boxes.refuse()
        if self.shown:
            self._show_answer()

    def _show_answer(self) -> None:
        error = self.refused
        if error is None:
            self._answer.replace()
            return
        said = (
            tr.text("collect.no_such_digits")
            if error.key == UNKNOWN
            else tr.text(f"refused.{error.key}", **error.details)
        )
        words = Text(said, role="body", bold=True, colour="warn")
        more = Text(key="collect.not_found_more", role="second", colour="warn")
        large = theme.text_scale >= 1.5
        self._answer.replace(
            Panel(
                Row(Icon("warn", 56, colour="warn"), Column(words, *([] if large else [more]), gap=4), gap=24),
                tone="warn_soft",
                pad=(36, 28),
            )
        )


def _return() -> Panel:
    """Who comes with a parcel may want to leave one."""
    words = Text(key="takeback.title", role="body", bold=True)
    row = Row(Icon("undo", 44, colour="ink2"), words, Icon("next", 36, colour="ink2"), gap=24)
    return Panel(row, pad=(36, 26), action=lambda: navigation.go("return.start"))
