"""The till's scenes of money: what is due, a sum in parts, a balance, and the sale."""

from __future__ import annotations

from kiosk.customer import actions as customer
from kiosk.stored_value import actions as stored_value
from kiosk.till import actions
from scripts.screenshots.hands import scan, scan_product
from scripts.screenshots.scene import Stage
from scripts.screenshots.store_line import line
from scripts.screenshots.world import member

CARD = "9521000000000019"


def _basket(stage: Stage) -> None:
    line(stage)
    world = stage.world
    lin = member(world)
    world.hear(customer.on_member(world.store.vault), lin)
    scan(stage, world.code("loyalty", lin.member))
    for rank in (2, 15, 9, 9, 43):
        scan_product(stage, rank)


def pay_due(stage: Stage) -> None:
    """A basket before the first tender."""
    _basket(stage)
    stage.go("till.pay")


def pay_split(stage: Stage) -> None:
    """A part was paid by gift card and a part in cash."""
    _basket(stage)
    world, register = stage.world, stage.world.store.register
    world.do(stored_value.activate, register, CARD, 5000)
    basket_id = world.store.session.basket_id
    world.do(actions.tender_value, register, basket_id, "gift_card", CARD, 5000)
    world.do(actions.tender_cash, register, basket_id, 10_000)
    stage.go("till.pay")


def pay_balance(stage: Stage) -> None:
    """A gift card is held out."""
    _basket(stage)
    stage.world.do(stored_value.activate, stage.world.store.register, CARD, 8800)
    stage.go("till.pay")
    stage.navigator.screen.present("gift_card", CARD)
    stage.settle()


def pay_number(stage: Stage) -> None:
    """The number of a gift card is typed."""
    _basket(stage)
    stage.go("till.pay")
    stage.navigator.screen.ask_number("gift_card")
    for digit in "952100":
        stage.navigator.screen.type(digit)


def pay_sold(stage: Stage) -> None:
    """Change in notes and coins, and the receipt."""
    _basket(stage)
    stage.go("till.pay")
    for digit in "2000":
        stage.navigator.screen.type(digit)
    stage.navigator.screen.pay_cash()
    stage.settle()


PLAYS = (
    ("till_pay_due", pay_due, True),
    ("till_pay_split", pay_split, False),
    ("till_pay_balance", pay_balance, False),
    ("till_pay_number", pay_number, False),
    ("till_pay_sold", pay_sold, False),
)
