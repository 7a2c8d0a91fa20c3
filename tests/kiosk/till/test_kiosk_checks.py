"""A colleague looks into a shopper's bag at the kiosk; and the receipt on paper, for whoever wants it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from hardware.printer_simulated import SimulatedPrinter
from kiosk.paper import drivers
from kiosk.paper.counter import Counter
from kiosk.settings import Printer, SelfCheckout
from kiosk.till.screens.check import PATIENCE_S
from kiosk.till.slips import Slips
from kiosk.till.tables import spot_checks
from kiosk.ui.theme import theme
from sync.formats.price_book import Goods, Needs
from tests.devices import GEL, SERUM, TEA, WATER, TestDevice
from tests.kiosk.till.tills import BOOK, put_book
from tests.kiosks import Kiosk, open_kiosk
from tests.ui import Ui, ui

__all__ = ["ui"]

ALL = SelfCheckout(checks=True, floor_percent=100, most_percent=100, seed="s")


@pytest.fixture
def kiosk(ui: Ui, device: TestDevice, tmp_path: Path) -> Iterator[Kiosk]:
    """A kiosk at its first screen, no network, nobody there."""
    with open_kiosk(ui, device, tmp_path) as opened:
        yield opened


@pytest.fixture
def watched(ui: Ui, device: TestDevice, tmp_path: Path) -> Iterator[Kiosk]:
    """A kiosk at which every basket is looked into."""
    device.store.register = replace(device.store.register, self_checkout=ALL)
    with open_kiosk(ui, device, tmp_path) as opened:
        yield opened


# ---------------------------------------------------------------- a colleague's look


def test_a_colleague_looks_into_the_bag_before_it_is_paid(watched: Kiosk) -> None:
    watched.put(TEA, WATER)
    watched.go("pay.choose")
    watched.until(lambda: watched.name == "pay.check")
    assert watched.says("已呼叫店员")
    assert watched.says("并非针对您")
    watched.go("pay.card")
    watched.until(lambda: watched.name == "pay.check")

    watched.badge()
    assert watched.says("核对购物袋")
    assert watched.screen.finish.disabled
    watched.scan_product(TEA)
    watched.scan_product(WATER)
    watched.tap("check.finish")

    assert watched.name == "pay.choose"
    watched.tap_words("银行卡")
    watched.until(lambda: watched.name == "pay.done")
    found = spot_checks.load(watched.device.db, watched.sales()[0].sale_id)
    assert found is not None
    assert (found.outcome, found.operator) == ("as_it_should", "operator-1")


def test_what_was_not_scanned_is_put_into_the_bag_with_a_kind_word(watched: Kiosk) -> None:
    watched.put(TEA)
    watched.go("pay.choose")
    watched.badge()
    watched.scan_product(TEA)
    watched.scan_product(GEL)
    assert watched.says("袋中多出的商品")

    watched.tap("check.put_right")

    assert watched.name == "pay.choose"
    assert watched.units() == [(TEA, 1), (GEL, 1)]
    assert watched.says("谢谢您的耐心")


def test_a_look_that_a_colleague_walked_away_from_is_not_left_to_the_next_person(watched: Kiosk) -> None:
    watched.put(TEA)
    watched.go("pay.choose")
    watched.badge()
    assert watched.screen.idle == "never"

    for _ in range(PATIENCE_S):
        watched.screen._second(1.0)

    assert watched.screen.idle == "question"


def test_a_note_that_a_shopper_taps_without_a_colleague_keeps_no_screen_awake(kiosk: Kiosk) -> None:
    kiosk.put(TEA)
    kiosk.go("pay.cash")
    kiosk.screen.give(5000)
    assert kiosk.screen.idle == "question"

    kiosk.badge()

    assert kiosk.screen.idle == "never"


def test_going_back_from_the_look_does_not_get_around_it(watched: Kiosk) -> None:
    watched.put(TEA)
    watched.go("pay.choose")
    watched.until(lambda: watched.name == "pay.check")
    watched.tap("pay.back")
    assert watched.name == "basket.show"

    watched.tap_words("去付款")

    watched.until(lambda: watched.name == "pay.check")


def test_goods_for_grown_ups_are_sold_when_a_colleague_has_seen_an_identity_card(kiosk: Kiosk) -> None:
    put_book(kiosk.device, msgspec.structs.replace(BOOK, needs=(Needs(goods=Goods(gtins=(TEA,)), age=18),)))
    kiosk.put(TEA)
    kiosk.go("pay.choose")
    assert kiosk.name == "pay.check"
    assert kiosk.says("需要看一下证件")

    kiosk.badge()
    kiosk.tap("check.age_seen")

    assert kiosk.name == "pay.choose"
    kiosk.tap_words("银行卡")
    kiosk.until(lambda: kiosk.name == "pay.done")
    assert kiosk.sales()[0].lines[0].particulars.age_checked == 18


def test_every_state_of_paying_is_readable_in_the_hardest_looks(watched: Kiosk) -> None:
    watched.put(TEA, SERUM, WATER)
    watched.go("pay.choose")
    watched.until(lambda: watched.name == "pay.check")
    looks = (("en", False, 1.5), ("zh_TW", True, 1.0))
    found = watched.findings("waiting", looks)
    watched.badge()
    watched.scan_product(TEA)
    watched.scan_product(GEL)
    found += watched.findings("sheet", looks)
    theme.choose(low=True)
    found += watched.findings("sheet in low mode", looks[:1])

    theme.choose(low=False)
    assert found == []


# ---------------------------------------------------------------- the receipt


def with_printer(kiosk: Kiosk, *, paper_rows: int | None = None) -> tuple[Counter, SimulatedPrinter]:
    """A receipt printer hangs on the kiosk, with so much paper."""
    store = kiosk.device.store
    settings = msgspec.structs.replace(store.settings, printer=(Printer("receipt", "simulated"),))
    counter = Counter(
        settings,
        store.worker,
        store.folder,
        clock=store.clock,
        post=lambda function, *args: kiosk.device.calls.put((function, args)),
        changed=kiosk.device.changed.append,
    )

    def load(printer: Any) -> Any:  # the simulated one
        printer.paper_rows = paper_rows
        return printer

    loaded = counter.spooler.do("receipt", load)
    counter.start()
    driver = loaded.result(5)
    store.parts[Counter] = counter
    store.parts[Slips] = Slips(
        register=store.register,
        routes=drivers.routes_of(settings),
        brand="AURELLE",
        shop_language="zh_CN",
        language=lambda: "zh_CN",
        receipt_code=store.receipt_code,
        open_drawer=lambda: None,
        asks_first=True,
    )
    return counter, driver


def pay(kiosk: Kiosk) -> None:
    """One tea, by card."""
    kiosk.put(TEA)
    kiosk.go("pay.card")
    kiosk.until(lambda: kiosk.name == "pay.done")


def test_the_receipt_is_printed_for_whoever_wants_it_and_the_session_waits_for_it(kiosk: Kiosk) -> None:
    counter, driver = with_printer(kiosk)
    try:
        pay(kiosk)
        assert len(driver.paper) == 0
        driver.seconds_a_row = 0.002
        kiosk.tap("done.print")
        kiosk.screen._until = time.monotonic() - 1
        kiosk.screen._count(0.2)
        assert kiosk.name == "pay.done", "never in the middle of printing"

        kiosk.until(lambda: kiosk.says("小票已打印，请取走"))

        assert len(driver.paper) == 1
        kiosk.tap("done.finish")
        assert kiosk.name == "home.attract"
    finally:
        counter.close()


def test_a_printer_without_paper_says_so_and_offers_the_code(kiosk: Kiosk) -> None:
    counter, _ = with_printer(kiosk, paper_rows=0)
    try:
        kiosk.until(lambda: counter.views()[0].state == "paper_out")
        pay(kiosk)

        assert kiosk.says("打印纸用完了")
        assert not kiosk.says("打印小票")
    finally:
        counter.close()


def test_paper_that_did_not_come_out_does_not_come_out_for_the_next_shopper(kiosk: Kiosk) -> None:
    counter, driver = with_printer(kiosk)
    try:
        pay(kiosk)
        driver.plugged = False
        kiosk.tap("done.print")
        kiosk.until(lambda: kiosk.says("打印机暂时用不了"))
        kiosk.tap("done.finish")
        driver.plugged = True

        jobs = kiosk.device.db.execute("SELECT state FROM print_job").fetchall()
        assert [row[0] for row in jobs] == ["dropped"]
    finally:
        counter.close()
