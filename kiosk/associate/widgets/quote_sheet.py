"""The sheet that asks how long a quotation holds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

from kiosk.till.model import Basket
from kiosk.till.model.quote import USUAL_DAYS
from kiosk.ui import navigation
from kiosk.ui.theme import theme
from kiosk.ui.tr import tr
from kiosk.ui.widgets.boxes import Grid
from kiosk.ui.widgets.button import Actions, Button
from kiosk.ui.widgets.card import Card
from kiosk.ui.widgets.choice import OptionCard
from kiosk.ui.widgets.dialog import Layer
from kiosk.ui.widgets.text import Text

DAYS = (7, USUAL_DAYS, 30, 60)


class QuoteSheet(Layer):
    """Each choice says the day on which it ends; `give(days)` is called once."""

    def __init__(self, basket: Basket, today: date, give: Callable[[int], object]) -> None:
        super().__init__(outside=self.close)
        self._give = give
        self._today = today
        self.days = USUAL_DAYS
        self._choices = Grid(columns=2, gap=12)
        who = basket.terms.business or tr.text("quote.somebody")
        total = tr.money(basket.total, "receipt")
        self._card = Card(
            Text(key="quote.give_title", role="h1", bold=True),
            Text("·".join((who, tr.text("quote.units", n=basket.units), total)), role="body", bold=True),
            self._choices,
            Text(key="quote.give_more", role="second", colour="ink2"),
            Actions(
                Button("business.close", icon="back", action=self.close),
                Button("quote.give_now", icon="receipt", kind="primary", action=self.hand_in),
                gap=12,
            ),
            radius="panel",
            shadow="e2",
            pad=32,
            gap=20,
            size_hint=(None, None),
        )
        self.add_widget(self._card)
        self._show()
        self.bind(size=self._place)
        self._card.bind(height=self._place)

    def show(self) -> None:
        """Lay it over the screen."""
        navigation.show(self)

    def close(self) -> None:
        """Go away; nothing was given."""
        navigation.hide(self)

    def choose(self, days: int) -> None:
        """So long."""
        self.days = days
        self._show()

    def hand_in(self) -> None:
        """Give it."""
        self.close()
        self._give(self.days)

    def restyle(self) -> None:
        """Take sizes anew."""
        super().restyle()
        self._place()

    def _show(self) -> None:
        self._choices.replace(*[self._option(days) for days in DAYS])

    def _option(self, days: int) -> OptionCard:
        last = self._today + timedelta(days=days)
        return OptionCard(
            tr.text("business.days", n=days),
            tr.date(last),
            selected=days == self.days,
            action=partial(self.choose, days),
        )

    def _place(self, *_: object) -> None:
        if not hasattr(self, "_card"):
            return
        self._card.width = min(self.width - 2 * theme.margin, theme.px(680 * (1 + (theme.text_scale - 1) * 0.4)))
        self._card.center_x, self._card.center_y = round(self.middle_x), round(self.middle_y)
