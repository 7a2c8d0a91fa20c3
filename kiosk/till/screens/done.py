"""Paid. The receipt's number and code to take along, and a ring that ends the session by itself."""

from __future__ import annotations

import time
from typing import Any, ClassVar

from kivy.clock import Clock
from kivy.uix.widget import Widget

from kiosk.codes import Code
from kiosk.customer.widgets.shopper_screen import ShopperScreen
from kiosk.money import Money
from kiosk.till import tables
from kiosk.till.model import Sale
from kiosk.ui import navigation
from kiosk.ui.screen import Idle
from kiosk.ui.tr import tr
from kiosk.ui.widgets.boxes import Column, Gap, Row
from kiosk.ui.widgets.button import Button
from kiosk.ui.widgets.card import Card
from kiosk.ui.widgets.pill import Pill
from kiosk.ui.widgets.qr_code import QrCode
from kiosk.ui.widgets.ring import Ring
from kiosk.ui.widgets.scroll import Scroll
from kiosk.ui.widgets.text import Icon, Text

FINISH_S = 8.0
"""Long enough to raise a phone; a touch anywhere begins it anew."""

MOST_LINES = 6
"""More lines than this are in the receipt behind the code."""


class DoneScreen(ShopperScreen):
    """Shows the sale `self.args["sale_id"]`."""

    topics = frozenset({"store"})
    idle: Idle = "never"
    quiet: ClassVar[bool] = True
    """It says in its own words that the link is away: what counts now is that the sale is safe."""

    def content(self) -> Widget:
        """A page that scrolls."""
        self._page = Column(gap=32, pad=(56, 16, 56, 40))
        self.ring = Ring(132, thick=10, role="h2")
        self._until = 0.0
        self._clock = Clock.schedule_interval(self._count, 0.2)
        self._clock.cancel()
        return Scroll(self._page)

    def buttons(self) -> tuple[Button, ...]:
        """The end."""
        return (Button("done.finish", kind="primary", icon="tick", action=navigation.end_session),)

    def arrived(self) -> None:
        """The ring begins."""
        super().arrived()
        self._begin()
        self._clock()

    def left(self) -> None:
        """The ring stops."""
        super().left()
        self._clock.cancel()

    def on_touch_down(self, touch: Any) -> bool:  # Kivy's touch
        """Whoever touches is still reading."""
        self._begin()
        return bool(super().on_touch_down(touch))

    def scanned(self, code: Code) -> None:
        """Whoever scans now is the next one."""
        navigation.end_session()
        navigation.current().screen.scanned(code)

    def refresh(self) -> None:
        """Show the sale."""
        self.show_who()
        sale = tables.load_sale(self.device.db, str(self.args.get("sale_id", "")))
        if sale is None:
            self._page.replace(Text(key="done.title", role="display", bold=True))
            return
        tick = Icon("ok", 110, colour="ok")
        title = Text(key="done.title", role="display", bold=True)
        parts: list[Widget] = [Row(tick, title, gap=28)]
        if self.offline:
            parts.append(Row(Pill(key="done.safe", state="ok", icon="shield"), Gap()))
        parts += [self._receipt(sale), self._lines(sale), self._ending()]
        self._page.replace(*parts)

    def _receipt(self, sale: Sale) -> Card:
        code = self.device.receipt_code(sale.sale_id, str(sale.number), sale.at)
        words: list[Widget] = [
            Text(key="done.number", role="second", colour="ink2"),
            Text(sale.number.short, role="h2", bold=True),
            Text(self._when(sale), role="second", colour="ink2"),
            Gap(8),
            Text(key="done.take", role="body", bold=True),
            Text(key="done.take_more", role="second", colour="ink2"),
        ]
        return Card(Row(QrCode(code, 380), Column(*words, gap=6), gap=40), radius="panel", pad=36)

    def _lines(self, sale: Sale) -> Card:
        rows: list[Widget] = []
        for line in sale.lines[:MOST_LINES]:
            rows.append(_sum_row(f"{line.name} × {line.quantity}", line.amount, "body", bold=False))
        if len(sale.lines) > MOST_LINES:
            more = tr.text("done.more_lines", n=len(sale.lines) - MOST_LINES)
            rows.append(Text(more, role="second", colour="ink2"))
        rows.append(Gap(8))
        rows.append(_sum_row(tr.text("basket.total"), sale.total, "h2", bold=True))
        for tender in sale.tenders:
            amount = tender.amount + sale.change if tender.kind == "cash" else tender.amount
            rows.append(_sum_row(tr.text(f"done.{tender.kind}"), amount, "body", bold=False))
        if sale.change:
            rows.append(_sum_row(tr.text("pay.change"), sale.change, "body", bold=True))
        return Card(*rows, pad=40, gap=10)

    def _when(self, sale: Sale) -> str:
        return f"{tr.date(sale.at)} {tr.time(sale.at)}"

    def _ending(self) -> Row:
        self.ring = Ring(132, thick=10, role="h2")
        self._words = Text(role="body", colour="ink2")
        self._show_count()
        return Row(self.ring, self._words, gap=28)

    def _begin(self) -> None:
        self._until = time.monotonic() + FINISH_S

    def _count(self, _dt: float) -> None:
        if time.monotonic() >= self._until:
            self._clock.cancel()
            navigation.end_session()
        else:
            self._show_count()

    def _show_count(self) -> None:
        left = min(FINISH_S, max(0.0, self._until - time.monotonic()))
        self.ring.value = left / FINISH_S
        self.ring.label.say(str(int(left + 0.99)))
        self._words.say(tr.text("done.finish_in", n=int(left + 0.99)))


def _sum_row(words: str, amount: Money, role: Any, *, bold: bool) -> Row:
    return Row(
        Text(words, role=role, bold=bold),
        Text(tr.money(amount, "receipt"), role=role, bold=True, hug=True),
        gap=20,
        align="top",
    )
