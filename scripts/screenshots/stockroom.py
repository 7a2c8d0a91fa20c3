"""The scenes of goods between the door and the shelf: received, counted, moved between stores, laid aside."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from kiosk.codes import UnknownCode
from kiosk.pickup import actions as pickup
from kiosk.record import actions as records
from kiosk.record.model import as_text
from kiosk.stock import actions as stock
from kiosk.stockroom import actions, tables
from scripts.screenshots import shopper
from scripts.screenshots.hands import scan_product
from scripts.screenshots.scene import TABLET, Scene, Stage
from scripts.screenshots.shopper import SERUM
from scripts.screenshots.store_line import line
from scripts.screenshots.tablet import offline
from scripts.screenshots.world import NOW
from sync import messages
from sync.clock import stamp


def _do(stage: Stage, action: object, *args: object, **named: object) -> object:
    store = stage.world.store
    return stage.world.do(action, store.vault, store.register, *args, **named)


def _other(stage: Stage) -> str:
    """The nearest other store of the demo."""
    row = stage.world.store.db.execute(
        "SELECT store FROM catalogue.near_store WHERE distance_m > 0 ORDER BY distance_m LIMIT 1"
    ).fetchone()
    return str(row[0])


def _deliveries(stage: Stage) -> None:
    gtin = stage.world.gtin
    for number, source, hours, wanted in (
        ("LS-2207", "AURELLE", -1, ((2, 6), (3, 4), (7, 3), (15, 12))),
        ("LS-2209", "澄观物流", 3, ((43, 24), (52, 6))),
    ):
        values = {
            "state": "expected",
            "number": number,
            "source": source,
            "due": stamp(NOW + timedelta(hours=hours)),
            "lines": as_text([(gtin(rank), units) for rank, units in wanted]),
        }
        _do(stage, records.set_fields, "delivery", f"d-{number}", values)


def _transfers(stage: Stage) -> None:
    here, other, gtin = stage.world.store.settings.device.store, _other(stage), stage.world.gtin
    values = {
        "state": "asked",
        "from_store": here,
        "to_store": other,
        "lines": as_text([(gtin(2), 2), (gtin(9), 1)]),
        "asked_at": stamp(NOW - timedelta(minutes=18)),
        "asked_by": "王敏",
        "note": "林女士今天 18:00 来取",
    }
    _do(stage, records.set_fields, "transfer", "t-out", values)
    values = {
        "state": "sent",
        "from_store": other,
        "to_store": here,
        "lines": as_text([(gtin(40), 3)]),
        "asked_at": stamp(NOW - timedelta(hours=5)),
        "asked_by": "陈静",
        "sent_at": stamp(NOW - timedelta(hours=2)),
        "sent.till-7": as_text({gtin(40): (3, 0)}),
    }
    _do(stage, records.set_fields, "transfer", "t-in", values)


def _counts(stage: Stage) -> None:
    gtin = stage.world.gtin
    values = {
        "state": "asked",
        "gtins": as_text([gtin(rank) for rank in (2, 3, 7, 15)]),
        "title": "A3 护肤",
        "reason": "cycle",
        "due": stamp(NOW),
    }
    _do(stage, records.set_fields, "count", "c-1", values)


def _share(stage: Stage, rank: int, units: int, safety: int = 1) -> None:
    message = messages.AllocationChanged(
        gtin=stage.world.gtin(rank), units=units, safety=safety, version=stage.world.next_version(), at=NOW
    )
    stage.world.hear(stock.allocation_changed, message)


def _busy(stage: Stage) -> None:
    line(stage)
    _deliveries(stage)
    _transfers(stage)
    _counts(stage)


def hub(stage: Stage) -> None:
    """What there is to do with goods."""
    _busy(stage)
    store = stage.world.store
    stage.world.do(stock.move_and_tell, store.device, stage.world.gtin(11), -400, "sold", "s1")
    stage.go("stock.lookup")


def lookup(stage: Stage) -> None:
    """A product here, packed, kept for online, and in the other stores."""
    _busy(stage)
    _share(stage, 2, 3)
    stage.world.do(stock.keep_back, "order-1", {stage.world.gtin(2): 2})
    stage.go("stock.lookup", gtin=stage.world.gtin(2))


def ask_transfer(stage: Stage) -> None:
    """Which store shall send it?"""
    lookup(stage)
    stage.navigator.screen.ask_for_transfer()


def receive_list(stage: Stage) -> None:
    """What is to come, with the cable pulled."""
    _busy(stage)
    offline(stage)
    stage.go("stock.receive")


def receive(stage: Stage) -> None:
    """Half unpacked: one too many, one broken, one that nobody announced."""
    _busy(stage)
    stage.go("stock.receive", delivery_id="d-LS-2207")
    for rank, units in ((2, 6), (3, 5), (9, 1)):
        _do(stage, actions.scan_in, "d-LS-2207", stage.world.gtin(rank), units)
    _do(stage, actions.scan_in, "d-LS-2207", stage.world.gtin(7), 1, damaged=True)
    scan_product(stage, 15)


def received(stage: Stage) -> None:
    """All unpacked."""
    receive(stage)
    _do(stage, actions.close, "d-LS-2207")


def count_list(stage: Stage) -> None:
    """What is to be counted."""
    _busy(stage)
    stage.go("stock.count")


def count(stage: Stage) -> None:
    """One number is typed; nobody says what it should be."""
    _busy(stage)
    _do(stage, actions.enter, "c-1", stage.world.gtin(2), 3)
    stage.go("stock.count", count_id="c-1")
    for letter in "12":
        stage.navigator.screen.type(letter)


def count_again(stage: Stage) -> None:
    """What differs is counted again."""
    _busy(stage)
    for rank in (2, 3, 7, 15):
        _do(stage, actions.enter, "c-1", stage.world.gtin(rank), 5)
    stage.go("stock.count", count_id="c-1")


def count_approve(stage: Stage) -> None:
    """The difference stays: a colleague approves."""
    count_again(stage)
    found = stage.world.store
    for rank in (2, 3, 7, 15):
        gtin = stage.world.gtin(rank)
        again = tables.count(found.db, found.vault, "c-1")
        if again is not None and gtin in again.asked_now:
            _do(stage, actions.enter, "c-1", gtin, 5)


def transfer_list(stage: Stage) -> None:
    """Out and in."""
    _busy(stage)
    stage.go("stock.transfer")


def transfer_out(stage: Stage) -> None:
    """One of three in the box."""
    _busy(stage)
    stage.go("stock.transfer", transfer_id="t-out")
    scan_product(stage, 2)


def holds(stage: Stage) -> None:
    """Two to try on, one of them laid; a request waits for head office."""
    _busy(stage)
    first = _do(stage, actions.lay_aside, stage.world.gtin(3))
    second = _do(stage, actions.lay_aside, stage.world.gtin(7))
    _do(stage, actions.lay, first.hold_id, "试衣间 2")  # type: ignore[attr-defined]  # a hold
    _do(stage, actions.request, stage.world.gtin(9), "store", _other(stage))
    offline(stage)
    stage.go("stock.holds", hold_id=second.hold_id)  # type: ignore[attr-defined]  # a hold


def hold_missing(stage: Stage) -> None:
    """It is not to be found: why?"""
    holds(stage)
    stage.navigator.screen.ask_why()


def send_off(stage: Stage) -> None:
    """A parcel for the carrier, its label scanned."""
    line(stage)
    store, world = stage.world.store, stage.world
    lines = tuple(
        messages.OrderLine(line_id=f"order-9/{rank}", gtin=world.gtin(rank), quantity=units, price_minor=22800)
        for rank, units in ((2, 1), (15, 2))
    )
    message = messages.OrderPlaced(
        order_id="order-9",
        number="B-0051",
        store=store.settings.device.store,
        home=store.device,
        method="ship",
        carry_to="上海市静安区南京西路 1038 号",
        surname="林",
        title="ms",
        lines=lines,
        total_minor=68400,
        currency="CNY",
        version=world.next_version(),
        at=NOW - timedelta(minutes=50),
    )
    world.hear(pickup.on_placed(store.vault, store.device), message)
    for rank in (2, 15, 15):
        world.do(pickup.pick, store.vault, store.device, "order-9", world.gtin(rank))
    world.do(pickup.stage, store.vault, store.device, "order-9", "B-07")
    stage.go("order.send", order_id="order-9")
    stage.navigator.screen.scanned(UnknownCode("SF1528820967421"))


_PLAYS: tuple[tuple[str, Callable[[Stage], None], bool], ...] = (
    ("stock_hub", hub, True),
    ("stock_lookup", lookup, True),
    ("stock_ask_transfer", ask_transfer, False),
    ("stock_receive_list", receive_list, False),
    ("stock_receive", receive, True),
    ("stock_received", received, False),
    ("stock_count_list", count_list, False),
    ("stock_count", count, True),
    ("stock_count_again", count_again, False),
    ("stock_count_approve", count_approve, False),
    ("stock_transfer_list", transfer_list, False),
    ("stock_transfer", transfer_out, True),
    ("stock_holds", holds, True),
    ("stock_hold_missing", hold_missing, False),
    ("order_send", send_off, True),
)


def _aisle(stage: Stage, what: str, **named: object) -> None:
    stage.go("product.aisle", gtin=stage.world.gtin(SERUM), what=what, **named)


def ways(stage: Stage) -> None:
    """None here: sent, fetched elsewhere, or without paying now."""
    stage.world.do(stock.keep_back, "order-1", {stage.world.gtin(SERUM): 60})
    stage.go("basket.fulfil", gtin=stage.world.gtin(SERUM))


def try_first(stage: Stage) -> None:
    """What will happen."""
    _aisle(stage, "try")


def tried(stage: Stage) -> None:
    """Kept for half an hour, under a number."""
    _aisle(stage, "try")
    stage.navigator.screen.act()
    stage.settle()


def tried_laid(stage: Stage) -> None:
    """A colleague has brought it."""
    tried(stage)
    _do(stage, actions.lay, stage.navigator.screen.made, "试衣间 2")
    stage.settle()


def reserve_offline(stage: Stage) -> None:
    """Head office cannot be reached: nothing is promised, and the page says so."""
    shopper.offline(stage)
    _aisle(stage, "store", store=_other(stage))


def requested(stage: Stage) -> None:
    """Written down."""
    reserve_offline(stage)
    stage.navigator.screen.act()
    stage.settle()


def confirmed(stage: Stage) -> None:
    """Head office said yes."""
    _aisle(stage, "store", store=_other(stage))
    stage.navigator.screen.act()
    stage.settle()
    values = {"state": "confirmed", "order_number": "B-0107", "promised_at": stamp(NOW + timedelta(hours=3))}
    _do(stage, records.set_fields, "request", stage.navigator.screen.made, values)
    stage.settle()


def refused(stage: Stage) -> None:
    """Head office said no, and where it is instead."""
    _aisle(stage, "store", store=_other(stage))
    stage.navigator.screen.act()
    stage.settle()
    rows = stage.world.store.db.execute(
        "SELECT store FROM catalogue.near_store WHERE distance_m > 0 ORDER BY distance_m LIMIT 1 OFFSET 1"
    ).fetchone()
    values = {"state": "refused", "reason": "sold_out", "instead": f"store:{rows[0]}"}
    _do(stage, records.set_fields, "request", stage.navigator.screen.made, values)
    stage.settle()


def wished(stage: Stage) -> None:
    """A member is told when it is back."""
    shopper.sign_in(stage)
    _aisle(stage, "wish")
    stage.navigator.screen.act()
    stage.settle()


_SHOPPER: tuple[tuple[str, Callable[[Stage], None], bool], ...] = (
    ("aisle_ways", ways, True),
    ("aisle_try", try_first, False),
    ("aisle_tried", tried, True),
    ("aisle_laid", tried_laid, False),
    ("aisle_reserve", reserve_offline, False),
    ("aisle_requested", requested, True),
    ("aisle_confirmed", confirmed, False),
    ("aisle_refused", refused, False),
    ("aisle_wished", wished, False),
)

SCENES = (
    *(Scene(name, play, role="associate", size=TABLET, key=key) for name, play, key in _PLAYS),
    *(Scene(name, play, key=key) for name, play, key in _SHOPPER),
)
