"""A whole small world without threads, clocks or sockets: real protocol, real journal, real inbox, a wicked network.

Devices and head office are the real sans-IO cores over real SQLite (in memory). The network loses, doubles, delays and
reorders; processes die between any two steps; disks are put back from copies. One seed is one story.
"""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sqlite_utils import Database

from sync import control, inbox, journal, steps, topics
from sync.headoffice import applying, database, desk, ingest, outbox
from sync.messages import Event, Message, PriceChanged, StockMoved
from sync.protocol import Device
from sync.steps import About
from sync.topics import Identity

TENANT, STORE = "acme", "9521000000018"
EPOCH = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)


def _template(schema: tuple[object, ...]) -> bytes:
    db = sqlite3.connect(":memory:", isolation_level=None)
    for migrations in schema:
        migrations.apply(Database(db))  # type: ignore[attr-defined]
    return db.serialize()


DEVICE_DISK = _template((journal.MIGRATIONS,))
HEAD_OFFICE_DISK = _template((database.MIGRATIONS, *ingest.SCHEMA))


def open_disk(image: bytes) -> sqlite3.Connection:
    """A database in memory with this content."""
    db = sqlite3.connect(":memory:", isolation_level=None)
    db.deserialize(image)
    return db


@dataclass(order=True)
class Flying:
    """A message in the network."""

    at: float
    number: int
    to: str = field(compare=False)
    topic: str = field(compare=False)
    payload: bytes = field(compare=False)


@dataclass
class Till:
    """One device: a disk that lasts and a process that may die."""

    identity: Identity
    disk: sqlite3.Connection
    core: Device | None = None
    applied: list[int] = field(default_factory=list)
    """Versions of down events as they took effect on this disk."""
    backup: tuple[bytes, list[int]] | None = None
    posted: set[str] = field(default_factory=set)
    """Ids of everything that was ever committed on it and not undone by a restore before head office had it."""

    def post(self, message: Message) -> object:
        """What handlers may say in return; this world does not listen."""
        return message


class World:
    """One seed, one story."""

    def __init__(self, seed: int, tills: int = 2, loss: float = 0.1, twice: float = 0.1, delay_s: float = 3.0) -> None:
        self.rng = random.Random(seed)
        self.now = 1000.0
        self.loss, self.twice, self.delay_s = loss, twice, delay_s
        self.flying: list[Flying] = []
        self.numbers = 0
        self.ids = 0
        self.headoffice = open_disk(HEAD_OFFICE_DISK)
        self.desk: desk.Desk | None = None
        self.applier: applying.Applier | None = None
        self.undone: set[str] = set()
        self._in(self.headoffice, lambda db: outbox.new_epoch(db, self.new_id))
        self.tills = [self._new_till(f"till-{n:02d}") for n in range(1, tills + 1)]
        self.start_headoffice()
        for till in self.tills:
            self.start(till)

    # ------------------------------------------------------------ basics

    def new_id(self) -> str:
        self.ids += 1
        return f"id-{self.ids:06d}"

    def clock(self) -> datetime:
        return EPOCH + timedelta(seconds=self.now)

    def _in(self, db: sqlite3.Connection, job: Callable[[sqlite3.Connection], object]) -> object:
        db.execute("BEGIN IMMEDIATE")
        try:
            result = job(db)
        except BaseException:
            db.execute("ROLLBACK")
            raise
        db.execute("COMMIT")
        return result

    def _new_till(self, name: str) -> Till:
        return Till(Identity(TENANT, STORE, name), open_disk(DEVICE_DISK))

    def publish(self, to: str, topic: str, payload: bytes) -> None:
        """Give a message to the wicked network."""
        copies = 0 if self.rng.random() < self.loss else 2 if self.rng.random() < self.twice else 1
        for _ in range(copies):
            self.numbers += 1
            at = self.now + self.rng.random() ** 3 * self.delay_s
            self.flying.append(Flying(at, self.numbers, to, topic, payload))

    # ------------------------------------------------------------ processes

    def start(self, till: Till, mark: str = "this disk") -> None:
        """The device's process starts on its disk."""
        self._in(till.disk, lambda db: journal.open_epoch(db, new_id=self.new_id, now=self.clock(), disk_mark=mark))
        about = About(till.identity, "till", "1")
        till.core = Device(about, till.disk, clock=self.clock, rng=self.rng, new_session=self.new_id)
        self.carry_out(till, till.core.connected(self.now))

    def kill(self, till: Till) -> None:
        """The device's process dies; what is flying may still arrive."""
        till.core = None

    def start_headoffice(self) -> None:
        """Head office's process starts on its disk."""
        self.desk = desk.Desk(TENANT, self.headoffice, clock=self.clock, new_id=self.new_id)
        self.applier = applying.Applier(TENANT, self._effect)
        state = control.HeadOfficeState(state="online", session=self.desk.session, at="2026-11-21T04:00:00.000Z")
        for till in self.tills:
            self.publish(till.identity.device, topics.head_office_state(TENANT), control.encode(state))

    def _effect(self, db: sqlite3.Connection, arrivals: Sequence[applying.Arrival]) -> None:
        db.execute("CREATE TABLE IF NOT EXISTS effect (id TEXT)")
        ids = [(arrival.event.id,) for arrival in arrivals if not arrival.repeated]
        db.executemany("INSERT INTO effect VALUES (?)", ids)

    def carry_out(self, till: Till, wanted: list[steps.Step]) -> None:
        """Do what the core says; the process may die before any step."""
        for step in wanted:
            if till.core is None:
                return
            if self.rng.random() < 0.005:
                self.kill(till)
                return
            if isinstance(step, steps.Publish):
                self.publish("hq", step.topic, step.payload)
            elif isinstance(step, steps.Acknowledge):
                for lane, epoch, upto in step.acks:
                    acknowledge = (lane, epoch, upto, self.clock())
                    self._in(till.disk, lambda db, a=acknowledge: journal.acknowledge(db, *a))  # type: ignore[misc]
                till.core.saved()
            elif isinstance(step, steps.Deliver):
                self._deliver(till, step.events)
            elif isinstance(step, steps.NewEpoch):
                self._in(
                    till.disk,
                    lambda db, reason=step.reason: journal.start_epoch(  # type: ignore[misc]
                        db, new_id=self.new_id, now=self.clock(), reason=reason
                    ),
                )
                self.carry_out(till, till.core.epoch_changed(self.now))

    def _deliver(self, till: Till, events: tuple[Event, ...]) -> None:
        taken: list[int] = []

        def on_price(_till: Till, message: PriceChanged) -> None:
            taken.append(message.version)

        handlers: dict[type[Message], inbox.Handler[Till]] = {PriceChanged: on_price}

        def job(db: sqlite3.Connection) -> inbox.Applied:
            return inbox.apply(db, events, handlers, till, self.clock())

        applied = self._in(till.disk, job)
        assert isinstance(applied, inbox.Applied)
        till.applied += taken
        assert till.core is not None
        self.carry_out(till, till.core.delivered(applied))

    # ------------------------------------------------------------ what happens

    def sell(self, till: Till) -> None:
        """A change is committed together with its event."""
        event_id = self.new_id()
        gtin = f"{self.rng.randrange(10**13):014d}"
        message = StockMoved(movement_id=event_id, gtin=gtin, quantity=1, reason="count", at=self.clock())
        self._in(
            till.disk,
            lambda db: journal.post(db, message, source=till.identity.source, event_id=event_id, now=self.clock()),
        )
        till.posted.add(event_id)

    def change_price(self) -> None:
        """Head office commits a price."""
        gtin = f"{self.rng.randrange(5):014d}"

        def job(db: sqlite3.Connection) -> None:
            version = database.next_version(db)
            message = PriceChanged(gtin=gtin, price_minor=version, currency="CNY", version=version, at=self.clock())
            outbox.post(db, STORE, message, self.clock(), self.new_id)

        self._in(self.headoffice, job)

    def step_network(self) -> None:
        """One message arrives, or the time goes on to the next thing."""
        due = [message for message in self.flying if message.at <= self.now]
        if not due:
            self.now += 0.05 + self.rng.random() * 0.4
            for till in self.tills:
                if till.core is not None:
                    self.carry_out(till, till.core.on_time(self.now, 64))
            if self.desk is not None:
                for message in self.desk.on_time(self.now, 64):
                    self._answer(message)
            return
        chosen = self.rng.choice(due)
        self.flying.remove(chosen)
        if chosen.to == "hq":
            self._to_headoffice(chosen)
        else:
            till = next(t for t in self.tills if t.identity.device == chosen.to)
            if till.core is not None:
                self.carry_out(till, till.core.received(chosen.topic, chosen.payload, self.now))

    def _answer(self, message: steps.Publish) -> None:
        place = topics.parse(message.topic)
        assert place is not None
        self.publish(place.identity.device, message.topic, message.payload)

    def _to_headoffice(self, message: Flying) -> None:
        desk_now = self.desk
        if desk_now is None:
            return
        item = desk_now.sort(message.topic, message.payload)
        if item is None:
            return
        taken = self._in(self.headoffice, lambda db: desk_now.take(db, [item], self.clock()))
        if self.rng.random() < 0.02:
            self.desk = None  # killed between COMMIT and acknowledgement
            return
        assert isinstance(taken, desk.Taken)
        for answer in desk_now.answer(taken, self.now):
            self._answer(answer)
        if self.rng.random() < 0.3:
            self.run_effects()

    def run_effects(self) -> None:
        """Effects of what is durable."""
        applier = self.applier
        assert applier is not None
        self._in(self.headoffice, lambda db: applier.run(db, self.clock(), 10.0))

    def copy_disk(self, till: Till) -> None:
        """Somebody copies the disk."""
        till.backup = (till.disk.serialize(), list(till.applied))

    def restore_disk(self, till: Till, *, noticed: bool) -> None:
        """The copy is put back: what was written since, and head office has not, is gone with the disk."""
        assert till.backup is not None
        self.kill(till)
        image, till.applied = till.backup[0], list(till.backup[1])
        till.disk = open_disk(image)
        here = {row[0] for row in till.disk.execute("SELECT id FROM journal")}
        self.undone |= till.posted - here
        till.posted &= here
        till.backup = None
        self.start(till, mark="another disk" if noticed else "this disk")

    # ------------------------------------------------------------ the end

    def heal(self) -> None:
        """All faults end; everybody is started."""
        self.loss = self.twice = 0.0
        if self.desk is None:
            self.start_headoffice()
        for till in self.tills:
            if till.core is None:
                self.start(till)
            else:
                self.carry_out(till, till.core.hurry(self.now))

    def settled(self) -> bool:
        """Whether everybody has everything."""
        epoch, last = outbox.epoch_now(self.headoffice), self._last_down()
        return all(
            till.core is not None
            and till.core.state == "linked"
            and all(journal.waiting(till.disk, lane) == 0 for lane in ("money", "ops"))
            and last in (0, self._cursor(till, epoch))
            for till in self.tills
        )

    def _cursor(self, till: Till, epoch: str) -> int:
        found, cursor = inbox.cursor(till.disk, topics.head_office_source(TENANT))
        return cursor if found == epoch else -1

    def _last_down(self) -> int:
        return outbox.last_before(self.headoffice, STORE, 10**9)

    def settle(self, limit_s: float = 900.0) -> bool:
        """Go on without faults until everybody has everything; False if that does not come to pass."""
        self.heal()
        ends_at = self.now + limit_s
        while self.now < ends_at:
            self.step_network()
            if self.desk is None or any(till.core is None for till in self.tills):
                self.heal()
            if not self.flying and self.settled():
                self.run_effects()
                return True
        return False

    def effect_ids(self) -> list[str]:
        """Ids whose effect stands at head office, each as often as it was made."""
        if not self.headoffice.execute("SELECT 1 FROM sqlite_master WHERE name = 'effect'").fetchone():
            return []
        return [row[0] for row in self.headoffice.execute("SELECT id FROM effect")]
