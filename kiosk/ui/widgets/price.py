"""A price as a shelf shows it: large, with the old one crossed out beside it and whose price it is below."""

from __future__ import annotations

from kivy.uix.widget import Widget

from kiosk.i18n import Amount, Style
from kiosk.ui.theme import theme
from kiosk.ui.tokens import Role
from kiosk.ui.tr import tr
from kiosk.ui.widgets.boxes import Column, Gap, Row
from kiosk.ui.widgets.pill import Pill
from kiosk.ui.widgets.text import Text

GAP = 12
"""Design pixels between two amounts."""


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
        self._line = Row(gap=GAP)
        self._second = Row(gap=GAP)
        self._beside: bool | None = None
        for part in (self._line, self._second):
            self.add_widget(part)
        for extra in (self._pill, self._note):
            if extra is not None:
                self.add_widget(Row(*self._aligned(extra), gap=GAP))
        self.bind(width=self._fit)
        self.now.bind(texture_size=self._fit)
        self.before.bind(texture_size=self._fit)

    def _aligned(self, *parts: Widget) -> list[Widget]:
        return [Gap(), *parts] if self._align == "right" else [*parts, Gap()]

    def _fit(self, *_: object) -> None:
        """The old price stands beside the new one where there is room, else below it."""
        room = self.width
        gap = theme.px(GAP)  # beside each of them, as the room that is left over stands in the row as well
        self.now.max_width = self.before.max_width = max(1.0, room - gap)
        both = self.now.natural_width() + self.before.natural_width() + 2 * gap
        beside = self._old is None or both <= room
        if beside == self._beside:
            return
        self._beside = beside
        inner = [self.before, self.now] if self._align == "right" else [self.now, self.before]
        for row in (self._line, self._second):
            row.clear_widgets()
        if self._old is None:
            self._line.replace(*self._aligned(self.now))
        elif beside:
            self._line.replace(*self._aligned(*inner))
        else:
            self._line.replace(*self._aligned(self.now))
            self._second.replace(*self._aligned(self.before))

    def show(self, amount: Amount, old: Amount | None) -> None:
        """Show another price. Whether there is an old one cannot change: build anew for that."""
        self._amount, self._old = amount, old
        self.restyle()

    def restyle(self) -> None:
        """Write the amounts anew."""
        super().restyle()
        self.now.say(tr.money(self._amount, self._style))
        self.before.say(tr.money(self._old, self._style) if self._old is not None else "")
        self._fit()
