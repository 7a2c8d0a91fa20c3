"""A price as a shelf shows it: large, with the old one crossed out beside it and whose price it is below."""

from __future__ import annotations

from kiosk.i18n import Amount, Style
from kiosk.ui.tokens import Role
from kiosk.ui.tr import tr
from kiosk.ui.widgets.boxes import Column, Gap, Row
from kiosk.ui.widgets.pill import Pill
from kiosk.ui.widgets.text import Text


class Price(Column):
    """One price. Texts are made when shown, so it follows language and theme.

    Args:
        amount: what is to be paid now.
        old: what it was before, if it was more.
        member_key: message key of whose price it is (`price.member`), shown in gold.
        note: one line below, such as the points it earns.
        align: `left` or `right`.
    """

    def __init__(
        self,
        amount: Amount,
        old: Amount | None = None,
        *,
        role: Role = "price",
        style: Style = "shelf",
        member_key: str = "",
        note: str = "",
        align: str = "left",
        quiet: bool = False,
    ) -> None:
        self._amount = amount
        self._old = old
        self._style: Style = style
        self.now = Text(role=role, bold=True, hug=True, colour="ink" if old is None or quiet else "sale")
        second: Role = "second" if role == "price" else "caption"
        self.before = Text(role=second, hug=True, strike=True, colour="ink2")
        self._pill = Pill(key=member_key, state="gold", tight=role != "price") if member_key else None
        self._note = Text(note, role="second", colour="ink2", hug=True) if note else None
        self._align = align
        super().__init__(gap=4)
        prices = [self.before, self.now] if align == "right" else [self.now, self.before]
        if old is None:
            prices.remove(self.before)
        for parts in (prices, [self._pill], [self._note]):
            inner = [part for part in parts if part is not None]
            if inner:
                ends = [Gap()]
                row = [*ends, *inner] if align == "right" else [*inner, *ends]
                self.add_widget(Row(*row, gap=12))

    def show(self, amount: Amount, old: Amount | None) -> None:
        """Show another price. Whether there is an old one cannot change: build anew for that."""
        self._amount, self._old = amount, old
        self.restyle()

    def restyle(self) -> None:
        """Write the amounts anew."""
        super().restyle()
        self.now.say(tr.money(self._amount, self._style))
        self.before.say(tr.money(self._old, self._style) if self._old is not None else "")
