"""What names people leaves an order that ended long ago, its history too; and no log names what opens an order."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest
from litestar import Request

from sync.headoffice import http, order_keeping
from sync.headoffice import order_tables as tables
from sync.headoffice.office import Office
from tests.headoffice.order_desk import Clerk, at, now, place


def test_who_fetched_an_order_is_forgotten_with_its_shopper(office: Office) -> None:
    order = place(office)
    clerk = Clerk(office)
    clerk.make_ready(order)
    clerk.do(order, "delegate", text="mother, 4821")
    clerk.do(order, "arrive", text="car", more={"colour": "red"})
    handed = tuple((line.line_id, line.quantity) for line in order.lines)
    clerk.do(order, "hand", text="n1", handed=handed, more={"name": "Wang Wei", "id_last4": "482X"})

    assert at(office, timedelta(days=91), order_keeping.forget_people) == 1

    told = str(office.read(lambda db: tables.steps_known(db, order.order_id)))
    assert not any(word in told for word in ("mother", "red", "Wang", "482X"))
    assert now(office, order).state == "collected"


def test_a_fault_names_no_token_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    scope: dict[str, object] = {"type": "http", "method": "GET", "path": "/order/b0123456789/state", "headers": []}
    scope |= {"query_string": b"", "server": ("localhost", 80), "scheme": "http", "root_path": "", "client": None}

    with caplog.at_level(logging.ERROR):
        http._fault(Request(scope), ValueError("odd"))  # type: ignore[arg-type]  # as much of a scope as it reads

    assert "b0123456789" not in caplog.text
    assert "/order/.../state" in caplog.text
