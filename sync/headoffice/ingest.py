"""Head office's threads: one takes in what devices send and answers them, one makes the effects."""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Sequence
from concurrent.futures import Future
from datetime import datetime

from msgspec import Struct

from sync import clock as clocks
from sync import control, topics
from sync.clock import Clock, NewId
from sync.headoffice import applying, inbox, outbox, presence
from sync.headoffice.applying import Applier, Apply
from sync.headoffice.database import Database
from sync.headoffice.desk import Desk, Item, StatusSeen, Taken
from sync.link import Link, Will
from sync.steps import Publish

log = logging.getLogger(__name__)

SCHEMA = (inbox.MIGRATIONS, outbox.MIGRATIONS, presence.MIGRATIONS)
"""Migration sets of this side of head office, for `database.Database`."""

MAX_QUEUE = 256
"""Frames that wait for this thread (60 MB at the most); further ones are dropped, not acknowledged, and come again."""

GROUP = 64
"""Messages that share one transaction."""

EFFECTS_S = 0.04
"""A turn of the effects in the writing thread: it delays an acknowledgement by no more than this."""

FLOOD = 100
"""So many events in one turn are a backlog that is being drained: effects wait, first comes what is not durable yet."""

FLOOD_ENDS_S = 0.2
"""A flood is over when nothing of that kind came for so long."""

PATIENCE_S = 2.0
"""After so many seconds of flood effects get their turns all the same."""

IDLE_S = 1.0


class Lag(Struct, frozen=True):
    """How far effects are behind what is durable."""

    events: int
    seconds: float


class Ingest:
    """Takes in, acknowledges after COMMIT, sends the stores what concerns them, and lets effects follow."""

    def __init__(
        self,
        tenant: str,
        db: Database,
        link: Link,
        apply: Apply,
        *,
        clock: Clock = clocks.utc_now,
        new_id: NewId = clocks.new_id,
    ) -> None:
        """`db` must have been started with the sets of `SCHEMA`."""
        self._tenant = tenant
        self._db = db
        self._link = link
        self._clock = clock
        self._new_id = new_id
        self._applier = Applier(tenant, apply)
        self._queue: queue.Queue[tuple[str, bytes, bool] | None] = queue.Queue(MAX_QUEUE)
        self._closed = False
        self._connected = False
        self._desk: Desk | None = None
        self._more = threading.Event()
        self._thread = threading.Thread(target=self._run, name="ingest", daemon=True)
        self._effects_thread = threading.Thread(target=self._run_effects, name="effects", daemon=True)
        self._flood_since = self._flood_seen = -FLOOD_ENDS_S
        self._dropped = 0

    def start(self) -> None:
        """Open the down epoch, connect, and begin."""
        self._db.call(lambda db: outbox.open_epoch(db, self._db.path, self._new_id))
        self._db.on_commit(self._wake)
        reader = self._db.reader()
        self._desk = Desk(self._tenant, reader, clock=self._clock, new_id=self._new_id)
        will = Will(topics.head_office_state(self._tenant), self._state("offline"))
        self._thread.start()
        self._effects_thread.start()
        self._more.set()
        self._link.start(self, topics.head_office_subscriptions(self._tenant), will)

    def lag(self) -> Lag:
        """How far effects are behind; from any thread."""
        db = self._db.reader()
        try:
            return Lag(applying.behind(db), applying.lag_s(db, self._clock()))
        finally:
            db.close()

    def retry(self, letter: int) -> bool:
        """Try a dead letter again; True if it took effect."""
        now = self._clock()
        return self._db.call(lambda db: self._applier.retry(db, letter, now))

    def connected(self) -> bool:
        """Whether the broker is there."""
        return self._connected

    def close(self) -> None:
        """Say goodbye, take in what has arrived, stop. The database stays open. May be called twice."""
        if self._closed:
            return
        if self._connected:
            self._link.publish(topics.head_office_state(self._tenant), self._state("offline"), retain=True)
        self._link.close()
        self._closed = True
        self._wake()
        self._more.set()
        for thread in (self._thread, self._effects_thread):
            if thread.is_alive():
                thread.join()

    # ------------------------------------------------------------ the link's thread: only put things into the queue

    def link_up(self) -> None:
        """Connected: tell the devices, so that they greet."""
        self._connected = True
        self._link.publish(topics.head_office_state(self._tenant), self._state("online"), retain=True)
        self._wake()

    def link_down(self, problem: str) -> None:
        """The connection is gone."""
        self._connected = False
        log.warning("the link is down: %s", problem)

    def link_message(self, topic: str, payload: bytes, retained: bool) -> None:
        """A message arrived."""
        try:
            self._queue.put_nowait((topic, payload, retained))
        except queue.Full:
            self._dropped += 1  # not acknowledged, so the device sends it again

    def link_room(self) -> None:
        """The window has room again."""
        self._wake()

    def _wake(self) -> None:
        try:
            self._queue.put_nowait(None)
        except queue.Full:
            pass  # the thread is awake anyway

    def _state(self, state: str) -> bytes:
        session = self._desk.session if self._desk is not None else ""
        at = clocks.stamp(self._clock())
        return control.encode(
            control.HeadOfficeState(state="online" if state == "online" else "offline", session=session, at=at)
        )

    # ------------------------------------------------------------ the ingest thread

    def _run(self) -> None:
        pending: Future[Taken] | None = None
        while not self._closed or pending is not None:
            try:
                pending = self._turn(pending)
            except Exception:  # the thread's edge: what was not acknowledged comes again
                log.exception("ingest stumbled and goes on")
                pending = None
                time.sleep(0.2)

    def _turn(self, pending: Future[Taken] | None) -> Future[Taken] | None:
        """Read the next messages while the last ones are being committed; then answer those."""
        assert self._desk is not None
        items = self._collect(wait=pending is None)
        for item in items:
            if isinstance(item, StatusSeen) and not item.retained:
                self._desk.status(item.sender, online=item.status.state == "online")
        now = time.monotonic()
        if pending is not None:
            self._publish(self._desk.answer(pending.result(), now))
            self._more.set()
        pending = self._submit(items) if items else None
        if sum(item.count for item in items if isinstance(item, inbox.Parcel)) >= FLOOD:
            if now - self._flood_seen > FLOOD_ENDS_S:
                self._flood_since = now
            self._flood_seen = now
        self._publish(self._desk.on_time(now, self._link.room()))
        return pending

    def _submit(self, items: Sequence[Item]) -> Future[Taken]:
        desk, moment = self._desk, self._clock()
        assert desk is not None
        return self._db.submit(lambda db: desk.take(db, items, moment))

    def _collect(self, *, wait: bool) -> list[Item]:
        assert self._desk is not None
        items: list[Item] = []
        timeout = 0.0
        if wait:
            due = self._desk.due()
            timeout = IDLE_S if due is None else min(IDLE_S, max(0.0, due - time.monotonic()))
        try:
            message = self._queue.get(timeout=timeout) if timeout else self._queue.get_nowait()
            while True:
                if message is not None and (item := self._desk.sort(*message[:2], retained=message[2])) is not None:
                    items.append(item)
                if len(items) >= GROUP:
                    break
                message = self._queue.get_nowait()
        except queue.Empty:
            pass  # that was all for now
        return items

    def _publish(self, messages: Sequence[Publish]) -> None:
        for message in messages:
            self._link.publish(message.topic, message.payload)

    # ------------------------------------------------------------ the effects' thread

    def _run_effects(self) -> None:
        while not self._closed:
            self._more.wait()
            self._more.clear()
            try:
                while self._effects_turn():
                    continue
            except Exception:  # the thread's edge: everything is still in the inbox
                log.exception("effects stumbled and begin again")
                time.sleep(1.0)
                self._more.set()

    def _effects_turn(self) -> bool:
        """One turn of effects; True if there may be more to do."""
        if self._closed:
            return False
        now = time.monotonic()
        if now - self._flood_seen < FLOOD_ENDS_S and now - self._flood_since < PATIENCE_S:
            time.sleep(0.01)
            return True
        moment: datetime = self._clock()
        count: int = self._db.call(lambda db: self._applier.run(db, moment, EFFECTS_S))
        return count > 0
