"""What is checked before goods leave: the code, age or identity, money, a signature; and what goes well with them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from kivy.uix.widget import Widget
from msgspec import Struct

from kiosk.associate.widgets.sell_sheet import TillSheet
from kiosk.catalogue import tables as catalogue
from kiosk.catalogue.model import Product
from kiosk.money import Money
from kiosk.pickup.model import Order
from kiosk.pickup.widgets.words import delegate_words
from kiosk.recommend import tables as recommend
from kiosk.ui.tr import Tr
from kiosk.ui.widgets.boxes import Column, Row
from kiosk.ui.widgets.button import Button
from kiosk.ui.widgets.card import Panel
from kiosk.ui.widgets.picture import Picture
from kiosk.ui.widgets.signature_pad import SignaturePad
from kiosk.ui.widgets.text import Icon, Text

LAST_DIGITS = 4
"""Of an id: enough to tell two people apart, and useless to whoever finds it."""


class Checks(Struct, frozen=True):
    """What was checked so far."""

    code: bool = False
    age: bool = False
    person: bool = False
    """Whoever else fetches it said the digits, or showed an id."""
    id_last4: str = ""
    contactless: bool = False
    """The goods are put into the car or a locker: nobody signs."""

    def missing(self, order: Order) -> str:
        """Message key of what is still to be done before anything leaves; empty: nothing."""
        if not self.code:
            return "hand.need_code"
        if not order.paid:
            return "hand.need_money"
        if order.placed.age and not self.age:
            return "hand.need_age"
        if order.now.delegate and not self.person:
            return "hand.need_person"
        return ""


class Step(Panel):
    """One check: done, or what is to be done about it."""

    def __init__(self, icon: str, words: str, done: bool, *inside: Widget, more: str = "") -> None:
        colour = "ok" if done else "info"
        texts: list[Any] = [Text(words, role="body", bold=True, colour=colour if done else "ink")]
        if more and not done:
            texts.append(Text(more, role="second", colour="ink2"))
        head = Row(Icon("ok" if done else icon, 28, colour=colour), Column(*texts, gap=0), gap=12)
        super().__init__(head, *([] if done else inside), tone="ok_soft" if done else "surface2", pad=(16, 10), gap=10)


def steps(
    tr: Tr,
    order: Order,
    checks: Checks,
    *,
    keys: Callable[[], object],
    age: Callable[[], object],
    person: Callable[[], object],
    pay: Callable[[], object] | None,
) -> list[Widget]:
    """All checks of this order.

    Args:
        keys: opens the keys for them.
        pay: takes the money here; None on a device that cannot.
    """
    digits = Button("hand.type_digits", icon="digits", size="small", action=keys)
    found: list[Widget] = [
        Step("qr_scan", tr.text("hand.step_code"), checks.code, digits, more=tr.text("hand.step_code_more"))
    ]
    if not order.paid:
        amount = tr.money(Money(order.to_pay_minor, order.currency), "receipt")
        button = Button("hand.pay", icon="till", kind="primary", size="small", action=pay) if pay is not None else None
        more = "" if pay is not None else tr.text("hand.pay_at_till", number=order.number)
        inside: list[Widget] = [button] if button is not None else []
        found.append(Step("card", tr.text("hand.step_pay", amount=amount), False, *inside, more=more))
    elif order.now.paid_by:
        found.append(Step("card", tr.text("hand.step_paid"), True))
    if order.placed.age:
        button = Button("hand.age_seen", icon="tick", size="small", action=age)
        found.append(Step("id_card", tr.text("hand.step_age", age=order.placed.age), checks.age, button))
    if order.now.delegate:
        button = Button("hand.person_seen", icon="tick", size="small", action=person)
        found.append(Step("delegate", delegate_words(order.now.delegate), checks.person, button))
    return found


def signature(pad: SignaturePad, checks: Checks, order: Order, contactless: Callable[[], object]) -> list[Widget]:
    """Where the shopper signs, if they will; not where the goods go into a car or a locker."""
    parts: list[Widget] = []
    if not checks.contactless:
        clear = Button("hand.sign_again", icon="erase", size="small", hug=True, action=pad.clear)
        parts.append(Row(Text(key="hand.sign", role="body", bold=True), clear, gap=12))
        parts.append(pad)
    if order.here == "car" or order.slot.startswith("L"):
        key = "hand.contactless_off" if checks.contactless else "hand.contactless"
        parts.append(Button(key, icon="car", size="small", action=contactless))
    return parts


def add_on(tr: Tr, store: Any, order: Order, show: Callable[[str], object]) -> list[Widget]:  # Any: kiosk.store.Store
    """One thing that goes with what is fetched, and where it lies; nothing while the order is for somebody's age."""
    found = recommend.offers(store.db, [line.gtin for line in order.lines], (), store.currency, limit=1)
    if not found:
        return []
    product: Product = found[0].product
    picture = store.image(product.image)
    because = found[0].because_of
    why = tr.text("hand.goes_with", name=because.names.text(tr.language)) if because else tr.text("hand.may_like")
    words = Column(
        Text(why, role="second", colour="accent_line", bold=True, lines=1),
        Text(product.names.text(tr.language), role="body", bold=True, lines=1),
        Text(
            "·".join(part for part in (tr.money(product.price), product.location) if part), role="second", colour="ink2"
        ),
        gap=0,
    )
    return [
        Panel(
            Row(
                Picture(str(picture) if picture else "", seed=product.gtin, width_px=64, height_px=64),
                words,
                Icon("next", 24, colour="ink2"),
                gap=14,
            ),
            tone="accent_soft",
            pad=(14, 10),
            action=lambda: show(product.gtin),
        )
    ]


def offer_sheet(tr: Tr, store: Any, gtin: str, add: Callable[[], object] | None) -> TillSheet:  # Any: kiosk.store.Store
    """One product to show to the shopper. `add` puts it into the basket, where goods are sold."""
    product = catalogue.find(store.db, gtin, store.currency)
    if product is None:
        return TillSheet("hand.offer")
    picture = store.image(product.image)
    facts = (product.size or product.colour, product.location)
    words = Column(
        Text(product.names.text(tr.language), role="h2", bold=True),
        Text("·".join(part for part in facts if part), role="body", colour="ink2"),
        Text(tr.money(product.price), role="price", bold=True),
        gap=8,
    )
    row = Row(Picture(str(picture) if picture else "", seed=gtin, width_px=180, height_px=180), words, gap=24)
    buttons = [Button("hand.add", icon="plus", kind="primary", size="action", action=add)] if add is not None else []
    return TillSheet("hand.offer", row, *buttons)


def proof_of(
    checks: Checks, order: Order, *, by_eye: int, signature: str, extra: Sequence[tuple[str, str]] = ()
) -> dict[str, str]:
    """What the order's history keeps of the hand-over."""
    proof: dict[str, str] = {}
    if checks.age and order.placed.age:
        proof["age"] = str(order.placed.age)
    if checks.person and order.now.delegate:
        proof["relation"] = order.now.delegate
    if checks.id_last4:
        proof["id_last4"] = checks.id_last4
    if checks.contactless:
        proof["contactless"] = order.here or "locker"
    if by_eye:
        proof["by_eye"] = str(by_eye)
    if signature:
        proof["signature"] = signature
    proof.update(extra)
    return proof
