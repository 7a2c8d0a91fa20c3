"""The shopper's scenes around paying: a colleague's look into the bag before it, and the receipt after it."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import msgspec
from msgspec.structs import replace

from hardware.printer import Printer
from kiosk import codes
from kiosk.paper import drivers
from kiosk.paper.counter import Counter
from kiosk.settings import Printer as PrinterSettings
from kiosk.settings import SelfCheckout
from kiosk.till import actions as till
from kiosk.till import tables
from kiosk.till.slips import Slips
from kiosk.ui import mainloop
from kiosk.worker import Transaction
from scripts.screenshots.kiosk_pay import bag, book
from scripts.screenshots.scene import Scene, Stage
from scripts.screenshots.shopper import CHOCOLATE, GEL, LIPSTICK, SERUM, SUN, fill, offline, sign_in

# ---------------------------------------------------------------- a colleague's look


def looked_into(stage: Stage) -> None:
    """Every basket is looked into here."""
    rules = SelfCheckout(checks=True, floor_percent=100, most_percent=100, seed="pictures")
    store = stage.world.store
    store.register = replace(store.register, self_checkout=rules)


def check_waiting(stage: Stage) -> None:
    """A colleague was called."""
    looked_into(stage)
    fill(stage, (SERUM, 1, "here"), (GEL, 2, "here"), (CHOCOLATE, 3, "here"))
    stage.go("pay.choose")
    stage.until(lambda: stage.navigator.name == "pay.check")
    stage.settle()


def check_sheet(stage: Stage) -> None:
    """The colleague has scanned one of three."""
    check_waiting(stage)
    code = codes.classify(stage.world.code("staff", "operator-1"), "QR")
    stage.navigator.screen.scanned(code)
    stage.settle()
    stage.navigator.screen.scanned(codes.ProductCode(stage.world.gtin(GEL)))
    stage.settle()


def check_differs(stage: Stage) -> None:
    """One is short, and one lay in the bag beside."""
    check_sheet(stage)
    screen = stage.navigator.screen
    for rank in (SERUM, CHOCOLATE, LIPSTICK):
        screen.scanned(codes.ProductCode(stage.world.gtin(rank)))
    line = next(one for one in screen._rescan.lines if one.gtin == stage.world.gtin(CHOCOLATE))  # noqa: SLF001
    screen._count(line.line_id, 2)  # noqa: SLF001 - as a finger would


def check_age(stage: Stage) -> None:
    """Goods for grown-ups."""
    book(stage, age_of=CHOCOLATE)
    fill(stage, (CHOCOLATE, 1, "here"))
    stage.go("pay.choose")
    stage.settle()


def check_age_sheet(stage: Stage) -> None:
    """The colleague is to look at an identity card."""
    check_age(stage)
    stage.navigator.screen.scanned(codes.classify(stage.world.code("staff", "operator-1"), "QR"))


# ---------------------------------------------------------------- the receipt


def _sold(stage: Stage) -> None:
    store = stage.world.store
    sale = stage.world.do(till.pay_cash, store.register, store.session.basket_id, 50_000)
    stage.go("pay.done", sale_id=sale.sale_id)
    stage.navigator.screen._until += 3600  # noqa: SLF001 - the picture shows the ring full


def done(stage: Stage) -> None:
    """Paid in cash, offline."""
    offline(stage)
    fill(stage, (SERUM, 1, "here"), (GEL, 2, "online"))
    _sold(stage)


def done_member(stage: Stage) -> None:
    """A member saved and earned, and has one thing sent home and one to pick up."""
    book(stage)
    stage.go("member.sign_in")
    sign_in(stage)
    fill(stage, (SERUM, 1, "here"), (GEL, 2, "here"), (SUN, 1, "here"))
    store = stage.world.store

    def later(tx: Transaction) -> None:
        basket = tables.load_basket(tx.db, store.session.basket_id)
        assert basket is not None
        for line, how in zip(basket.lines[1:], ("pickup", "ship"), strict=False):
            special = msgspec.structs.replace(line.particulars, fulfilment=how)
            basket = basket.change(line.line_id, particulars=special)
        tables.save_basket(tx.db, basket, store.device, tx.now)

    stage.world.do(later)
    sale = stage.world.do(till.pay_cash, store.register, store.session.basket_id, 100_000)
    stage.go("pay.done", sale_id=sale.sale_id)
    stage.navigator.screen._until += 3600  # noqa: SLF001 - the picture shows the ring full


def _printer(stage: Stage, prepare: Callable[[Any], object] | None = None) -> None:
    """A receipt printer hangs on the kiosk."""
    store = stage.world.store
    settings = msgspec.structs.replace(store.settings, printer=(PrinterSettings("receipt", "simulated"),))

    def nobody(_topics: frozenset[str]) -> None:
        """The scene looks by itself."""

    counter = Counter(settings, store.worker, store.folder, clock=store.clock, post=mainloop.post, changed=nobody)
    counter.start()

    def set_up(driver: Printer) -> None:
        if prepare is not None:
            prepare(driver)

    counter.spooler.do("receipt", set_up).result(5)
    end = time.monotonic() + 5
    while counter.views()[0].state == "asking" and time.monotonic() < end:
        time.sleep(0.01)
    counter.close()
    store.parts[Counter] = counter
    store.parts[Slips] = replace(store.part(Slips), routes=drivers.routes_of(settings))


def done_printer(stage: Stage) -> None:
    """Paper may be asked for."""
    _printer(stage)
    bag(stage)
    _sold(stage)


def done_paper_out(stage: Stage) -> None:
    """The printer is out of paper."""
    _printer(stage, lambda driver: setattr(driver, "paper_rows", 0))
    bag(stage)
    _sold(stage)


def done_printing(stage: Stage) -> None:
    """It is being printed."""
    done_printer(stage)
    stage.navigator.screen._print()  # noqa: SLF001 - as a finger would
    stage.settle()


SCENES = [
    Scene("check_waiting", check_waiting, key=True),
    Scene("check_sheet", check_sheet),
    Scene("check_differs", check_differs),
    Scene("check_age", check_age),
    Scene("check_age_sheet", check_age_sheet),
    Scene("done", done, key=True),
    Scene("done_member", done_member),
    Scene("done_printer", done_printer),
    Scene("done_printing", done_printing),
    Scene("done_paper_out", done_paper_out),
    Scene("low_check_sheet", check_sheet, low=True),
    Scene("low_done", done_printer, low=True),
]
