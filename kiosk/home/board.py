"""The ready board: whose order ahead is in work and whose is ready, by initial and number alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kivy.clock import Clock
from kivy.uix.widget import Widget

from kiosk import codes
from kiosk.customer.widgets.shopper_screen import ShopperScreen
from kiosk.pickup import actions
from kiosk.pickup.model import Order
from kiosk.ui import navigation
from kiosk.ui.theme import theme
from kiosk.ui.tokens import Role
from kiosk.ui.widgets.boxes import Column, Grid, Row
from kiosk.ui.widgets.button import Button
from kiosk.ui.widgets.card import Card
from kiosk.ui.widgets.scroll import Scroll
from kiosk.ui.widgets.text import Text

MOST = 12
"""Orders of each kind; a board that scrolls is read by nobody."""

MOST_ON_WALL = 6
"""In letters that are read from across the shop."""

CLOCK_S = 5.0


class BoardScreen(ShopperScreen):
    """Says nobody's name. On a kiosk it is a page like any other, and the next shopper's after a while.

    Where the settings make it the start (`[display] start = "board"`) it hangs on a wall: it never asks whether
    somebody is there, and nothing leads away from it. It has no buttons, a scan opens nothing, the letters are larger,
    and the time stands where the language stood.
    """

    topics = frozenset({"orders", "store"})

    def build(self) -> None:
        """A display on the wall is looked at and not touched."""
        super().build()
        self._clock: Any = None  # Kivy's event
        if self.on_wall:
            self.idle = "never"
            if self.bottom.parent is not None:
                self.bottom.parent.remove_widget(self.bottom)

    def content(self) -> Widget:
        """Ready above, in work below; beside one another where the display lies across."""
        self._page = Column(gap=32, pad=(56, 16, 56, 40))
        return Scroll(self._page)

    def buttons(self) -> tuple[Button, ...]:
        """Somebody may want the kiosk for themselves."""
        return (Button("prep.board_home", icon="home", action=navigation.end_session),)

    @property
    def on_wall(self) -> bool:
        """Whether this device is there for nothing else."""
        return bool(self.device.settings.display.start == "board")

    def arrived(self) -> None:
        """The minutes go by."""
        super().arrived()
        if self.on_wall and self._clock is None:
            self._clock = Clock.schedule_interval(self._tell_time, CLOCK_S)

    def left(self) -> None:
        """Count no more."""
        super().left()
        if self._clock is not None:
            self._clock.cancel()
            self._clock = None

    def scanned(self, code: codes.Code) -> None:
        """Whoever shows a display on the wall their code is not signed in for all to see."""
        if not self.on_wall:
            super().scanned(code)

    def refresh(self) -> None:
        """Read the orders."""
        self.show_who()
        orders = actions.ordered_ahead(self.device.db, self.device.vault)
        ready = [one for one in orders if one.ready]
        work = [one for one in orders if not one.ready]
        if not self.on_wall:
            self._page.replace(
                Text(key="prep.board_ready", role="display", bold=True, colour="ok"),
                *_plates(ready, "ok_soft", "ok", "h1", columns=2, large=1),
                Text(key="prep.board_work", role="h1", bold=True, colour="ink2"),
                *_plates(work, "surface", "ink2", "h1", columns=2, large=1),
            )
            return
        self._tell_time(0.0)
        across = theme.tablet
        done = Column(
            Text(key="prep.board_ready", role="display", bold=True, colour="ok"),
            *_plates(ready, "ok_soft", "ok", "numeral", columns=1, most=MOST_ON_WALL if not across else 4),
            gap=24,
        )
        begun = Column(
            Text(key="prep.board_work", role="display", bold=True, colour="ink2"),
            *_plates(work, "surface", "ink2", "display", columns=2, large=1, most=MOST_ON_WALL),
            gap=24,
        )
        self._page.replace(Row(done, begun, gap=48, align="top") if across else Column(done, begun, gap=48))

    def _tell_time(self, _dt: float) -> None:
        self.who.replace(Text(self.tr.time(self.device.clock()), role="h1", bold=True, hug=True))


def plate_of(order: Order) -> str:
    """An initial and the number: enough for whoever ordered, nothing for anybody else."""
    return f"{order.surname[:1].upper() or '–'}  {order.number}"


def _plates(
    orders: Sequence[Order], tone: str, colour: str, role: Role, *, columns: int, large: int = 0, most: int = MOST
) -> list[Any]:  # Kivy's widgets
    if not orders:
        return [Text(key="prep.board_none", role="body", colour="ink2")]
    cards = [
        Card(Text(plate_of(one), role=role, bold=True, align="center", colour=colour), tone=tone, pad=(24, 40))
        for one in orders[:most]
    ]
    more = len(orders) - most
    rest = [Text(f"+{more}", role="h1", bold=True, colour=colour, align="right")] if more > 0 else []
    return [Grid(*cards, columns=columns, large=large, gap=20), *rest]
