"""What nobody chose: the page says what happened, what was kept and what to do, and the shop goes on."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from kivy.base import ExceptionManager

from hardware.printer import PrinterStatus, PrintFailed
from kiosk.till import actions as till
from kiosk.ui import faults, navigation
from kiosk.ui.faults import CODES, Kind, kind_of
from kiosk.ui.widgets.fault_card import FaultLayer
from tests.devices import SERUM, TEA
from tests.flows.test_full_disk import ROOM, limit
from tests.kiosks import Kiosk


@pytest.fixture
def shop(kiosk: Kiosk) -> Iterator[Kiosk]:
    """A kiosk whose window hears of faults, as the program's does."""
    kiosk.navigator._on_fault = navigation.fault
    faults.watch(navigation.fault)
    yield kiosk
    faults.watch(None)


def _full() -> sqlite3.OperationalError:
    error = sqlite3.OperationalError("database or disk is full")
    error.sqlite_errorcode = sqlite3.SQLITE_FULL
    return error


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (_full(), "disk"),
        (OSError(errno.ENOSPC, "no space left on device"), "disk"),
        (sqlite3.DatabaseError("database disk image is malformed"), "database"),
        (PrintFailed(PrinterStatus("paper_out", datetime.now(UTC), "out"), 0), "printer"),
        (ValueError("a slip of the pen"), "program"),
    ],
)
def test_a_fault_is_called_by_its_name(error: Exception, kind: Kind) -> None:
    assert kind_of(error) == kind


def test_a_full_disk_is_said_and_prices_are_still_scanned(shop: Kiosk) -> None:
    store = shop.device.store
    shop.go("basket.show")
    shop.device.do(limit, shop.device.do(limit, ROOM))

    for _ in range(400):
        shop.screen.submit(till.add_product, store.register, store.new_id(), TEA, 1, "here")
        shop.settle()
        if shop.name == "home.fault":
            break

    assert shop.name == "home.fault"
    assert shop.says("暂时无法保存新的内容")
    assert shop.says("上一步之前的内容都已保存")
    assert shop.says("请找店员帮忙")
    assert shop.says(f"{CODES['disk']}·kiosk-1")
    shop.scan_product(SERUM)
    assert shop.name == "product.page"
    assert shop.says("¥228")
    shop.device.do(limit, ROOM)
    shop.navigator.back()
    shop.tap("fault.again")
    assert shop.name == "basket.show"


def test_a_page_that_cannot_read_leads_to_the_page_about_it_and_not_to_the_end(shop: Kiosk) -> None:
    shop.device.store.reader.close()

    shop.go("product.page", gtin=SERUM)

    assert shop.name == "home.fault"
    assert shop.says(CODES["database"])
    assert not shop.says("仍可查价")


def test_a_page_that_fails_while_it_is_in_front_makes_way(shop: Kiosk) -> None:
    shop.go("basket.show")
    shop.device.store.reader.close()

    shop.navigator.changed(frozenset({"basket"}))
    shop.settle()

    assert shop.name == "home.fault"
    assert "basket.show" not in shop.navigator._screens, "it is made anew when somebody goes there again"


def test_money_that_is_under_way_is_not_left_because_of_a_fault(shop: Kiosk) -> None:
    shop.put(SERUM)
    shop.terminal._delay_s = 3600
    shop.go("pay.card")
    shop.until(lambda: shop.screen.idle == "never")

    navigation.fault(_full())
    shop.settle()

    assert shop.name == "pay.card"
    assert isinstance(shop.navigator.top(), FaultLayer)
    shop.tap("fault.again")
    assert shop.navigator.top() is shop.screen


def test_what_falls_out_of_a_touch_or_a_clock_ends_nothing_unless_it_never_stops(
    shop: Kiosk, caplog: pytest.LogCaptureFixture
) -> None:
    assert ExceptionManager.handle_exception(ValueError("once")) == 1
    shop.settle()
    assert shop.name == "home.fault"
    assert shop.says(CODES["program"])

    answers = [ExceptionManager.handle_exception(ValueError("with every frame")) for _ in range(faults.MOST + 1)]

    assert answers[-1] == 0, "whoever started the program starts it anew"
    assert "the program ends" in caplog.text


@pytest.mark.parametrize("kind", CODES)
def test_every_fault_says_what_happened_what_was_kept_and_what_to_do(shop: Kiosk, kind: Kind) -> None:
    shop.go("home.fault", kind=kind)

    for part in ("", "_kept", "_do"):
        assert shop.says(shop.screen.tr.text(f"fault.{kind}{part}"))
    assert shop.says(CODES[kind])
    assert shop.says("仍可查价") == (kind != "database")
