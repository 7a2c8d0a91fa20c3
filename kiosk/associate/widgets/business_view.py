"""What the pages of business customers and quotations are made of."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from kiosk.associate.widgets.bench import value_panel
from kiosk.customer.model import Business
from kiosk.money import Money
from kiosk.stored_value.model import Spendable
from kiosk.till.model.quote import Quote
from kiosk.till.warranty import Cover
from kiosk.ui.tr import Tr
from kiosk.ui.widgets.boxes import Column, Flow, Gap, Grid, Row
from kiosk.ui.widgets.card import Card, Panel
from kiosk.ui.widgets.list_row import ListRow
from kiosk.ui.widgets.picture import Picture
from kiosk.ui.widgets.pill import Pill, State
from kiosk.ui.widgets.press import Action
from kiosk.ui.widgets.text import Icon, Text


def business_row(one: Business, action: Action, *, last: bool) -> ListRow:
    """One business customer of a list."""
    facts = "·".join(part for part in (one.account, one.tax_id) if part)
    pills: tuple[Any, ...] = ()
    if one.price_list:
        pills = (Pill(one.price_list, "accent", icon="tag", tight=True),)
    return ListRow(one.name, facts, trail=(*pills, Icon("next", 24, colour="ink2")), line=not last, action=action)


def business_name(tr: Tr, one: Business, tax_id: str, *, theirs: bool) -> Row:
    """Who they are, and whether the basket is theirs."""
    tax = " ".join((tr.text("business.tax_number"), tax_id or tr.text("business.no_tax_number")))
    words: list[Any] = [  # Kivy's widgets have no types
        Text(one.name, role="h1", bold=True, lines=3),
        Text("·".join((one.account, tax)), role="second", colour="ink2"),
    ]
    if theirs:
        words.append(Flow(Pill(key="business.theirs", state="ok", tight=True), pad=(0, 4)))
    return Row(Icon("store_line", 40, colour="accent_line"), Column(*words, gap=0), gap=16)


def business_facts(tr: Tr, one: Business, held: Spendable | None, order: str) -> Column:
    """What is left of their limit, and on what terms they buy."""
    pays = tr.text("business.days", n=one.due_days) if one.due_days else tr.text("business.at_once")
    needed = tr.text("business.order_needed") if one.purchase_order_needed and not order else ""
    tone, colour = ("ok_soft", "ok") if order else (("warn_soft", "warn") if needed else ("surface2", "ink"))
    return Column(
        _account(tr, held),
        Grid(
            value_panel(tr.text("business.prices"), one.price_list or tr.text("business.everybodys")),
            value_panel(tr.text("business.pays_in"), pays),
            columns=2,
            gap=12,
        ),
        value_panel(tr.text("business.order_number"), order or "—", needed, tone=tone, colour=colour),
        gap=12,
    )


def _account(tr: Tr, held: Spendable | None) -> Panel:
    if held is None or not held.known:
        return Panel(
            Text(key="business.no_account", role="h2", bold=True),
            Text(key="business.no_account_more", role="second", colour="ink2"),
            pad=(20, 14),
            gap=2,
        )
    balance = Money(held.balance if held.balance is not None else held.available, held.currency)
    here = Money(held.available, held.currency)
    return Panel(
        Grid(
            Column(
                Text(key="business.left", role="second", colour="accent_line"),
                Text(tr.money(balance, "receipt"), role="display", bold=True, colour="accent_line", shrink=True),
                gap=0,
            ),
            Column(
                Text(key="business.left_here", role="second", colour="ink2"),
                Text(tr.money(here, "receipt"), role="h1", bold=True, shrink=True),
                gap=4,
            ),
            columns=2,
            large=1,
            gap=12,
        ),
        tone="accent_soft",
        pad=(20, 12),
    )


def offer_pills(words: Iterable[str]) -> Column:
    """What a few more units would change."""
    return Column(*[_offer(one) for one in words], gap=8)


def _offer(words: str) -> Panel:
    line = Row(Icon("tag", 24, colour="gold"), Text(words, role="body"), gap=12)
    return Panel(line, tone="gold_soft", pad=(16, 10))


def quote_state(quote: Quote, today: date) -> tuple[str, State]:
    """(last part of the message key, how it looks)."""
    if quote.state == "used":
        return "used", "ok"
    if quote.state == "withdrawn":
        return "withdrawn", "neutral"
    return ("open", "accent") if quote.holds_on(today) else ("expired", "warn")


def quote_card(tr: Tr, quote: Quote, today: date, action: Action, *, chosen: bool) -> Card:
    """One quotation of a list: number and state, for whom, until when, how much."""
    state, look = quote_state(quote, today)
    given = quote.given
    units = sum(line.quantity for line in given.lines if line.kind != "deposit")
    until = tr.text("quote.expired" if state == "expired" else "quote.until", day=tr.date(given.valid_until))
    facts = "·".join((tr.text("quote.units", n=units), until))
    pill = Pill(key=f"quote.state_{state}", state=look, tight=True)
    return Card(
        Row(
            Column(
                Flow(Text(quote.number, role="h2", bold=True, hug=True), pill, gap=12),
                Text(given.terms.business or tr.text("quote.somebody"), role="body", lines=1),
                Text(facts, role="second", colour="ink2"),
                gap=2,
            ),
            Text(tr.money(quote.total, "receipt"), role="h2", bold=True, hug=True),
            gap=16,
        ),
        pad=(20, 14),
        action=action,
        selected=chosen,
    )


def quoted_line(tr: Tr, name: str, quantity: int, amount: Money, *, last: bool) -> ListRow:
    """One line of a quotation."""
    price = Text(tr.money(amount, "receipt"), role="body", bold=True, hug=True)
    count = Text(f"× {quantity}", role="body", colour="ink2", hug=True)
    return ListRow(name, trail=(count, price), line=not last, pad=(0, 8))


def cover_card(tr: Tr, cover: Cover, names: dict[str, str], picture: str, today: date) -> Card:
    """How one line of a sale is covered."""
    covered = cover.covers(today)
    name = names.get(cover.gtin, cover.gtin)
    facts: list[Any] = []  # Kivy's widgets have no types
    if cover.until is not None:
        held = tr.text("warranty.until", day=day_of(tr, cover.until))
        facts.append(_fact("shield", held, "ok" if today <= cover.until else "ink2"))
    elif not cover.plan_gtin:
        facts.append(Text(key="warranty.no_warranty", role="second", colour="ink2"))
    if cover.plan_until is not None:
        day = day_of(tr, cover.plan_until)
        held = tr.text("warranty.plan_until", name=names.get(cover.plan_gtin, ""), day=day)
        facts.append(_fact("medal", held, "gold" if today <= cover.plan_until else "ink2"))
    words: list[Any] = [Text(name, role="body", bold=True, lines=2)]
    if cover.serial:
        words.append(Text(tr.text("warranty.serial", text=cover.serial), role="second", colour="ink2"))
    verdict: list[Any] = []
    if cover.last_day is not None:
        key, look = ("warranty.covered", "ok") if covered else ("warranty.over", "err")
        verdict.append(Pill(key=key, state=look, bold=True))  # type: ignore[arg-type]  # two of the states
    return Card(
        Row(
            Picture(picture, seed=cover.gtin, width_px=72, height_px=72, radius="chip"),
            Column(*words, *facts, gap=4),
            *([Text(f"× {cover.units}", role="h2", bold=True, hug=True)] if cover.units > 1 else []),
            *verdict,
            gap=20,
        ),
        pad=(16, 14, 20, 14),
    )


def _fact(icon: str, words: str, colour: str) -> Row:
    """Something that is true of an article, on as many lines as it takes."""
    return Row(Icon(icon, 24, colour=colour), Text(words, role="second", bold=True, colour=colour), gap=8)


def day_of(tr: Tr, day: date | datetime) -> str:
    """A day with its year: a warranty ends in another one."""
    return tr.text("paper.date", day=tr.date(day), year=day.year)


def figure(key: str, amount: str) -> Row:
    """A sum at the foot of a card."""
    return Row(
        Text(key=key, role="body", colour="ink2", hug=True),
        Gap(),
        Text(amount, role="numeral", bold=True, hug=True),
        gap=16,
    )
