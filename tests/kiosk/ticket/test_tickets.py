"""Tickets: opened, written about and answered on devices that do not always hear each other."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from kiosk.errors import Refused
from kiosk.record import actions as records
from kiosk.task import tables as tasks
from kiosk.ticket import actions, tables
from kiosk.ticket.model import CLOSED, WAITING, Ticket, Wanted, number_of
from sync.clock import stamp
from tests.devices import NOON, SERUM
from tests.kiosk.record.stores import Floor, One, open_floor


@pytest.fixture
def floor(tmp_path: Path) -> Iterator[Floor]:
    with open_floor(tmp_path, "kiosk-1", "tablet-1") as opened:
        yield opened


def do(one: One, action: Any, *args: Any) -> Ticket:  # any action
    store = one.device.store
    done = one.device.do(action, store.vault, store.register, *args)
    one.device.clock.pass_time(seconds=1)
    assert isinstance(done, Ticket)
    return done


def seen(one: One, ticket_id: str) -> Ticket:
    found = tables.load(one.device.db, one.device.store.vault, ticket_id)
    assert found is not None
    return found


def todo(one: One) -> list[tuple[str, str]]:
    """(matter, what it is about) of each open task here."""
    store = one.device.store
    return [(task.matter, task.about) for task in tasks.open_tasks(store.db, store.vault, store.clock())]


def look(one: One) -> None:
    one.device.do(actions.watch, one.device.store.vault, one.device.store.register)


def test_what_a_shopper_says_is_a_task_for_a_colleague_and_the_answer_is_read_where_it_was_asked(floor: Floor) -> None:
    kiosk, tablet = floor["kiosk-1"], floor["tablet-1"]
    ticket = do(kiosk, actions.open_ticket, Wanted("complaint", topic="waiting", face="bad", sale_id="sale-1"))
    floor.talk()
    assert todo(tablet) == [("ticket", ticket.ticket_id)]
    assert seen(tablet, ticket.ticket_id).due_at == NOON + timedelta(hours=4)

    do(tablet, actions.answer, ticket.ticket_id, "  We have opened a second till.  ")
    floor.talk()

    (read,) = tables.of_sale(kiosk.device.db, kiosk.device.store.vault, "sale-1")
    assert (read.state, read.answer, read.answered_by) == ("answered", "We have opened a second till.", "tablet-1")
    assert todo(tablet) == todo(kiosk) == []


def test_praise_with_two_taps_asks_nobody_for_anything(floor: Floor) -> None:
    kiosk = floor["kiosk-1"]
    ticket = do(kiosk, actions.open_ticket, Wanted("feedback", topic="staff", face="good"))

    assert ticket.state == CLOSED
    assert todo(kiosk) == []


def test_two_who_write_at_once_both_keep_their_words(floor: Floor) -> None:
    kiosk, tablet = floor["kiosk-1"], floor["tablet-1"]
    ticket = do(tablet, actions.open_ticket, Wanted("repair", "The pump is stuck.", gtin=SERUM, name="Lin"))
    floor.talk()
    do(tablet, actions.write, ticket.ticket_id, "Sent to the repairer.")
    do(kiosk, actions.write, ticket.ticket_id, "The shopper called.")
    floor.talk()

    for one in (kiosk, tablet):
        assert {entry.text for entry in seen(one, ticket.ticket_id).entries} == {
            "Sent to the repairer.",
            "The shopper called.",
        }
        assert seen(one, ticket.ticket_id).state == "in_work"


def test_closing_ends_the_task_and_what_is_opened_again_waits_for_an_answer_once_more(floor: Floor) -> None:
    tablet = floor["tablet-1"]
    ticket = do(tablet, actions.open_ticket, Wanted("bill", "One too many."))
    do(tablet, actions.move, ticket.ticket_id, WAITING)
    assert todo(tablet) == [("ticket", ticket.ticket_id)]

    do(tablet, actions.move, ticket.ticket_id, CLOSED)
    assert todo(tablet) == []
    assert tables.count_unsettled(tablet.device.db) == 0

    do(tablet, actions.move, ticket.ticket_id, "in_work")
    assert tables.count_unsettled(tablet.device.db) == 1


def test_what_another_system_asked_or_answered_is_seen_to_by_whoever_is_here(floor: Floor) -> None:
    tablet, kiosk = floor["tablet-1"], floor["kiosk-1"]
    store = tablet.device.store
    values = {"subject": "bill", "state": "open", "made_at": stamp(NOON), "due": stamp(NOON), "text": "By mail."}
    tablet.device.do(records.set_fields, store.vault, store.register, "ticket", "from-a-web-page", values)
    floor.talk()

    look(tablet)
    look(kiosk)
    floor.talk()
    assert todo(tablet) == todo(kiosk) == [("ticket", "from-a-web-page")]

    answered = {"state": "answered", "answer": "Paid back."}
    tablet.device.do(records.set_fields, store.vault, store.register, "ticket", "from-a-web-page", answered)
    look(tablet)
    assert todo(tablet) == []


def test_nothing_is_no_answer_and_an_unknown_ticket_is_said_to_be_one(floor: Floor) -> None:
    tablet = floor["tablet-1"]
    ticket = do(tablet, actions.open_ticket, Wanted("bill", "One too many."))

    with pytest.raises(Refused, match=r"ticket\.empty"):
        do(tablet, actions.answer, ticket.ticket_id, "   ")
    with pytest.raises(Refused, match=r"ticket\.unknown"):
        do(tablet, actions.write, "nobody's", "x")
    with pytest.raises(ValueError, match="weather"):
        do(tablet, actions.open_ticket, Wanted("weather"))


def test_a_number_can_be_said_over_a_counter() -> None:
    number = number_of("0193a000-0000-7000-8000-000000000000")

    assert number.startswith("S-")
    assert len(number) == 8
    assert not set(number) & set("01IO")
