"""Who has come, in words: how, where, for how long, and from when on that is too long."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from kiosk.associate.widgets import order_view
from kiosk.associate.widgets.arrivals import ArrivalView
from kiosk.pickup import tables as pickup
from kiosk.pickup.model import Entry, moment
from kiosk.store import Store
from kiosk.ui.tr import Tr
from kiosk.ui.widgets.pill import State
from sync.clock import parse, stamp

SEEN_TO = timedelta(minutes=3)
"""By then somebody should be there; after that it is told louder."""

SOON = timedelta(minutes=2)


def arrivals_of(
    tr: Tr,
    entries: Sequence[Entry],
    name: Callable[[str], str],
    more: Callable[[str], Mapping[str, str]],
    now: datetime,
) -> list[ArrivalView]:
    """The longest waiting first; who is still on the way last. `more` gives what they said, see `said_of`."""
    said = {one.order_id: more(one.order_id) for one in entries}
    came = sorted(entries, key=lambda one: (said[one.order_id].get("since", ""), one.number))
    return sorted((_view(tr, one, name(one.order_id), said[one.order_id], now) for one in came), key=_rank)


def person_of(store: Store, tr: Tr, order_id: str) -> str:
    """Who an order is for."""
    placed = pickup.placed_of(store.db, store.vault, order_id)
    return order_view.person(tr, placed.surname, placed.title) if placed is not None else ""


def said_of(store: Store, order_id: str) -> dict[str, str]:
    """What they said when they came (car, spot, minutes to go, who goes to them), and `since` when they are here."""
    order = pickup.load(store.db, store.vault, order_id)
    if order is None:
        return {}
    since = ""
    for step in sorted(pickup.steps_of(store.db, store.vault, order_id), key=lambda one: one.at):
        if step.kind == "leave":
            since = ""
        elif step.kind == "arrive" and not since:
            since = stamp(moment(step.at))
    return {**order.now.here_more, **({"since": since} if since else {})}


def _rank(view: ArrivalView) -> int:
    return {"err": 0, "warn": 1, "ok": 2}.get(view.look, 3)


def _view(tr: Tr, entry: Entry, who: str, more: Mapping[str, str], now: datetime) -> ArrivalView:
    waited = now - parse(more["since"]) if more.get("since") else timedelta(0)
    eta = int(more["eta_min"]) if more.get("eta_min", "").isdecimal() else 0
    due = timedelta(minutes=eta)
    if waited < due:
        look: State = "info"
        waits = tr.text("arrivals.eta", n=max(1, -(-int((due - waited).total_seconds()) // 60)))
    else:
        waited -= due
        look = "err" if waited >= SEEN_TO else "warn" if waited >= SOON else "ok"
        waits = tr.text("arrivals.waits", age=tr.age(waited.total_seconds()))
    ready = entry.state in ("ready", "arrived", "partly_collected")
    going = more.get("going", "")
    return ArrivalView(
        order_id=entry.order_id,
        number=entry.number,
        who=who,
        way=entry.here,
        where=where_words(tr, entry.here, more),
        waits=waits,
        look=look if not going or look == "err" else "info",
        slot=entry.slot,
        state="" if ready else order_view.state_words(tr, entry.state),
        going=tr.text("arrivals.going", name=going) if going else "",
        units=tr.text("orders.units", n=entry.units),
    )


def where_words(tr: Tr, how: str, more: Mapping[str, str]) -> str:
    """Where they wait: a stall and a car, a kiosk, the door."""
    if how == "car":
        car = " ".join(more[key] for key in ("colour", "car", "plate") if more.get(key))
        spot = tr.text("arrivals.spot", spot=more["spot"]) if more.get("spot") else ""
        return "·".join(part for part in (spot, car) if part) or tr.text("arrivals.car")
    if how == "kiosk":
        return tr.text("arrivals.kiosk", place=more.get("place", ""))
    return tr.text("arrivals.foot")
