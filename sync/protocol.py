"""The device's half of the protocol, sans-IO: what to do next, given what arrived, what is on disk and what time it is.

It reads the journal through the connection it is given and returns *steps*; the agent carries them out and reports
back. Nothing in here waits, sleeps or knows a socket, so a test can drive it through any fault, step by step.
"""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable
from typing import Literal

from sync import control, frames, inbox, journal, topics
from sync.clock import Clock, stamp
from sync.messages import LANES
from sync.receiving import Receiving
from sync.steps import About, Acknowledge, Bury, NewEpoch, Publish, Step
from sync.stream import WINDOW, Sender

HELLO_S = 2.0
HELLO_MAX_S = 30.0
SAVE_S = 0.25
"""Acknowledgements are written down at most this often: each costs the disk a flush, and a lost one costs nothing."""

QUIET_S = 120.0
"""Head office that says nothing for so long is greeted again: its new life may have been announced in vain."""

State = Literal["offline", "greeting", "linked"]


class Device:
    """One device's conversation with head office. Times are seconds of any steady clock."""

    def __init__(
        self,
        about: About,
        db: sqlite3.Connection,
        *,
        clock: Clock,
        rng: random.Random,
        new_session: Callable[[], str],
    ) -> None:
        """`db`: a reading connection to the journal, used by nobody else."""
        self._about = about
        self._identity = about.identity
        self._db = db
        self._clock = clock
        self._rng = rng
        self._new_session = new_session
        self._packer = frames.Packer()
        self._receiving = Receiving(about.identity, db, clock)
        self._senders: dict[str, Sender] = {lane: Sender() for lane in LANES}
        self._tops: dict[str, tuple[str, int]] = {}
        self._unsaved: dict[str, tuple[str, int]] = {}
        self._saving = False
        self._save_at = 0.0
        self._state: State = "offline"
        self._session = ""
        self._hq = ""
        self._hello_at: float | None = None
        self._hello_s = HELLO_S
        self._forked = False
        self._farewell = False
        """Whether head office has said that it goes, and not yet that it is back."""
        self._steps: list[Step] = []
        self.last_ack: dict[str, float] = {}
        """When each lane was last acknowledged, on the steady clock."""
        self.last_heard: float | None = None

    # ------------------------------------------------------------ what happens to it

    @property
    def state(self) -> State:
        """offline: no link; greeting: head office has not answered; linked."""
        return self._state

    def acked(self, lane: str) -> int:
        """How far head office has the lane, as far as is known now (disk may lag behind a moment)."""
        return self._senders[lane].acked

    def connected(self, now: float) -> list[Step]:
        """The link is up."""
        self._state = "greeting"
        self._hello_s = HELLO_S
        self._hello(now)
        return self._take()

    def disconnected(self) -> None:
        """The link is down. What is under way is taken for lost."""
        self._state = "offline"
        self._hello_at = None
        for sender in self._senders.values():
            sender.stop()

    def received(self, topic: str, payload: bytes, now: float) -> list[Step]:
        """A message came for this device or from head office (live traffic of the store is not given here)."""
        if self._state == "offline":
            return []
        place = topics.parse(topic)
        try:
            if topic == topics.head_office_state(self._identity.tenant):
                self._on_head_office(control.decode(payload, control.HeadOfficeState), now)
            elif place is None or place.identity != self._identity or place.branch != "down":
                pass
            elif place.leaf == topics.WELCOME:
                self._on_welcome(control.decode(payload, control.Welcome), now)
            elif place.leaf == topics.ACK:
                self._on_ack(control.decode(payload, control.Ack), now)
            elif place.leaf == topics.EVENT and self._state == "linked":
                self.last_heard = now
                self._steps += self._receiving.on_frame(payload)
        except (control.BadControl, frames.BadFrame) as fault:
            reason = fault.reason if isinstance(fault, frames.BadFrame) else "bad_control"
            self._steps.append(Bury("frame", topic, payload, reason, str(fault)))
        return self._take()

    def on_time(self, now: float, room: int) -> list[Step]:
        """Something may be due or new in the journal. `room`: how many more payloads the link takes now."""
        if self._hello_at is not None and now >= self._hello_at and self._state != "offline":
            self._hello(now)
        if self._state == "linked" and self.last_heard is not None and now >= self.last_heard + QUIET_S:
            self.last_heard = now
            self._greet_again(now)
        self._read_tops()
        if self._state == "linked" and not self._forked:
            for sender in self._senders.values():
                sender.on_time(now)
            self._send(now, room)
        self._save(now)
        return self._take()

    def saved(self) -> None:
        """An `Acknowledge` is on disk (or failed: then a later one covers it)."""
        self._saving = False

    def delivered(self, applied: inbox.Applied | None) -> list[Step]:
        """A `Deliver` is committed; None if the transaction was given up."""
        return self._receiving.delivered(applied)

    def epoch_changed(self, now: float) -> list[Step]:
        """The journal has begun a new epoch: greet again."""
        self._forked = False
        self._unsaved.clear()
        if self._state != "offline":
            self._state = "greeting"
            for sender in self._senders.values():
                sender.stop()
            self._hello(now)
        return self._take()

    def hurry(self, now: float) -> list[Step]:
        """Somebody asks to try at once: greet again if nobody has answered."""
        if self._state == "greeting" and not self._forked:
            self._greet_again(now)
        return self._take()

    def due(self) -> float | None:
        """When `on_time` wants to be called next, if nothing else happens."""
        if self._state == "offline":
            return self._save_at if self._unsaved and not self._saving else None
        times = [sender.deadline for sender in self._senders.values()]
        times.append(self._hello_at)
        times.append(self.last_heard + QUIET_S if self.last_heard is not None and self._state == "linked" else None)
        times.append(self._save_at if self._unsaved and not self._saving else None)
        return min((at for at in times if at is not None), default=None)

    def _take(self) -> list[Step]:
        steps, self._steps = self._steps, []
        return steps

    # ------------------------------------------------------------ greeting

    def _hello(self, now: float) -> None:
        self._session = self._new_session()
        lanes = {
            row[0]: control.LaneState(epoch=row[1], next_seq=row[2], acked=row[3])
            for row in self._db.execute("SELECT lane, epoch, next_seq, acked FROM stream")
        }
        hello = control.Hello(
            session=self._session,
            device=self._identity.device,
            role=self._about.role,
            app=self._about.app,
            lanes=lanes,
            down=self._receiving.state(),
            public_key=self._about.public_key,
            at=stamp(self._clock()),
        )
        self._steps.append(Publish(self._identity.up(topics.HELLO), control.encode(hello)))
        self._hello_at = now + self._hello_s * self._rng.uniform(1.0, 1.25)
        self._hello_s = min(self._hello_s * 2, HELLO_MAX_S)

    def _greet_again(self, now: float) -> None:
        if self._state == "linked":
            self._state = "greeting"
            for sender in self._senders.values():
                sender.stop()
        self._hello_s = HELLO_S
        self._hello(now)

    def _on_head_office(self, state: control.HeadOfficeState, now: float) -> None:
        self.last_heard = now
        if state.state == "online":
            if self._farewell or state.session != self._hq:
                self._farewell = False
                self._greet_again(now)
        elif state.session == self._hq and self._state == "linked":
            # It said goodbye, or its last will did. The next greeting waits: one that goes now is still answered by
            # a head office that is on its way out. Its return is greeted at once.
            self._farewell = True
            self._state = "greeting"
            for sender in self._senders.values():
                sender.stop()
            self._hello_s = HELLO_S
            self._hello_at = now + HELLO_S

    def _on_welcome(self, welcome: control.Welcome, now: float) -> None:
        if welcome.session != self._session or self._forked:
            return
        self.last_heard = now
        self._read_tops()
        self._hq = welcome.hq
        sound = []
        for lane, ack in welcome.lanes.items():
            epoch, top = self._tops.get(lane, ("", 0))
            if lane not in self._senders or ack.epoch != epoch:
                continue
            if not self._same_story(lane, ack, top):
                return
            sound.append((lane, ack))
        self._state = "linked"
        self._hello_at = None
        for lane, ack in sound:
            self._senders[lane].start(ack.upto, min(welcome.credit, WINDOW))
            self._note(lane, ack, now)
        self._receiving.start(welcome.down.epoch)

    # ------------------------------------------------------------ up

    def _read_tops(self) -> None:
        for lane, epoch, next_seq in self._db.execute("SELECT lane, epoch, next_seq FROM stream"):
            self._tops[lane] = (epoch, next_seq - 1)

    def _send(self, now: float, room: int) -> None:
        for lane, sender in self._senders.items():
            epoch, top = self._tops.get(lane, ("", 0))
            while room > 0 and (wanted := sender.next_range(top)) is not None:
                rows = journal.read(self._db, lane, epoch, *wanted, frames.MAX_EVENTS)
                if not rows:
                    sender.nothing_there()
                    break
                count, payload = self._packer.fill([row.body for row in rows])
                self._steps.append(Publish(self._identity.up(lane), payload))
                sender.handed_out(rows[count - 1].seq, now)
                room -= 1

    def _on_ack(self, ack: control.Ack, now: float) -> None:
        self.last_heard = now
        if self._forked or self._state != "linked":
            return
        if ack.hq != self._hq:
            self._greet_again(now)
            return
        for lane, one in ack.lanes.items():
            epoch, top = self._tops.get(lane, ("", 0))
            sender = self._senders.get(lane)
            if sender is None or one.epoch != epoch or one.upto < sender.acked:
                continue
            if (one.forked or one.upto > sender.acked) and not self._same_story(lane, one, top):
                return
            if sender.on_ack(one.upto, one.holes, now):
                self._note(lane, one, now)

    def _same_story(self, lane: str, ack: control.LaneAck, top: int) -> bool:
        """Whether head office's last event of the lane is ours; if not, this disk was restored or cloned."""
        if ack.upto > top:
            self._read_tops()
            top = self._tops[lane][1]
        same = ack.upto <= top and journal.hash_at(self._db, lane, ack.epoch, ack.upto) == ack.hash
        if same and not ack.forked:
            return True
        self._forked = True
        self._state = "greeting"
        self._hello_at = None
        for sender in self._senders.values():
            sender.stop()
        self._steps.append(NewEpoch(f"head office has other events of {lane} up to {ack.upto}"))
        return False

    def _note(self, lane: str, ack: control.LaneAck, now: float) -> None:
        self.last_ack[lane] = now
        self._unsaved[lane] = (ack.epoch, ack.upto)

    def _save(self, now: float) -> None:
        if self._unsaved and not self._saving and now >= self._save_at:
            acks = tuple((lane, epoch, upto) for lane, (epoch, upto) in self._unsaved.items())
            self._unsaved.clear()
            self._saving = True
            self._save_at = now + SAVE_S
            self._steps.append(Acknowledge(acks))
