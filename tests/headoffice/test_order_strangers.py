"""Steps that were not their sender's to tell are kept as dead letters, and what comes behind them goes on."""

from __future__ import annotations

import msgspec

from sync import frames, messages
from sync.headoffice import flags, inbox
from sync.headoffice.applying import Applier
from sync.headoffice.effects import Effects
from sync.headoffice.office import Office
from sync.headoffice.orders import Order, Wanted
from sync.messages import OrderStep, OrderStepped
from sync.topics import Identity
from tests.headoffice.offices import MILK, NOON, OTHER, STORE, event
from tests.headoffice.order_desk import HOME, Clerk, know, now, place

FAR = Identity("acme", OTHER, "tablet-9")


def told(clerk: Clerk, order: Order, seq: int, *steps: OrderStep) -> bytes:
    """What a device says of an order, as it stands in its journal."""
    message = OrderStepped(order_id=order.order_id, device=clerk.device, steps=steps, at=NOON)
    made = event(message, seq, "e1", clerk.device, clerk.store)
    return msgspec.json.encode(msgspec.structs.replace(made, data=msgspec.Raw(messages.encode(message))))


def applier(office: Office) -> Applier:
    """Make effects as the server does."""
    return Applier("acme", Effects("acme", office.keys, clock=office.clock, new_id=office.new_id).apply)


def arrive(office: Office, sender: Identity, *bodies: bytes) -> None:
    """Head office takes a frame in and makes its effects."""
    parcel = inbox.prepare(sender, "ops", frames.Packer().pack(bodies))
    office.database.call(lambda db: inbox.store_parcels(db, [parcel], NOON))
    office.database.call(lambda db: applier(office).run(db, NOON, 5.0))


def test_what_another_store_says_is_a_dead_letter_and_its_own_orders_go_on(office: Office) -> None:
    know(office, FAR.device, store=OTHER)
    order, own = place(office), place(office, Wanted(gtin=MILK, quantity=1), store=OTHER)
    clerk = Clerk(office, FAR.device, OTHER)

    arrive(office, FAR, told(clerk, order, 1, clerk.step("accept")), told(clerk, own, 2, clerk.step("accept")))

    [letter] = office.read(inbox.dead_letters)
    assert (letter.reason, letter.store, letter.device, letter.seq) == ("foreign_order", OTHER, FAR.device, 1)
    assert STORE in letter.detail
    assert [one.kind for one in office.read(flags.newest)] == ["foreign_order"]
    assert (now(office, order).state, now(office, own).state) == ("placed", "accepted")


def test_a_letter_of_a_device_that_had_not_greeted_yet_is_tried_again(office: Office) -> None:
    order = place(office)
    arrive(
        office, Identity("acme", STORE, HOME), told(Clerk(office), order, 1, Clerk(office, "tablet-2").step("accept"))
    )
    [letter] = office.read(inbox.dead_letters)
    assert letter.reason == "foreign_device"

    know(office, "tablet-2")

    assert office.database.call(lambda db: applier(office).retry(db, letter.n, NOON))
    assert now(office, order).state == "accepted"
    assert [one.state for one in office.read(inbox.dead_letters)] == ["retried"]
