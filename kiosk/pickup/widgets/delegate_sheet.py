"""Somebody else fetches the order: who they are to the shopper, and four digits that the counter can ask for."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from kiosk.pickup.widgets.words import RELATIONS, delegate_text
from kiosk.ui import navigation
from kiosk.ui.widgets.boxes import Flow, Row
from kiosk.ui.widgets.button import Actions, Button, RoundButton
from kiosk.ui.widgets.code_boxes import CodeBoxes
from kiosk.ui.widgets.dialog import SheetLayer
from kiosk.ui.widgets.pill import Chip
from kiosk.ui.widgets.text import Text
from kiosk.ui.widgets.touch_pad import TouchPad

DIGITS = 4


class DelegateSheet(SheetLayer):
    """No name is asked for: who fetches it says the last four digits of a phone.

    Args:
        chosen: called with what the order's history writes down.
    """

    def __init__(self, chosen: Callable[[str], object]) -> None:
        self._chosen = chosen
        self.relation = RELATIONS[0]
        shut = RoundButton("close", name_key="ui.close", action=self.close, size=96, kind="quiet")
        self.first = shut
        self._chips = {
            one: Chip(key=f"collect.relation_{one}", selected=one == self.relation, action=partial(self.pick, one))
            for one in RELATIONS
        }
        self.boxes = CodeBoxes(digits=DIGITS)
        pad = TouchPad(self.type, self.erase, pages=("digits",), key_tall=104, cleared=self.clear)
        self.confirm = Button("collect.delegate_confirm", kind="primary", icon="tick", action=self.done)
        super().__init__(
            Row(Text(key="collect.delegate", role="h1", bold=True), shut, gap=16),
            Text(key="collect.delegate_more", role="body", colour="ink2"),
            Flow(*self._chips.values(), gap=24),
            Text(key="collect.delegate_digits", role="body", bold=True),
            self.boxes,
            pad,
            close=self.close,
            foot=Actions(self.confirm),
            gap=28,
        )
        self._judge()

    def pick(self, relation: str) -> None:
        """Who they are to the shopper."""
        self.relation = relation
        for name, chip in self._chips.items():
            chip.select(name == relation)

    def type(self, digit: str) -> None:
        """A key of the pad."""
        self.boxes.type(digit)
        self._judge()

    def erase(self) -> None:
        """The pad's eraser."""
        self.boxes.erase()
        self._judge()

    def clear(self) -> None:
        """The pad's cross."""
        self.boxes.clear()
        self._judge()

    def done(self) -> None:
        """That is who comes."""
        if self.boxes.whole:
            self.close()
            self._chosen(delegate_text(self.relation, self.boxes.text))

    def close(self) -> None:
        """Nothing is written down."""
        navigation.hide(self)

    def restyle(self) -> None:
        """Take sizes anew; why the button is off follows the language."""
        super().restyle()
        self._judge()

    def _judge(self) -> None:
        from kiosk.ui.tr import tr

        self.confirm.reason = "" if self.boxes.whole else tr.text("collect.delegate_missing")
        self.confirm.disabled = not self.boxes.whole
