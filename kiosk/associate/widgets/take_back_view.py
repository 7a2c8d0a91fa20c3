"""What the page of returns is made of: a sale to choose, its lines with what comes back, and who gets how much."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from kivy.uix.widget import Widget

from kiosk.money import Money
from kiosk.till.actions import Wanted
from kiosk.till.model import Sale
from kiosk.till.model.refunds import Share
from kiosk.till.model.returning import CONDITIONS, REASONS, Origin, SoldLine
from kiosk.ui.theme import theme
from kiosk.ui.tr import Tr
from kiosk.ui.widgets.boxes import Column, Flow, Gap, Grid, Row
from kiosk.ui.widgets.button import Button
from kiosk.ui.widgets.card import Card, Panel
from kiosk.ui.widgets.list_row import ListRow
from kiosk.ui.widgets.picture import Picture
from kiosk.ui.widgets.pill import Chip, Pill
from kiosk.ui.widgets.press import Action
from kiosk.ui.widgets.qr_code import QrCode
from kiosk.ui.widgets.scroll import Scroll
from kiosk.ui.widgets.stepper import Stepper
from kiosk.ui.widgets.text import Icon, Text
from sync.formats.card_number import masked

CARDS = ("gift_card", "store_credit", "voucher")
"""What a number is printed on. A terminal's reference is the payment's: its end would pass for the bank card's."""

TENDER_ICONS = {"cash": "cash", "card": "card", "wallet": "phone", "qr": "qr", "points": "star", "gift_card": "gift"}


def sale_row(tr: Tr, origin: Origin, action: Action, *, last: bool) -> Widget:
    """One sale of a list: number, when, how much, and what became of it."""
    total = sum(line.amount_minor for line in origin.lines)
    units = sum(abs(line.quantity) for line in origin.lines)
    note = "·".join((tr.date(origin.at), tr.time(origin.at), tr.text("return.units", n=units)))
    state = sale_state(origin)
    pills: list[Widget] = [Pill(key=state, state="neutral", tight=True)] if state else []
    amount = Text(tr.money(Money(total, origin.currency), "receipt"), role="body", bold=True, hug=True)
    return ListRow(origin.short, note, trail=(*pills, amount), line=not last, action=action, pad=(0, 8))


def sale_state(origin: Origin) -> str:
    """Key of the word for what became of a sale; empty for a plain one."""
    if origin.voided_by:
        return "return.voided"
    if origin.kind in ("return", "exchange", "void"):
        return f"return.kind_{origin.kind}"
    return "return.some_back" if any(one.back_sale for one in origin.back) else ""


def sold_line(
    tr: Tr,
    origin: Origin,
    line: SoldLine,
    name: str,
    picture: str,
    wanted: Wanted | None,
    *,
    chosen: bool,
    action: Action | None,
    size: str = "",
) -> Widget:
    """A sold line, and how much of it comes back. `size` tells it from another size of the same product."""
    came, left = origin.came_back(line.line_id), origin.left(line.line_id)
    words: list[Widget] = [Text(name, role="body", bold=True, lines=3 if theme.text_scale >= 1.5 else 2)]
    if size:
        words.append(Text(size, role="second", colour="ink2"))
    pills: list[Widget] = []
    if came > 0:
        pills.append(
            Pill(
                tr.text("return.all_back") if left == 0 else tr.text("return.taken_back", n=came), "neutral", tight=True
            )
        )
    if wanted is not None:
        pills.append(Pill(tr.text("return.comes", n=wanted.units), "accent", icon="undo", tight=True))
        pills.append(Pill(tr.text(f"return.reason_{wanted.reason}"), "info", icon="", tight=True))
        if wanted.condition == "damaged":
            pills.append(Pill(tr.text("return.condition_damaged"), "warn", tight=True))
    if pills:
        words.append(Flow(*pills, gap=6))
    return Card(
        Row(
            Picture(picture, seed=line.gtin, width_px=64, height_px=64, radius="chip"),
            Column(*words, gap=4),
            Text(f"× {line.quantity}", role="body", bold=True, hug=True),
            Text(tr.money(Money(line.amount_minor, origin.currency), "receipt"), role="body", bold=True, hug=True),
            gap=20,
        ),
        pad=(14, 10, 20, 10),
        selected=chosen,
        action=action if left else None,
    )


def hint(key: str, more_key: str) -> Widget:
    """What to do first; where text is large the header says it."""
    if theme.text_scale >= 1.5:
        return Column()
    words = Column(Text(key=key, role="h2", bold=True), Text(key=more_key, role="second", colour="ink2"), gap=0)
    return Panel(Row(Icon("qr_scan", 44, colour="accent_line"), words, gap=18), tone="accent_soft", pad=(20, 14))


def how_many(
    name: str, units: int, most: int, amount: str, change: Callable[[int], object], *, least: int = 0
) -> Widget:
    """The chosen line: how many come back, and what that is worth."""
    return Column(
        Text(name, role="h2", bold=True, lines=2),
        Row(
            Stepper(units, change=change, least=least, most=most),
            Gap(),
            Text(amount, role="h1", bold=True, hug=True),
            gap=16,
        ),
        gap=10,
    )


def why(reason: str, condition: str, reasoned: Callable[[str], object], judged: Callable[[str], object]) -> Widget:
    """In which state it is, as two tiles, and why it comes back, as chips."""
    tiles = [
        Card(
            Row(
                Icon("ok" if one == "sellable" else "warn", 28, colour="ok" if one == "sellable" else "warn"),
                Text(key=f"return.condition_{one}", role="second", bold=True),
                gap=10,
            ),
            Text(key=f"return.condition_{one}_more", role="caption", colour="ink2"),
            pad=(14, 10),
            gap=2,
            radius="option",
            shadow=None,
            outlined=True,
            selected=one == condition,
            action=partial(judged, one),
        )
        for one in CONDITIONS
    ]
    chips = [Chip(key=f"return.reason_{one}", selected=one == reason, action=partial(reasoned, one)) for one in REASONS]
    return Column(
        Text(key="return.which_condition", role="second", bold=True),
        Grid(*tiles, columns=2, large=1, gap=10),
        Text(key="return.which_reason", role="second", bold=True),
        Flow(*chips, gap=8),
        gap=8,
    )


def shares_view(tr: Tr, shares: Iterable[Share], currency: str, *, whole: bool = False) -> Widget:
    """Who gets how much back. `whole`: with the whole number of a store credit, which the shopper takes along."""
    rows: list[Widget] = []
    for one in shares:
        name = tr.text(f"return.to_{one.kind}")
        where = masked(one.reference) if one.reference and one.kind in CARDS else ""
        if whole and one.kind == "store_credit" and one.reference.isdigit():
            where = " ".join(one.reference[at : at + 4] for at in range(0, len(one.reference), 4))
        if one.kind == "points" and one.units:
            where = tr.text("return.points", n=tr.number(one.units))
        words: list[Widget] = [Text(name, role="body", bold=True)]
        words += [Text(where, role="second", colour="ink2")] if where else []
        amount = Text(tr.money(Money(one.amount_minor, currency), "receipt"), role="h2", bold=True, hug=True)
        rows.append(Row(Icon(TENDER_ICONS.get(one.kind, "ticket"), 28), Column(*words, gap=0), amount, gap=16))
    return Panel(*rows, pad=(18, 12), gap=12)


def given_back(tr: Tr, sale: Sale, code: str, go_on: Action) -> Widget:
    """The page at the end: the cash to hand out large, what went elsewhere, and the receipt."""
    head = Row(
        Icon("ok", 56, colour="ok"),
        Column(
            Text(key="return.voided_now" if sale.kind == "void" else "return.done", role="h1", bold=True),
            Text(sale.number.short, role="body", colour="ink2"),
            gap=-2,
        ),
        gap=20,
    )
    parts: list[Widget] = [head]
    cash = -sum(one.amount.minor for one in sale.tenders if one.kind == "cash")
    if cash:
        amount = Text(
            tr.money(Money(abs(cash), sale.total.currency), "receipt"),
            role="numeral",
            bold=True,
            colour="on_accent",
            hug=True,
        )
        key = "return.cash_out" if cash > 0 else "return.cash_in"
        parts.append(
            Card(Row(Text(key=key, role="h2", colour="on_accent"), amount, gap=16), tone="accent", pad=(24, 10))
        )
    rest = [
        Share(one.kind, one.reference, -one.amount.minor, -one.units)
        for one in sale.tenders
        if one.kind not in ("cash", "rounding")
    ]
    if rest:
        parts.append(shares_view(tr, rest, sale.total.currency, whole=True))
    left = Card(
        Scroll(Column(*parts, gap=20)),
        Button("sell.next", icon="next", kind="primary", size="tall", action=go_on),
        pad=28,
        gap=20,
        grow=True,
    )
    right = Card(
        Gap(),
        Row(Gap(), QrCode(code, 340), Gap()),
        Text(key="sell.receipt", role="body", align="center"),
        Text(str(sale.number), role="second", colour="ink2", align="center"),
        Gap(),
        pad=28,
        gap=12,
        grow=True,
        size_hint=(0.7, 1),
    )
    return Row(left, right, gap=24, align="stretch", grow=True)


def money_line(key: str, amount: str) -> Widget:
    """What is given back in all, large."""
    return Row(
        Text(key=key, role="body", colour="ink2"),
        Text(amount, role="h1", bold=True, hug=True),
        gap=16,
    )


def warning(key: str, tr: Tr, **args: object) -> Widget:
    """What a colleague has to know before the money goes."""
    return Panel(
        Row(Icon("warn", 28, colour="warn"), Text(tr.text(key, **args), role="second", bold=True), gap=12),
        tone="warn_soft",
        pad=(16, 12),
    )
