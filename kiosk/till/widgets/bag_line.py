"""One line of a shopper's bag: picture, name, why it costs what it costs, how it gets home, how many."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from kivy.uix.widget import Widget
from msgspec import Struct

from kiosk.till.model import Line
from kiosk.till.outlook import Move
from kiosk.ui.theme import theme
from kiosk.ui.tr import tr
from kiosk.ui.widgets.boxes import Column, Flow, Gap, Row
from kiosk.ui.widgets.button import Button, RoundButton
from kiosk.ui.widgets.card import Panel
from kiosk.ui.widgets.picture import Picture
from kiosk.ui.widgets.pill import Pill
from kiosk.ui.widgets.stepper import Stepper
from kiosk.ui.widgets.text import Icon, Text

STEP = 96
"""Design pixels of the stepper's buttons: a finger's."""

LONGEST_NAME = 2
"""Lines of a name. What is longer is read on the product's page."""

ICONS = {"": "bag", "pickup": "store_line", "delivery": "home", "ship": "truck", "order": "parcel"}
"""By the way that a line takes, in the order in which they are shown."""


class LineView(Struct, frozen=True):
    """What a row shows, ready to be read. Equal views are the same row."""

    line: Line
    name: str
    detail: str
    picture: str
    why: tuple[str, ...]
    way: str
    """How it reaches the shopper, in words; empty where there is nothing to choose."""
    move: Move | None
    locked: bool
    language: str


class LineActs(Struct, frozen=True):
    """What a finger may do to a line."""

    change: Callable[[Line, int], object]
    remove: Callable[[Line], object]
    choose_way: Callable[[Line], object]
    settle: Callable[[Line, bool], object]
    """(line, whether the older price stays)."""


class BagLine(Row):
    """The row of one view; another view takes another row."""

    def __init__(self, view: LineView, acts: LineActs) -> None:
        self.view = view
        line = view.line
        self.stepper: Stepper | None = None
        self._paid = Text(role="h2", bold=True, hug=True)
        self._before = Text(role="caption", colour="ink2", strike=True, hug=True)
        self._about = Text(role="caption", colour="ink2")
        self._why = [Text(role="caption", colour="accent_line") for _ in view.why]
        self._say(view)
        if line.kind == "delivery":
            super().__init__(
                Row(Icon("truck", 64, colour="ink2"), hug=True, pad=(34, 0)),
                Column(Text(view.name, role="body", bold=True), gap=0),
                self._paid,
                gap=24,
                pad=(0, 24),
            )
            return
        remove = RoundButton(
            "close", name_key="basket.remove", size=64, kind="quiet", action=partial(acts.remove, line)
        )
        remove.disabled = view.locked
        name = Text(view.name, role="body", bold=True, lines=LONGEST_NAME)
        super().__init__(
            Picture(view.picture, seed=line.gtin, width_px=132, height_px=132),
            Column(
                Row(Column(name, self._about, gap=2), remove, gap=16, align="top"),
                *self._facts(view, acts),
                self._foot(view, acts),
                gap=8,
            ),
            gap=24,
            pad=(0, 24),
            align="top",
        )

    def update(self, view: LineView) -> bool:
        """Show another count and what follows from it; False if the row would need other parts."""
        if _shape(view) != _shape(self.view):
            return False
        self.view = view
        self._say(view)
        if self.stepper is not None:
            self.stepper.value = view.line.quantity
        return True

    def _say(self, view: LineView) -> None:
        line = view.line
        each = tr.text("basket.each", amount=tr.money(line.unit_price))
        self._about.say("·".join(part for part in (view.detail, each) if part))
        self._paid.say(tr.money(line.amount, "receipt"))
        self._before.say(tr.money(line.listed, "receipt"))
        for text, why in zip(self._why, view.why, strict=True):
            text.say(why)

    def _facts(self, view: LineView, acts: LineActs) -> list[Widget]:
        line = view.line
        found: list[Widget] = [Row(Icon("ticket", 30, colour="accent_line"), text, gap=10) for text in self._why]
        if line.origin in ("online", "recommended"):
            icon = "phone" if line.origin == "online" else "spark"
            found.append(_Pills(Pill(key=f"basket.origin_{line.origin}", state="accent", icon=icon, tight=True)))
        if view.way:
            icon = ICONS[line.particulars.fulfilment]
            if view.locked:
                found.append(_Pills(Pill(view.way, "neutral", icon=icon, tight=True)))
            else:
                found.append(_Pills(WayChip(view.way, icon, partial(acts.choose_way, line))))
        if view.move is not None:
            found.append(_moved(view, view.move, acts))
        return found

    def _foot(self, view: LineView, acts: LineActs) -> Column:
        line = view.line
        self.stepper = Stepper(line.quantity, change=partial(acts.change, line), side=STEP)
        self.stepper.disabled = view.locked
        if not _cheaper(line):
            return Column(Row(self.stepper, Gap(), self._paid, gap=16))
        self._paid.paint("sale")
        # The old price above the new one, both at the line's end.
        for sum_ in (self._before, self._paid):
            sum_.pos_hint = {"right": 1}
        return Column(Row(self.stepper, Column(self._before, self._paid), gap=16))


def _cheaper(line: Line) -> bool:
    return bool(line.reductions) and line.listed.minor > line.amount.minor


def _shape(view: LineView) -> tuple[object, ...]:
    """What a row is made of, besides its numbers."""
    line = view.line
    own = (line.line_id, line.kind, line.origin, line.particulars, _cheaper(line), len(view.why))
    return (*own, view.name, view.detail, view.picture, view.way, view.move, view.locked, view.language)


def _moved(view: LineView, move: Move, acts: LineActs) -> Panel:
    """The price moved since the scan: both prices, and who decides."""
    was, now = tr.money(move.was), tr.money(move.now)
    key = "basket.price_fell" if move.cheaper else f"basket.price_{move.decision}"
    buttons: list[Widget] = []
    if move.cheaper or move.decision != "honoured":
        take = Button(
            "basket.take_new_price", args={"amount": now}, size="small", kind="secondary",
            action=partial(acts.settle, view.line, False),
        )  # fmt: skip
        buttons.append(take)
    if not move.cheaper and move.decision == "asked":
        keep = Button(
            "basket.keep_old_price", args={"amount": was}, size="small", kind="secondary",
            action=partial(acts.settle, view.line, True),
        )  # fmt: skip
        buttons.insert(0, keep)
    if view.locked:
        buttons = []
    words = Row(
        Icon("tag", 36, colour="info"),
        Text(tr.text(key, was=was, now=now), role="caption", colour="info"),
        gap=14,
    )
    return Panel(words, *buttons, tone="info_soft", pad=(20, 14), gap=12, radius="option")


class WayChip(Pill):
    """How a line gets home, and that it can be another way: a pill with the height of a finger."""

    def __init__(self, words: str, icon: str, choose: Callable[[], object]) -> None:
        super().__init__(words, "neutral", icon=icon, action=choose)

    def least_height(self) -> float:
        """As high as a chip."""
        return theme.control("chip")


class _Pills(Flow):
    """Pills that wrap their words where the line is too narrow for them."""

    def __init__(self, *pills: Widget) -> None:
        super().__init__(*pills, gap=8)
        self.bind(width=self._narrow)

    def _narrow(self, *_: object) -> None:
        for pill in self.children:
            pill.max_width = self.width
            pill.restyle()
