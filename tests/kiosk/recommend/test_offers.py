"""Offers: each with an honest reason, in stock here, none of what is at hand already, re-ranked by each scan."""

from __future__ import annotations

from kiosk.recommend import model, tables
from tests.devices import GEL, SERUM, TEA, WATER, TestDevice


def test_what_goes_with_the_product_is_offered_with_its_reason(device: TestDevice) -> None:
    found = tables.offers(device.db, [SERUM], [], "CNY")

    assert [(one.product.gtin, one.offer.reason) for one in found] == [(TEA, "goes_with"), (WATER, "goes_with")]
    assert found[0].because_of is not None
    assert found[0].because_of.gtin == SERUM


def test_a_habit_is_offered_as_a_habit(device: TestDevice) -> None:
    found = tables.offers(device.db, [WATER], [(SERUM, 12)], "CNY")

    assert [(one.product.gtin, one.offer.reason) for one in found] == [(TEA, "goes_with"), (SERUM, "usual")]
    assert found[1].because_of is None


def test_what_is_out_of_stock_here_is_not_offered(device: TestDevice) -> None:
    assert tables.offers(device.db, [], [(GEL, 12)], "CNY") == []


def test_what_is_in_the_basket_already_is_not_offered(device: TestDevice) -> None:
    found = tables.offers(device.db, [SERUM], [], "CNY", without=[TEA])

    assert [one.product.gtin for one in found] == [WATER]


def test_the_newest_scan_weighs_most() -> None:
    related = {"a": [("x", 0.5), ("y", 0.1)], "b": [("y", 0.5), ("x", 0.1)]}

    def order(*anchors: str) -> list[str]:
        return [offer.gtin for offer in model.rank(anchors, related, [], without=frozenset(), limit=2)]

    assert order("a", "b") == ["x", "y"]
    assert order("b", "a") == ["y", "x"]
