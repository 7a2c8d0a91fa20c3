"""The till's scenes: sold, paid, given back."""

from __future__ import annotations

from kiosk.customer import actions as customer
from kiosk.till import tables as sales
from scripts.screenshots.hands import scan, scan_product
from scripts.screenshots.scene import Stage
from scripts.screenshots.store_line import line
from scripts.screenshots.world import member


def till_empty(stage: Stage) -> None:
    """The next shopper."""
    line(stage)


def till_basket(stage: Stage) -> None:
    """A member's basket."""
    line(stage)
    world = stage.world
    lin = member(world)
    world.hear(customer.on_member(world.store.vault), lin)
    scan(stage, world.code("loyalty", lin.member))
    for rank in (2, 15, 9, 9, 43):
        scan_product(stage, rank)


def till_sold(stage: Stage) -> None:
    """Change and receipt."""
    till_basket(stage)
    stage.navigator.screen.pay_cash()
    stage.settle()


def till_return(stage: Stage) -> None:
    """A line of the receipt comes back."""
    till_sold(stage)
    store = stage.world.store
    sale = sales.load_sale(store.db, sales.recent_sales(store.db)[0])
    assert sale is not None
    stage.go("return.start")
    scan(stage, store.receipt_code(sale.sale_id, str(sale.number), sale.at))
    stage.navigator.screen.choose(sale.lines[1].line_id)


PLAYS = (
    ("till_empty", till_empty, False),
    ("till_basket", till_basket, True),
    ("till_sold", till_sold, False),
    ("till_return", till_return, False),
)
