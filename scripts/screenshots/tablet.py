"""The associate's scenes: a Saturday at the tablet."""

from __future__ import annotations

from datetime import timedelta

from kiosk.pickup import actions as pickup
from scripts.screenshots.hands import scan, scan_product
from scripts.screenshots.scene import Stage
from scripts.screenshots.shopper import ShownCamera
from scripts.screenshots.store_line import line
from scripts.screenshots.world import NOW
from sync import messages

BIG, SMALL, LATE, READY, ELSEWHERE = "order-1", "order-2", "order-3", "order-4", "order-5"


def place(
    stage: Stage,
    order_id: str,
    number: str,
    *wanted: tuple[int, int],
    surname: str = "林",
    title: str = "ms",
    due: timedelta | None = timedelta(minutes=26),
    home: str = "",
    paid: bool = True,
) -> None:
    """An order comes down; `wanted` are (rank, units)."""
    world = stage.world
    lines = tuple(
        messages.OrderLine(
            line_id=f"{order_id}/{rank}",
            gtin=world.gtin(rank),
            quantity=units,
            price_minor=world.products[rank - 1].price_minor,
        )
        for rank, units in wanted
    )
    message = messages.OrderPlaced(
        order_id=order_id,
        number=number,
        store=world.store.settings.device.store,
        home=home or world.store.device,
        surname=surname,
        title=title,
        lines=lines,
        total_minor=sum(one.price_minor * one.quantity for one in lines),
        currency="CNY",
        paid=paid,
        promised_at=NOW + due if due is not None else None,
        version=world.next_version(),
        at=NOW - timedelta(minutes=50),
    )
    world.hear(pickup.on_placed(world.store.vault, world.store.device), message)


def pick(stage: Stage, order_id: str, *ranks: int) -> None:
    """Units are scanned into the tray."""
    store = stage.world.store
    for rank in ranks:
        stage.world.do(pickup.pick, store.vault, store.device, order_id, stage.world.gtin(rank))


def busy(stage: Stage) -> None:
    """Five orders, as on a Saturday."""
    store = stage.world.store
    line(stage)
    place(stage, BIG, "B-0042", (2, 2), (3, 1), (7, 1), (15, 1), (11, 1))
    place(stage, SMALL, "B-0043", (9, 1), (43, 3), surname="陈", title="mr", due=timedelta(hours=3), paid=False)
    place(stage, LATE, "B-0040", (52, 1), (11, 2), surname="赵", due=-timedelta(minutes=12))
    place(stage, READY, "B-0039", (15, 1), (7, 1), surname="欧阳", title="mr", due=timedelta(hours=1))
    place(stage, ELSEWHERE, "B-0044", (40, 1), surname="王", due=None, home="tablet-2")
    pick(stage, READY, 15, 7)
    stage.world.do(pickup.stage, store.vault, store.device, READY, "B-07")
    stage.settle()


def offline(stage: Stage) -> None:
    """The cable is pulled; what is done waits."""
    stage.world.link.state = "broker_away"
    stage.world.link.last_contact = NOW - timedelta(minutes=26)


def orders(stage: Stage) -> None:
    """The list, with a late one first."""
    busy(stage)


def orders_ready(stage: Stage) -> None:
    """One that waits for its shopper."""
    busy(stage)
    stage.navigator.screen.choose(READY)


def orders_elsewhere(stage: Stage) -> None:
    """One that another tablet looks after."""
    busy(stage)
    stage.navigator.screen.choose(ELSEWHERE)


def nothing_to_do(stage: Stage) -> None:
    """A quiet hour."""
    line(stage)


def pick_list(stage: Stage) -> None:
    """Half picked, with the camera on and the cable pulled."""
    stage.world.store.scanner = ShownCamera(stage)
    busy(stage)
    offline(stage)
    pick(stage, BIG, 3, 7)
    stage.go("pick.list", order_id=BIG)
    scan_product(stage, 2)


def pick_first(stage: Stage) -> None:
    """Not begun, on a tablet whose scanner is in the hand."""
    busy(stage)
    stage.go("pick.list", order_id=BIG)


def pick_wrong(stage: Stage) -> None:
    """Something else was held before the camera."""
    stage.world.store.scanner = ShownCamera(stage)
    busy(stage)
    stage.go("pick.list", order_id=BIG)
    scan_product(stage, 9)


def pick_done(stage: Stage) -> None:
    """All settled, one unit short."""
    busy(stage)
    pick(stage, BIG, 2, 3, 7, 15, 11)
    store = stage.world.store
    stage.world.do(pickup.give_up, store.vault, store.device, BIG, f"{BIG}/2")
    stage.go("pick.list", order_id=BIG)


def stage_order(stage: Stage) -> None:
    """The packed order looks for its slot."""
    pick_done(stage)
    stage.go("pick.stage", order_id=BIG)
    stage.navigator.screen.type("B")


def hand_over_ask(stage: Stage) -> None:
    """Waiting for the shopper's code."""
    stage.world.store.scanner = ShownCamera(stage)
    busy(stage)
    stage.go("pickup.collect")


def hand_over(stage: Stage) -> None:
    """The code was good: check the goods."""
    busy(stage)
    stage.go("pickup.collect")
    scan(stage, stage.world.code("pickup", READY))


def hand_over_twice(stage: Stage) -> None:
    """The same code again."""
    hand_over(stage)
    stage.navigator.screen.hand_over()
    stage.settle()
    scan(stage, stage.world.code("pickup", READY))


def lookup(stage: Stage) -> None:
    """Where a product is, here and near by."""
    line(stage)
    stage.go("stock.lookup")
    for letter in "BSJH":
        stage.navigator.screen.type(letter)
    scan_product(stage, 2)


PLAYS = (
    ("tablet_quiet", nothing_to_do, False),
    ("tablet_orders", orders, True),
    ("tablet_order_ready", orders_ready, False),
    ("tablet_order_elsewhere", orders_elsewhere, False),
    ("tablet_pick", pick_list, True),
    ("tablet_pick_first", pick_first, False),
    ("tablet_pick_wrong", pick_wrong, True),
    ("tablet_pick_done", pick_done, False),
    ("tablet_slot", stage_order, True),
    ("tablet_hand_over_ask", hand_over_ask, False),
    ("tablet_hand_over", hand_over, True),
    ("tablet_hand_over_twice", hand_over_twice, False),
    ("tablet_stock", lookup, True),
)
