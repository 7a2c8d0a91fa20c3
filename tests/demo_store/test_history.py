"""The year of sales has the structure that recommendations live on."""

from __future__ import annotations

from collections import Counter
from statistics import median

from scripts.demo_store import companions, habits
from scripts.demo_store.history import Basket
from scripts.demo_store.members import Member
from scripts.demo_store.products import Product
from scripts.demo_store.stores import Store, carries

OFTEN = 60
"""Sold less often than this in the year, a product says nothing about its companions."""


def test_there_are_as_many_sales_as_a_year_of_five_stores_has(sales: list[Basket], people: list[Member]) -> None:
    assert 60_000 <= len(sales) <= 100_000
    of_members = sum(sale.member is not None for sale in sales)
    assert 0.35 < of_members / len(sales) < 0.65
    known = {member.member_id for member in people}
    assert {sale.member for sale in sales if sale.member} <= known
    assert [sale.at for sale in sales] == sorted(sale.at for sale in sales)
    assert (sales[-1].at - sales[0].at).days == 364


def test_a_store_sells_only_what_it_carries(
    sales: list[Basket], range_: list[Product], shops: tuple[Store, ...]
) -> None:
    carried = {(shop.gln, product.gtin) for shop in shops for product in range_ if carries(shop, product)}

    assert all((sale.store, gtin) in carried for sale in sales for gtin, _ in sale.lines)


def test_no_basket_is_empty_or_names_a_product_twice(sales: list[Basket]) -> None:
    for sale in sales:
        assert sale.lines
        assert len({gtin for gtin, _ in sale.lines}) == len(sale.lines)
        assert all(1 <= pieces <= 4 for _, pieces in sale.lines)


def test_what_goes_together_is_bought_together(sales: list[Basket], range_: list[Product]) -> None:
    planted = companions.pairs(range_)
    wanted = set(planted)
    sold: Counter[str] = Counter()
    together: Counter[tuple[str, str]] = Counter()
    for sale in sales:
        gtins = [gtin for gtin, _ in sale.lines]
        sold.update(gtins)
        together.update((a, b) for a in gtins for b in gtins if (a, b) in wanted)

    lifts = [
        together[a, b] * len(sales) / (sold[a] * sold[b]) for a, b in planted if sold[a] >= OFTEN and sold[b] >= OFTEN
    ]

    assert len(lifts) > 300
    assert sum(lift > 3 for lift in lifts) / len(lifts) > 0.97
    assert median(lifts) > 10


def test_members_buy_the_same_things_again(sales: list[Basket]) -> None:
    bought = Counter((sale.member, gtin) for sale in sales if sale.member for gtin, _ in sale.lines)

    again = sum(count for count in bought.values() if count >= 3)

    assert again / bought.total() > 0.5


def test_the_member_of_the_tour_has_habits_worth_showing(
    sales: list[Basket], people: list[Member], range_: list[Product]
) -> None:
    kinds = {product.gtin: product.kind for product in range_}
    hers = Counter(gtin for sale in sales if sale.member == people[0].member_id for gtin, _ in sale.lines)

    usual = {kinds[gtin] for gtin, _ in hers.most_common(len(habits.FIRST_MEMBER))}

    assert len(usual & set(habits.FIRST_MEMBER)) >= 3


def test_summer_things_sell_in_summer_and_weekends_are_busy(sales: list[Basket], range_: list[Product]) -> None:
    sun = {product.gtin for product in range_ if product.kind in ("sunscreen", "aftersun")}
    months = Counter(sale.at.month for sale in sales for gtin, _ in sale.lines if gtin in sun)
    days = Counter(sale.at.weekday() for sale in sales)

    assert months[7] > 2 * months[1]
    assert days[5] > 1.3 * days[1]
