"""Rings on tablets and tills for new orders, and for shoppers who have come and to whom nobody goes."""

from __future__ import annotations

from datetime import datetime, timedelta

from kiosk.associate.widgets.arrival_words import SEEN_TO, person_of, said_of, where_words
from kiosk.pickup import tables as pickup
from kiosk.pickup.model import Entry
from kiosk.store import Store
from kiosk.ui import navigation
from kiosk.ui.desk import Bell
from kiosk.ui.sounds import play
from kiosk.ui.tr import tr
from sync.clock import parse

READ_S = 5
"""Seconds between two looks at who waits, though nothing was told."""

AGAIN = timedelta(seconds=60)
"""Between two reminders of one who waits too long."""

QUEUE, HAND_OVER = "associate.orders", "pickup.collect"


class Bells(Bell):
    """Several bells."""

    def __init__(self, *bells: Bell) -> None:
        self._bells = bells

    def look(self) -> None:
        """Let each look."""
        for bell in self._bells:
            bell.look()


class OrderBell(Bell):
    """Tells of each new order once, and of each arrival until somebody goes there."""

    def __init__(self, store: Store, *, orders: bool = True) -> None:
        self._store = store
        self._orders = orders
        self._counts: dict[str, int] | None = None
        self._known: set[str] = set()
        self._rung: dict[str, datetime] = {}
        """Arrival -> when it rang last."""
        self._seconds = 0

    def look(self) -> None:
        """Once a second: whether somebody came. Reads the queue only where a count has changed, and now and then."""
        counts = pickup.count_open(self._store.db)
        self._seconds += 1
        if counts == self._counts and self._seconds < READ_S:
            return
        first, self._counts, self._seconds = self._counts is None, counts, 0
        entries = pickup.queue(self._store.db)
        if self._orders:
            self._new_orders(entries, first)
        self._arrivals([entry for entry in entries if entry.here])

    def _new_orders(self, entries: list[Entry], first: bool) -> None:
        new = [entry for entry in entries if entry.order_id not in self._known]
        self._known = {entry.order_id for entry in entries}
        fresh = [entry for entry in new if entry.state in ("placed", "accepted")]
        if first or not fresh:
            return
        play("warn")
        if navigation.front() != QUEUE:
            navigation.say("orders.new", state="info", number=fresh[-1].number, n=len(fresh))

    def _arrivals(self, entries: list[Entry]) -> None:
        now = self._store.clock()
        for gone in set(self._rung) - {entry.order_id for entry in entries}:
            del self._rung[gone]
        for entry in entries:
            rung = self._rung.get(entry.order_id)
            if rung is None:
                self._rung[entry.order_id] = now
                self._ring(entry, "arrivals.came")
                continue
            if now - rung < AGAIN:
                continue
            said = said_of(self._store, entry.order_id)
            since = parse(said["since"]) if said.get("since") else now
            if not said.get("going") and now - since >= SEEN_TO:
                self._rung[entry.order_id] = now
                self._ring(entry, "arrivals.waits_long")

    def _ring(self, entry: Entry, key: str) -> None:
        play("warn")
        if navigation.front() == HAND_OVER and key == "arrivals.came":
            return
        said = said_of(self._store, entry.order_id)
        who = person_of(self._store, tr, entry.order_id)
        navigation.say(key, state="warn", who=who, number=entry.number, where=where_words(tr, entry.here, said))
