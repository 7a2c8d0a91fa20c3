"""The ready board: whose order ahead is in work and whose is ready, by initial and number alone."""

from __future__ import annotations

from typing import Any

from kivy.uix.widget import Widget

from kiosk.customer.widgets.shopper_screen import ShopperScreen
from kiosk.pickup import actions
from kiosk.pickup.model import Order
from kiosk.ui import navigation
from kiosk.ui.screen import Idle
from kiosk.ui.widgets.boxes import Column, Grid
from kiosk.ui.widgets.button import Button
from kiosk.ui.widgets.card import Card
from kiosk.ui.widgets.scroll import Scroll
from kiosk.ui.widgets.text import Text

MOST = 12
"""Orders of each kind; a board that scrolls is read by nobody."""


class BoardScreen(ShopperScreen):
    """Hangs on a wall, so it never asks whether somebody is there, and says nobody's name."""

    topics = frozenset({"orders", "store"})
    idle: Idle = "never"

    def content(self) -> Widget:
        """Ready above, in work below."""
        self._page = Column(gap=32, pad=(56, 16, 56, 40))
        return Scroll(self._page)

    def buttons(self) -> tuple[Button, ...]:
        """Somebody may want the kiosk for themselves."""
        return (Button("prep.board_home", icon="home", action=navigation.end_session),)

    def refresh(self) -> None:
        """Read the orders."""
        self.show_who()
        orders = actions.ordered_ahead(self.device.db, self.device.vault)
        ready = [one for one in orders if one.ready][:MOST]
        work = [one for one in orders if not one.ready][:MOST]
        self._page.replace(
            Text(key="prep.board_ready", role="display", bold=True, colour="ok"),
            _plates(ready, "ok_soft", "ok"),
            Text(key="prep.board_work", role="h1", bold=True, colour="ink2"),
            _plates(work, "surface", "ink2"),
        )


def plate_of(order: Order) -> str:
    """An initial and the number: enough for whoever ordered, nothing for anybody else."""
    return f"{order.surname[:1].upper() or '–'}  {order.number}"


def _plates(orders: list[Order], tone: str, colour: str) -> Any:  # Kivy's widgets
    if not orders:
        return Text(key="prep.board_none", role="body", colour="ink2")
    cards = [
        Card(Text(plate_of(one), role="h1", bold=True, align="center", colour=colour), tone=tone, pad=(24, 40))
        for one in orders
    ]
    return Grid(*cards, columns=2, large=1, gap=20)
