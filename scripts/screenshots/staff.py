"""The scenes of those who work here: tablet, till and manager's desk in the states that they meet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import msgspec

from kiosk import codes
from kiosk.codes import OwnCode
from kiosk.customer import actions as customer
from kiosk.pickup import actions as pickup
from kiosk.settings import Role
from kiosk.status import actions as status
from kiosk.till import actions as till
from kiosk.till import tables as sales
from kiosk.worker import Transaction
from scripts.screenshots.scene import TABLET, Scene, Stage
from scripts.screenshots.shopper import ShownCamera
from scripts.screenshots.world import NOW, ShownLink, member
from sync import inbox, journal, messages
from sync.health import DeviceHealth, Health
from sync.messages import Event

BIG, SMALL, LATE, READY, ELSEWHERE = "order-1", "order-2", "order-3", "order-4", "order-5"


@dataclass
class StoreLine(ShownLink):
    """A link with the store's devices on it."""

    next_try: datetime | None = None
    devices: dict[str, tuple[str, timedelta]] = field(default_factory=dict)
    """name -> (role, for how long it is silent)."""
    stage: Stage | None = None

    def health(self) -> Health:
        """How it stands; the devices are as long silent as the scene says, whatever its clock says."""
        assert self.stage is not None
        now = self.stage.world.clock()
        told = tuple(
            DeviceHealth(name, role, "1.0", "online" if silent < timedelta(minutes=2) else "offline", now - silent, 0)
            for name, (role, silent) in self.devices.items()
        )
        return Health(self.state, self.last_contact, self.last_contact, self.next_try, (), told, 0)


def line(stage: Stage) -> StoreLine:
    """Put the store's devices on the link."""
    found = StoreLine(stage=stage)
    found.devices = {
        "kiosk-1": ("shopper", timedelta(seconds=8)),
        "kiosk-2": ("shopper", timedelta(seconds=21)),
        "tablet-1": ("associate", timedelta(seconds=5)),
        "till-1": ("till", timedelta(seconds=12)),
        "desk-1": ("manager", timedelta(0)),
    }
    stage.world.link = stage.world.store.link = found
    return found


# ---------------------------------------------------------------- the tablet


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


def scan(stage: Stage, text: str) -> None:
    """Hold a code of ours before the camera."""
    code = codes.classify(text, "QR")
    assert isinstance(code, OwnCode)
    stage.navigator.screen.scanned(code)
    stage.settle()


def scan_product(stage: Stage, rank: int) -> None:
    """Hold a product before the camera."""
    stage.navigator.screen.scanned(codes.ProductCode(stage.world.gtin(rank)))
    stage.settle()


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


# ---------------------------------------------------------------- the till


def till_empty(stage: Stage) -> None:
    """The next shopper."""
    line(stage)


def till_basket(stage: Stage) -> None:
    """A member's basket, and what they gave."""
    line(stage)
    world = stage.world
    lin = member(world)
    world.hear(customer.on_member(world.store.vault), lin)
    scan(stage, world.code("loyalty", lin.member))
    for rank in (2, 15, 9, 9, 43):
        scan_product(stage, rank)
    for digit in "2000":
        stage.navigator.screen.type(digit)


def till_sold(stage: Stage) -> None:
    """Change and receipt."""
    till_basket(stage)
    stage.navigator.screen.pay_cash()
    stage.settle()


def till_return(stage: Stage) -> None:
    """A line of the receipt comes back."""
    till_sold(stage)
    store = stage.world.store
    sale = sales.load_sale(store.db, sales.recent_sales(store.db)[0])
    assert sale is not None
    stage.go("return.start")
    scan(stage, store.receipt_code(sale.sale_id, str(sale.number), sale.at))
    stage.navigator.screen.choose(sale.lines[1].line_id)


# ---------------------------------------------------------------- the manager's desk


def tell(stage: Stage, device: str, count: int, acked: int, total_minor: int) -> None:
    """Another device tells how its sales stand."""
    now = stage.world.clock()
    latest = tuple(
        messages.SaleTold(count - nth, now - timedelta(minutes=2 + 4 * nth), 1 + nth % 4, 22_800 - 1_700 * nth)
        for nth in range(min(count, 9))
    )
    told = messages.SalesCounted(
        device=device,
        business_date=stage.world.store.register.business_date(now),
        series="A",
        count=count,
        last=count,
        acked=acked,
        currency="CNY",
        total_minor=total_minor,
        latest=latest,
        at=now,
    )
    stage.world.hear(status.on_sales(stage.world.store.device), told)


def sell(stage: Stage, rank: int) -> None:
    """The desk sells something itself."""
    store = stage.world.store
    basket_id = store.new_id()
    stage.world.do(till.add_product, store.register, basket_id, stage.world.gtin(rank))
    stage.world.do(till.pay_cash, store.register, basket_id, 1_000_000)


def everything_arrives(tx: Transaction) -> None:
    """Head office has all of it."""
    for lane in journal.status(tx.db).values():
        journal.acknowledge(tx.db, lane.lane, lane.epoch, lane.next_seq - 1, tx.now)
    tx.touch("sync")


def hour(stage: Stage, minutes: int = 26, each: Callable[[int], None] | None = None) -> None:
    """The desk looks on for a while: its curves show what happened."""
    world = stage.world
    world.clock.now = NOW - timedelta(minutes=minutes)
    for minute in range(minutes + 1):
        world.clock.now = NOW - timedelta(minutes=minutes - minute)
        count = 140 + 2 * minute
        tell(stage, "kiosk-1", count, count, 2_400_000 + minute * 31_000 + minute % 5 * 9_000)
        tell(stage, "till-1", count // 2, count // 2, 1_600_000 + minute * 12_000)
        if each is not None:
            each(minute)
        stage.navigator.screen.refresh()
    stage.settle()


def sync_calm(stage: Stage) -> None:
    """All is well."""
    line(stage)
    sell(stage, 2)
    stage.world.do(everything_arrives)
    hour(stage)


def sync_offline(stage: Stage) -> None:
    """The line has been cut for 26 minutes."""
    found = line(stage)
    sell(stage, 2)
    stage.world.do(everything_arrives)
    found.state, found.last_contact = "head_office_away", NOW - timedelta(minutes=26)

    def each(minute: int) -> None:
        if minute % 2:
            sell(stage, 7)

    hour(stage, each=each)
    found.next_try = NOW + timedelta(seconds=18)


def sync_silent(stage: Stage) -> None:
    """A kiosk has not been heard of."""
    sync_calm(stage)
    found = stage.world.link
    assert isinstance(found, StoreLine)
    found.devices["kiosk-2"] = ("shopper", timedelta(minutes=34))


def sales_today(stage: Stage) -> None:
    """Where every sale is."""
    sync_offline(stage)
    stage.go("status.sales")


def devices(stage: Stage) -> None:
    """Who is there."""
    sync_silent(stage)
    stage.navigator.screen.refresh()
    stage.go("status.devices")


def dead(stage: Stage) -> None:
    """Three messages that could not be used."""
    line(stage)

    def arrive(tx: Transaction) -> None:
        handlers: dict[type[messages.Message], inbox.Handler[Transaction]] = {}
        spoilt = (
            ("kx.price.changed.v1", b'{"gtin":"1"}'),
            ("kx.weather.changed.v1", b"{}"),
            ("kx.order.placed.v1", b'{"order_id":"x"}'),
        )
        for seq, (type_name, data) in enumerate(spoilt, 8810):
            event = Event(
                id=f"event-{seq}",
                source="/kx/demo/hq",
                type=type_name,
                time="2026-11-21T06:20:00.000Z",
                epoch="down",
                lane="down",
                seq=seq,
                after=0,
                data=msgspec.Raw(data),
            )
            inbox.apply(tx.db, [event], handlers, tx, tx.now - timedelta(minutes=12))
        tx.touch("dead_letters")

    stage.world.do(arrive)
    stage.go("status.dead")


def _scenes(role: Role, *plays: tuple[str, Callable[[Stage], None], bool]) -> tuple[Scene, ...]:
    return tuple(Scene(name, play, role=role, size=TABLET, key=key) for name, play, key in plays)


SCENES = (
    *_scenes(
        "associate",
        ("tablet_quiet", nothing_to_do, False),
        ("tablet_orders", orders, True),
        ("tablet_order_ready", orders_ready, False),
        ("tablet_order_elsewhere", orders_elsewhere, False),
        ("tablet_pick", pick_list, True),
        ("tablet_pick_first", pick_first, False),
        ("tablet_pick_wrong", pick_wrong, True),
        ("tablet_pick_done", pick_done, False),
        ("tablet_slot", stage_order, False),
        ("tablet_hand_over_ask", hand_over_ask, False),
        ("tablet_hand_over", hand_over, True),
        ("tablet_hand_over_twice", hand_over_twice, False),
        ("tablet_stock", lookup, True),
    ),
    *_scenes(
        "till",
        ("till_empty", till_empty, False),
        ("till_basket", till_basket, True),
        ("till_sold", till_sold, False),
        ("till_return", till_return, False),
    ),
    *_scenes(
        "manager",
        ("desk_calm", sync_calm, True),
        ("desk_offline", sync_offline, True),
        ("desk_silent", sync_silent, False),
        ("desk_sales", sales_today, True),
        ("desk_devices", devices, False),
        ("desk_dead_letters", dead, False),
    ),
)
