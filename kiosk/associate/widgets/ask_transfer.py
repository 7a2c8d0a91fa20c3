"""Asking another store for goods: which one, how many; it lies over the page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from kiosk.stock.model import NearLevel
from kiosk.ui import navigation
from kiosk.ui.theme import theme
from kiosk.ui.tr import Tr
from kiosk.ui.widgets.boxes import Column, Gap, Row
from kiosk.ui.widgets.button import Actions, Button
from kiosk.ui.widgets.card import Card
from kiosk.ui.widgets.choice import OptionCard
from kiosk.ui.widgets.dialog import Layer
from kiosk.ui.widgets.scroll import Scroll
from kiosk.ui.widgets.stepper import Stepper
from kiosk.ui.widgets.text import Text


class AskTransferDialog(Layer):
    """`asked(store, units)` is called once, when the request is made."""

    def __init__(
        self, tr: Tr, name: str, near: Sequence[NearLevel], asked: Callable[[str, int], object], ages: Sequence[str]
    ) -> None:
        super().__init__(self._away)
        self._near = list(near)
        self._asked = asked
        self._chosen = near[0].store
        self._cards: dict[str, OptionCard] = {}
        for one, age in zip(near, ages, strict=True):
            self._cards[one.store] = OptionCard(
                one.names.text(tr.language),
                tr.text("goods.has_as_of", n=one.on_hand, age=age),
                selected=one.store == self._chosen,
                action=partial(self._choose, one.store),
            )
        self._step = Stepper(1, change=self._set, least=1, most=max(1, near[0].on_hand))
        words = Column(
            Text(key="goods.ask_transfer", role="h1", bold=True), Text(name, role="body", colour="ink2"), gap=4
        )
        stores = Scroll(Column(*self._cards.values(), gap=10))
        stores.size_hint = (1, None)
        self._stores = stores
        self._card = Card(
            words,
            stores,
            Row(Text(key="goods.how_many", role="body", bold=True), Gap(), self._step, gap=12),
            Actions(
                Button("staff.cancel", action=self._away),
                Button("goods.ask_now", icon="swap", kind="primary", action=self._go),
                gap=16,
            ),
            radius="panel",
            shadow="e2",
            pad=32,
            gap=20,
            size_hint=(None, None),
        )
        self.add_widget(self._card)
        self.bind(size=self._place)
        self._card.bind(height=self._place)

    def restyle(self) -> None:
        """Take sizes anew."""
        super().restyle()
        self._place()

    def _place(self, *_: Any) -> None:  # as Kivy calls it
        self._card.width = min(self.width - 2 * theme.margin, theme.px(720))
        tall = theme.px(76 * theme.text_scale) * min(3.5, len(self._cards))
        self._stores.height = min(tall, self.height * 0.42)
        self._card.center_x, self._card.center_y = round(self.center_x), round(self.center_y)

    def _choose(self, store: str) -> None:
        self._chosen = store
        for name, card in self._cards.items():
            card.select(name == store)
            card.restyle()

    def _set(self, units: int) -> None:
        self._step.value = units

    def _go(self) -> None:
        navigation.hide(self)
        self._asked(self._chosen, int(self._step.value))

    def _away(self) -> None:
        navigation.hide(self)
