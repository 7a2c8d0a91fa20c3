"""Head office's half of the protocol, sans-IO: what to write down and what to answer.

Messages are sorted without touching the database, taken in together inside one transaction, and answered after its
COMMIT. Nothing in here waits, sleeps or knows a socket.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct, field

from sync import control, frames, topics
from sync.clock import Clock, NewId, stamp
from sync.headoffice import inbox, outbox, presence
from sync.messages import LANES
from sync.steps import Publish
from sync.stream import WINDOW, Sender
from sync.topics import Identity


class Greeting(Struct, frozen=True):
    """A device said hello."""

    sender: Identity
    hello: control.Hello


class DownAcked(Struct, frozen=True):
    """A device has the down stream up to a cursor."""

    sender: Identity
    ack: control.DownAck


class StatusSeen(Struct, frozen=True):
    """A device's status, or its last will."""

    sender: Identity
    status: control.Status
    retained: bool


class Garbage(Struct, frozen=True):
    """Something on a device's topic that is none of our messages."""

    sender: Identity
    leaf: str
    payload: bytes
    detail: str


Item = inbox.Parcel | Greeting | DownAcked | StatusSeen | Garbage


class Taken(Struct):
    """What was taken in by one transaction and may now be answered."""

    lanes: list[inbox.Lane] = field(default_factory=list)
    greetings: list[tuple[Greeting, dict[str, control.LaneAck]]] = field(default_factory=list)
    acked: list[DownAcked] = field(default_factory=list)
    down_epoch: str = ""


class _Session(Struct):
    """A device that head office speaks with."""

    identity: Identity
    down: Sender
    epoch: str = ""
    """Of the down stream when it was welcomed."""


class Desk:
    """Answers devices. Times are seconds of any steady clock."""

    def __init__(
        self, tenant: str, db: sqlite3.Connection, *, clock: Clock, new_id: NewId, credit: int = WINDOW
    ) -> None:
        """`db`: a reading connection, used by nobody else."""
        self._tenant = tenant
        self._db = db
        self._clock = clock
        self._new_id = new_id
        self._credit = credit
        self._packer = frames.Packer()
        self._sessions: dict[tuple[str, str], _Session] = {}
        self._down_epoch = outbox.epoch_now(db)
        self.session = new_id()
        """Names this life of head office; acknowledgements of another life count for nothing."""

    # ------------------------------------------------------------ in

    def sort(self, topic: str, payload: bytes, *, retained: bool = False) -> Item | None:
        """Read a message; None if it is not for head office. Never raises on what it reads."""
        place = topics.parse(topic)
        if place is None or place.identity.tenant != self._tenant or place.branch not in ("up", "status"):
            return None
        if place.branch == "up" and place.leaf in LANES:
            return inbox.prepare(place.identity, place.leaf, payload)
        try:
            return self._sort_control(place, payload, retained)
        except control.BadControl as fault:
            return Garbage(place.identity, place.leaf[:40] or place.branch, payload, str(fault))

    def _sort_control(self, place: topics.Topic, payload: bytes, retained: bool) -> Item | None:
        sender = place.identity
        if place.branch == "status":
            # An empty retained payload only clears the topic.
            return StatusSeen(sender, control.decode(payload, control.Status), retained) if payload else None
        if place.leaf == topics.HELLO:
            return Greeting(sender, control.decode(payload, control.Hello))
        if place.leaf == topics.ACK:
            return DownAcked(sender, control.decode(payload, control.DownAck))
        raise control.BadControl("no such lane")

    def take(self, db: sqlite3.Connection, items: Sequence[Item], now: datetime) -> Taken:
        """Write everything down, inside the caller's transaction (`db`: the writing connection)."""
        taken = Taken()
        parcels = [item for item in items if isinstance(item, inbox.Parcel)]
        taken.lanes = inbox.store_parcels(db, parcels, now)
        presence.heard(db, {parcel.sender for parcel in parcels}, now)
        epoch = outbox.epoch_now(db)
        for item in items:
            if isinstance(item, Greeting):
                down = item.hello.down
                if down.epoch == epoch and down.cursor > outbox.top(db, item.sender.store):
                    # The device has more of our stream than we: this database was restored from a copy.
                    epoch = outbox.new_epoch(db, self._new_id)
                presence.on_hello(db, item.sender, item.hello, now)
                acks: dict[str, control.LaneAck] = {
                    lane: inbox.lane_ack(db, item.sender, lane, item.hello.lanes[lane].epoch)
                    for lane in LANES
                    if lane in item.hello.lanes
                }
                taken.greetings.append((item, acks))
            elif isinstance(item, DownAcked):
                presence.on_down_ack(db, item.sender, item.ack)
                taken.acked.append(item)
            elif isinstance(item, StatusSeen):
                presence.on_status(db, item.sender, item.status, now, retained=item.retained)
            elif isinstance(item, Garbage):
                inbox.bury(db, item.sender, item.leaf, "", 0, item.payload, "bad_control", item.detail, now)
        taken.down_epoch = epoch
        return taken

    # ------------------------------------------------------------ out, after the COMMIT

    def answer(self, taken: Taken, now: float) -> list[Publish]:
        """What to send now that everything in `taken` is durable."""
        if taken.down_epoch != self._down_epoch:
            self._down_epoch = taken.down_epoch
            for session in self._sessions.values():
                session.down.stop()
        said: list[Publish] = []
        hq_time = stamp(self._clock())
        lanes: dict[Identity, dict[str, control.LaneAck]] = {}
        for one in taken.lanes:
            known = lanes.setdefault(one.sender, {})
            if one.lane in known:
                # Two epochs of one lane at once: a device that has just changed; each is told apart.
                said.append(self._ack(one.sender, {one.lane: one.ack}, hq_time))
            else:
                known[one.lane] = one.ack
        said.extend(self._ack(sender, acks, hq_time) for sender, acks in lanes.items())
        for greeting, acks in taken.greetings:
            said.append(self._welcome(greeting, acks, hq_time))
        for item in taken.acked:
            known_session = self._sessions.get((item.sender.store, item.sender.device))
            if known_session is not None and known_session.down.running and item.ack.epoch == self._down_epoch:
                known_session.down.on_ack(item.ack.cursor, (), now)
        return said

    def _ack(self, sender: Identity, lanes: dict[str, control.LaneAck], hq_time: str) -> Publish:
        ack = control.Ack(hq=self.session, lanes=lanes, credit=self._credit, hq_time=hq_time)
        return Publish(sender.down(topics.ACK), control.encode(ack))

    def _welcome(self, greeting: Greeting, acks: dict[str, control.LaneAck], hq_time: str) -> Publish:
        sender, hello = greeting.sender, greeting.hello
        session = self._sessions.setdefault((sender.store, sender.device), _Session(sender, Sender()))
        cursor = hello.down.cursor if hello.down.epoch == self._down_epoch else 0
        session.down.start(cursor)
        session.epoch = self._down_epoch
        welcome = control.Welcome(
            session=hello.session,
            hq=self.session,
            lanes=acks,
            credit=self._credit,
            hq_time=hq_time,
            down=control.DownState(epoch=self._down_epoch, cursor=cursor),
        )
        return Publish(sender.down(topics.WELCOME), control.encode(welcome))

    def status(self, sender: Identity, *, online: bool) -> None:
        """A device's status or last will came: send it nothing while it is gone, go on when it is there."""
        session = self._sessions.get((sender.store, sender.device))
        if session is None:
            return
        if not online:
            session.down.stop()
        elif not session.down.running and session.epoch == self._down_epoch:
            session.down.start(session.down.acked)

    def on_time(self, now: float, room: int) -> list[Publish]:
        """Down events that may go out now. `room`: how many more payloads the link takes."""
        said: list[Publish] = []
        tops: dict[str, int] = {}
        for session in self._sessions.values():
            sender, down = session.identity, session.down
            if not down.running:
                continue
            down.on_time(now)
            if sender.store not in tops:
                tops[sender.store] = outbox.top(self._db, sender.store)
            while len(said) < room and (wanted := down.next_range(tops[sender.store])) is not None:
                after = wanted[0]
                rows = outbox.read(self._db, sender.store, after, frames.MAX_EVENTS)
                if not rows:
                    break
                bodies = []
                for row in rows:
                    bodies.append(outbox.event_bytes(row, after=after, tenant=self._tenant, epoch=self._down_epoch))
                    after = row.seq
                count, payload = self._packer.fill(bodies)
                said.append(Publish(sender.down(topics.EVENT), payload))
                down.handed_out(rows[count - 1].seq, now)
        return said

    def due(self) -> float | None:
        """When `on_time` wants to be called next, if nothing else happens."""
        times = [session.down.deadline for session in self._sessions.values()]
        return min((at for at in times if at is not None), default=None)
