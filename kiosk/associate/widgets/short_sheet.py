"""What a picker says of goods that are not to be found: how many, and why; and what may come instead."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from msgspec import Struct

from kiosk.associate.widgets.sell_sheet import TillSheet
from kiosk.ui.tr import tr
from kiosk.ui.widgets.boxes import Column, Gap, Grid, Row
from kiosk.ui.widgets.button import Actions, Button
from kiosk.ui.widgets.card import Panel
from kiosk.ui.widgets.choice import Tile
from kiosk.ui.widgets.list_row import ListRow
from kiosk.ui.widgets.picture import Picture
from kiosk.ui.widgets.pill import Pill
from kiosk.ui.widgets.scroll import Scroll
from kiosk.ui.widgets.stepper import Stepper
from kiosk.ui.widgets.text import Icon, Text

REASONS = (("not_there", "search"), ("damaged", "warn"), ("mismatch", "swap"), ("worn", "store_line"))
"""Why goods cannot be picked, and how that looks: not in stock, damaged, not what the label says, a worn display."""


class ShortSheet(TillSheet):
    """Asks how many units are missing, and why.

    Args:
        name: the product's.
        open_units: how many are still wanted.
        say: called with (units, reason).
    """

    def __init__(self, name: str, open_units: int, say: Callable[[int, str], object]) -> None:
        self.units = open_units
        self._say = say
        self._most = open_units
        tiles = [
            Tile(icon, key=f"pick.why_{reason}", action=partial(self.give, reason), outlined=True, pad=(20, 18))
            for reason, icon in REASONS
        ]
        parts: list[Any] = []  # Kivy's widgets have no types
        if open_units > 1:
            self._stepper = Stepper(open_units, change=self._count, least=1, most=open_units)
            parts.append(Row(Text(key="pick.how_many", role="body", bold=True), self._stepper, gap=16))
        parts.append(Grid(*tiles, columns=2, gap=12))
        parts.append(Text(key="pick.why_more", role="second", colour="ink2"))
        super().__init__("pick.why", *parts, sub=name, wide=720)

    def give(self, reason: str) -> None:
        """A reason was tapped: that is all there is to say."""
        self.close()
        self._say(self.units, reason)

    def _count(self, units: int) -> None:
        self.units = max(1, min(self._most, units))


class Instead(Struct, frozen=True):
    """One product that may come for another."""

    gtin: str
    name: str
    detail: str
    picture: str
    price: str
    """What the shopper pays for it: the lower of both prices."""
    was: str = ""
    """Its own price, where that is higher."""
    place: str = ""
    stock: str = ""


class InsteadSheet(TillSheet):
    """Offers what may come instead.

    Args:
        name: the product that is missing.
        found: what is like it and in stock.
        agreed: whether the shopper agreed beforehand to something like it.
        choose: called with the GTIN of what comes instead.
        leave: what else: the shopper is asked.
    """

    def __init__(
        self,
        name: str,
        found: Sequence[Instead],
        agreed: bool,
        choose: Callable[[str], object],
        leave: Callable[[], object],
    ) -> None:
        self._choose, self._leave = choose, leave
        self.asked = agreed
        self.chosen = found[0].gtin if len(found) == 1 else ""
        self._found = list(found)
        self.take_button = Button("pick.instead_take", icon="swap", kind="accent", size="action", action=self.take)
        leave_button = Button("pick.instead_leave", icon="phone", size="action", action=self.leave)
        self._rows = Column(gap=0)
        parts: list[Any] = []  # Kivy's widgets have no types
        if found:
            parts.append(Scroll(self._rows, size_hint=(1, 1)))
        else:
            parts += [Text(key="pick.instead_none", role="body", colour="ink2"), Gap()]
        parts.append(self._consent())
        parts.append(Actions(leave_button, *([self.take_button] if found else []), gap=12))
        super().__init__("pick.instead", *parts, sub=name, wide=820, tall=620)
        self._show()

    def take(self) -> None:
        """The chosen one comes instead."""
        if self.chosen and self.asked:
            self.close()
            self._choose(self.chosen)

    def leave(self) -> None:
        """Nothing comes instead yet: the shopper says what they want."""
        self.close()
        self._leave()

    def pick_out(self, gtin: str) -> None:
        """This one."""
        self.chosen = gtin
        self._show()

    def confirm(self) -> None:
        """The shopper was asked, and said yes."""
        self.asked = not self.asked
        self._show()

    def _consent(self) -> Any:
        self._consent_text = Text("", role="body", colour="info")
        self._consent_icon = Icon("info", 28, colour="info")
        self._consent_panel = Panel(
            Row(self._consent_icon, self._consent_text, gap=14),
            tone="info_soft",
            pad=(18, 12),
            action=None if self.asked else self.confirm,
        )
        return self._consent_panel

    def _show(self) -> None:
        agreed = self._consent_panel.action is None
        self._consent_icon.name = "ok" if self.asked else "neutral"
        self._consent_text.say_key("pick.agreed" if agreed else "pick.asked" if self.asked else "pick.ask_first")
        self.take_button.disabled = not (self.chosen and self.asked)
        self._rows.replace(*[self._row(one, one is self._found[-1]) for one in self._found])

    def _row(self, one: Instead, last: bool) -> ListRow:
        prices = Column(
            Text(one.price, role="body", bold=True, hug=True, pos_hint={"right": 1}),
            *(
                [Text(one.was, role="second", colour="ink2", strike=True, hug=True, pos_hint={"right": 1})]
                if one.was
                else []
            ),
            size_hint=(None, None),
            width=120,
            gap=0,
        )
        mark = Icon("ok" if one.gtin == self.chosen else "neutral", 32, colour="accent_line")
        chips: list[Any] = []  # Kivy's widgets have no types
        if one.place:
            chips.append(Pill(one.place, "neutral", icon="", square=True, tight=True))
        if one.stock:
            chips.append(Pill(one.stock, "accent", icon="", square=True, tight=True))
        return ListRow(
            one.name,
            one.detail,
            lead=Row(mark, Picture(one.picture, seed=one.gtin, width_px=64, height_px=64), hug=True, gap=14),
            trail=(*chips, prices),
            line=not last,
            action=partial(self.pick_out, one.gtin),
            pad=(0, 10),
        )


def price_rule() -> str:
    """How dear what comes instead is, in words."""
    return tr.text("pick.instead_rule")
