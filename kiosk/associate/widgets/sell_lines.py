"""The basket at a till: its lines with all that is special about them, told anew line by line, and the sum below."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from kivy.uix.widget import Widget
from msgspec import Struct

from kiosk.associate.widgets.order_card import empty
from kiosk.money import Money
from kiosk.till.model import Basket, Line
from kiosk.ui.theme import theme
from kiosk.ui.tokens import Role
from kiosk.ui.tr import Tr
from kiosk.ui.widgets.boxes import Column, Flow, Gap, Row
from kiosk.ui.widgets.button import Button
from kiosk.ui.widgets.card import Card, Panel
from kiosk.ui.widgets.picture import Picture
from kiosk.ui.widgets.pill import Chip, Pill
from kiosk.ui.widgets.press import Action
from kiosk.ui.widgets.scroll import Scroll
from kiosk.ui.widgets.text import Icon, Text
from kiosk.ui.widgets.written import measure
from sync.formats.card_number import masked

SHOWN = 40
"""Lines that are on screen at once; older ones are a tap away. Hundreds of rows would make every scan slow."""


class LineFacts(Struct, frozen=True):
    """One line, and what catalogue and price book know of it. Equal facts look equal."""

    line: Line
    name: str
    detail: str
    """Size or colour."""
    picture: str
    """Path, or empty."""
    reasons: tuple[str, ...] = ()
    """Why it costs less, in words, each with the amount that was taken off."""
    lacks: str = ""
    """`age`, `serial` or `lot` if that must be there before it can be paid."""
    plans: tuple[tuple[str, str], ...] = ()
    """Service plans that may be added: article number, and words with the price."""
    chosen: bool = False
    language: str = ""


def line_card(
    tr: Tr, facts: LineFacts, choose: Action, plan: Callable[[str], object], ask: Callable[[str], object]
) -> Widget:
    """One line of the basket."""
    line, currency = facts.line, facts.line.unit_price.currency
    if line.particulars.attached_to:
        return _attached_row(tr, facts, choose)
    words: list[Widget] = [
        Text(facts.name, role="body", bold=True, lines=2),
        Text(_detail(tr, facts), role="second", colour="ink2"),
    ]
    words += [
        Row(Icon("tag", 18, colour="sale"), Text(reason, role="second", colour="sale"), gap=8)
        for reason in facts.reasons
    ]
    pills = _pills(tr, facts, ask)
    if pills:
        words.append(Flow(*pills, gap=6, pad=(0, 4, 0, 0)))
    if facts.chosen and facts.plans:
        words.append(
            Flow(*[_plan_chip(text, partial(plan, gtin)) for gtin, text in facts.plans], gap=6, pad=(0, 6, 0, 0))
        )
    amount = Text(tr.money(Money(line.amount.minor, currency), "receipt"), role="h2", bold=True, hug=True)
    return Card(
        Row(
            Picture(facts.picture, seed=line.gtin, width_px=56, height_px=56, radius="chip"),
            Column(*words, gap=0),
            amount,
            gap=14,
        ),
        pad=(14, 8, 18, 8),
        radius="option",
        shadow=None,
        selected=facts.chosen,
        tone="accent_soft" if facts.chosen else "surface",
        action=choose,
    )


def _attached_row(tr: Tr, facts: LineFacts, choose: Action) -> Widget:
    """A deposit or a plan, quietly under the goods that it belongs to."""
    line = facts.line
    deposit = line.kind == "deposit"
    words = Text(facts.name, role="second", bold=not deposit, lines=2)
    amount = Text(tr.money(line.amount, "receipt"), role="body", bold=True, hug=True)
    icon = Icon("refresh" if deposit else "shield", 22, colour="ink2")
    detail = Text(
        tr.text("sell.times_each", n=line.quantity, amount=tr.money(line.unit_price, "receipt")),
        role="second",
        colour="ink2",
    )
    return Card(
        Row(Gap(66), icon, Column(words, detail, gap=0), amount, gap=10),
        pad=(14, 6, 18, 6),
        radius="option",
        shadow=None,
        selected=facts.chosen,
        tone="accent_soft" if facts.chosen else "surface",
        action=choose,
    )


def _detail(tr: Tr, facts: LineFacts) -> str:
    line = facts.line
    weight = f"{line.particulars.weight_g / 1000:.3f} kg" if line.particulars.weight_g else ""
    how_many = tr.text("sell.times_each", n=abs(line.quantity), amount=tr.money(line.unit_price, "receipt"))
    return "·".join(part for part in (facts.detail, weight, how_many) if part)


def _plan_chip(text: str, action: Action) -> Widget:
    chip = Chip(text, icon="shield", action=action)
    chip.max_width = theme.px(400)
    return chip


def _pills(tr: Tr, facts: LineFacts, ask: Callable[[str], object]) -> list[Widget]:
    line, special = facts.line, facts.line.particulars
    pills: list[Widget] = []
    if line.returned:
        pills.append(Pill(key="sell.returned_line", state="warn", icon="undo", tight=True))
    if facts.lacks:
        action = partial(ask, line.line_id)
        pills.append(Pill(key=f"sell.lacks_{facts.lacks}", state="warn", tight=True, action=action))
    if special.age_checked:
        pills.append(Pill(tr.text("sell.age_seen", age=special.age_checked), "ok", tight=True))
    if special.serial:
        pills.append(Pill(tr.text("sell.serial", number=special.serial), "neutral", icon="barcode", tight=True))
    if special.lot:
        pills.append(Pill(tr.text("sell.lot", number=special.lot), "neutral", icon="tag", tight=True))
    if line.kind == "gift_card":
        pills.append(Pill(masked(line.reference), "gold", icon="gift", tight=True))
    if special.agreed:
        pills.append(Pill(key="sell.agreed", state="info", icon="tick", tight=True))
    elif special.manual:
        words = tr.text(f"sell.reason_{special.manual_reason}") if _ours(special.manual_reason) else ""
        pills.append(Pill(words or special.manual_reason, "info", icon="edit", tight=True))
        if special.approved_by:
            pills.append(Pill(key="sell.approved", state="ok", icon="shield", tight=True))
    if special.note:
        pills.append(Pill(special.note, "neutral", icon="edit", tight=True, max_width=theme.px(360)))
    if line.origin == "online":
        pills.append(Pill(key="sell.online", state="info", icon="phone", tight=True))
    return pills


REASONS = ("damaged", "price_match", "expiry", "goodwill", "other")
"""Why a colleague changes a price; what is written down is this word, what is read is its translation."""


def _ours(reason: str) -> bool:
    return reason in REASONS


class LinesPanel(Column):
    """Shows a basket. Only lines that changed are made anew.

    Args:
        choose: told the id of a line that was tapped.
        plan: told the id of a line and the plan that is wanted with it.
        ask: told the id of a line that lacks something.
    """

    def __init__(
        self,
        tr: Tr,
        choose: Callable[[str], object],
        plan: Callable[[str, str], object],
        ask: Callable[[str], object],
    ) -> None:
        self._tr, self._choose, self._plan, self._ask = tr, choose, plan, ask
        self._cards: dict[str, tuple[LineFacts, Widget]] = {}
        self._all = False
        self.made = 0
        """How many rows were made so far; a measure of what a change costs."""
        self.lines = Column(gap=4, pad=(2, 2, 2, 8))
        self.list = Scroll(self.lines)
        self._earlier = Button("", text="", size="small", kind="quiet", icon="up", action=self._show_all)
        self._nothing = empty("barcode", "sell.empty", "sell.empty_more")
        self.units = Text("", role="body", bold=True)
        self.facts = Text("", role="second", colour="ink2")
        self.saved = Pill("", "ok", icon="tag", tight=True)
        self._saved_row = Row(self.saved, Gap())
        self.total = Text("", role="numeral", bold=True, hug=True)
        self._left = Column(self.units, gap=4)
        self._sum = Card(Row(self._left, self.total, gap=16), pad=(24, 8))
        self._sum.bind(width=self._share)
        self._nudge_words = Text("", role="second", bold=True, colour="accent_line")
        self._nudge = Panel(
            Row(Icon("spark", 24, colour="accent_line"), self._nudge_words, gap=12), tone="accent_soft", pad=(18, 10)
        )
        super().__init__(gap=10, grow=True)

    def show(self, basket: Basket, facts: Sequence[LineFacts]) -> None:
        """Show these lines, in this order."""
        tr = self._tr
        hidden = 0 if self._all else max(0, len(facts) - SHOWN)
        self._show_rows(facts[hidden:], hidden)
        self.units.say(tr.text("sell.units", n=basket.units))
        saved = basket.reduced.minor
        tax = sum(line.tax_minor for line in basket.lines if line.tax_added)
        below: list[Widget] = [self.units]
        if saved > 0:
            self.saved.say(tr.text("sell.saved", amount=tr.money(basket.reduced, "receipt")))
            below.append(self._saved_row)
        if tax:
            self.facts.say(tr.text("sell.tax", amount=tr.money(Money(tax, basket.currency), "receipt")))
            below.append(self.facts)
        if list(reversed(self._left.children)) != below:
            self._left.replace(*below)
        self.total.say(tr.money(basket.total, "receipt"))
        self._share()
        self._place(bool(basket.lines))

    def nudge(self, words: str) -> None:
        """Say what a little more would give; nothing takes the line away."""
        self._nudge_words.say(words)
        self._place(bool(self._cards))

    def forget(self) -> None:
        """The next basket begins at its end."""
        self._all = False

    def reveal(self) -> None:
        """Scroll to the newest line."""
        self.list.scroll_y = 0

    def _share(self, *_: object) -> None:
        """A long total takes a smaller size before it takes the room of the words beside it."""
        room = self._sum.width - theme.px(64)
        self.saved.fit(max(0.0, room * 0.4))
        wide = measure(self.total.whole, theme.font, theme.size_of("numeral"), bold=True)
        role: Role = "numeral" if wide <= room * 0.6 else "price"
        if role != self.total.role:
            self.total.role = role
            self.total.restyle()

    def _place(self, filled: bool) -> None:
        wanted: list[Widget] = [self.list if filled else self._nothing]
        if filled and self._nudge_words.whole:
            wanted.append(self._nudge)
        wanted.append(self._sum)
        if list(reversed(self.children)) != wanted:
            self.replace(*wanted)

    def _show_rows(self, facts: Sequence[LineFacts], hidden: int) -> None:
        before = {line_id: card for line_id, (_, card) in self._cards.items()}
        kept: dict[str, tuple[LineFacts, Widget]] = {}
        for one in facts:
            own = self._cards.get(one.line.line_id)
            if own is None or own[0] != one:
                own = (one, self._card(one))
            kept[one.line.line_id] = own
        same_order = list(kept)[: len(before)] == list(before)
        self._cards = kept
        if hidden or not same_order or len(self.lines.children) != len(before):
            rows = [card for _, card in kept.values()]
            if hidden:
                self._earlier.label.say(self._tr.text("sell.earlier", n=hidden))
                rows.insert(0, self._earlier)
            self.lines.replace(*rows)
            return
        for place, (line_id, (_, card)) in enumerate(kept.items()):
            old = before.get(line_id)
            if old is None:
                self.lines.add_widget(card)
            elif old is not card:
                self.lines.remove_widget(old)
                self.lines.add_widget(card, index=len(self.lines.children) - place)

    def _card(self, facts: LineFacts) -> Widget:
        self.made += 1
        line_id = facts.line.line_id
        return line_card(self._tr, facts, partial(self._choose, line_id), partial(self._plan, line_id), self._ask)

    def _show_all(self) -> None:
        self._all = True
        self._choose("")
