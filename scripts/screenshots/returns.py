"""The till's scenes of goods that come back: find the sale, choose lines and reasons, pay back, without a receipt."""

from __future__ import annotations

from kiosk.till import actions
from kiosk.till.model import Sale
from scripts.screenshots.hands import scan, scan_product
from scripts.screenshots.scene import Stage
from scripts.screenshots.store_line import line


def _sold(stage: Stage, *ranks: int, card_minor: int = 0) -> Sale:
    world, register = stage.world, stage.world.store.register
    basket_id = world.store.new_id()
    for rank in ranks:
        world.do(actions.add_product, register, basket_id, world.gtin(rank))
    if card_minor:
        world.do(actions.add_tender, register, basket_id, "card", card_minor, "8412 0093")
    sale = world.do(actions.pay_cash, register, basket_id, 10**7)
    assert isinstance(sale, Sale)
    return sale


def return_find(stage: Stage) -> None:
    """Recent sales, one of them voided, one with something returned."""
    line(stage)
    register = stage.world.store.register
    _sold(stage, 2, 15)
    voided = _sold(stage, 9)
    void = stage.world.do(actions.start_void, register, voided.sale_id)
    stage.world.do(actions.refund, register, void.basket_id)
    partly = _sold(stage, 43, 9, 2)
    stage.world.do(actions.return_line, register, partly.sale_id, partly.lines[0].line_id, 1)
    _sold(stage, 15, 15, 43)
    stage.go("return.start")


def return_lines(stage: Stage) -> None:
    """Two lines come back, one of them damaged; it was paid by card and in cash."""
    line(stage)
    sale = _sold(stage, 2, 15, 9, 9, 43, card_minor=20000)
    stage.go("return.start")
    scan(stage, stage.world.store.receipt_code(sale.sale_id, str(sale.number), sale.at))
    screen = stage.navigator.screen
    screen.choose(sale.lines[1].line_id)
    screen.give_reason("faulty")
    screen.judge("damaged")
    screen.choose(sale.lines[2].line_id)
    screen.count(2)


def return_pay(stage: Stage) -> None:
    """Who gets how much back."""
    return_lines(stage)
    stage.navigator.screen.take()
    stage.settle()


def return_away(stage: Stage) -> None:
    """The terminal cannot give its part back."""
    return_pay(stage)
    stage.navigator.screen.failed = True
    stage.navigator.screen.refresh()


def return_done(stage: Stage) -> None:
    """The money is back."""
    return_pay(stage)
    stage.navigator.screen.give("store_credit")
    stage.settle()


def return_bare(stage: Stage) -> None:
    """Goods without a receipt."""
    line(stage)
    stage.go("return.without_receipt")
    scan_product(stage, 9)
    stage.navigator.screen.count(2)


PLAYS = (
    ("till_return_find", return_find, False),
    ("till_return_lines", return_lines, True),
    ("till_return_pay", return_pay, True),
    ("till_return_away", return_away, False),
    ("till_return_done", return_done, False),
    ("till_return_bare", return_bare, True),
)
