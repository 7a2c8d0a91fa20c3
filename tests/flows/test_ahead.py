"""A member orders their usual ahead at a kiosk; it is made on a tablet, and the display on the wall says so."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import msgspec

from kiosk.associate.screens.prep import PrepScreen
from kiosk.customer import tables as members
from kiosk.home import shopper
from kiosk.pickup import actions, tables
from kiosk.pickup.model import Order
from kiosk.settings import Ahead
from kiosk.till import actions as till
from kiosk.ui import navigation
from kiosk.ui.navigation import Navigator
from tests.desks import Desk
from tests.flows.shops import PATIENCE_S, Shop, ShopDevice
from tests.headoffice.offices import MILK, OAT, SOAP, STORE
from tests.ui import KIOSK, TABLET, Ui, ui

__all__ = ["ui"]


class Window(Desk):
    """A device of a whole shop with its shoppers' screens before somebody."""

    def until(self, condition: Callable[[], object], what: str, seconds: float = PATIENCE_S) -> None:
        """Let the shop and the screen go on until it is so."""

        def seen() -> object:
            self.settle()
            return condition()

        self.device.until(seen, f"{what} ({self.words()})", seconds)  # type: ignore[attr-defined]  # a ShopDevice


@contextmanager
def window(ui: Ui, device: ShopDevice) -> Iterator[Window]:
    """Open the screens of this device; a window shows one device at a time."""
    store = device.store
    tablet = store.settings.device.role == "associate"
    screens = {"prep.queue": lambda: PrepScreen(store)} if tablet else shopper.screens(store)
    first, size = ("prep.queue", TABLET) if tablet else (shopper.first(store), KIOSK)
    navigator = Navigator(screens, first, on_session_end=store.end_session)
    navigation.open_navigator(navigator)
    ui.resize(size)
    ui.mount(navigator, size)
    desk = Window(ui, device, navigator)  # type: ignore[arg-type]  # a whole device has what a desk uses of one
    try:
        navigator.home()
        desk.settle()
        yield desk
    finally:
        navigator.screen.leave()
        navigation.close_navigator()
        ui.unmount()


def regular(shop: Shop, *usual: str) -> ShopDevice:
    """A kiosk before which Ms Lin stands, who takes these again and again; dairy alone may be ordered ahead here."""
    kiosk = shop.stocked("kiosk-1", "shopper")
    store = kiosk.store
    store.settings = msgspec.structs.replace(store.settings, ahead=Ahead(categories=("dairy",), minutes=(20, 40)))
    kiosk.until(lambda: members.load(store.db, store.vault, "M1"), "the member")
    for _ in range(2):
        basket_id = kiosk.put(*usual)
        kiosk.do(till.attach_customer, store.register, store.vault, basket_id, "M1")
        kiosk.do(till.pay_cash, store.register, basket_id, 10**9)

    def told() -> bool:
        known = members.load(store.db, store.vault, "M1")
        return known is not None and {gtin for gtin, _ in known.usual} == set(usual)

    kiosk.until(told, "head office's word on what she usually takes", 40)
    store.session.member_id = "M1"
    return kiosk


def ahead_on(device: ShopDevice) -> list[Order]:
    return actions.ordered_ahead(device.store.db, device.store.vault)


def wish(kiosk: ShopDevice) -> str:
    """How the one request stands."""
    (found,) = tables.wishes(kiosk.store.db, kiosk.store.vault)
    return found.state


def test_her_usual_is_ordered_at_the_kiosk_made_on_the_tablet_and_ready_on_the_wall(shop: Shop, ui: Ui) -> None:
    kiosk, tablet = regular(shop, MILK, SOAP), shop.stocked("tablet-1", "associate")
    wall = shop.stocked("wall-1", "shopper")
    wall.store.settings = msgspec.structs.replace(
        wall.store.settings, display=msgspec.structs.replace(wall.store.settings.display, start="board")
    )

    with window(ui, kiosk) as screen:
        screen.go("member.page")
        screen.tap("ahead.order")
        assert screen.says("有机纯牛奶")
        assert not screen.says("无香洗手皂"), "soap is not among what this store makes ahead"
        assert screen.says("20 分钟后")
        screen.tap("ahead.send")
        screen.until(lambda: wish(kiosk) == "placed", "head office's promise")
        screen.until(lambda: screen.says("已下单"), "the promise on the screen")
    tablet.until(lambda: ahead_on(tablet), "the order on the tablet")
    (order,) = ahead_on(tablet)
    assert (order.surname, [line.gtin for line in order.lines]) == ("林", [MILK])

    with window(ui, tablet) as queue:
        assert queue.says("有机纯牛奶")
        queue.tap("prep.begin")
        queue.until(lambda: queue.says("备货中"), "that it is begun")
        queue.tap("prep.is_ready")
        queue.until(lambda: ahead_on(tablet)[0].ready, "that it is ready")
    with window(ui, wall) as board:
        assert board.navigator.name == "prep.board"
        board.until(lambda: board.says(f"林  {order.number}"), "her initial on the wall")
        words = board.words()
        assert words.index(f"林  {order.number}") < words.index("备货中")
        assert not board.says("女士")


def test_with_the_net_cut_it_is_a_request_and_becomes_an_order_when_the_net_is_back(shop: Shop, ui: Ui) -> None:
    kiosk, tablet = regular(shop, MILK), shop.stocked("tablet-1", "associate")
    shop.head_office.close()
    shop.broker.kill()
    kiosk.until(lambda: kiosk.health.state != "linked", "word that the link is away")

    with window(ui, kiosk) as screen:
        screen.go("order.ahead")
        assert screen.says("下单只是请求")
        screen.tap("ahead.send")
        screen.until(lambda: screen.says("已请求"), "what it is")
        assert wish(kiosk) == "asked"
        assert ahead_on(kiosk) == ahead_on(tablet) == []

        shop.broker.start()
        shop.head_office.open()
        screen.until(lambda: wish(kiosk) == "placed", "head office's promise", 60)
        screen.until(lambda: screen.says("已下单"), "the promise on the screen")
    tablet.until(lambda: [one.member for one in ahead_on(tablet)] == ["M1"], "the order on the tablet", 40)


def test_what_others_bought_meanwhile_is_not_promised_and_the_screen_says_so(shop: Shop, ui: Ui) -> None:
    kiosk = regular(shop, OAT)
    shop.broker.kill()
    kiosk.until(lambda: kiosk.health.state != "linked", "word that the link is away")

    with window(ui, kiosk) as screen:
        screen.go("order.ahead")
        assert screen.says("燕麦奶")
        screen.tap("ahead.send")
        # The web shop sells the last one while this kiosk is cut off.
        shop.head_office.post("/v1/orders", "o1", store=STORE, lines=[{"gtin": OAT, "quantity": 1}])
        shop.broker.start()

        screen.until(lambda: wish(kiosk) == "refused", "head office's no", 60)
        screen.until(lambda: screen.says("这次不行"), "the no on the screen")
    assert ahead_on(kiosk) == []
