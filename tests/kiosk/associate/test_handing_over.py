"""At the counter: everything that is checked before goods leave, what is kept of it, and who has come."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from kiosk.associate import table, till_table
from kiosk.associate.widgets.order_bell import OrderBell
from kiosk.codes import UnknownCode
from kiosk.paper import tables as papers
from kiosk.paper.counter import Counter
from kiosk.paper.model import Routes
from kiosk.pickup import actions, paying, proofs
from kiosk.pickup import tables as pickup
from kiosk.till import actions as till
from kiosk.till import tables as sales
from kiosk.ui import navigation
from kiosk.ui.widgets.touch_pad import Key
from kiosk.worker import Transaction
from tests.desks import HARDEST, Desk, open_desk
from tests.devices import NOON, SERUM, TEA, WATER, TestDevice, open_device
from tests.orders import arrives, believe_head_office, code_text, fill, order_of, placed
from tests.ui import Ui

HOME = "tablet-1"


@pytest.fixture
def desk(ui: Ui, tmp_path: Path) -> Iterator[Desk]:
    with open_device(tmp_path, name=HOME, role="associate") as device:
        believe_head_office(device)
        with open_desk(ui, device, table.screens(device.store), table.HOME) as opened:
            yield opened


@pytest.fixture
def counter(ui: Ui, tmp_path: Path) -> Iterator[Desk]:
    """A till: it takes money as well."""
    with open_device(tmp_path, name="till-1", role="till") as device:
        believe_head_office(device)
        with open_desk(ui, device, till_table.screens(device.store), till_table.HOME) as opened:
            yield opened


def ready(device: TestDevice, *lines: tuple[str, int], **terms: object) -> None:
    message = placed("order-1", *(lines or ((SERUM, 1), (WATER, 2))), home=device.store.device, **terms)  # type: ignore[arg-type]  # terms of `placed`
    arrives(device, message)
    fill(device, "order-1", [line.gtin for line in message.lines for _ in range(line.quantity)])
    act(device, actions.stage, "B-07", bags=2)


def act(device: TestDevice, action: object, *args: object, **named: object) -> None:
    store = device.store
    device.do(action, store.vault, store.device, "order-1", *args, **named)  # type: ignore[arg-type]  # an action


def proof_of(device: TestDevice) -> dict[str, str]:
    """What is kept of the hand-over."""
    steps = pickup.steps_of(device.db, device.store.vault, "order-1")
    return next(step.more for step in steps if step.kind == "hand")


def type_digits(desk: Desk, digits: str) -> None:
    for digit in digits:
        desk.ui.tap([one for one in desk.ui.walk() if isinstance(one, Key) and one.word == digit][-1])
    desk.settle()


def off(desk: Desk, key: str) -> bool:
    """Whether the great button says that this comes first."""
    with pytest.raises(AssertionError, match="no button"):
        desk.button("hand.give")
    return desk.says(desk.screen.tr.text(key))


def test_every_unit_is_scanned_out_of_its_bag_and_a_stranger_is_shown_by_name(desk: Desk) -> None:
    ready(desk.device)
    desk.go("pickup.collect")
    desk.scan(code_text(), "QR")
    assert off(desk, "hand.scan_out")

    desk.scan_product(TEA)
    assert desk.says("这件不在这张订单里")
    assert desk.says("乌龙茶")
    for gtin in (SERUM, WATER, WATER):
        desk.scan_product(gtin)
    desk.tap("hand.give")

    assert order_of(desk.device).state == "collected"
    assert desk.says("交付完成")


def test_a_part_can_go_and_the_rest_goes_by_digits_later(desk: Desk) -> None:
    ready(desk.device, pickup_code="482913")
    desk.go("pickup.collect")
    desk.scan(code_text(), "QR")
    desk.scan_product(SERUM)
    desk.ui.tap(desk.find_text("先交 1 / 3 件"))
    desk.settle()
    assert order_of(desk.device).state == "partly_collected"
    assert desk.says("还有 2 件留在这里")

    desk.tap("hand.again")
    desk.screen.choose("order-1")
    desk.settle()
    desk.tap("hand.type_digits")
    type_digits(desk, "482913")
    desk.scan_product(WATER)
    desk.scan_product(WATER)
    desk.tap("hand.give")
    assert order_of(desk.device).state == "collected"


def test_digits_that_are_not_this_orders_hand_nothing_over(desk: Desk) -> None:
    ready(desk.device, pickup_code="482913")
    desk.go("pickup.collect", order_id="order-1")
    assert off(desk, "hand.need_code")
    desk.tap("hand.type_digits")
    type_digits(desk, "111111")

    assert desk.says("不能交付")
    assert order_of(desk.device).handed == 0


def test_goods_for_grown_ups_wait_for_a_look_at_a_document_and_the_proof_says_so(desk: Desk) -> None:
    ready(desk.device, (SERUM, 1), age=18)
    desk.go("pickup.collect")
    desk.scan(code_text(), "QR")
    desk.scan_product(SERUM)
    assert off(desk, "hand.need_age")

    desk.tap("hand.age_seen")
    desk.screen.sign.write((((0.1, 0.5), (0.5, 0.4), (0.8, 0.6)),))
    desk.tap("hand.give")

    proof = proof_of(desk.device)
    assert proof["age"] == "18"
    store = desk.device.store
    kept = proofs.load(store.folder, store.vault, "order-1", proof["signature"])
    assert kept is not None
    assert kept.png.startswith(b"\x89PNG")


def test_whoever_else_fetches_it_is_asked_for_four_digits(desk: Desk) -> None:
    ready(desk.device, (SERUM, 1))
    act(desk.device, actions.delegate, "friend:2046")
    desk.go("pickup.collect")
    desk.scan(code_text(), "QR")
    desk.scan_product(SERUM)
    assert off(desk, "hand.need_person")

    desk.tap("hand.person_seen")
    type_digits(desk, "2046")
    desk.tap("hand.give")
    proof = next(
        s.more for s in pickup.steps_of(desk.device.db, desk.device.store.vault, "order-1") if s.kind == "hand"
    )
    assert (proof["relation"], proof["id_last4"]) == ("friend:2046", "2046")


def test_a_unit_without_readable_bars_is_counted_by_eye_and_the_proof_says_how_many(desk: Desk) -> None:
    ready(desk.device, (SERUM, 1))
    desk.go("pickup.collect")
    desk.scan(code_text(), "QR")
    desk.tap_words("30 ml")
    desk.tap("hand.give")

    proof = next(
        s.more for s in pickup.steps_of(desk.device.db, desk.device.store.vault, "order-1") if s.kind == "hand"
    )
    assert proof["by_eye"] == "1"


def test_what_goes_with_it_is_shown_without_leaving_the_order(desk: Desk) -> None:
    ready(desk.device, (SERUM, 1))
    desk.go("pickup.collect")
    desk.scan(code_text(), "QR")
    desk.tap_words("搭配水润玻尿酸保湿精华液")

    assert navigation.front() == "pickup.collect"
    assert desk.says("可以推荐给顾客")
    assert desk.screen.code is not None


def test_a_tablet_says_that_an_unpaid_order_is_paid_at_a_till(desk: Desk) -> None:
    ready(desk.device, paid=False)
    desk.go("pickup.collect")
    desk.scan(code_text(), "QR")
    for gtin in (SERUM, WATER, WATER):
        desk.scan_product(gtin)

    assert off(desk, "hand.need_money")
    assert desk.says("请到收银台付款，输入单号 B-0042。")


def test_a_till_takes_the_money_of_an_order_moves_no_goods_by_it_and_goes_on(counter: Desk) -> None:
    device, store = counter.device, counter.device.store

    def follow(tx: Transaction) -> None:
        paying.follow(tx, store.vault, store.device)

    store.worker.before_commit = follow
    ready(device, (SERUM, 1), (WATER, 1), paid=False)
    counter.go("pickup.collect")
    counter.scan(code_text(), "QR")
    counter.tap("hand.pay")
    assert navigation.front() == "till.pay"
    sale = device.do(till.pay_cash, store.register, store.session.basket_id, 2000)

    assert sale.total.minor == 2000
    assert order_of(device).now.paid_by == sale.sale_id
    moved = device.db.execute("SELECT reason FROM stock_movement").fetchall()
    assert moved == [], "the hand-over moves the goods, not the sale"
    counter.go("pickup.collect")
    for gtin in (SERUM, WATER):
        counter.scan_product(gtin)
    counter.tap("hand.give")
    assert order_of(device).state == "collected"
    assert len(sales.recent_sales(device.db)) == 1


def test_an_order_is_not_charged_beside_other_goods(counter: Desk) -> None:
    device, store = counter.device, counter.device.store
    device.do(till.add_product, store.register, store.session.basket_id, TEA)
    ready(device, (SERUM, 1), paid=False)
    counter.go("pickup.collect")
    counter.scan(code_text(), "QR")
    counter.tap("hand.pay")

    assert navigation.front() == "pickup.collect"
    assert counter.says("请先结清或清空当前购物袋")


def test_who_has_come_stands_above_the_queue_and_rings_until_somebody_goes(desk: Desk) -> None:
    bell = OrderBell(desk.device.store)
    bell.look()
    ready(desk.device)
    act(desk.device, actions.arrive, "car", more={"spot": "3", "colour": "白色"})
    desk.go("associate.orders")
    bell.look()
    assert desk.says("车位 3·白色")

    desk.device.clock.pass_time(minutes=4)
    for _ in range(6):
        bell.look()
    assert desk.says("林女士 等了很久：车位 3·白色")
    desk.go("associate.arrivals")
    desk.tap("arrivals.go")
    assert order_of(desk.device).now.here_more["going"] == HOME
    assert desk.says(f"{HOME} 正过去")


def test_minutes_to_go_are_counted_down_for_who_is_on_the_way(desk: Desk) -> None:
    ready(desk.device)
    act(desk.device, actions.arrive, "foot", more={"eta_min": "6"})
    desk.device.clock.pass_time(minutes=2)
    desk.go("associate.arrivals")

    assert desk.says("约 4 分钟到")


def test_a_dead_label_printer_stops_nobody(desk: Desk) -> None:
    arrives(desk.device, placed("order-1", (SERUM, 1), home=HOME))
    fill(desk.device, "order-1", [SERUM])
    desk.go("pick.stage", order_id="order-1")
    assert desk.says("没有标签打印机：请在袋上手写 A-01。")
    desk.tap("stage.print")
    desk.tap("stage.confirm")

    assert order_of(desk.device).slot == "A-01"


class Deaf(Counter):
    """A counter whose label printer is switched off."""

    def __init__(self, routes: Routes) -> None:
        self.routes = routes

    def views(self) -> tuple[()]:
        return ()


def test_labels_say_slot_bag_and_no_name_and_wait_for_their_printer(desk: Desk) -> None:
    desk.device.store.parts[Counter] = Deaf(Routes((("labels", frozenset({"pick"})),)))
    arrives(desk.device, placed("order-1", (SERUM, 1), home=HOME))
    fill(desk.device, "order-1", [SERUM])
    desk.go("pick.stage", order_id="order-1")
    desk.screen.count(2)
    desk.tap("stage.confirm")

    row = desk.device.db.execute("SELECT job_id FROM print_job").fetchone()
    job = papers.find(desk.device.db, row[0])
    assert job is not None
    assert job.state == "waiting"
    assert "A-01" in job.layout
    assert "第 2 袋 / 共 2 袋" in job.layout
    assert "林***" in job.layout
    assert "林女士" not in job.layout


def test_an_order_is_kept_longer_taken_out_and_its_goods_put_back(desk: Desk) -> None:
    ready(desk.device, expires_at=NOON + timedelta(days=1))
    desk.go("associate.orders", order_id="order-1")
    screen = desk.screen
    before = order_of(desk.device).expires_at
    screen._extend(order_of(desk.device))
    desk.settle()
    after = order_of(desk.device).expires_at
    assert before is not None
    assert after is not None
    assert after - before == timedelta(days=3)

    screen.act(actions.unstage, "order-1")
    desk.settle()
    assert order_of(desk.device).state == "picked"
    screen.act(actions.cancel, "order-1")
    desk.settle()
    screen.settle(order_of(desk.device))
    desk.settle()
    assert order_of(desk.device).state == "returned_to_shelf"


def test_the_pages_stand_the_critical_look(desk: Desk) -> None:
    ready(desk.device, age=18, paid=False)
    act(desk.device, actions.delegate, "family:2046")
    act(desk.device, actions.arrive, "car", more={"spot": "3"})
    desk.go("associate.orders")
    findings = desk.findings("orders, arrivals", HARDEST)
    desk.screen.show_more(order_of(desk.device))
    desk.settle()
    findings += desk.findings("more", HARDEST)
    desk.go("associate.arrivals")
    findings += desk.findings("arrivals", HARDEST)
    desk.go("pickup.collect")
    desk.scan(code_text(), "QR")
    findings += desk.findings("checks", HARDEST)

    assert not findings, "\n".join(findings)


def test_what_is_brought_to_a_door_is_found_by_its_label_paid_signed_for_and_gone(counter: Desk) -> None:
    device, store = counter.device, counter.device.store

    def follow(tx: Transaction) -> None:
        paying.follow(tx, store.vault, store.device)

    store.worker.before_commit = follow
    ready(device, (SERUM, 1), paid=False, method="delivery", carry_to="静安区", fee_minor=600)
    counter.go("pickup.collect")
    counter.screen.scanned(UnknownCode("B-0042"))
    counter.settle()
    assert navigation.front() == "order.send"
    assert counter.screen.missing(order_of(device)) == "send.pay_first"
    counter.tap("hand.pay")
    assert navigation.front() == "till.pay"
    sale = device.do(till.pay_cash, store.register, store.session.basket_id, 1600)
    assert sale.total.minor == 1600

    counter.go("order.send", order_id="order-1")
    assert counter.screen.missing(order_of(device)) == "send.proof_first"
    counter.screen.sign._strokes = [[(0.1, 0.2), (0.5, 0.6), (0.9, 0.3)]]
    counter.screen.signed()
    counter.settle()
    counter.tap("send.go_door")

    assert order_of(device).state == "collected"
    assert navigation.front() == "pickup.collect"
    assert proof_of(device)["signature"]


def test_a_carriers_parcel_says_what_is_collected_and_needs_no_money_here(desk: Desk) -> None:
    ready(desk.device, (SERUM, 1), paid=False, method="ship", carry_to="静安区", fee_minor=600)

    desk.go("order.send", order_id="order-1")

    assert desk.says("由承运商代收 ¥16.00，金额印在标签上。")
    assert desk.screen.missing(order_of(desk.device)) == "send.label_first"
