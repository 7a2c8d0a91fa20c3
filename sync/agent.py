"""The agent: one thread that brings the journal to head office and what comes down to the app."""

from __future__ import annotations

import itertools
import logging
import queue
import random
import sqlite3
import threading
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Literal, Protocol

from sync import clock as clocks
from sync import control, frames, inbox, journal, live, steps, topics
from sync.clock import Clock, NewId
from sync.health import Health, LaneHealth, LinkState
from sync.inbox import Applied
from sync.link import Link, Will
from sync.messages import Event, Message
from sync.neighbours import Neighbours
from sync.pace import Pace
from sync.protocol import Device
from sync.steps import About
from sync.topics import Identity

log = logging.getLogger(__name__)

HEARTBEAT_S = 30.0
STATUS_S = 5.0
"""A changed number of waiting events is told to the others at most this often."""

HEALTH_S = 0.2
"""How often the picture for the screens is taken anew while things happen; every `IDLE_HEALTH_S` otherwise."""

IDLE_HEALTH_S = 2.0
RETRY_EPOCH_S = 5.0
MAX_QUEUE = 2_000
"""Messages that wait for this thread; further ones are dropped and come again."""


class Host(Protocol):
    """What the agent asks of the app. Every `done` may be called on any thread, and must be called."""

    def reader(self) -> sqlite3.Connection:
        """A new reading connection to the journal; it belongs to the agent's thread."""

    def write(self, job: Callable[[sqlite3.Connection, datetime], None], done: Callable[[], None]) -> None:
        """Run `job(db, now)` in a transaction; `done` after the commit or the failure."""

    def receive(self, events: Sequence[Event], done: Callable[[Applied | None], None]) -> None:
        """Run `inbox.apply` in a transaction; None if it was given up."""

    def new_epoch(self, reason: str, done: Callable[[bool], None]) -> None:
        """Run `journal.start_epoch` and post `DeviceStarted` in a transaction; False if it was given up."""

    def live(self, sender: Identity, message: Message) -> None:
        """Another device of the store says something; returns at once."""

    def health_changed(self) -> None:
        """`health()` would answer differently now; returns at once."""


class Agent:
    """Drives the protocol over a link. `link` None: a device that keeps everything to itself."""

    def __init__(
        self,
        about: About,
        link: Link | None,
        host: Host,
        *,
        clock: Clock = clocks.utc_now,
        new_id: NewId = clocks.new_id,
        rng: random.Random | None = None,
    ) -> None:
        self._about = about
        self._identity = about.identity
        self._link = link
        self._host = host
        self._clock = clock
        self._new_id = new_id
        self._rng = rng or random.Random()
        self._session = new_id()
        self.pace = Pace()
        self._numbers = itertools.count(1)
        self._queue: queue.SimpleQueue[Callable[[float], None] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="sync", daemon=True)
        self._closed = False
        self._cut = False
        self._connected = False
        self._db: sqlite3.Connection | None = None
        self._core: Device | None = None
        self._neighbours = Neighbours()
        self._last_contact: datetime | None = None
        self._last_heard: float | None = None
        self._said_waiting = -1
        self._status_at = 0.0
        self._health_at = 0.0
        self._retry_epoch: tuple[float, str] | None = None
        start = clock()
        state: LinkState = "none" if link is None else "broker_away"
        self._health = Health(state, start, None, None, (), (), 0)

    # ------------------------------------------------------------ from any thread

    def start(self) -> None:
        """Begin to connect and to send."""
        self._thread.start()

    def wake(self) -> None:
        """Something was posted and committed."""
        self._put(_nothing)

    def publish_live(self, message: Message) -> bool:
        """Tell the store's other devices, now or never; False if nobody can hear it."""
        if self._link is None:
            return False
        payload = live.encode(
            message, self._identity, event_id=self._new_id(), session=self._session, number=next(self._numbers),
            now=self._clock(),
        )  # fmt: skip
        return self._link.publish(self._identity.live(topics.live_kind(message.TYPE)), payload, expiry_s=live.EXPIRY_S)

    def health(self) -> Health:
        """How everything stands."""
        return self._health

    def acked(self, lane: str) -> int:
        """How far head office has a lane in the present epoch; known a moment before it is written down."""
        return self._core.acked(lane) if self._core is not None else 0

    def sync_now(self) -> None:
        """Do not wait for the next try."""
        if self._link is not None:
            self._link.retry_now()
            self._put(self._hurry)

    def cut(self, cut: bool) -> None:
        """Pull the network cable, or put it back (demonstrations)."""
        self._cut = cut
        if self._link is not None:
            self._link.cut(cut)
        self._put(self._take_health)

    def close(self) -> None:
        """Say goodbye and stop. May be called twice."""
        if self._closed:
            return
        self._closed = True
        self._queue.put(None)
        if self._thread.is_alive():
            self._thread.join()

    def _put(self, job: Callable[[float], None]) -> None:
        if not self._closed:
            self._queue.put(job)

    # ------------------------------------------------------------ the link's thread: only put things into the queue

    def link_up(self) -> None:
        """Connected."""
        self._put(self._on_up)

    def link_down(self, problem: str) -> None:
        """The connection is gone."""
        self._put(partial(self._on_down, problem))

    def link_message(self, topic: str, payload: bytes, retained: bool) -> None:
        """A message arrived."""
        if self._queue.qsize() < MAX_QUEUE:
            self._queue.put(partial(self._on_message, topic, payload, retained))

    def link_room(self) -> None:
        """The window has room again."""
        self.wake()

    # ------------------------------------------------------------ the agent's thread

    def _run(self) -> None:
        if self._link is not None:
            will = Will(self._identity.status, self._status("offline"))
            self._link.start(self, topics.device_subscriptions(self._identity), will)
        while not self._closed:
            try:
                self._work()
            except Exception:  # the thread's edge: whatever went wrong, the journal still has everything
                log.exception("the agent stumbled and begins anew")
                time.sleep(1.0)
            finally:
                if self._db is not None:
                    self._db.close()
                    self._db = None
        if self._link is not None:
            if self._connected:
                self._publish_status("offline")
            self._link.close()

    def _work(self) -> None:
        self._db = self._host.reader()
        self._core = Device(self._about, self._db, clock=self._clock, rng=self._rng, new_session=self._new_id)
        self._take_health(time.monotonic())
        if self._connected:
            self._carry_out(self._core.connected(time.monotonic()))
        while self._run_jobs():
            self._on_time(time.monotonic())

    def _run_jobs(self) -> bool:
        """Wait for something to do, do what is there; False if the end was among it."""
        try:
            job = self._queue.get(timeout=max(0.0, self._next_time() - time.monotonic()))
            time.sleep(self.pace.moment(time.monotonic()))
            for _ in range(256):
                if job is None:
                    return False
                job(time.monotonic())
                job = self._queue.get_nowait()
            self._queue.put(job)
        except queue.Empty:
            pass  # the time has come, or everything is done
        return True

    def _next_time(self) -> float:
        assert self._core is not None
        times = [self._health_at, self.pace.due(time.monotonic())]
        due = self._core.due()
        if due is not None:
            times.append(due)
        if self._connected:
            times.append(self._status_at)
        if self._retry_epoch is not None:
            times.append(self._retry_epoch[0])
        return min(times)

    def _on_time(self, now: float) -> None:
        assert self._core is not None
        if self._retry_epoch is not None and now >= self._retry_epoch[0]:
            reason, self._retry_epoch = self._retry_epoch[1], None
            self._begin_epoch(reason)
        room = self._link.room() if self._link is not None else 0
        self._carry_out(self.pace.steps(now, room, self._core.on_time))
        if now >= self._health_at:
            self._take_health(now)
        if self._connected and now >= self._status_at:
            self._publish_status("online")

    def _carry_out(self, wanted: Sequence[steps.Step]) -> None:
        for step in wanted:
            if isinstance(step, steps.Publish):
                if self._link is not None:
                    self._link.publish(step.topic, step.payload)
            elif isinstance(step, steps.Acknowledge):
                self._host.write(partial(_acknowledge, step), lambda: self._put(self._on_saved))
            elif isinstance(step, steps.Deliver):
                self._host.receive(step.events, lambda applied: self._put(partial(self._on_delivered, applied)))
            elif isinstance(step, steps.NewEpoch):
                log.error("this disk was restored or cloned: %s", step.reason)
                self._begin_epoch(step.reason)
            else:
                self._host.write(partial(_bury, step), _nothing_to_do)

    def _begin_epoch(self, reason: str) -> None:
        self._host.new_epoch(reason, lambda done: self._put(partial(self._on_epoch, reason, done)))

    def _hurry(self, now: float) -> None:
        assert self._core is not None
        self._carry_out(self._core.hurry(now))

    def _on_up(self, now: float) -> None:
        assert self._core is not None
        self._connected = True
        self._publish_status("online")
        self._carry_out(self._core.connected(now))
        self._take_health(now)

    def _on_down(self, problem: str, now: float) -> None:
        assert self._core is not None
        log.warning("the link is down: %s", problem)
        self._connected = False
        self._core.disconnected()
        self._take_health(now)

    def _on_message(self, topic: str, payload: bytes, retained: bool, now: float) -> None:
        assert self._core is not None
        place = topics.parse(topic)
        if place is not None and place.branch == "status":
            self._on_status(place, payload, retained)
        elif place is not None and place.branch == "store":
            if place.identity != self._identity:
                self._on_live(place, payload)
        elif place is None or place.identity == self._identity:
            self._carry_out(self._core.received(topic, payload, now))
        self._health_at = min(self._health_at, now + HEALTH_S)

    def _on_live(self, place: topics.Topic, payload: bytes) -> None:
        try:
            heard = live.decode(place, payload)
        except frames.BadFrame as fault:
            self._carry_out([steps.Bury("live", place.identity.source, payload, fault.reason, str(fault))])
            return
        self._host.live(heard.sender, heard.message)

    def _on_status(self, place: topics.Topic, payload: bytes, retained: bool) -> None:
        try:
            self._neighbours.heard(place.identity.device, payload, self._clock(), retained=retained)
        except ValueError as fault:
            self._carry_out([steps.Bury("frame", place.identity.source, payload, "bad_control", str(fault))])

    def _on_saved(self, now: float) -> None:
        assert self._core is not None
        self._core.saved()
        self._health_at = min(self._health_at, now)

    def _on_delivered(self, applied: Applied | None, now: float) -> None:
        assert self._core is not None
        self._carry_out(self._core.delivered(applied))
        self._health_at = min(self._health_at, now + HEALTH_S)

    def _on_epoch(self, reason: str, done: bool, now: float) -> None:
        assert self._core is not None
        if done:
            self._carry_out(self._core.epoch_changed(now))
        else:
            self._retry_epoch = (now + RETRY_EPOCH_S, reason)

    def _publish_status(self, state: Literal["online", "offline"]) -> None:
        assert self._link is not None
        self._status_at = time.monotonic() + HEARTBEAT_S
        self._said_waiting = self._health.waiting
        self._link.publish(self._identity.status, self._status(state), retain=True)

    def _status(self, state: Literal["online", "offline"]) -> bytes:
        status = control.Status(
            device=self._identity.device, role=self._about.role, app=self._about.app, state=state,
            session=self._session, waiting=max(self._said_waiting, 0), at=clocks.stamp(self._clock()),
        )  # fmt: skip
        return control.encode(status)

    # ------------------------------------------------------------ the picture for the screens

    def _take_health(self, now: float) -> None:
        assert self._core is not None
        assert self._db is not None
        lanes = tuple(
            LaneHealth(
                lane.lane,
                lane.waiting,
                clocks.parse(lane.oldest) if lane.oldest else None,
                clocks.parse(lane.acked_at) if lane.acked_at else None,
            )
            for lane in journal.status(self._db).values()
        )
        link = self._link.status() if self._link is not None else None
        state: LinkState = "none"
        if link is not None:
            state = "broker_away"
            if self._connected:
                state = "linked" if self._core.state == "linked" else "head_office_away"
            elif self._cut:
                state = "cut"
        before = self._health
        moment = self._clock()
        if self._core.last_heard is not None and self._core.last_heard != self._last_heard:
            self._last_heard, self._last_contact = self._core.last_heard, moment
        self._health = Health(
            state,
            before.since if before.state == state else moment,
            self._last_contact,
            link.next_try if link is not None else None,
            lanes,
            self._neighbours.all(),
            inbox.open_letters(self._db),
            link.problem if link is not None else "",
        )
        busy = self._health.waiting > 0 or state != before.state
        self._health_at = now + (HEALTH_S if busy and self._connected else IDLE_HEALTH_S)
        if self._health.waiting != self._said_waiting:
            self._status_at = min(self._status_at, now + STATUS_S)
        if self._health != before:
            self._host.health_changed()


def _acknowledge(step: steps.Acknowledge, db: sqlite3.Connection, now: datetime) -> None:
    for lane, epoch, upto in step.acks:
        journal.acknowledge(db, lane, epoch, upto, now)


def _bury(step: steps.Bury, db: sqlite3.Connection, now: datetime) -> None:
    inbox.bury_garbage(db, step.direction, step.source, step.raw, step.reason, step.detail, now=now)


def _nothing(_now: float) -> None:
    """Stands for a job when only the time has passed."""


def _nothing_to_do() -> None:
    """Nobody waits for this write."""
