"""The receiving half of the down stream on a device, sans-IO: in order, nothing twice, one transaction at a time."""

from __future__ import annotations

import sqlite3
from collections import deque

import msgspec

from sync import control, frames, inbox, topics
from sync.clock import Clock, stamp
from sync.messages import DOWN, Event
from sync.steps import Bury, Deliver, Publish, Step
from sync.topics import Identity

MAX_HELD = 16
"""Down frames that wait for the one before to be committed; more are dropped and come again."""


class Receiving:
    """How far the device is with the store's stream: `queued` is ahead of what is committed."""

    def __init__(self, identity: Identity, db: sqlite3.Connection, clock: Clock) -> None:
        """`db`: a reading connection to the device's inbox."""
        self._identity = identity
        self._db = db
        self._clock = clock
        self._source = topics.head_office_source(identity.tenant)
        self._epoch = ""
        self._queued = 0
        self._held: deque[tuple[Event, ...]] = deque()
        self._delivering = False

    def state(self) -> control.DownState:
        """What is committed, for the hello."""
        epoch, cursor = inbox.cursor(self._db, self._source)
        return control.DownState(epoch=epoch, cursor=cursor)

    def start(self, epoch: str) -> None:
        """Head office welcomed the device and will send from what is committed."""
        if epoch != self._epoch or not self._delivering:
            self._epoch = epoch
            self._held.clear()
            self._queued = self._cursor()

    def on_frame(self, payload: bytes) -> list[Step]:
        """A frame arrived.

        Raises:
            frames.BadFrame: if it is none.
        """
        steps: list[Step] = []
        accepted: list[Event] = []
        seen_before = False
        before = self._queued
        for body in frames.unpack(payload):
            event = self._read(body, steps)
            if event is None or event.epoch != self._epoch:
                continue
            if event.seq <= self._queued:
                seen_before = True
            elif event.after <= self._queued:
                accepted.append(event)
                self._queued = event.seq
            else:
                break  # something is missing in between; it will be sent again from there
        if accepted and len(self._held) >= MAX_HELD:
            self._queued = before
        elif accepted:
            self._held.append(tuple(accepted))
            self._deliver_next(steps)
        elif seen_before and not self._delivering:
            steps.append(self._ack(self._cursor()))  # our acknowledgement was lost
        return steps

    def delivered(self, applied: inbox.Applied | None) -> list[Step]:
        """A `Deliver` is committed; None if the transaction was given up."""
        steps: list[Step] = []
        self._delivering = False
        if applied is None or applied.gap or applied.epoch != self._epoch:
            self._held.clear()
            self._queued = self._cursor()
        if applied is not None and applied.epoch == self._epoch:
            steps.append(self._ack(applied.cursor))
        self._deliver_next(steps)
        return steps

    def _cursor(self) -> int:
        epoch, cursor = inbox.cursor(self._db, self._source)
        return cursor if epoch == self._epoch else 0

    def _read(self, body: bytes, steps: list[Step]) -> Event | None:
        """The event; a stand-in that becomes a dead letter on its turn where only its place can be read."""
        head = None
        try:
            event = frames.read(body)
            if event.source == self._source and event.lane == DOWN:
                return event
            fault = frames.BadFrame("wrong_source", f"{event.source[:200]}, lane {event.lane[:40]}")
        except frames.BadFrame as malformed:
            fault = malformed
            head = frames.head(body)
        if head is not None and head.lane == DOWN:
            return Event(
                id=head.id[:64] or f"{head.epoch}/{head.seq}"[:64],
                source=self._source,
                type=head.type[:100],
                time=stamp(self._clock()),
                epoch=head.epoch,
                lane=DOWN,
                seq=head.seq,
                after=head.after,
                data=msgspec.Raw(msgspec.json.encode(body.decode("utf-8", "backslashreplace"))),
            )
        steps.append(Bury("frame", self._source, body, fault.reason, str(fault)))
        return None

    def _deliver_next(self, steps: list[Step]) -> None:
        if self._held and not self._delivering:
            self._delivering = True
            steps.append(Deliver(self._held.popleft()))

    def _ack(self, cursor: int) -> Publish:
        ack = control.DownAck(epoch=self._epoch, cursor=cursor)
        return Publish(self._identity.up(topics.ACK), control.encode(ack))
