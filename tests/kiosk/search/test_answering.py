"""Filters, orders and counts hold for everything that fits, not for a first page; and nothing is never a blank."""

from __future__ import annotations

import sqlite3
from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from kiosk.pricing import tables as books
from kiosk.search import tables
from kiosk.search.answering import Place, answer
from kiosk.search.model import LISTED, PAGE, Filters, Question, Sort, bands
from kiosk.search.offers import Offered
from kiosk.stock import actions as stock
from kiosk.ui.input_method.entry import Entry
from kiosk.worker import Transaction
from kiosk.writing.tables import Dictionary
from scripts.demo_store import products
from sync.formats import price_book
from sync.formats.price_book import Goods, Percent, PriceBook, When
from sync.messages import StockLevelChanged
from tests.devices import NOON, SERUM, TEA, WATER, TestDevice
from tests.kiosk.pricing.books import named, source
from tests.kiosk.search.conftest import PRODUCTS


@pytest.fixture(scope="module")
def range_() -> list[products.Product]:
    """What is sold, best sellers first: a product's place is its id, less one."""
    return list(products.generate(PRODUCTS))


@pytest.fixture
def here(device: TestDevice) -> Place:
    """Where the small test catalogue is sold."""
    return Place("CNY", device.store.register, NOON)


def ids_of(db: sqlite3.Connection, text: str = "", filters: Filters | None = None, sort: Sort = "best") -> list[int]:
    return tables.fitting(db, text, filters or Filters(), sort, Offered())


def test_without_words_everything_is_there_best_sellers_first(catalogue: sqlite3.Connection) -> None:
    assert ids_of(catalogue) == list(range(1, PRODUCTS + 1))


@pytest.mark.parametrize(
    ("filters", "right"),
    [
        (Filters(category="drinks"), lambda p: p.category.startswith("drinks.")),
        (Filters(category="drinks.tea"), lambda p: p.category == "drinks.tea"),
        (Filters(brands=frozenset({"QUANYAN 泉岩"})), lambda p: p.brand == "QUANYAN 泉岩"),
        (Filters(sizes=frozenset({"30 ml", "50 ml"})), lambda p: p.size in ("30 ml", "50 ml")),
        (Filters(colours=frozenset({"Mist Blue"})), lambda p: p.colour == "Mist Blue"),
        (Filters(bands=frozenset({(5000, 10000)})), lambda p: 5000 <= p.price_minor < 10000),
        (Filters(bands=frozenset({(0, 2000), (50000, 0)})), lambda p: p.price_minor < 2000 or p.price_minor >= 50000),
        (
            Filters(category="skincare", sizes=frozenset({"50 ml"}), bands=frozenset({(20000, 0)})),
            lambda p: p.category.startswith("skincare.") and p.size == "50 ml" and p.price_minor >= 20000,
        ),
    ],
)
@pytest.mark.parametrize("word", ["", "茶", "精华"])
def test_a_filter_holds_for_everything_that_fits(
    catalogue: sqlite3.Connection, range_: list[products.Product], filters: Filters, right: Any, word: str
) -> None:
    expected = [p.rank for p in range_ if right(p) and (word in p.name.zh_hans or word in p.name.zh_hant)]

    assert ids_of(catalogue, word, filters) == expected


def test_products_can_be_put_in_order_of_price_and_of_opinion(
    catalogue: sqlite3.Connection, range_: list[products.Product]
) -> None:
    price = {p.rank: p.price_minor for p in range_}
    stars = dict(catalogue.execute("SELECT product_id, tenths FROM catalogue.rating").fetchall())

    up, down = ids_of(catalogue, "茶", sort="price_up"), ids_of(catalogue, "茶", sort="price_down")
    rated = ids_of(catalogue, sort="rating")

    assert [price[one] for one in up] == sorted(price[one] for one in up)
    assert [price[one] for one in down] == sorted((price[one] for one in up), reverse=True)
    assert set(up) == set(ids_of(catalogue, "茶"))
    assert [stars.get(one, 0) for one in rated] == sorted(stars.values(), reverse=True) + [0] * (PRODUCTS - len(stars))


def test_a_property_is_counted_among_what_fits_every_other_property(
    catalogue: sqlite3.Connection, place: Place, range_: list[products.Product], dictionary: Dictionary
) -> None:
    filters = Filters(category="drinks", brands=frozenset({"QUANYAN 泉岩"}))
    question = Question(Entry("茶"), filters, counts=True)

    counted = answer(catalogue, question, place, dictionary).counted

    teas = [p for p in range_ if "茶" in p.name.zh_hans or "茶" in p.name.zh_hant]
    of_brand = [p for p in teas if p.brand == "QUANYAN 泉岩"]
    drinks = [p for p in teas if p.category.startswith("drinks.")]
    both = [p for p in drinks if p.brand == "QUANYAN 泉岩"]
    assert counted is not None
    assert sum(counted.categories.values()) == len(of_brand)
    assert counted.brands == {p.brand: sum(q.brand == p.brand for q in drinks) for p in drinks}
    assert sum(counted.sizes.values()) == sum(bool(p.size) for p in both)
    assert sum(counted.bands.values()) == len(both)
    assert all(
        n == sum(low <= p.price_minor and (not high or p.price_minor < high) for p in both)
        for (low, high), n in counted.bands.items()
    )


def test_bands_of_prices_are_round_and_leave_nothing_out() -> None:
    found = bands(590, 88_800, 2)

    assert found[0][0] == 0
    assert found[-1][1] == 0
    assert [high for _, high in found[:-1]] == [low for low, _ in found[1:]]
    assert 3 <= len(found) <= 5
    assert all(low % 1000 == 0 for low, _ in found)
    assert bands(500, 600, 2) == []


def test_what_was_sold_out_since_the_snapshot_is_not_here(device: TestDevice, here: Place) -> None:
    gone = StockLevelChanged(gtin=TEA, on_hand=0, version=200, watermarks=(), at=NOON)
    device.do(stock.level_changed, gone)
    question = Question(filters=Filters(here=True))

    found = answer(device.db, question, here, None)

    assert [hit.product.gtin for hit in found.hits] == [WATER, SERUM]


def test_where_nothing_is_here_the_store_that_has_it_is_named(device: TestDevice, here: Place) -> None:
    device.do(stock.level_changed, StockLevelChanged(gtin=SERUM, on_hand=0, version=200, watermarks=(), at=NOON))
    question = Question(Entry("精华"), Filters(here=True))

    found = answer(device.db, question, here, None)
    anywhere = answer(device.db, replace(question, filters=Filters()), here, None)

    assert found.hits == ()
    assert found.elsewhere is not None
    assert found.elsewhere.near is not None
    assert (found.elsewhere.product.gtin, found.elsewhere.near.on_hand) == (SERUM, 12)
    assert anywhere.hits[0].near is not None


def test_an_offer_counts_for_those_who_get_it_now(device: TestDevice, here: Place) -> None:
    for_all = Percent(**named("all"), percent_bp=1000, goods=Goods(gtins=(TEA,)))
    for_members = Percent(
        **named("members"), percent_bp=1000, goods=Goods(categories=("care",)), when=When(members=True)
    )
    over = Percent(**named("over"), percent_bp=5000, goods=Goods(gtins=(WATER,)), when=When(until=NOON))
    book = source(for_all, for_members, over, valid_from=NOON - timedelta(days=1))
    device.do(save_book, book)
    question = Question(filters=Filters(offer=True))

    guest = answer(device.db, question, here, None)
    member = answer(device.db, replace(question, customer="member-1"), here, None)

    assert [hit.product.gtin for hit in guest.hits] == [TEA]
    assert len(member.hits) == 4


def save_book(tx: Transaction, book: PriceBook) -> None:
    """As head office's book comes in."""
    books.save_book(tx.db, book, price_book.document(book), "", tx.now)


def test_the_nearest_that_fits_is_shown_and_named(
    catalogue: sqlite3.Connection, place: Place, dictionary: Dictionary
) -> None:
    found = answer(catalogue, Question(Entry("", "niuani")), place, dictionary)
    cut = answer(catalogue, Question(Entry("", "niunaizzz")), place, dictionary)
    nothing = answer(catalogue, Question(Entry("§§")), place, dictionary)

    assert found.near == "niunai"
    assert "牛奶" in found.hits[0].product.names.zh_hans
    assert found.candidates[0].text == "牛奶"
    assert cut.near.startswith("niunai")
    assert (nothing.near, nothing.hits) == ("", ())


def test_a_list_ends_somewhere_and_says_so(catalogue: sqlite3.Connection, place: Place, dictionary: Dictionary) -> None:
    found = answer(catalogue, Question(), place, dictionary)

    assert not found.more
    assert len(found.hits) == PAGE
    assert replace(found, ids=tuple(range(LISTED))).more
