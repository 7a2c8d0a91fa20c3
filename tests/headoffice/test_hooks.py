"""Web-hooks: signed, in order, again until they are taken, and never lost without somebody seeing it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
import requests

from sync.formats import hook_signature
from sync.headoffice import hooks, order_moves
from sync.headoffice.__main__ import main
from sync.headoffice.change import Change, Conflict, Invalid, Unknown
from sync.headoffice.hook_sender import HookSender
from sync.headoffice.office import Office
from sync.headoffice.orders import Wanted
from sync.headoffice.server import Server
from tests.headoffice.offices import NOON, OTHER, SOAP
from tests.headoffice.order_desk import Clerk, place
from tests.headoffice.receivers import Receiver
from tests.sync.hosts import until

SECRET = "a secret of sixteen characters and more"


class Clock:
    """The hour that a test wants it to be."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock(office: Office) -> Clock:
    """Give head office's clock."""
    made = Clock()
    office.clock = made
    return made


@pytest.fixture
def receiver(clock: Clock) -> Iterator[Receiver]:
    """Give a receiver that listens."""
    made = Receiver(SECRET, clock).start()
    yield made
    made.stop()


@pytest.fixture
def sender(office: Office) -> Iterator[HookSender]:
    """Give what sends."""
    made = HookSender(office)
    yield made
    made.close()


def subscribe(office: Office, receiver: Receiver, *events: str, store: str = "") -> str:
    chosen = events or ("order.*",)
    return office.change(lambda change: hooks.subscribe(change, receiver.url, chosen, store, SECRET))[0]


def send(office: Office, sender: HookSender) -> int:
    return office.read(sender.send_due)


def dead(office: Office) -> list[hooks.Delivery]:
    return office.read(lambda db: hooks.deliveries(db, "dead"))


def test_what_happens_to_orders_is_sent_signed_and_in_order(
    office: Office, receiver: Receiver, sender: HookSender
) -> None:
    subscribe(office, receiver)
    order = place(office)
    Clerk(office).make_ready(order)

    send(office, sender)

    assert [one.type for one in receiver.got] == [
        f"order.{name}" for name in ("placed", "accepted", "picking", "picked", "ready")
    ]
    assert all(one.signed for one in receiver.got)
    assert sorted(one.n for one in receiver.got) == [one.n for one in receiver.got]
    assert receiver.got[-1].data["state"] == "ready"
    assert receiver.got[0].data["number"] == "B-0001"
    assert send(office, sender) == 0, "each letter once"


def test_only_what_was_asked_for_is_sent(office: Office, receiver: Receiver, sender: HookSender) -> None:
    subscribe(office, receiver, "order.ready", "order.cancelled")
    subscribe(office, receiver, store=OTHER)
    order = place(office)
    Clerk(office).make_ready(order)

    send(office, sender)

    assert [one.type for one in receiver.got] == ["order.ready"]


def test_a_letter_waits_in_the_transaction_of_what_it_tells(office: Office, receiver: Receiver) -> None:
    subscribe(office, receiver)
    order = place(office)

    def cancel_and_fail(change: Change) -> None:
        order_moves.cancel(change, order.order_id)
        raise Conflict("x", "everything is taken back")

    with pytest.raises(Conflict):
        office.change(cancel_and_fail)

    assert [one.type for one in office.read(hooks.deliveries)] == ["order.placed"]


def test_a_receiver_that_is_down_for_an_hour_gets_everything_afterwards(
    office: Office, receiver: Receiver, sender: HookSender, clock: Clock
) -> None:
    subscribe(office, receiver)
    receiver.stop()
    for _ in range(3):
        place(office, Wanted(gtin=SOAP, quantity=1))
    tries = 0
    while clock.now < NOON + timedelta(hours=1):
        assert send(office, sender) == 0
        clock.now += timedelta(seconds=5)
        tries = max(one.attempts for one in office.read(hooks.deliveries))
    order = place(office, Wanted(gtin=SOAP, quantity=1))
    office.change(lambda change: order_moves.cancel(change, order.order_id))

    receiver.start()
    clock.now += timedelta(hours=1)
    send(office, sender)

    assert 8 <= tries <= 12, "left alone longer and longer"
    assert [one.type for one in receiver.got[:4]] == ["order.placed"] * 4
    assert {one.type for one in receiver.got[4:]} == {"order.cancelled", "order.refunded"}
    assert all(one.signed for one in receiver.got)
    assert dead(office) == []


def test_one_letter_that_is_not_taken_holds_up_no_other(
    office: Office, receiver: Receiver, sender: HookSender, clock: Clock
) -> None:
    subscribe(office, receiver)
    first, second = place(office), place(office, Wanted(gtin=SOAP, quantity=1))
    receiver.answers = [500]

    assert send(office, sender) == 1
    assert [one.data["order_id"] for one in receiver.got] == [second.order_id]

    clock.now += timedelta(seconds=6)
    assert send(office, sender) == 1
    assert receiver.got[1].data["order_id"] == first.order_id
    assert receiver.got[1].n < receiver.got[0].n, "the receiver can tell which is newer"


def test_a_letter_that_is_never_taken_is_a_dead_one_that_somebody_sees_and_sends_again(
    office: Office, receiver: Receiver, sender: HookSender, clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    subscribe(office, receiver)
    place(office)
    receiver.answers = [500, 404, 301, 503] * 4
    while not dead(office):
        send(office, sender)
        clock.now += timedelta(minutes=10)
    [letter] = dead(office)
    assert (letter.attempts, letter.status, receiver.got) == (hooks.MOST_ATTEMPTS, 503, [])
    assert timedelta(hours=6) < clock.now - NOON < timedelta(hours=12)

    office.close()
    assert main(["--data", str(office.folder), "hooks", "dead"]) == 0
    assert letter.delivery_id in capsys.readouterr().out
    assert main(["--data", str(office.folder), "hooks", "resend"]) == 0
    assert "1 are sent again" in capsys.readouterr().out
    again = Office(office.folder, "acme", clock=clock)
    again.start()
    late = HookSender(again)
    clock.now += timedelta(days=3650)  # the command line looked at the real clock

    assert again.read(late.send_due) == 1
    assert [one.id for one in receiver.got] == [letter.delivery_id]
    late.close()
    again.close()


def test_a_dead_letter_that_nobody_wants_is_dropped_after_a_season_and_counted(
    office: Office, receiver: Receiver, sender: HookSender, clock: Clock
) -> None:
    subscribe(office, receiver)
    place(office)
    receiver.answers = [500] * hooks.MOST_ATTEMPTS
    while not dead(office):
        send(office, sender)
        clock.now += timedelta(minutes=10)

    clock.now += hooks.KEEP_DEAD - timedelta(hours=1)
    assert office.change(hooks.forget_old) == 0
    clock.now += timedelta(hours=3)
    assert office.change(hooks.forget_old) == 1

    [hook] = office.read(hooks.everyone)
    assert (hook.dead, hook.dropped, hook.waiting) == (0, 1, 0)
    assert office.change(hooks.forget_old) == 0


def test_who_ends_a_subscription_hears_nothing_more(office: Office, receiver: Receiver, sender: HookSender) -> None:
    hook = subscribe(office, receiver)
    place(office)

    office.change(lambda change: hooks.unsubscribe(change, hook))

    assert (send(office, sender), receiver.asked) == (0, 0)
    with pytest.raises(Unknown):
        office.change(lambda change: hooks.unsubscribe(change, hook))


@pytest.mark.parametrize(
    ("url", "events", "secret", "field"),
    [
        ("http://shop.example/hooks", ["order.*"], "", "url"),
        ("ftp://127.0.0.1/", ["order.*"], "", "url"),
        ("https://name:word@shop.example/", ["order.*"], "", "url"),
        ("no address", ["order.*"], "", "url"),
        ("http://127.0.0.1:1/", ["order.lost"], "", "events"),
        ("http://127.0.0.1:1/", [], "", "events"),
        ("http://127.0.0.1:1/", ["order.*"], "short", "secret"),
    ],
)
def test_a_subscription_that_cannot_be_is_refused(
    office: Office, url: str, events: list[str], secret: str, field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        office.change(lambda change: hooks.subscribe(change, url, events, "", secret))

    assert refused.value.field == field


def test_a_signature_holds_for_its_body_its_secret_and_some_minutes() -> None:
    header = hook_signature.sign(SECRET, b"body", NOON)

    assert hook_signature.holds(SECRET, header, b"body", NOON + timedelta(minutes=4))
    assert not hook_signature.holds(SECRET, header, b"body", NOON + timedelta(minutes=6))
    assert not hook_signature.holds(SECRET, header, b"body!", NOON)
    assert not hook_signature.holds(SECRET + "x", header, b"body", NOON)
    assert not hook_signature.holds(SECRET, "t=1,v1=00", b"body", NOON)


def test_over_http_from_the_subscription_to_the_letter(office: Office) -> None:
    receiver = Receiver("", office.clock).start()
    server = Server(office, None)
    server.start()
    try:
        body = {"url": receiver.url, "events": ["order.*", "notice.*"]}
        made = requests.post(f"{server.address}/v1/hooks", json=body, timeout=10).json()
        receiver.secret = made["secret"]

        place(office)
        until(lambda: len(receiver.got) == 2)

        assert sorted(one.type for one in receiver.got) == ["notice.placed", "order.placed"]
        assert all(one.signed for one in receiver.got)
        shown = requests.get(f"{server.address}/v1/hooks", timeout=10)
        assert made["secret"] not in shown.text
        until(lambda: requests.get(f"{server.address}/v1/hooks", timeout=10).json()["hooks"][0]["waiting"] == 0)
        assert "取货码" in (office.folder / "notices.log").read_text("utf-8")
    finally:
        server.close()
        receiver.stop()


def test_a_command_names_what_is_wrong(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    office.close()

    assert main(["--data", str(office.folder), "hooks", "add", "http://shop.example/"]) == 1

    assert "https" in capsys.readouterr().err
