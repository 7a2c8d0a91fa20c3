"""The product page in the states that people meet beyond the usual one, and the sheets over it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from kiosk.catalogue import actions as catalogue
from kiosk.customer import actions as customer
from kiosk.pricing import tables as books
from kiosk.stock import actions as stock
from scripts.screenshots.scene import Scene, Stage
from scripts.screenshots.shopper import CHOCOLATE, GEL, LIPSTICK, SERUM, SHIRT, fill, offline, sign_in
from scripts.screenshots.world import NOW
from sync import messages
from sync.formats import price_book
from sync.formats.price_book import Goods, Loyalty, Needs, NForM, Percent, PriceBook, Tax, When
from sync.messages import Texts


def use_book(stage: Stage) -> None:
    """A day's offer, a price for gold members, a near miss, an age, and points."""
    world = stage.world
    device = world.store.settings.device
    book = PriceBook(
        tenant=device.tenant,
        store=device.store,
        currency="CNY",
        version=9,
        valid_from=NOW - timedelta(days=1),
        tax=Tax(codes={"full": 1300}, default="full"),
        rules=(
            Percent(
                rule_id="day",
                name=Texts("水润日", "水潤日", "Hydra day"),
                goods=Goods(gtins=(world.gtin(GEL),)),
                percent_bp=2000,
                when=When(until=NOW + timedelta(hours=6, minutes=28)),
            ),
            Percent(
                rule_id="gold",
                name=Texts("黄金会员价", "黃金會員價", "Gold price"),
                goods=Goods(gtins=(world.gtin(SERUM),)),
                percent_bp=2000,
                when=When(members=True, tiers=("gold",)),
            ),
            NForM(
                rule_id="two",
                name=Texts("第二件半价", "第二件半價", "Second one half price"),
                goods=Goods(gtins=(world.gtin(CHOCOLATE),)),
                units=2,
                percent_bp=5000,
            ),
        ),
        needs=(Needs(goods=Goods(gtins=(world.gtin(CHOCOLATE),)), age=18, deposit_minor=100, deposit_gtin="0" * 14),),
        loyalty=Loyalty(earn_points=1, earn_per_minor=100),
    )
    world.do(lambda tx: books.save_book(tx.db, book, price_book.document(book), "", tx.now))


def _level(stage: Stage, rank: int, on_hand: int, minutes: int = 3) -> None:
    world = stage.world
    message = messages.StockLevelChanged(
        gtin=world.gtin(rank),
        on_hand=on_hand,
        watermarks=(),
        version=world.next_version(),
        at=world.clock() - timedelta(minutes=minutes),
    )
    world.hear(stock.level_changed, message)


def _open(stage: Stage, rank: int) -> Any:  # the page, which must not be imported before the window is set up
    stage.go("product.page", gtin=stage.world.gtin(rank))
    return stage.navigator.screen


def offer(stage: Stage) -> None:
    """A day's offer, and until when."""
    use_book(stage)
    _open(stage, GEL)


def members_pay(stage: Stage) -> None:
    """A guest, who would pay less as a member."""
    use_book(stage)
    _open(stage, SERUM)


def gold(stage: Stage) -> None:
    """Ms Lin pays the gold price, and has hearted it."""
    use_book(stage)
    stage.go("member.sign_in")
    sign_in(stage)
    store = stage.world.store
    stage.world.do(customer.set_favourite, store.vault, store.session.member_id, stage.world.gtin(SERUM), True)
    _open(stage, SERUM)


def near_miss(stage: Stage) -> None:
    """One more would cost half. And an age, and a deposit."""
    use_book(stage)
    _open(stage, CHOCOLATE)


def second(stage: Stage) -> None:
    """One is in the bag, so this one costs half."""
    use_book(stage)
    fill(stage, (CHOCOLATE, 1, "here"))
    _open(stage, CHOCOLATE)


def _compare(stage: Stage, *ranks: int) -> None:
    gtins = tuple(stage.world.gtin(rank) for rank in ranks)
    stage.go("product.page", gtin=gtins[0])
    stage.go("product.compare", gtins=gtins)


def compare(stage: Stage) -> None:
    """Two sizes of one product."""
    _compare(stage, 1, 2)


def compare_three(stage: Stage) -> None:
    """Three different ones."""
    _compare(stage, 1, 2, 6)


def compare_one(stage: Stage) -> None:
    """One waits for another."""
    _compare(stage, 1)


def way(stage: Stage) -> None:
    """Where it stands, and how to get there."""
    stage.go("product.map", gtin=stage.world.gtin(SERUM))


def way_far(stage: Stage) -> None:
    """On the other side of the shop."""
    stage.go("product.map", gtin=stage.world.gtin(140))


def favourites(stage: Stage) -> None:
    """What Ms Lin wants to find again."""
    stage.go("member.sign_in")
    sign_in(stage)
    store = stage.world.store
    for rank in (SERUM, LIPSTICK, CHOCOLATE):
        stage.world.do(customer.set_favourite, store.vault, store.session.member_id, stage.world.gtin(rank), True)
    stage.settle()


def sign_in_offline(stage: Stage) -> None:
    """The code is good without a network."""
    offline(stage)
    stage.go("member.sign_in")


def none_here(stage: Stage) -> None:
    """Sold out here; other ways to get it."""
    _level(stage, SERUM, 0)
    _open(stage, SERUM)


def stale(stage: Stage) -> None:
    """Nobody has told of stock since yesterday, and the line is down."""
    _level(stage, SERUM, 5, minutes=15 * 60)
    stage.world.link.last_contact = NOW - timedelta(hours=15)
    offline(stage)
    stage.world.link.last_contact = NOW - timedelta(hours=15)
    _open(stage, SERUM)


def matrix(stage: Stage) -> None:
    """Sizes and colours, some of them not here."""
    _level(stage, SHIRT, 0)
    _open(stage, SHIRT)


def off_sale(stage: Stage) -> None:
    """Head office took it off sale an hour ago."""
    world = stage.world
    one = world.products[LIPSTICK - 1]
    message = messages.ProductChanged(
        gtin=one.gtin,
        sku=one.sku,
        name=Texts(one.name.zh_hans, one.name.zh_hant, one.name.en),
        price_minor=one.price_minor,
        currency="CNY",
        removed=True,
        version=world.next_version(),
        at=world.clock() - timedelta(hours=1),
    )
    world.hear(catalogue.product_changed, message)
    stage.go("product.page", gtin=one.gtin)


def further_down(stage: Stage) -> None:
    """The page's lower half: other shops, what buyers say, facts."""
    screen = _open(stage, SERUM)
    stage.settle()
    screen._scroll.scroll_y = 0  # noqa: SLF001 - as a finger would


def why(stage: Stage) -> None:
    """Why this is recommended."""
    fill(stage, (CHOCOLATE, 1, "here"))
    screen = _open(stage, SERUM)
    from kiosk.home.unwanted import open_why

    open_why(stage.world.store, screen.exposure.shown[0], screen.exposure, screen.refresh)
    stage.settle()


def offers_off(stage: Stage) -> None:
    """No recommendations, as somebody wanted."""
    stage.world.store.session.no_offers = True
    _open(stage, SERUM)


def to_phone(stage: Stage) -> None:
    """The code for a phone."""
    screen = _open(stage, SERUM)
    screen.to_phone()
    stage.settle()


SCENES = (
    Scene("product_offer", offer),
    Scene("product_members_pay", members_pay),
    Scene("product_gold", gold),
    Scene("product_near_miss", near_miss),
    Scene("product_second", second),
    Scene("product_none_here", none_here),
    Scene("product_stale", stale),
    Scene("product_matrix", matrix),
    Scene("product_off_sale", off_sale),
    Scene("product_further_down", further_down),
    Scene("product_offers_off", offers_off),
    Scene("why", why, key=True),
    Scene("to_phone", to_phone, key=True),
    Scene("low_why", why, low=True),
    Scene("compare", compare, key=True),
    Scene("compare_three", compare_three),
    Scene("compare_one", compare_one),
    Scene("map", way, key=True),
    Scene("map_far", way_far),
    Scene("member_favourites", favourites),
    Scene("member_sign_in_offline", sign_in_offline),
)
