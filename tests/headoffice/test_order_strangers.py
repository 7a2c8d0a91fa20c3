"""Steps that were not their sender's to tell are kept as dead letters, and what comes behind them goes on."""

from __future__ import annotations

import argparse

import msgspec
import pytest

from sync import frames, messages
from sync.headoffice import flags, inbox, letter_commands
from sync.headoffice.applying import Applier
from sync.headoffice.change import Conflict, NotTaken, Unknown
from sync.headoffice.effects import Effects
from sync.headoffice.office import Office
from sync.headoffice.orders import Order, Wanted
from sync.messages import OrderStep, OrderStepped
from sync.topics import Identity
from tests.headoffice.offices import MILK, NOON, OTHER, STORE, event
from tests.headoffice.order_desk import HOME, Clerk, know, now, place

FAR = Identity("acme", OTHER, "tablet-9")


def kinds(office: Office) -> list[str]:
    """What was flagged, oldest first."""
    return [flag.kind for flag in reversed(office.read(flags.newest))]


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


def letters(office: Office, capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """What the command line says of them."""
    parser = argparse.ArgumentParser()
    letter_commands.add(parser.add_subparsers(dest="command"))
    letter_commands.COMMANDS["letters"](office, parser.parse_args(["letters", *words]))
    return capsys.readouterr().out


def test_a_letter_of_a_device_that_had_not_greeted_yet_is_tried_again(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    order = place(office)
    arrive(
        office, Identity("acme", STORE, HOME), told(Clerk(office), order, 1, Clerk(office, "tablet-2").step("accept"))
    )
    [letter] = office.read(inbox.dead_letters)
    assert letter.reason == "foreign_device"

    say = letters(office, capsys)
    assert say.startswith(f"{letter.n} ")
    assert say.endswith(f"foreign_device: {letter.detail}\n1 letters\n")
    with pytest.raises(Conflict):
        letters(office, capsys, "--retry", str(letter.n))

    know(office, "tablet-2")

    assert letters(office, capsys, "--retry", str(letter.n)) == f"{letter.n} had its effect\n"
    assert now(office, order).state == "accepted"
    assert [one.state for one in office.read(inbox.dead_letters)] == ["retried"]


def test_another_store_s_word_has_no_effect(office: Office) -> None:
    order = place(office)

    with pytest.raises(NotTaken) as refused:
        Clerk(office, "tablet-9", OTHER).do(order, "cancel")

    assert (refused.value.reason, refused.value.subject) == ("foreign_order", order.order_id)
    assert (now(office, order).state, now(office, order).revision) == ("placed", 0)


def test_a_step_of_a_device_that_its_store_does_not_have_has_no_effect(office: Office) -> None:
    order, clerk = place(office), Clerk(office)
    know(office, "tablet-9", store=OTHER)

    with pytest.raises(NotTaken) as refused:
        clerk.tell(order, Clerk(office, "tablet-9").step("accept"))

    assert refused.value.reason == "foreign_device"
    assert now(office, order).revision == 0


def test_a_device_tells_what_another_one_of_its_store_did_that_is_cut_off(office: Office) -> None:
    order, clerk, away = place(office), Clerk(office), Clerk(office, "tablet-2")
    know(office, "tablet-2")
    accept = away.step("accept")

    assert clerk.tell(order, accept).state == "accepted"
    assert away.tell(order, accept).revision == 1
    assert kinds(office) == []


def test_of_two_stories_under_one_id_the_first_stands(office: Office) -> None:
    order, other, clerk = place(office), place(office), Clerk(office)
    accept = clerk.step("accept")
    clerk.tell(order, accept)

    clerk.tell(order, msgspec.structs.replace(accept, kind="cancel"))
    clerk.tell(other, accept)

    assert (now(office, order).state, now(office, other).state) == ("accepted", "placed")
    assert kinds(office) == ["step_differs", "step_differs"]


def test_what_another_store_told_of_an_order_before_anybody_knew_it_counts_for_nothing(office: Office) -> None:
    order, thief = place(office), Clerk(office, "tablet-9", OTHER)
    early = msgspec.structs.replace(order, order_id="early")
    with pytest.raises(Unknown):
        thief.tell(early, thief.step("cancel"))
    office.change(
        lambda change: change.db.execute("UPDATE order_step SET order_id = ?", (order.order_id,))  # as if it came now
    )

    after = Clerk(office).do(order, "accept")

    assert (after.state, after.revision) == ("accepted", 1)
