"""Baskets put aside: a sheet that asks for a name for one, and the list to go on with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from kivy.uix.widget import Widget

from kiosk.associate.widgets.sell_sheet import TillSheet
from kiosk.till.model import Basket
from kiosk.ui.tr import tr
from kiosk.ui.widgets.boxes import Column, Gap
from kiosk.ui.widgets.list_row import ListRow
from kiosk.ui.widgets.scroll import Scroll
from kiosk.ui.widgets.text import Text

Parked = tuple[Basket, str, datetime]
"""Basket, the device that parked it, and when."""


class ParkedSheet(TillSheet):
    """The store's parked baskets, the newest first.

    Args:
        found: as `till.tables.parked` gives them.
        now: ages are counted from.
        choose: told the id of the basket that is to be gone on with.
    """

    def __init__(self, found: Sequence[Parked], now: datetime, choose: Callable[[str], object]) -> None:
        self._found, self._now, self._choose = tuple(found), now, choose
        self.rows = Column(gap=0)
        super().__init__("sell.recall_title", Scroll(self.rows), wide=720, tall=150 + 88 * min(5, max(1, len(found))))

    def take(self, basket_id: str) -> None:
        """Go on with this one."""
        self.close()
        self._choose(basket_id)

    def key_pressed(self, name: str) -> bool:
        """Enter takes the newest."""
        if name == "enter" and self._found:
            self.take(self._found[0][0].basket_id)
            return True
        return super().key_pressed(name)

    def restyle(self) -> None:
        """Ages and amounts follow the language."""
        super().restyle()
        rows: list[Widget] = [self._row(one, one is self._found[-1]) for one in self._found]
        self.rows.replace(*(rows or [Text(key="sell.recall_none", role="body", colour="ink2"), Gap(8)]))

    def _row(self, one: Parked, last: bool) -> Widget:
        basket, device, at = one
        age = tr.age(max(0.0, (self._now - at).total_seconds()))
        facts = (tr.text("sell.units", n=basket.units), device, age)
        return ListRow(
            basket.terms.label or tr.text("sell.no_label", time=tr.time(at)),
            "·".join(facts),
            lead="basket",
            trail=(Text(tr.money(basket.total, "receipt"), role="h2", bold=True, hug=True),),
            line=not last,
            action=partial(self.take, basket.basket_id),
            pad=(0, 10),
        )
