"""A manager's morning: all is well, the line is cut, a message cannot be used, a device falls silent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from sqlite_utils import Database

from kiosk.catalogue import actions as catalogue
from kiosk.status import actions, table
from kiosk.till import actions as till
from kiosk.ui import navigation
from kiosk.worker import Transaction
from sync import inbox, journal, messages
from sync.health import DeviceHealth, Health, LaneHealth, LinkState
from sync.messages import Event
from tests.desks import HARDEST, Desk, open_desk
from tests.devices import NOON, SERUM, TEA, TestDevice, open_device
from tests.ui import Ui


@dataclass
class Line:
    """The line to head office as a test wants it to be; what is waiting is read from the disk."""

    device: TestDevice
    state: LinkState = "linked"
    next_try: datetime | None = None
    last_contact: datetime | None = NOON
    devices: dict[str, datetime] = field(default_factory=dict)
    tried: int = 0

    def health(self) -> Health:
        """How it stands."""
        return Health(
            state=self.state,
            since=NOON,
            last_contact=self.last_contact,
            next_try=self.next_try,
            lanes=tuple(LaneHealth(name, one.waiting, None, None) for name, one in self.lanes().items()),
            devices=tuple(
                DeviceHealth(name, "shopper", "1.0", "online", seen, 0) for name, seen in sorted(self.devices.items())
            ),
            dead_letters=inbox.open_letters(self.device.db),
        )

    def lanes(self) -> dict[str, journal.LaneStatus]:
        """What is waiting."""
        return journal.status(self.device.db)

    def sync_now(self) -> None:
        """Try at once."""
        self.tried += 1

    def cut(self, cut: bool) -> None:
        """Pull the cable."""
        self.state = "cut" if cut else "linked"


@pytest.fixture
def line(tmp_path: Path) -> Iterator[Line]:
    with open_device(tmp_path, name="desk-1", role="manager") as device:
        line = Line(device)
        device.store.link = line
        handlers: actions.Handlers = {messages.PriceChanged: catalogue.price_changed}
        device.store.parts[actions.Desk] = actions.Desk(handlers)
        yield line


@pytest.fixture
def desk(ui: Ui, line: Line) -> Iterator[Desk]:
    device = line.device
    with open_desk(ui, device, table.screens(device.store), table.HOME) as opened:
        yield opened


def look(desk: Desk) -> None:
    """Some seconds pass before the screen."""
    desk.screen.refresh()
    desk.settle()


def sell(device: TestDevice, *gtins: str) -> None:
    basket_id = device.store.new_id()
    for gtin in gtins:
        device.do(till.add_product, device.store.register, basket_id, gtin)
    device.do(till.pay_cash, device.store.register, basket_id, 1_000_000)


def everything_arrives(tx: Transaction) -> None:
    epoch = journal.current_epoch(tx.db)
    assert epoch is not None
    for lane in journal.status(tx.db).values():
        journal.acknowledge(tx.db, lane.lane, epoch.epoch, lane.next_seq - 1, tx.now)
    tx.touch("sync")


def a_down_event(tx: Transaction, type_name: str, data: bytes, seq: int = 1, event_id: str = "") -> None:
    """A message of head office arrives that this device cannot use."""
    event = Event(
        id=event_id or f"event-{seq}",
        source="/kx/demo/hq",
        type=type_name,
        time="2026-11-21T04:00:00.000Z",
        epoch="down-1",
        lane="down",
        seq=seq,
        after=0,
        data=msgspec.Raw(data),
    )
    handlers: dict[type[messages.Message], inbox.Handler[Transaction]] = {}
    inbox.apply(tx.db, [event], handlers, tx, tx.now)
    tx.touch("dead_letters")


def price(minor: int, version: int = 9000) -> bytes:
    return messages.encode(
        messages.PriceChanged(gtin=SERUM, price_minor=minor, currency="CNY", version=version, at=NOON)
    )


def test_a_quiet_morning_says_that_everything_arrived(desk: Desk) -> None:
    sell(desk.device, SERUM)
    desk.device.do(everything_arrives)
    desk.settle()

    assert desk.says("一切都已送达总部")
    assert desk.says("¥228")
    assert desk.says("1 张小票·缺 0 张")
    assert desk.says("v 100")


def test_while_the_line_is_cut_every_sale_is_said_to_be_safe_and_counted(desk: Desk, line: Line) -> None:
    line.state = "broker_away"
    line.last_contact = NOON
    desk.device.clock.pass_time(minutes=26)
    line.next_try = desk.device.clock.now + timedelta(seconds=18)
    sell(desk.device, SERUM)
    sell(desk.device, TEA)
    look(desk)

    assert desk.says("联系不上总部，每一笔销售都安全保存在本机")
    assert desk.says("2 条记录在等待，连上后会自动发送。18 秒后再试。")
    assert desk.says("26 分钟")
    assert desk.says("排队中")


def test_when_the_line_is_back_what_waited_is_on_its_way_and_then_there(desk: Desk, line: Line) -> None:
    sell(desk.device, SERUM)
    look(desk)
    assert desk.says("正在送往总部")

    desk.device.do(everything_arrives)
    desk.settle()
    assert desk.says("一切都已送达总部")


def test_sync_now_tries_at_once(desk: Desk, line: Line) -> None:
    desk.tap("status.sync_now")

    assert line.tried == 1


def test_each_sale_shows_whether_head_office_has_it_and_that_none_is_missing(desk: Desk) -> None:
    sell(desk.device, SERUM)
    desk.device.do(everything_arrives)
    sell(desk.device, TEA, TEA)
    desk.go("status.sales")

    assert desk.says("2 张小票，缺 0 张")
    assert desk.says("总部已收到 1 张·1 张等待发送")
    assert desk.says("desk-1-A0002")
    assert (desk.words().count("都有"), desk.words().count("本机")) == (1, 1)


def test_the_sales_of_the_other_devices_are_counted_in(desk: Desk) -> None:
    told = messages.SalesCounted(
        device="kiosk-1",
        business_date=NOON.date(),
        series="A",
        count=4,
        last=5,
        acked=3,
        currency="CNY",
        total_minor=10_000,
        latest=(messages.SaleTold(5, NOON, 2, 2_500),),
        at=NOON,
    )
    desk.go("status.sales")
    desk.device.do(actions.on_sales("desk-1"), told)
    desk.settle()

    assert desk.says("5 张小票，缺 1 张")
    assert desk.says("kiosk-1-A0005")
    desk.go("status.sync")
    assert desk.says("小票号码不连续")


def test_a_message_that_cannot_be_used_appears_with_its_reason_and_works_when_tried_again(desk: Desk) -> None:
    desk.device.do(a_down_event, "kx.price.changed.v1", price(19_900))
    desk.settle()
    assert desk.says("需要处理：1 条消息没有用上")

    desk.go("status.dead")
    assert desk.says("价格变更")
    assert desk.says("这台设备不使用这种消息。")
    assert desk.says("消息会一直保留，不能删除。")

    desk.tap("status.retry")
    assert desk.says("已经处理，并已生效。")
    assert inbox.open_letters(desk.device.db) == 0
    row = desk.device.db.execute("SELECT price_minor FROM live_price WHERE gtin = ?", (SERUM,)).fetchone()
    assert row[0] == 19_900


def test_a_message_that_still_cannot_be_used_stays(desk: Desk) -> None:
    desk.device.do(a_down_event, "kx.price.changed.v1", b'{"gtin": "1"}')
    desk.go("status.dead")
    desk.tap("status.retry")

    assert inbox.open_letters(desk.device.db) == 1
    assert inbox.dead_letters(desk.device.db)[0].tries == 2
    assert desk.says("消息的内容不完整或不正确。")


def test_dead_letters_are_handed_on_as_a_file_and_kept(desk: Desk) -> None:
    desk.device.do(a_down_event, "kx.weather.changed.v1", b"{}")
    desk.go("status.dead")
    desk.tap("status.export_dead")

    [path] = (desk.device.store.folder / "exports").glob("dead-letters-*.db")
    rows = list(Database(path)["dead_letter"].rows)
    assert [(row["type"], row["reason"]) for row in rows] == [("kx.weather.changed.v1", "unknown_type")]
    assert inbox.open_letters(desk.device.db) == 1


def test_an_exported_log_says_where_everything_stands_and_names_no_goods(desk: Desk) -> None:
    sell(desk.device, SERUM)
    desk.tap("status.export_log")

    [path] = (desk.device.store.folder / "exports").glob("log-*.db")
    database = Database(path)
    assert {"stream", "journal", "epoch"} <= set(database.table_names())
    assert SERUM.encode() not in path.read_bytes()


def test_a_silent_device_raises_an_alarm_until_somebody_takes_note_and_again_when_it_is_news(
    desk: Desk, line: Line
) -> None:
    line.devices = {"kiosk-1": NOON, "kiosk-2": NOON}
    look(desk)
    desk.device.clock.pass_time(minutes=21)
    line.devices["kiosk-1"] = desk.device.clock.now
    look(desk)
    assert desk.says("需要处理：1 台设备没有消息")
    assert desk.says("1 台需要注意")

    desk.tap("status.note")
    look(desk)
    assert desk.says("一切都已送达总部")
    assert desk.says("已知悉")

    line.devices["kiosk-2"] = desk.device.clock.now
    look(desk)
    desk.device.clock.pass_time(minutes=25)
    line.devices["kiosk-1"] = desk.device.clock.now
    look(desk)
    assert desk.says("需要处理：1 台设备没有消息")


def test_who_is_cut_off_says_that_it_cannot_know(desk: Desk, line: Line) -> None:
    line.devices = {"kiosk-1": NOON}
    line.state = "broker_away"
    desk.device.clock.pass_time(hours=2)
    desk.go("status.devices")

    assert desk.says("这台设备没有连上门店网络")
    assert not desk.says("知道了")
    assert navigation.front() == "status.devices"


def test_every_screen_stands_the_critical_look(desk: Desk, line: Line) -> None:
    line.devices = {"kiosk-1": NOON, "tablet-1": NOON}
    sell(desk.device, SERUM)
    look(desk)
    findings = desk.findings("sync")
    desk.device.clock.pass_time(minutes=25)
    line.devices["kiosk-1"] = desk.device.clock.now
    desk.device.do(a_down_event, "kx.price.changed.v1", price(1))
    look(desk)
    findings += desk.findings("sync, action needed", HARDEST)
    line.state, line.next_try = "broker_away", desk.device.clock.now + timedelta(seconds=9)
    look(desk)
    for name in ("status.sales", "status.devices", "status.dead"):
        desk.go(name)
        findings += desk.findings(name)

    assert not findings, "\n".join(findings)
