"""The till's scenes of trade: business customers, quotations, warranty, and where an invoice goes."""

from __future__ import annotations

from datetime import timedelta

from kiosk.customer import actions as customer
from kiosk.pricing import tables as books
from kiosk.stored_value import actions as stored_value
from kiosk.stored_value import tables as value_tables
from kiosk.till import actions as till
from kiosk.till.fiscal import Invoicing, TaiwanCarrier
from kiosk.worker import Transaction
from scripts.screenshots.hands import scan_product
from scripts.screenshots.scene import Stage
from scripts.screenshots.store_line import line
from scripts.screenshots.world import NOW
from sync import messages
from sync.formats import price_book
from sync.formats.price_book import Goods, Needs, Offer, PriceBook

CUSTOMERS = (
    ("C-1004", "静安嘉里酒店管理有限公司", "91110000600037341L", "hotels", 30, True),
    ("C-1017", "澄一咖啡（上海）有限公司", "", "cafés", 14, False),
    ("C-1022", "Maison Rivière Spa & Salon Ltd.", "", "", 0, False),
    ("C-1031", "山海生活股份有限公司", "00501503", "hotels", 45, True),
    ("C-1058", "华东师范大学附属幼儿园", "", "schools", 30, True),
    ("C-1060", "Nordlicht Handels GmbH", "DE136695976", "", 30, False),
)


def _trade(stage: Stage) -> None:
    """Customers, an account, and a book with a price list, plans and warranties."""
    line(stage)
    world = stage.world
    store = world.store
    for version, (account, name, tax_id, price_list, due, order) in enumerate(CUSTOMERS, 1):
        told = messages.BusinessChanged(
            account=account,
            name=name,
            tax_id=tax_id,
            price_list=price_list,
            due_days=due,
            purchase_order_needed=order,
            version=version,
            at=NOW,
        )
        world.hear(customer.on_business(store.vault), told)
    goods, plan = world.gtin(2), world.gtin(43)
    book = PriceBook(
        tenant="demo",
        store=store.register.store_gln,
        currency="CNY",
        version=5,
        valid_from=NOW - timedelta(days=2),
        price_lists={
            "hotels": {
                goods: (Offer(units=1, price_minor=19_900), Offer(units=6, price_minor=17_900)),
                world.gtin(9): (Offer(units=12, price_minor=5_900),),
            }
        },
        needs=(
            Needs(goods=Goods(gtins=(goods,)), warranty_months=24, plan_gtins=(plan,)),
            Needs(goods=Goods(gtins=(world.gtin(15),)), warranty_months=12),
            Needs(goods=Goods(gtins=(plan,)), plan_months=36),
        ),
    )

    def write(tx: Transaction) -> None:
        books.save_book(tx.db, book, price_book.document(book), "", tx.now)
        epoch = value_tables.epoch_of(tx.db)
        grant = messages.Grant(store.device, epoch, 1_250_000, 1_250_000)
        lease = messages.LeaseGranted(
            kind="account", account="C-1004", balance=4_180_000, currency="CNY", grants=(grant,), version=1, at=tx.now
        )
        stored_value.on_granted(store.device)(tx, lease)

    world.do(write)


def _basket(stage: Stage) -> None:
    for rank in (2, 2, 2, 2, 9, 15):
        scan_product(stage, rank)


def business_list(stage: Stage) -> None:
    """Everybody, before anything is typed."""
    _trade(stage)
    stage.go("till.business")


def business_one(stage: Stage) -> None:
    """One is looked at, before the basket is theirs."""
    _trade(stage)
    _basket(stage)
    stage.go("till.business")
    stage.navigator.screen.look_at("C-1004")


def business_theirs(stage: Stage) -> None:
    """The basket is theirs; a few more units would cost less each."""
    business_one(stage)
    for letter in "PO88213":
        stage.navigator.screen.type(letter)
    stage.navigator.screen.attach()
    stage.settle()


def trade_basket(stage: Stage) -> None:
    """The basket of a business customer, and what else can be done."""
    business_theirs(stage)
    stage.go("till.sell")
    stage.navigator.screen.open_more()


def _quotes(stage: Stage) -> None:
    _trade(stage)
    world, register = stage.world, stage.world.store.register
    for days, account, ranks in (
        (3, "C-1017", (2, 9)),
        (30, "C-1022", (15, 15, 43)),
        (14, "C-1004", (2, 2, 2, 2, 2, 2, 9, 15)),
    ):
        world.clock.now = NOW - timedelta(days=5 if days == 3 else 1)
        basket_id = world.store.new_id()
        for rank in ranks:
            world.do(till.add_product, register, basket_id, world.gtin(rank))
        world.do(till.attach_business, register, world.store.vault, basket_id, account)
        quote = world.do(till.give_quote, register, basket_id, days, "zh_CN")
    world.clock.now = NOW
    stage.go("till.quotes", quote_id=quote.quote_id)


def quote_list(stage: Stage) -> None:
    """The open ones; one has run out."""
    _quotes(stage)
    stage.navigator.screen.choose(stage.navigator.screen.quote_id)


def quote_chosen(stage: Stage) -> None:
    """One is looked at."""
    _quotes(stage)


def quote_days(stage: Stage) -> None:
    """How long shall it hold?"""
    _trade(stage)
    _basket(stage)
    stage.go("till.quotes")
    stage.navigator.screen.ask_days()


def warranty_shown(stage: Stage) -> None:
    """What of a receipt is covered."""
    _trade(stage)
    world, register = stage.world, stage.world.store.register
    world.clock.now = NOW - timedelta(days=2)
    basket_id = world.store.new_id()
    first = world.do(till.add_product, register, basket_id, world.gtin(2)).lines[0]
    world.do(till.set_particulars, register, basket_id, first.line_id, serial="AX-2049-7731")
    world.do(till.attach_plan, register, basket_id, first.line_id, world.gtin(43))
    for rank in (15, 15, 9):
        world.do(till.add_product, register, basket_id, world.gtin(rank))
    sale = world.do(till.pay_cash, register, basket_id, 10**7)
    world.clock.now = NOW
    stage.go("till.warranty", sale_id=sale.sale_id)


def carrier_asked(stage: Stage) -> None:
    """Where does the invoice go?"""
    from kiosk.till.widgets.carrier_sheet import CarrierSheet

    line(stage)
    scan_product(stage, 2)
    stage.world.store.parts[Invoicing] = Invoicing(TaiwanCarrier())
    sheet = CarrierSheet(stage.navigator.screen)
    sheet.show()
    for letter in "/AB+1":
        sheet.type(letter)


PLAYS = (
    ("trade_business_list", business_list, False),
    ("trade_business_one", business_one, False),
    ("trade_business_theirs", business_theirs, True),
    ("trade_basket", trade_basket, False),
    ("trade_quote_list", quote_list, False),
    ("trade_quote_chosen", quote_chosen, True),
    ("trade_quote_days", quote_days, False),
    ("trade_warranty", warranty_shown, True),
    ("trade_carrier", carrier_asked, False),
)
