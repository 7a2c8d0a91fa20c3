"""Paper of sales: queued with the sale, in the shopper's language, with the shop's copy in the staff's."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from kiosk.errors import Refused
from kiosk.paper import layout, tables
from kiosk.paper.model import Job, Routes
from kiosk.paper.text import text
from kiosk.till import actions
from kiosk.till.model import Sale
from kiosk.till.slips import Slips
from kiosk.worker import Transaction
from tests.devices import SERUM, TEA, TestDevice, open_device

ROUTES = Routes((("receipt", frozenset()),))


@pytest.fixture
def device(tmp_path: Path) -> Iterator[TestDevice]:
    with open_device(tmp_path, name="till-1", role="till") as opened:
        yield opened


def follow(device: TestDevice, *, routes: Routes = ROUTES, language: str = "en") -> tuple[Slips, list[str]]:
    """Let every sale of the device queue its paper."""
    pulses: list[str] = []
    slips = Slips(
        register=device.store.register,
        routes=routes,
        brand="AURELLE",
        shop_language="zh_CN",
        language=lambda: language,
        receipt_code=device.store.receipt_code,
        open_drawer=lambda: pulses.append("pulse"),
    )
    device.store.worker.before_commit = slips.follow
    return slips, pulses


def sell(device: TestDevice, *gtins: str) -> Sale:
    basket_id = device.store.new_id()
    for gtin in gtins:
        device.do(actions.add_product, device.store.register, basket_id, gtin)
    sale = device.do(actions.pay_cash, device.store.register, basket_id, 100_000)
    assert isinstance(sale, Sale)
    return sale


def words(job: Job) -> str:
    return text(layout.load(job.layout))


def test_a_sale_queues_its_receipt_in_the_shoppers_language_and_opens_the_drawer(device: TestDevice) -> None:
    _, pulses = follow(device)

    sale = sell(device, TEA, SERUM)

    (job,) = tables.recent(device.db)
    assert (job.about, job.kind, job.copy) == (sale.sale_id, "receipt", 0)
    said = words(job)
    assert "Oolong tea" in said
    assert "¥246.00" in said
    assert "till-1-A0001" in said
    assert "Change" in said
    assert "22 Nov 2026" in said or "21 Nov 2026" in said
    assert pulses == ["pulse"]


def test_a_sale_that_fails_queues_nothing_and_opens_nothing(device: TestDevice) -> None:
    _, pulses = follow(device)
    basket_id = device.store.new_id()
    device.do(actions.add_product, device.store.register, basket_id, TEA)

    with pytest.raises(Refused):
        device.do(actions.pay_cash, device.store.register, basket_id, 1)

    def breaks_after_the_sale(tx: Transaction) -> None:
        actions.pay_cash(tx, device.store.register, basket_id, 10_000)
        raise Refused("till.closed")

    with pytest.raises(Refused):
        device.do(breaks_after_the_sale)
    assert (tables.recent(device.db), pulses) == ([], [])


def test_a_receipt_that_cannot_be_made_up_stops_no_sale(device: TestDevice) -> None:
    slips, _ = follow(device)

    def broken(*_: object) -> str:
        raise ValueError("no key")

    device.store.worker.before_commit = replace(slips, receipt_code=broken).follow

    assert sell(device, TEA).number.sequence == 1
    assert tables.recent(device.db) == []


def test_a_till_without_a_printer_sells_and_queues_nothing(device: TestDevice) -> None:
    slips, pulses = follow(device, routes=Routes())

    sale = sell(device, TEA)

    assert (tables.recent(device.db), pulses) == ([], ["pulse"])
    with pytest.raises(Refused, match=r"paper\.no_printer"):
        device.do(slips.reprint, sale.sale_id, "gift")


def test_a_reprint_is_a_copy_and_a_gift_receipt_has_no_price(device: TestDevice) -> None:
    slips, _ = follow(device)
    sale = sell(device, SERUM)

    device.do(slips.reprint, sale.sale_id)
    device.do(slips.reprint, sale.sale_id, "gift")

    gift, copy, original = tables.recent(device.db)
    assert (original.copy, copy.copy, gift.copy, gift.kind) == (0, 1, 0, "gift")
    assert words(original) == words(copy)
    assert "Hydra serum" in words(gift)
    assert "¥" not in words(gift)
    with pytest.raises(Refused, match=r"till\.no_such_sale"):
        device.do(slips.reprint, "nothing")


def test_paper_costs_a_sale_little_time(device: TestDevice) -> None:
    """The layout is made up in the sale's transaction; drawing is not."""
    slips, _ = follow(device)
    sale = sell(device, TEA, SERUM)

    def times(tx: Transaction) -> float:
        begun = time.perf_counter()
        for _ in range(20):
            slips.print_sale(tx, sale)
        return (time.perf_counter() - begun) / 20

    assert device.do(times) < 0.02


def test_a_receipt_names_the_size_as_two_sizes_of_one_product_differ_in_price(device: TestDevice) -> None:
    follow(device)
    sell(device, SERUM)

    assert "Hydra serum 30 ml" in words(tables.recent(device.db)[0])
