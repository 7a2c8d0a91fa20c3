"""A shopper says something at the kiosk, a colleague or another system answers, and the shopper can read it."""

from __future__ import annotations

from typing import Any

import requests

from kiosk.task import tables as tasks
from kiosk.ticket import actions, tables
from kiosk.ticket.model import Ticket, Wanted
from tests.flows.shops import Shop, ShopDevice
from tests.headoffice.offices import STORE

PATIENCE_S = 5


def seen(device: ShopDevice, ticket_id: str) -> Ticket | None:
    return tables.load(device.store.db, device.store.vault, ticket_id)


def state(device: ShopDevice, ticket_id: str) -> str:
    ticket = seen(device, ticket_id)
    return "" if ticket is None else ticket.state


def todo(device: ShopDevice) -> list[str]:
    """What each open task here is about."""
    store = device.store
    return [task.about for task in tasks.open_tasks(store.db, store.vault, store.clock())]


def act(device: ShopDevice, action: Any, *args: Any) -> Ticket:  # any action
    done = device.do(action, device.store.vault, device.store.register, *args)
    assert isinstance(done, Ticket)
    return done


def ask(shop: Shop, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
    """What another system asks of head office."""
    answer = requests.request(method, f"{shop.head_office.address}{path}", json=body, timeout=PATIENCE_S)
    assert answer.ok, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_two_taps_at_the_kiosk_are_a_task_on_the_tablet_and_the_answer_comes_back(shop: Shop) -> None:
    kiosk, tablet = shop.stocked("kiosk-1", "shopper"), shop.stocked("tablet-1", "associate")
    shop.head_office.close()

    said = act(kiosk, actions.open_ticket, Wanted("complaint", topic="waiting", face="bad", sale_id="sale-1"))
    tablet.until(lambda: todo(tablet) == [said.ticket_id], "the task on the tablet")
    act(tablet, actions.answer, said.ticket_id, "今天起多开一台收银。")

    kiosk.until(lambda: state(kiosk, said.ticket_id) == "answered", "the answer at the kiosk")
    assert [one.answer for one in tables.of_sale(kiosk.store.db, kiosk.store.vault, "sale-1")] == [
        "今天起多开一台收银。"
    ]
    assert todo(tablet) == []


def test_another_system_reads_what_was_asked_and_its_answer_ends_the_task_in_the_shop(shop: Shop) -> None:
    kiosk, tablet = shop.stocked("kiosk-1", "shopper"), shop.stocked("tablet-1", "associate")
    said = act(kiosk, actions.open_ticket, Wanted("bill", "Charged twice.", sale_number="till-1-A0042"))
    kiosk.until(lambda: kiosk.waiting() == 0, "head office's confirmation")
    kiosk.until(lambda: ask(shop, "GET", "/v1/tickets")["tickets"], "the ticket at head office")

    (read,) = ask(shop, "GET", f"/v1/tickets?store={STORE}&ticket_state=open")["tickets"]
    assert (read["ticket"], read["number"], read["text"]) == (said.ticket_id, said.number, "Charged twice.")
    ask(shop, "POST", f"/v1/tickets/{said.ticket_id}/answer", {"text": "Paid back.", "by": "Accounts"})

    tablet.until(lambda: state(tablet, said.ticket_id) == "answered", "the answer on the tablet")
    tablet.until(lambda: todo(tablet) == [], "one task less", 20)
    assert seen(tablet, said.ticket_id).answered_by == "Accounts"  # type: ignore[union-attr]


def test_what_a_web_page_asks_waits_for_a_tablet_that_is_cut_off(shop: Shop) -> None:
    tablet = shop.stocked("tablet-1", "associate")
    shop.broker.kill()
    opened = ask(shop, "POST", "/v1/tickets", {"store": STORE, "subject": "feedback", "text": "Lovely window."})
    assert state(tablet, opened["ticket"]) == ""

    shop.broker.start()

    tablet.until(lambda: state(tablet, opened["ticket"]) == "open", "the ticket on the tablet", 40)
    tablet.until(lambda: todo(tablet) == [opened["ticket"]], "its task", 20)
