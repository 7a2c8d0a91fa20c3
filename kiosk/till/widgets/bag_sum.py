"""What the bag comes to: savings, points to earn, the total."""

from __future__ import annotations

from kivy.uix.widget import Widget
from msgspec import Struct

from kiosk.money import Money
from kiosk.ui.tr import tr
from kiosk.ui.widgets.boxes import Column, Row
from kiosk.ui.widgets.card import Panel
from kiosk.ui.widgets.text import Icon, Text


class Sums(Struct, frozen=True):
    """What is shown under the lines."""

    total: Money
    saved: Money
    units: int
    points: int
    """That a member earns with it; 0 says nothing."""


class BagSum(Panel):
    """The end of the list; read anew by `show`."""

    def __init__(self) -> None:
        super().__init__(pad=36, gap=14)

    def show(self, sums: Sums) -> None:
        """Show these sums."""
        rows: list[Widget] = []
        if sums.saved.minor > 0:
            before = sums.total + sums.saved
            rows.append(_row("basket.subtotal", tr.money(before, "receipt"), "", "ink2"))
            rows.append(_row("basket.saved", f"−{tr.money(sums.saved, 'receipt')}", "ticket", "ok"))
        if sums.points:
            rows.append(_row("basket.points", f"+{tr.number(sums.points)}", "medal", "gold"))
        units = Text(tr.text("basket.units", n=sums.units), role="second", colour="ink2")
        rows.append(
            Row(
                Column(Text(key="basket.total", role="h2", bold=True), units, gap=0),
                Text(tr.money(sums.total, "receipt"), role="price", bold=True, hug=True),
                gap=16,
            )
        )
        self.replace(*rows)


def _row(key: str, amount: str, icon: str, colour: str) -> Row:
    front: list[Widget] = [Icon(icon, 36, colour=colour)] if icon else []
    words = Text(key=key, role="body", colour=colour)
    return Row(*front, words, Text(amount, role="body", bold=bool(icon), colour=colour, hug=True), gap=14)
