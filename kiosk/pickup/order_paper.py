"""An order on paper: the list to pick from, the labels of its bags, and its whole history for whoever doubts it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from kiosk.i18n import Translator
from kiosk.money import Money
from kiosk.paper.layout import (
    AnyElement,
    Banner,
    Brand,
    Cut,
    Gap,
    Heading,
    Item,
    Line,
    Pair,
    Paper,
    Qr,
    Rule,
    Table,
    WriteIn,
)
from kiosk.pickup.model import Order, OrderLine, moment
from sync.messages import OrderStep

LATIN_INITIAL = 1
"""Characters of a surname on a label that hangs where everybody can read it: the first one says enough."""


class Shelved(Struct, frozen=True):
    """A line as a picker needs it."""

    line: OrderLine
    name: str
    place: str
    number: str = ""
    """Of its order, where several are on one list."""


def pick_list(words: Translator, brand: str, orders: Sequence[Order], lines: Sequence[Shelved]) -> Paper:
    """What is to be fetched, in the order of the walk."""
    title = words.text("orderpaper.pick", numbers=" ".join(order.number for order in orders))
    elements: list[AnyElement] = [Brand(brand), Heading(title), Rule()]
    for one in lines:
        head = "  ".join(part for part in (one.place, one.number) if part)
        elements += [
            Pair(head, f"{one.line.picked}/{one.line.quantity}", "strong"),
            Item(one.name, detail=one.line.gtin.lstrip("0")),
            Rule("dotted"),
        ]
    return Paper(words.language, tuple(elements))


def labels(words: Translator, order: Order) -> Paper:
    """One label for each bag: the slot as large as the paper allows, the number, and no more of a name than must be."""
    bags = max(1, order.bags)
    elements: list[AnyElement] = []
    for bag in range(1, bags + 1):
        elements += [
            Brand(order.slot or order.number),
            Heading(order.number),
            Pair(initial(words, order), words.text("orderpaper.bag", n=bag, all=bags), "strong"),
        ]
        if order.placed.age:
            elements.append(Banner(words.text("orderpaper.age", age=order.placed.age)))
        if not order.paid:
            amount = words.money(Money(order.to_pay_minor, order.currency), "receipt")
            elements.append(Banner(words.text("orderpaper.to_pay", amount=amount)))
        if order.placed.carry_to:
            elements.append(Line(order.placed.carry_to))
        elements.append(Qr(order.number, order.number))
        if bag < bags:
            elements.append(Cut())
    return Paper(words.language, tuple(elements))


def initial(words: Translator, order: Order) -> str:
    """Who an order is for, as it may hang in a rack: the first letter of the surname."""
    return order.surname[:LATIN_INITIAL] + "***" if order.surname else words.text("orderpaper.guest")


def history(words: Translator, brand: str, order: Order, steps: Sequence[OrderStep], names: Mapping[str, str]) -> Paper:
    """Everything that happened to an order, step by step, with the proof of each hand-over: for a dispute."""
    elements: list[AnyElement] = [
        Brand(brand),
        Heading(words.text("orderpaper.history", number=order.number)),
        Pair(words.text("orderpaper.state"), words.text(f"orders.state.{order.state}"), "strong"),
        Pair(words.text("orderpaper.placed"), f"{words.date(order.placed_at)} {words.time(order.placed_at)}"),
        Rule(),
    ]
    for line in order.lines:
        name = names.get(line.gtin, line.gtin.lstrip("0"))
        detail = words.text(
            "orderpaper.line", wanted=line.quantity, picked=line.picked, handed=line.handed, short=line.lacking
        )
        elements.append(Item(name, detail=detail))
    elements += [Rule(), Heading(words.text("orderpaper.steps"), "part")]
    rows = []
    proofs: list[AnyElement] = []
    for step in steps:
        at = moment(step.at)
        by = step.operator or step.device
        rows.append((f"{words.date(at)} {words.time(at)}", step_words(words, step), by))
        if step.kind == "hand":
            proofs += _proof(words, step, names, order)
    elements.append(Table(("", "", ""), tuple(rows)))
    elements += proofs
    elements += [Gap(6.0), WriteIn(words.text("orderpaper.checked_by"))]
    return Paper(words.language, tuple(elements))


def step_words(words: Translator, step: OrderStep) -> str:
    """One step in a few words."""
    return words.text(f"orderpaper.step_{step.kind}", n=step.units or sum(units for _, units in step.handed))


def _proof(words: Translator, step: OrderStep, names: Mapping[str, str], order: Order) -> list[AnyElement]:
    handed = {line.line_id: line.gtin for line in order.lines}
    elements: list[AnyElement] = [Rule(), Heading(words.text("orderpaper.proof"), "part")]
    for line_id, units in step.handed:
        gtin = handed.get(line_id, "")
        elements.append(Pair(names.get(gtin, gtin.lstrip("0") or line_id), f"× {units}"))
    for key, value in sorted(step.more.items()):
        label = f"orderpaper.proof_{key}"
        shown = value[:16] if key == "signature" else value
        elements.append(Pair(words.text(label) if words.known(label) else key, shown, "small"))
    elements.append(Pair(words.text("orderpaper.code"), step.text[:24], "small"))
    return elements
