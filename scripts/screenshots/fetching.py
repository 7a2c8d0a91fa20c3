"""The shopper's scenes of fetching an order and of bringing something back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from kiosk import codes
from kiosk.codes import OwnCode, PickupCode
from kiosk.money import Money
from kiosk.pickup import actions as pickup
from kiosk.till import actions as till
from scripts.screenshots.scene import Scene, Stage
from scripts.screenshots.world import NOW
from sync import messages

SERUM, SUN, LIPSTICK = 2, 7, 15
ORDER = "order-1"


def order(stage: Stage, *, age: int = 0, paid: bool = True, expires: timedelta | None = None) -> str:
    """An order for this kiosk to decide about; gives the text of its code."""
    world = stage.world
    store = world.store
    lines = tuple(
        messages.OrderLine(
            line_id=f"L{rank}", gtin=world.gtin(rank), quantity=1, price_minor=world.products[rank - 1].price_minor
        )
        for rank in (SERUM, SUN, LIPSTICK)
    )
    placed = messages.OrderPlaced(
        order_id=ORDER,
        number="B-0042",
        store=store.settings.device.store,
        home=store.device,
        surname="林",
        title="ms",
        lines=lines,
        total_minor=sum(line.price_minor for line in lines),
        currency="CNY",
        paid=paid,
        promised_at=NOW + timedelta(hours=1),
        expires_at=NOW + expires if expires is not None else None,
        pickup_code="482913",
        age=age,
        version=world.next_version(),
        at=NOW - timedelta(minutes=50),
    )
    world.hear(pickup.on_placed(store.vault, store.device), placed)
    return world.code("pickup", ORDER)


def act(stage: Stage, action: object, *args: object, **named: object) -> None:
    """A step with the order."""
    store = stage.world.store
    stage.world.do(action, store.vault, store.device, ORDER, *args, **named)


def pick(stage: Stage, *ranks: int) -> None:
    """Somebody fetches these."""
    for rank in ranks:
        act(stage, pickup.pick, stage.world.gtin(rank))


def show(stage: Stage, text: str) -> None:
    """The shopper holds the code before the camera."""
    code = codes.classify(text)
    assert isinstance(code, PickupCode)
    stage.go("pickup.find", code=code)


def collect(stage: Stage) -> None:
    """Asks for the code."""
    stage.go("pickup.find")


def collect_wrong(stage: Stage) -> None:
    """Six digits that are nobody's."""
    stage.go("pickup.find")
    for digit in "123456":
        stage.navigator.screen.type(digit)
    stage.settle()


def collect_picking(stage: Stage) -> None:
    """One of three is picked."""
    text = order(stage)
    pick(stage, SERUM)
    show(stage, text)


def _ready(stage: Stage, **terms: object) -> str:
    text = order(stage, **terms)  # type: ignore[arg-type]  # terms of `order`
    pick(stage, SERUM, SUN, LIPSTICK)
    act(stage, pickup.stage, "B-07")
    return text


def collect_ready(stage: Stage) -> None:
    """It waits in its slot."""
    show(stage, _ready(stage))


def collect_told(stage: Stage) -> None:
    """The shopper said that they are here, and somebody comes; goods for grown-ups, kept until tomorrow."""
    text = _ready(stage, age=18, expires=timedelta(hours=20))
    act(stage, pickup.delegate, "family:2046")
    more: Mapping[str, str] = {"place": stage.world.store.device, "going": "陈悦"}
    act(stage, pickup.arrive, "kiosk", more=more)
    show(stage, text)


def collect_delegate(stage: Stage) -> None:
    """Somebody else fetches it."""
    show(stage, _ready(stage))
    stage.navigator.screen.someone_else()
    stage.settle()


def collect_missing(stage: Stage) -> None:
    """Something could not be found: the shopper chooses."""
    text = order(stage)
    pick(stage, SERUM, SUN)
    act(stage, pickup.give_up, f"L{LIPSTICK}", reason="not_there")
    show(stage, text)


def collect_partly(stage: Stage) -> None:
    """A part was fetched, the rest waits."""
    text = _ready(stage, paid=True)
    store = stage.world.store
    code = codes.classify(text)
    stage.world.do(pickup.hand_over, store.vault, store.device, code, lines={f"L{SERUM}": 1})
    stage.go("pickup.show", order_id=ORDER)


def collect_expired(stage: Stage) -> None:
    """Nobody came in time."""
    text = _ready(stage, expires=timedelta(minutes=-5))
    store = stage.world.store
    stage.world.do(pickup.expire_due, store.vault, store.device)
    show(stage, text)


def takeback(stage: Stage) -> None:
    """Asks for the receipt."""
    stage.go("return.start")


def _receipt(stage: Stage) -> OwnCode:
    """A sale of this kiosk, and its receipt."""
    world, store = stage.world, stage.world.store
    for rank in (SERUM, LIPSTICK):
        world.do(till.add_product, store.register, store.session.basket_id, world.gtin(rank))
    world.do(till.set_quantity, store.register, store.session.basket_id, _first_line(stage), 2)
    total = _total(stage)
    sale = world.do(till.pay_cash, store.register, store.session.basket_id, total.minor)
    text = store.receipt_code(sale.sale_id, str(sale.number), sale.at)
    code = codes.classify(text)
    assert isinstance(code, OwnCode)
    return code


def _first_line(stage: Stage) -> str:
    from kiosk.till import tables

    store = stage.world.store
    basket = tables.load_basket(store.db, store.session.basket_id)
    assert basket is not None
    return basket.lines[0].line_id


def _total(stage: Stage) -> Money:
    from kiosk.till import tables

    store = stage.world.store
    basket = tables.load_basket(store.db, store.session.basket_id)
    assert basket is not None
    return basket.total


def takeback_lines(stage: Stage) -> None:
    """What comes back, and why."""
    code = _receipt(stage)
    stage.go("return.start", code=code)
    screen = stage.navigator.screen
    from kiosk.till import tables

    origin = tables.load_origin(stage.world.store.db, code.token.subject, stage.world.store.device)
    assert origin is not None
    screen.pick(origin.lines[0])
    stage.settle()


def takeback_ticket(stage: Stage) -> None:
    """The code for the desk."""
    takeback_lines(stage)
    stage.navigator.screen.say_it()
    stage.settle()


SCENES = [
    Scene("collect", collect, key=True),
    Scene("collect_wrong", collect_wrong),
    Scene("collect_picking", collect_picking),
    Scene("collect_ready", collect_ready, key=True),
    Scene("collect_told", collect_told),
    Scene("collect_delegate", collect_delegate),
    Scene("collect_missing", collect_missing),
    Scene("collect_partly", collect_partly),
    Scene("collect_expired", collect_expired),
    Scene("takeback", takeback, key=True),
    Scene("takeback_lines", takeback_lines),
    Scene("takeback_ticket", takeback_ticket),
]
