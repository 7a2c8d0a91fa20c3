"""The till's scenes of selling: a basket in which much is special, and the sheets of the sell screen."""

from __future__ import annotations

from kiosk.pricing import tables as books
from kiosk.till import actions
from kiosk.worker import Transaction
from scripts.screenshots.hands import scan_product
from scripts.screenshots.scene import Stage
from scripts.screenshots.store_line import line
from sync.formats import price_book
from sync.formats.price_book import Goods, Needs, NForM, Percent, PriceBook, Tax
from sync.messages import Texts

DEPOSIT = "09521000000018"
TONIC, CREAM, WATER, MASK, PLAN = 2, 15, 9, 43, 60
"""Ranks of the products that the scenes sell."""


def _book(stage: Stage) -> None:
    """A price book with a promotion, a near miss, a deposit, a serial number and a plan."""
    world = stage.world
    store = world.store
    water, tonic, cream, mask = (world.gtin(rank) for rank in (WATER, TONIC, CREAM, MASK))
    book = PriceBook(
        tenant="demo",
        store=store.settings.device.store,
        currency=store.currency,
        version=3,
        valid_from=world.clock(),
        tax=Tax(codes={"full": 1300}, default="full"),
        cash_rounding_minor=10,
        rules=(
            Percent(
                rule_id="day",
                name=Texts("会员周", "會員週", "Member week"),
                goods=Goods(gtins=(tonic,)),
                percent_bp=1000,
            ),
            NForM(
                rule_id="three", name=Texts("三件付两件", "三件付兩件", "3 for 2"), goods=Goods(gtins=(water,)), units=3
            ),
        ),
        needs=(
            Needs(goods=Goods(gtins=(water,)), deposit_gtin=DEPOSIT, deposit_minor=50),
            Needs(goods=Goods(gtins=(cream,)), serial=True, plan_gtins=(world.gtin(PLAN),)),
            Needs(goods=Goods(gtins=(mask,)), age=18),
            Needs(goods=Goods(gtins=(world.gtin(PLAN),)), plan_months=24),
        ),
    )

    def write(tx: Transaction) -> None:
        books.save_book(tx.db, book, price_book.document(book), "", tx.now)

    world.do(write)


def _close_sheets(stage: Stage) -> None:
    for _ in range(3):
        stage.navigator.key("escape")
    stage.settle()


def _line_of(stage: Stage, rank: int) -> str:
    basket = stage.navigator.screen.basket()
    return str(next(one.line_id for one in basket.lines if one.gtin == stage.world.gtin(rank)))


def till_rich(stage: Stage) -> None:
    """Promotions, a deposit, a serial number, a plan, a note, a price of a colleague's."""
    line(stage)
    _book(stage)
    for rank in (TONIC, WATER, WATER, CREAM, 30):
        scan_product(stage, rank)
        _close_sheets(stage)
    world, register, screen = stage.world, stage.world.store.register, stage.navigator.screen
    basket_id = screen.basket_id
    cream = _line_of(stage, CREAM)
    world.do(actions.set_particulars, register, basket_id, cream, serial="SN-20418-77")
    world.do(actions.set_note, register, basket_id, _line_of(stage, TONIC), screen.tr.text("sell.note_gift"))
    world.do(actions.change_price, register, basket_id, _line_of(stage, 30), "percent", 2000, "damaged")
    screen.choose(cream)
    _rest(stage)


def _rest(stage: Stage) -> None:
    """The near miss is looked for when the scanner rests."""
    stage.settle()
    stage.navigator.screen.look_for_nudge()
    stage.settle()


def till_plan(stage: Stage) -> None:
    """A plan lies under its goods."""
    till_rich(stage)
    screen = stage.navigator.screen
    screen.add_plan(_line_of(stage, CREAM), stage.world.gtin(PLAN))
    _rest(stage)


def till_typed(stage: Stage) -> None:
    """A number is being typed."""
    till_rich(stage)
    for digit in "12":
        stage.navigator.screen.type(digit)


def till_removed(stage: Stage) -> None:
    """A line was just taken out."""
    till_rich(stage)
    stage.navigator.screen.remove_line()
    stage.settle()


def till_age(stage: Stage) -> None:
    """Who buys this must be old enough."""
    till_rich(stage)
    scan_product(stage, MASK)


def till_serial(stage: Stage) -> None:
    """A serial number is wanted."""
    line(stage)
    _book(stage)
    scan_product(stage, CREAM)


def till_search(stage: Stage) -> None:
    """Found by pinyin."""
    till_rich(stage)
    sheet = stage.navigator.screen.open_search()
    for letter in "JING":
        sheet.type(letter)
    stage.settle()
    stage.settle()


def till_price(stage: Stage) -> None:
    """Fifteen per cent off one line."""
    till_rich(stage)
    stage.navigator.screen.ask_price()
    for name in "15":
        stage.navigator.key(name)
    stage.settle()


def till_note(stage: Stage) -> None:
    """Words for a line."""
    till_rich(stage)
    stage.navigator.screen.write_note()


def till_more(stage: Stage) -> None:
    """What is seldom wanted."""
    till_rich(stage)
    stage.navigator.screen.open_more()


def till_void(stage: Stage) -> None:
    """Asked once."""
    till_rich(stage)
    stage.navigator.screen.ask_void()


def till_keys(stage: Stage) -> None:
    """The keyboard's shortcuts."""
    till_rich(stage)
    stage.navigator.screen.open_help()


def till_parked(stage: Stage) -> None:
    """Two baskets wait."""
    till_rich(stage)
    world = stage.world
    register = world.store.register
    world.do(actions.park, register, stage.navigator.screen.basket_id, "")
    world.store.end_session()
    for rank in (4, 8):
        scan_product(stage, rank)
    world.do(
        actions.park, register, stage.navigator.screen.basket_id, stage.navigator.screen.tr.text("sell.label_back")
    )
    world.store.end_session()
    stage.navigator.screen.refresh()
    stage.settle()
    stage.navigator.screen.open_parked()


def till_practice(stage: Stage) -> None:
    """Nothing of this counts."""
    line(stage)
    stage.navigator.screen.begin_training()
    stage.settle()
    for rank in (2, 15):
        scan_product(stage, rank)


PLAYS = (
    ("till_rich", till_rich, True),
    ("till_plan", till_plan, False),
    ("till_typed", till_typed, False),
    ("till_removed", till_removed, False),
    ("till_age", till_age, False),
    ("till_serial", till_serial, False),
    ("till_search", till_search, False),
    ("till_price", till_price, False),
    ("till_note", till_note, False),
    ("till_more", till_more, False),
    ("till_void", till_void, False),
    ("till_keys", till_keys, False),
    ("till_parked", till_parked, False),
    ("till_practice", till_practice, False),
)
