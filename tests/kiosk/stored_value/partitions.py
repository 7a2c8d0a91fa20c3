"""Devices and a head office on real databases, with a network that is what the test says: partitioned, late, doubled.

No threads and no clock: each delivery is a call, so a property test can try thousands of stories.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from kiosk import database, trust
from kiosk.register import Register
from kiosk.schema import SCHEMA
from kiosk.stored_value import actions, tables
from kiosk.worker import Transaction
from sync import frames, journal, messages
from sync.clock import new_id
from sync.headoffice import database as hq_database
from sync.headoffice import leases, outbox, stored_value
from sync.headoffice.applying import Arrival
from sync.headoffice.change import Change
from sync.headoffice.effects import Effects
from sync.headoffice.keys import Keys
from sync.messages import ConfigPublished, DeviceStarted, LeaseGranted, SaleCompleted, SaleLine, SaleTender
from tests.headoffice import offices
from tests.headoffice.offices import STORE

NOON = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
FILES = ("", "-wal", "-shm")


def make_templates(folder: Path) -> Path:
    """An empty device and a small chain, made once and copied for each story."""
    database.migrate(folder / "device", SCHEMA)
    office = offices.open_office(folder / "hq", NOON)
    offices.fill(office, folder / "csv")
    office.close()
    return folder


class PartedDevice:
    """One device; nothing leaves or reaches it but by `Chain.up` and `Chain.down`."""

    def __init__(self, folder: Path, name: str, role: str = "till", store: str = STORE) -> None:
        self.folder, self.name, self.role, self.store = folder, name, role, store
        self.register = Register(store, name, "CNY", "Asia/Shanghai", "04:00")
        self.now = NOON
        self.cursor = 0
        self._handle = actions.on_granted(name)
        self._disk = 0
        self._sequence = 0
        self.db: sqlite3.Connection = self._open()
        self.start()

    def _open(self) -> sqlite3.Connection:
        db = database.open_writer(self.folder)
        db.execute("PRAGMA synchronous = OFF")  # what a story loses is lost by the story
        return db

    def do(self, action: Callable[..., Any], *args: Any, **named: Any) -> Any:  # actions differ
        """Run an action in its transaction."""
        tx = Transaction(self.db, self.now, new_id, f"/kx/acme/{self.store}/{self.name}")
        with database.transaction(self.db):
            return action(tx, *args, **named)

    def start(self) -> None:
        """What a device does at its start; another disk is another life."""

        def begin(tx: Transaction) -> None:
            epoch = journal.open_epoch(tx.db, new_id=tx.new_id, now=tx.now, disk_mark=f"disk-{self._disk}")
            if epoch.fresh:
                tx.post(
                    DeviceStarted(
                        device=self.name,
                        role=self.role,
                        app="1.0",
                        epoch=epoch.epoch,
                        series=epoch.series,
                        previous_epoch=epoch.previous,
                        at=tx.now,
                    )
                )
            actions.all_done(tx)

        self.do(begin)

    def back_up(self) -> Path:
        """A copy of the disk as it is now."""
        self.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return Path(shutil.copy(self.folder / database.JOURNAL, self.folder / "backup.db"))

    def put_back(self) -> None:
        """The disk is put back from the copy: what came after it is gone, and nobody notices yet."""
        self.db.close()
        for ending in FILES:
            Path(f"{self.folder / database.JOURNAL}{ending}").unlink(missing_ok=True)
        shutil.copy(self.folder / "backup.db", self.folder / database.JOURNAL)
        self.db = self._open()

    def restore(self) -> None:
        """The disk is put back from the copy, and the device notices at its start."""
        self.put_back()
        self.notice()

    def notice(self) -> None:
        """This disk turns out to be a copy: a new life begins."""
        self._disk += 1
        self.start()

    def hear(self, message: LeaseGranted) -> None:
        """Something comes down."""
        self.do(self._handle, message)

    def available(self, kind: str, account: str) -> int:
        """What may be spent here and now."""
        found = tables.spendable(self.db, kind, account)
        return 0 if found is None else found.available

    def sell(self, tx: Transaction, *, tenders: Sequence[SaleTender] = (), **fields: Any) -> None:
        """The fact of a sale, with nothing in it but what the test looks at."""
        epoch = journal.current_epoch(tx.db)
        assert epoch is not None
        self._sequence += 1
        total = sum(one.amount_minor for one in tenders)
        tx.post(
            SaleCompleted(
                sale_id=tx.new_id(),
                store=self.store,
                workstation=self.name,
                business_date=NOON.date(),
                series=epoch.series,
                sequence=self._sequence,
                at=tx.now,
                currency="CNY",
                total_minor=total,
                lines=fields.pop("lines", ()) or (_goods(tx.new_id(), total),),
                tenders=tuple(tenders),
                **fields,
            )
        )

    def pay(self, kind: str, account: str, amount: int) -> None:
        """A sale paid from an account; Refused if this device may not spend so much."""

        def act(tx: Transaction) -> None:
            actions.spend(tx, self.register, kind, account, amount)
            self.sell(tx, tenders=(_tender(tx, kind, account, amount),))

        self.do(act)

    def refund(self, kind: str, account: str, amount: int) -> None:
        """A return whose money goes back to the account."""

        def act(tx: Transaction) -> None:
            actions.give_back(tx, self.register, kind, account, amount)
            self.sell(tx, tenders=(_tender(tx, kind, account, -amount),))

        self.do(act)

    def load(self, number: str, amount: int) -> None:
        """A gift card is sold for cash."""

        def act(tx: Transaction) -> None:
            actions.activate(tx, self.register, number, amount)
            line = msg_line(tx.new_id(), amount, kind="gift_card", reference=number)
            self.sell(tx, lines=(line,), tenders=(SaleTender(tender_id=tx.new_id(), kind="cash", amount_minor=amount),))

        self.do(act)

    def unload(self, number: str, amount: int) -> None:
        """A gift card comes back for cash."""

        def act(tx: Transaction) -> None:
            actions.deactivate(tx, self.register, number, amount)
            line = msg_line(tx.new_id(), amount, -1, kind="gift_card", reference=number)
            cash = SaleTender(tender_id=tx.new_id(), kind="cash", amount_minor=-amount)
            self.sell(tx, lines=(line,), tenders=(cash,))

        self.do(act)

    def earn(self, member: str, points: int) -> None:
        """A cash sale that earns points, or a return that takes them back."""

        def act(tx: Transaction) -> None:
            cash = SaleTender(tender_id=tx.new_id(), kind="cash", amount_minor=points * 100)
            self.sell(tx, tenders=(cash,), customer=member, points_earned=points)

        self.do(act)

    def close(self) -> None:
        """Close the file."""
        self.db.close()


class Chain:
    """Head office, by its effects and its streams."""

    def __init__(self, templates: Path, folder: Path) -> None:
        self.templates, self.folder = templates, folder
        shutil.copytree(templates / "hq", folder / "hq", dirs_exist_ok=True)
        self.now = NOON
        self.db = hq_database.connect(folder / "hq" / hq_database.FILE)
        self.db.execute("PRAGMA synchronous = OFF")
        self.devices: list[PartedDevice] = []
        self.keys = Keys.at(templates / "hq" / "keys")
        self._effects = Effects("acme", self.keys, clock=lambda: self.now, new_id=new_id)
        self._places: set[tuple[str, str, str, int]] = set()
        self._ids: set[str] = set()

    def device(self, name: str, role: str = "till", store: str = STORE) -> PartedDevice:
        """A new device."""
        home = self.folder / name
        shutil.copytree(self.templates / "device", home)
        made = PartedDevice(home, name, role, store)
        self.devices.append(made)
        return made

    def change(self, job: Callable[[Change], Any]) -> Any:  # jobs differ
        """One transaction of head office."""
        with database.transaction(self.db):
            return job(Change(self.db, self.now, new_id))

    def up(self, device: PartedDevice, lanes: Sequence[str] = ("money", "ops"), *, acknowledged: bool = True) -> None:
        """What waits at the device takes effect; a lost acknowledgement lets it come again."""
        for lane in lanes:
            status = journal.status(device.db)[lane]
            rows = journal.read(device.db, lane, status.epoch, status.acked, status.next_seq - 1, 1_000)
            arrivals = []
            for row in rows:
                event = frames.read(row.body)
                place = (device.name, event.epoch, lane, event.seq)
                if place in self._places:
                    continue
                self._places.add(place)
                message = messages.decode(event.type, event.data)
                arrivals.append(Arrival(device.store, device.name, event, message, event.id in self._ids))
                self._ids.add(event.id)
            if arrivals:
                self._apply(arrivals)
            if acknowledged and rows:
                self._acknowledge(device, lane, status.epoch, rows[-1].seq)

    def _apply(self, arrivals: Sequence[Arrival]) -> None:
        self.change(lambda change: self._effects.apply(change.db, arrivals))

    def _acknowledge(self, device: PartedDevice, lane: str, epoch: str, upto: int) -> None:
        device.do(lambda tx: journal.acknowledge(tx.db, lane, epoch, upto, tx.now))

    def told(self, device: PartedDevice) -> list[LeaseGranted]:
        """Every word about accounts that stands in the stream of the device's store."""
        return [message for _, message in self._stream(device, 0)]

    def _stream(self, device: PartedDevice, after: int) -> list[tuple[int, LeaseGranted]]:
        found = []
        for row in outbox.read(self.db, device.store, after, 10_000):
            if row.type == LeaseGranted.TYPE:
                message = messages.decode(row.type, row.data)
                assert isinstance(message, LeaseGranted)
                found.append((row.seq, message))
        return found

    def down(self, device: PartedDevice) -> None:
        """What is new in the store's stream reaches the device."""
        for seq, message in self._stream(device, device.cursor):
            device.hear(message)
            device.cursor = seq

    def housekeep(self) -> None:
        """What head office does once a second."""
        self.change(leases.tell_stale)

    def heal(self, rounds: int = 6) -> None:
        """The network is whole for a while, and nobody stands anywhere."""
        for device in self.devices:
            device.do(actions.all_done)
        for _ in range(rounds):
            for device in self.devices:
                self.up(device)
            self.housekeep()
            for device in self.devices:
                self.down(device)
                device.do(actions.tidy)

    def pass_time(self, **length: float) -> None:
        """Let time pass everywhere; arguments as of `timedelta`."""
        self.now += timedelta(**length)
        for device in self.devices:
            device.now = self.now

    def believed(self, device: PartedDevice) -> PartedDevice:
        """The device, once it has head office's signed config: it believes its codes."""
        self.up(device)
        for row in outbox.read(self.db, device.store, 0, 10_000):
            if row.type == ConfigPublished.TYPE:
                message = messages.decode(row.type, row.data)
                device.do(trust.on_config(self.keys.root.public_key()), message)
        return device

    def balance(self, kind: str, account: str) -> int:
        """What head office says is left."""
        found = stored_value.find(self.db, kind, account)
        assert found is not None
        return found.balance

    def flags(self) -> list[tuple[str, str]]:
        """What was flagged: kind and detail."""
        return [(row[0], row[1]) for row in self.db.execute("SELECT kind, detail FROM flag ORDER BY n")]

    def kinds_of_flags(self) -> list[str]:
        """What was flagged."""
        return [row[0] for row in self.db.execute("SELECT kind FROM flag ORDER BY n")]

    def close(self) -> None:
        """Close the files."""
        for device in self.devices:
            device.close()
        self.db.close()


def msg_line(line_id: str, price: int, quantity: int = 1, **fields: Any) -> SaleLine:
    """One line of a sale."""
    return SaleLine(
        line_id=line_id,
        gtin="09529000000014",
        name="x",
        quantity=quantity,
        unit_price_minor=price,
        amount_minor=price * quantity,
        **fields,
    )


def _goods(line_id: str, amount: int) -> SaleLine:
    return msg_line(line_id, amount)


def _tender(tx: Transaction, kind: str, account: str, amount: int) -> SaleTender:
    units = amount if kind == "points" else 0
    # A point is worth two minor units here, so that nobody takes the one for the other.
    minor = 2 * amount if kind == "points" else amount
    return SaleTender(tender_id=tx.new_id(), kind=kind, amount_minor=minor, reference=account, units=units)
