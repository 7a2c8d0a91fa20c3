"""The rows of the queue, made when they are looked at: names are opened only for what is in sight."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import overload

from kiosk.associate.widgets import order_view
from kiosk.associate.widgets.order_queue import QueueView, Tone
from kiosk.pickup.model import Entry
from kiosk.pickup.risk import Due, Outlook, outlook
from kiosk.ui.tr import Tr
from sync.formats.ready_time import Work

HANDS = 2
"""Who is told to pick where nobody said how many work."""

PACE = 1.0
"""Between orders of which none says how long this store takes."""

AHEAD = timedelta(hours=2)
MOST_AHEAD = 60
"""Orders further away are not at risk of anything yet; and each looks at all that are before it."""

_TO_PICK = order_view.TO_PICK | {"picked"}
_READY = frozenset({"ready", "arrived", "partly_collected"})

FILTERS = ("all", "to_pick", "risk", "here", "ready")
"""What of the queue is shown."""


def matches(entry: Entry, name: str, late: Mapping[str, Outlook]) -> bool:
    """Whether an order belongs to a filter."""
    if name == "to_pick":
        return entry.state in _TO_PICK
    if name == "risk":
        return entry.order_id in late and late[entry.order_id].late
    if name == "here":
        return bool(entry.here)
    if name == "ready":
        return entry.state in _READY
    return True


def outlooks(entries: Sequence[Entry], now: datetime, hands: int = HANDS) -> dict[str, Outlook]:
    """What is to be expected of the orders that are picked next; farther ones say nothing yet."""
    due: list[Due] = []
    for entry in entries:
        promised = entry.promised_at
        if promised is None or entry.state not in order_view.TO_PICK:
            continue
        if promised - now > AHEAD or len(due) == MOST_AHEAD:
            break  # the soonest promised come first
        left = entry.units - entry.picked - entry.short
        due.append(Due(entry.order_id, Work(max(0, left), max(0, left)), promised))
    return outlook(due, hands, PACE, now)


def counts(entries: Sequence[Entry], late: Mapping[str, Outlook]) -> dict[str, int]:
    """How many orders each filter shows."""
    found = dict.fromkeys(FILTERS, 0)
    found["all"] = len(entries)
    found["risk"] = sum(one.late for one in late.values())
    for entry in entries:
        if entry.state in _TO_PICK:
            found["to_pick"] += 1
        elif entry.state in _READY:
            found["ready"] += 1
        if entry.here:
            found["here"] += 1
    return found


class QueueViews(Sequence[QueueView]):
    """The rows of these orders in words; each is made when somebody asks for it.

    Args:
        name: gives who an order is for; opening it is what costs.
        device: this one's name.
    """

    def __init__(
        self,
        tr: Tr,
        entries: Sequence[Entry],
        now: datetime,
        name: Callable[[str], str],
        device: str,
        late: Mapping[str, Outlook],
    ) -> None:
        self._tr, self.entries, self._now = tr, entries, now
        self._name, self._device, self._late = name, device, late
        self._made: dict[int, QueueView] = {}

    def __len__(self) -> int:
        return len(self.entries)

    @overload
    def __getitem__(self, place: int) -> QueueView: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[QueueView]: ...
    def __getitem__(self, place: int | slice) -> QueueView | Sequence[QueueView]:
        if isinstance(place, slice):
            return [self[number] for number in range(*place.indices(len(self)))]
        view = self._made.get(place)
        if view is None:
            view = self._made[place] = self._view(self.entries[place])
        return view

    def __iter__(self) -> Iterator[QueueView]:
        return (self[number] for number in range(len(self)))

    def _view(self, entry: Entry) -> QueueView:
        tr, now = self._tr, self._now
        due, tone = self._due(entry)
        look = order_view.STATES[entry.state]
        aside = ""
        if entry.holder and entry.state in order_view.TO_PICK:
            mine = entry.holder == self._device
            aside = tr.text("orders.mine") if mine else tr.text("orders.held", device=entry.holder)
        elif entry.method != "pickup":
            aside = tr.text(f"orders.method.{entry.method}")
        elif entry.waiting:
            aside = tr.text("orders.asks_shopper")
        elif not entry.paid:
            aside = tr.text("orders.unpaid")
        del now
        return QueueView(
            order_id=entry.order_id,
            number=entry.number,
            facts="·".join((self._name(entry.order_id), tr.text("orders.units", n=entry.units))),
            state=order_view.state_words(tr, entry.state),
            look=look,
            due=due,
            due_tone=tone,
            slot=entry.slot,
            aside=aside,
        )

    def _due(self, entry: Entry) -> tuple[str, Tone]:
        tr, now = self._tr, self._now
        if entry.here and entry.state_at is not None and entry.state == "arrived":
            waits = now - entry.state_at
            return tr.text("orders.waits", age=tr.age(waits.total_seconds())), "err" if waits > LONG else "ink2"
        left = order_view.time_left(tr, entry, now)
        promised = order_view.promise(tr, entry, now)
        if left is None:
            if entry.expires_at is not None and entry.expires_at - now < timedelta(hours=24):
                at = entry.expires_at
                return tr.text("orders.keeps", date=tr.date(at), time=tr.time(at)), "warn"
            return "", "ink2"
        if left[0] == "err":
            return left[1], "err"
        outlook = self._late.get(entry.order_id)
        if outlook is not None and outlook.late:
            return tr.text("orders.risk", promised=promised), "warn"
        return promised, "warn" if left[0] == "warn" else "ink2"


LONG = timedelta(minutes=3)
"""Who has come is seen to by then."""


def together(entries: Sequence[Entry], device: str, most: int = 4, units: int = 16) -> tuple[str, ...]:
    """Orders that one walk can fetch: the soonest promised ones that nobody works on, as many as a trolley holds."""
    found: list[str] = []
    room = units
    for entry in entries:
        wanted = entry.units - entry.picked - entry.short
        free = not entry.holder or entry.holder == device
        if entry.state in order_view.TO_PICK and free and 0 < wanted <= room and len(found) < most:
            found.append(entry.order_id)
            room -= wanted
    return tuple(found)
