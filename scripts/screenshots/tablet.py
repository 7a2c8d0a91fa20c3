"""The associate's scenes: a Saturday at the tablet."""

from __future__ import annotations

from datetime import timedelta

from kiosk.pickup import actions as pickup
from kiosk.pickup.model import Order
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
    age: int = 0,
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
        age=age,
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


def pick_map(stage: Stage) -> None:
    """The map of the walk instead of the camera's picture."""
    pick_list(stage)
    stage.navigator.screen.turn_map()
    stage.settle()


def pick_several(stage: Stage) -> None:
    """Three orders in one walk, each with its tray."""
    stage.world.store.scanner = ShownCamera(stage)
    busy(stage)
    stage.go("associate.orders")
    stage.navigator.screen.choose_several()
    stage.navigator.screen.wanted = frozenset({BIG, SMALL, LATE})
    stage.navigator.screen.start_several()
    stage.settle()
    scan_product(stage, 11)


def orders_several(stage: Stage) -> None:
    """Choosing the orders of one walk."""
    busy(stage)
    stage.navigator.screen.choose_several()


def pick_reasons(stage: Stage) -> None:
    """Why it cannot be picked."""
    busy(stage)
    stage.go("pick.list", order_id=BIG)
    screen = stage.navigator.screen
    screen.fetch(f"{BIG}|{BIG}/2")
    screen.missing(screen.walk.find(screen.current))


def pick_instead(stage: Stage) -> None:
    """What may come instead."""
    from kiosk.associate.screens.picking import Missing

    busy(stage)
    stage.go("pick.list", order_id=BIG)
    screen = stage.navigator.screen
    screen.fetch(f"{BIG}|{BIG}/2")
    Missing(screen, screen.walk.find(screen.current)).give_up(1, "damaged")
    stage.settle()


def arrivals(stage: Stage) -> None:
    """Three have come: one in a car, one on foot, one at a kiosk; one of them has waited long."""
    busy(stage)
    store, clock = stage.world.store, stage.world.clock
    for order_id, minutes, how, more in (
        (READY, 1, "car", {"colour": "白色", "car": "Model Y", "spot": "3"}),
        (BIG, 6, "kiosk", {"place": "kiosk-2"}),
        (SMALL, 7, "foot", {"eta_min": "6"}),
    ):
        clock.now = NOW + timedelta(minutes=minutes)
        stage.world.do(pickup.arrive, store.vault, store.device, order_id, how, more=more)
    clock.now = NOW + timedelta(minutes=8)


def arrivals_page(stage: Stage) -> None:
    """All who have come."""
    arrivals(stage)
    stage.go("associate.arrivals")


def orders_arrivals(stage: Stage) -> None:
    """The strip above the queue."""
    arrivals(stage)
    stage.go("associate.orders", order_id=READY)


def stage_map(stage: Stage) -> None:
    """Racks with what stands in them."""
    pick_done(stage)
    store = stage.world.store
    stage.world.do(pickup.pick, store.vault, store.device, LATE, stage.world.gtin(52))
    stage.world.do(pickup.give_up, store.vault, store.device, LATE, f"{LATE}/11")
    stage.world.do(pickup.stage, store.vault, store.device, LATE, "A-02")
    stage.go("pick.stage", order_id=BIG)
    stage.navigator.screen.count(2)
    stage.settle()


def hand_over_checks(stage: Stage) -> None:
    """Everything that there is to check: age, somebody else who fetches it, money; and one unit is out of the bag."""
    busy(stage)
    order_id, store = "order-6", stage.world.store
    place(stage, order_id, "B-0046", (40, 1), (43, 2), surname="周", title="mr", paid=False, age=18)
    pick(stage, order_id, 40, 43, 43)
    stage.world.do(pickup.stage, store.vault, store.device, order_id, "A-04", bags=2)
    stage.world.do(pickup.delegate, store.vault, store.device, order_id, "friend:7731")
    stage.world.do(pickup.arrive, store.vault, store.device, order_id, "car", more={"spot": "5"})
    stage.go("pickup.collect")
    scan(stage, stage.world.code("pickup", order_id))
    scan_product(stage, 43)


def hand_over_wrong(stage: Stage) -> None:
    """Something that is not part of it; the rest is out, and it is signed for."""
    hand_over(stage)
    scan_product(stage, 15)
    scan_product(stage, 9)
    first = ((0.2, 0.6), (0.3, 0.3), (0.36, 0.7), (0.46, 0.35))
    stage.navigator.screen.sign.write((first, ((0.5, 0.5), (0.7, 0.45))))


def hand_over_done(stage: Stage) -> None:
    """All of it is gone."""
    hand_over(stage)
    scan_product(stage, 15)
    scan_product(stage, 7)
    stage.navigator.screen.hand_over()
    stage.settle()


def order_more(stage: Stage) -> None:
    """What is done seldom."""
    busy(stage)
    screen = stage.navigator.screen
    screen.choose(READY)
    screen.show_more(screen_order(stage, READY))


def screen_order(stage: Stage, order_id: str) -> Order:
    """The order as it stands."""
    from kiosk.pickup import tables

    store = stage.world.store
    found = tables.load(store.db, store.vault, order_id)
    assert found is not None
    return found


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
    stage.navigator.screen.turn()
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
    hand_over_done(stage)
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
    ("tablet_orders_several", orders_several, False),
    ("tablet_orders_arrivals", orders_arrivals, True),
    ("tablet_order_more", order_more, False),
    ("tablet_pick_map", pick_map, False),
    ("tablet_pick_several", pick_several, True),
    ("tablet_pick_reasons", pick_reasons, False),
    ("tablet_pick_instead", pick_instead, False),
    ("tablet_arrivals", arrivals_page, True),
    ("tablet_slot", stage_order, False),
    ("tablet_slot_map", stage_map, True),
    ("tablet_hand_over_ask", hand_over_ask, False),
    ("tablet_hand_over", hand_over, True),
    ("tablet_hand_over_checks", hand_over_checks, True),
    ("tablet_hand_over_wrong", hand_over_wrong, False),
    ("tablet_hand_over_done", hand_over_done, False),
    ("tablet_hand_over_twice", hand_over_twice, False),
    ("tablet_stock", lookup, True),
)
