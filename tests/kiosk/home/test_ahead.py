"""A member orders their usual ahead at the kiosk; a tablet prepares it; the board says so and names nobody."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from kiosk.associate.screens.prep import PrepScreen
from kiosk.catalogue import tables as catalogue
from kiosk.errors import Refused
from kiosk.home import shopper
from kiosk.pickup import actions, tables
from kiosk.pickup.actions.ahead import with_those_below
from kiosk.settings import Ahead
from kiosk.ui import navigation
from kiosk.ui.reading import controls
from sync import messages
from tests.desks import HARDEST, Desk, open_desk
from tests.devices import SERUM, TEA, TestDevice, open_device
from tests.kiosks import Kiosk, SteadyLink, open_kiosk
from tests.ui import Ui


@pytest.fixture
def kiosk(ui: Ui, device: TestDevice, tmp_path: Path) -> Iterator[Kiosk]:
    with open_kiosk(ui, device, tmp_path) as opened:
        device.store.link = SteadyLink()
        yield opened


@pytest.fixture
def desk(ui: Ui, tmp_path: Path) -> Iterator[Desk]:
    with open_device(tmp_path, name="tablet-1", role="associate") as device:
        place(device, "order-1", "B-0107", 30)
        place(device, "order-2", "B-0108", 4)
        with open_desk(ui, device, {"prep.queue": lambda: PrepScreen(device.store)}, "prep.queue") as opened:
            yield opened


def place(device: TestDevice, order_id: str, number: str, minutes: int, channel: str = actions.AHEAD) -> None:
    """Head office has placed an order ahead that this device decides about."""
    store = device.store
    placed = messages.OrderPlaced(
        order_id=order_id,
        number=number,
        store=store.settings.device.store,
        home=store.device,
        surname="林",
        title="ms",
        lines=(messages.OrderLine(line_id=f"{order_id}-L1", gtin=SERUM, quantity=1, price_minor=100),),
        total_minor=100,
        currency="CNY",
        promised_at=store.clock() + timedelta(minutes=minutes),
        channel=channel,
        version=500 + minutes,
        at=store.clock(),
    )
    device.do(actions.on_placed(store.vault, store.device), placed)


def sign_in(kiosk: Kiosk) -> None:
    kiosk.knows(usual=((SERUM, 5), (TEA, 3)))
    kiosk.device.store.session.member_id = "member-1"


def test_the_usual_is_ordered_with_one_tap_and_answered_later(kiosk: Kiosk) -> None:
    sign_in(kiosk)
    store = kiosk.device.store
    navigation.go("member.page")
    kiosk.settle()
    kiosk.tap("ahead.order")
    assert kiosk.findings("ahead", HARDEST) == []
    kiosk.screen.turn(TEA)
    kiosk.settle()
    kiosk.tap("ahead.send")

    (wish,) = tables.wishes(store.db, store.vault)
    assert [line.gtin for line in wish.asked.lines] == [SERUM]
    assert (wish.asked.channel, wish.asked.member, wish.asked.surname) == ("ahead", "member-1", "林")
    assert kiosk.says("已请求")
    answer = messages.OrderWishAnswered(
        wish_id=wish.asked.wish_id, store=wish.asked.store, order_id="o", number="B-7", version=1, at=store.clock()
    )
    kiosk.device.do(actions.on_wish_answered, answer)
    kiosk.settle()

    assert kiosk.says("B-7")


def test_only_what_the_store_makes_ahead_is_offered_and_nothing_where_it_makes_none(kiosk: Kiosk) -> None:
    store = kiosk.device.store
    sign_in(kiosk)
    category = catalogue.find(store.db, SERUM, "CNY").category  # type: ignore[union-attr]
    for ahead, there in (
        (Ahead(), True),
        (Ahead(categories=(category,), minutes=(25,)), True),
        (Ahead(categories=("no-such",)), False),
        (Ahead(offered=False), False),
    ):
        store.settings = msgspec.structs.replace(store.settings, ahead=ahead)
        kiosk.go("member.page")
        assert kiosk.says("提前点") is there, ahead
    store.settings = msgspec.structs.replace(store.settings, ahead=Ahead(categories=(category,), minutes=(25,)))
    kiosk.go("order.ahead")
    assert kiosk.says("25 分钟后")
    with pytest.raises(Refused, match=r"pickup\.not_ahead"):
        kiosk.device.do(
            actions.order_ahead, store.vault, store.device, "s",
            [catalogue.find(store.db, SERUM, "CNY")], categories=("no-such",),
        )  # fmt: skip


def test_a_category_stands_for_those_below_it() -> None:
    tree = {"nuts": "snacks", "snacks": "food", "food": "", "soap": "care", "care": ""}

    assert with_those_below(tree, ["food"]) == {"food", "snacks", "nuts"}
    assert with_those_below(tree, ["snacks", "soap"]) == {"snacks", "nuts", "soap"}
    assert with_those_below({"a": "b", "b": "a"}, ["a"]) == {"a", "b"}


def test_cut_off_it_is_said_to_be_a_request(kiosk: Kiosk) -> None:
    kiosk.device.store.link = SteadyLink("broker_away")
    sign_in(kiosk)
    navigation.go("order.ahead")
    kiosk.settle()
    assert kiosk.says("下单只是请求")


def test_the_soonest_promise_is_made_first_begun_and_ready(desk: Desk) -> None:
    place(desk.device, "order-3", "B-0109", 1, channel="web")
    desk.settle()
    words = desk.words()
    assert words.index("B-0108") < words.index("B-0107")
    assert not desk.says("B-0109")  # fetched from its shelf as any other
    assert desk.findings("prep", HARDEST) == []

    desk.tap("prep.begin")
    assert desk.says("备货中")
    desk.screen.ready("order-2")
    desk.settle()

    order = tables.load(desk.device.db, desk.device.store.vault, "order-2")
    assert order is not None
    assert (order.state, order.slot) == ("ready", "counter")


def test_the_board_shows_initials_and_numbers_alone(kiosk: Kiosk) -> None:
    place(kiosk.device, "order-1", "B-0107", 30)
    place(kiosk.device, "order-2", "B-0108", 4)
    store = kiosk.device.store
    kiosk.device.do(actions.prepared, store.vault, store.device, "order-2")
    navigation.go("prep.board")
    kiosk.settle()

    words = kiosk.words()
    assert words.index("林  B-0108") < words.index("林  B-0107")
    assert not kiosk.says("女士")


def test_a_display_on_the_wall_starts_with_the_board_and_nothing_leads_away_from_it(kiosk: Kiosk) -> None:
    place(kiosk.device, "order-1", "B-0107", 30)
    store = kiosk.device.store
    assert shopper.first(store) == "home.attract"
    display = msgspec.structs.replace(store.settings.display, start="board")
    store.settings = msgspec.structs.replace(store.settings, display=display)
    assert shopper.first(store) == "prep.board"
    kiosk.knows()

    kiosk.go("prep.board")
    assert kiosk.says("林  B-0107")
    assert controls(kiosk.screen) == []
    kiosk.scan(kiosk.code("loyalty", "member-1"), "QR")
    kiosk.scan_product(SERUM)

    assert kiosk.name == "prep.board"
    assert store.session.member_id == ""
    assert kiosk.findings("board on the wall", HARDEST) == []
