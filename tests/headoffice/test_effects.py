"""Facts from the stores are booked once, whatever is odd about them, and the stores hear what follows."""

from __future__ import annotations

from typing import Any

import pytest

from sync import messages, security
from sync.headoffice import baskets, flags, members, presence, sales, stock
from sync.headoffice.applying import Arrival
from sync.headoffice.effects import Effects
from sync.headoffice.office import Office
from sync.messages import (
    BasketMerged,
    ConfigPublished,
    DeviceStarted,
    DownRefused,
    MemberChanged,
    Message,
    NearStockChanged,
    OfferShown,
    OnlineBasketChanged,
    OnlineLine,
    StockLevelChanged,
    StockMoved,
)
from tests.headoffice.offices import MILK, NOON, OAT, OTHER, STORE, TEA, event, sale, told


def arrive(
    office: Office, message: Message, seq: int = 1, *, epoch: str = "e1", device: str = "till-1", repeated: bool = False
) -> None:
    """Let one event of a device of the first store take effect."""
    effects = Effects("acme", office.keys, clock=office.clock, new_id=office.new_id)
    made = Arrival(STORE, device, event(message, seq, epoch, device), message, repeated)
    office.change(lambda change: effects.apply(change.db, [made]))


def on_hand(office: Office, gtin: str) -> tuple[int, tuple[messages.Watermark, ...]]:
    """Head office's baseline."""
    found = office.read(lambda db: stock.level(db, STORE, gtin))
    assert found is not None
    return found.on_hand, found.watermarks


def kinds(office: Office) -> list[str]:
    """What was flagged, oldest first."""
    return [flag.kind for flag in reversed(office.read(flags.newest))]


def test_a_sale_is_booked_once_and_its_stock_is_counted(office: Office) -> None:
    made = sale("s1", 1, [(MILK, 2, 1290), (OAT, 1, 1590), (MILK, 1, 1290)])

    arrive(office, made, 7)
    arrive(office, made, 7, repeated=False)

    [total] = office.read(sales.totals)
    assert (total.sales, total.lines, total.total_minor, total.tendered_minor) == (1, 3, 5460, 5460)
    assert on_hand(office, MILK) == (9, (messages.Watermark("till-1", "e1", 7, -3),))
    assert kinds(office) == ["same_sale"]


def test_a_fact_repeated_under_a_new_epoch_moves_the_watermark_and_not_the_stock(office: Office) -> None:
    made = sale("s1", 1, [(MILK, 2, 1290)])

    arrive(office, made, 7, epoch="e1")
    arrive(office, made, 1, epoch="e2", repeated=True)

    level, marks = on_hand(office, MILK)
    assert level == 10
    assert marks == (messages.Watermark("till-1", "e1", 7, -2), messages.Watermark("till-1", "e2", 1, -2))


def test_a_return_and_a_movement_are_counted(office: Office) -> None:
    arrive(office, sale("s1", 1, [(MILK, -1, 1290)]), 1)
    moved = StockMoved(movement_id="m1", gtin=MILK, quantity=-4, reason="collected", at=NOON)
    arrive(office, moved, 2)

    assert on_hand(office, MILK)[0] == 12 + 1 - 4


def test_stock_may_fall_below_zero_and_a_product_nobody_knows_is_counted_too(office: Office) -> None:
    arrive(office, sale("s1", 1, [(TEA, 3, 2500), ("09529000000991", 1, 5)]), 1)

    assert on_hand(office, TEA)[0] == -3
    assert on_hand(office, "09529000000991")[0] == -1


@pytest.mark.parametrize(
    ("changes", "kind"),
    [({"total_minor": 1}, "wrong_total"), ({"store": OTHER}, "wrong_store"), ({"tenders": ()}, "wrong_total")],
)
def test_an_odd_sale_is_booked_and_flagged(office: Office, changes: dict[str, Any], kind: str) -> None:
    arrive(office, sale("s1", 1, [(MILK, 1, 1290)], **changes), 1)

    assert office.read(sales.totals)[0].sales == 1
    assert kinds(office) == [kind]


def test_two_sales_with_one_number_are_both_booked(office: Office) -> None:
    arrive(office, sale("s1", 1, [(MILK, 1, 1290)]), 1)
    arrive(office, sale("s2", 1, [(MILK, 1, 1290)]), 2)

    assert office.read(sales.totals)[0].sales == 2
    assert kinds(office) == ["same_number"]


def test_missing_receipt_numbers_are_named(office: Office) -> None:
    for sequence in (2, 3, 7):
        arrive(office, sale(f"s{sequence}", sequence, [(MILK, 1, 1)]), sequence)
    arrive(office, sale("b1", 1, [(MILK, 1, 1)], series="B"), 9)

    assert [(gap.series, gap.first, gap.last) for gap in office.read(sales.missing)] == [("A", 1, 1), ("A", 4, 6)]


def test_many_sales_of_a_product_are_told_as_one_level(office: Office) -> None:
    office.change(lambda change: stock.tell_untold(change, near=True))
    for number in range(1, 6):
        arrive(office, sale(f"s{number}", number, [(MILK, 1, 1290)]), number)
    before = office.read(lambda db: db.execute("SELECT max(seq) FROM down WHERE store = ?", (STORE,)).fetchone()[0])

    assert office.change(lambda change: stock.tell_untold(change, near=False)) == 1
    assert office.change(lambda change: stock.tell_untold(change, near=False)) == 0
    assert office.change(lambda change: stock.tell_untold(change, near=True)) == 1

    after = office.read(lambda db: db.execute("SELECT max(seq) FROM down WHERE store = ?", (STORE,)).fetchone()[0])
    assert after == before + 1
    level = [one for one in told(office, STORE, StockLevelChanged) if isinstance(one, StockLevelChanged)][-1]
    assert (level.gtin, level.on_hand, level.watermarks[0].seq) == (MILK, 7, 5)
    near = [one for one in told(office, OTHER, NearStockChanged) if isinstance(one, NearStockChanged)]
    assert [(one.store, one.gtin, one.on_hand) for one in near if one.gtin == MILK] == [(STORE, MILK, 7)]


def test_a_members_purchases_become_their_habits(office: Office) -> None:
    for number in range(1, 4):
        arrive(office, sale(f"s{number}", number, [(OAT, 1, 1590)], customer="M1"), number)
    arrive(office, sale("s4", 4, [(TEA, 1, 2500)], customer="M1"), 4)

    assert office.change(members.tell_stale) == 1

    member = [one for one in told(office, STORE, MemberChanged) if isinstance(one, MemberChanged)][-1]
    assert member.usual == ((OAT, 3),)


# ---------------------------------------------------------------- online baskets


def test_a_basket_that_a_store_took_over_is_emptied(office: Office) -> None:
    basket = office.change(lambda change: baskets.save(change, "M1", (OnlineLine(gtin=MILK, quantity=2),)))

    arrive(office, BasketMerged(basket_id=basket.basket_id, customer="M1", online_version=basket.version, at=NOON), 1)

    last = told(office, STORE, OnlineBasketChanged)[-1]
    assert isinstance(last, OnlineBasketChanged)
    assert last.lines == ()
    assert last.version > basket.version


def test_a_basket_changed_meanwhile_stays(office: Office) -> None:
    first = office.change(lambda change: baskets.save(change, "M1", (OnlineLine(gtin=MILK, quantity=2),)))
    office.change(lambda change: baskets.save(change, "M1", (OnlineLine(gtin=OAT, quantity=1),)))

    arrive(office, BasketMerged(basket_id=first.basket_id, customer="M1", online_version=first.version, at=NOON), 1)

    found = office.read(lambda db: baskets.find(db, "M1"))
    assert found is not None
    assert [line.gtin for line in found.lines] == [OAT]
    assert kinds(office) == ["changed_while_merged"]


# ---------------------------------------------------------------- devices and the rest


def test_a_new_device_is_named_in_the_signed_config(office: Office) -> None:
    key = security.public_text(office.keys.codes["coupon"])
    office.change(
        lambda change: change.db.execute(
            "INSERT INTO device VALUES (?, 'till-1', 'till', 'x', 'online', '', '', 0, '', '', 0, '', '')", (STORE,)
        )
    )
    started = DeviceStarted(device="till-1", role="till", app="1", epoch="e1", series="A", public_key=key, at=NOON)

    arrive(office, started, 1)

    [published] = told(office, STORE, ConfigPublished)
    assert isinstance(published, ConfigPublished)
    config = security.open_config(published.document, published.signature, office.keys.root.public_key())
    assert [entry.device for entry in config.keys if entry.signer == "device"] == ["till-1"]
    assert {entry.use for entry in config.keys if entry.signer == "head_office"} >= {"loyalty", "pickup", "staff"}
    assert [entry.public_key for entry in office.read(presence.devices)] == [key]


def test_what_a_store_could_not_use_is_flagged(office: Office) -> None:
    arrive(office, DownRefused(event_id="x", event_type="kx.price.changed.v1", reason="malformed", at=NOON), 1)

    assert kinds(office) == ["down_refused"]


def test_shown_offers_are_kept_with_what_came_of_them(office: Office) -> None:
    shown = OfferShown(
        exposure_id="x1", place="product", gtins=(MILK, OAT), reasons=("goes_with", "usual"), outcome="added",
        outcome_gtin=OAT, at=NOON,
    )  # fmt: skip
    arrive(office, shown, 1)
    arrive(office, shown, 2)

    rows = office.read(lambda db: [tuple(row) for row in db.execute("SELECT gtin, taken FROM offer ORDER BY gtin")])
    assert rows == [(MILK, 0), (OAT, 1)]
