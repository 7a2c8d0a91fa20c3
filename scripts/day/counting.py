"""Counts after the day: does everybody know the same, is it what happened, and what was promised and kept."""

from __future__ import annotations

import sqlite3
import time
from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta

from kiosk.pickup import tables
from kiosk.pickup.actions import variance
from kiosk.pickup.model import Entry
from kiosk.stock import tables as stock
from scripts.day.plan import FLAT_LEAD
from scripts.day.play import Play
from scripts.day.world import STORE, World
from sync.clock import parse
from sync.formats.order_state import TERMINAL
from sync.headoffice import orders

PUT_BACK = ("picked_too_many", "stale_claim", "picked_after_end")

PATIENCE_S = 40.0
"""Devices repeat what others may have missed every few seconds."""


def count(play: Play) -> dict[str, object]:
    """Figures, and under ``wrong`` what must not be."""
    wrong: list[str] = []
    states = _agreed(play, wrong)
    wrong += _left_over(play)
    wrong += _stock(play)
    promises = _promises(play, wrong)
    acts = dict(sorted(play.acts.items()))
    return {
        "orders": len(play.by_order),
        "not promised": sum(bool(one.refused) for one in play.told.values()),
        "states": dict(Counter(states.values())),
        "acts": acts,
        "refused": dict(sorted(play.refusals.items())),
        **promises,
        "wrong": wrong,
    }


def _agreed(play: Play, wrong: list[str]) -> dict[str, str]:
    """The state of each order at head office; every device must say the same, and that it is over."""
    world = play.world
    end = time.monotonic() + PATIENCE_S
    while True:
        world.settle()
        office = {one: _office(world, one) for one in play.by_order}
        odd = [
            f"{name} says that {order_id} is {said}, and head office that it is {office[order_id]}"
            for name, device in world.devices.items()
            for order_id in play.by_order
            if (said := _said(tables.entry(device.store.db, order_id))) != office[order_id]
        ]
        if not odd or time.monotonic() > end:
            break
        time.sleep(0.5)
    wrong += odd
    wrong += [f"{order_id} is left {state}" for order_id, (state, _) in office.items() if state not in TERMINAL]
    wrong += [f"{order_id}: {left} units stand somewhere" for order_id, (_, left) in office.items() if left]
    return {order_id: state for order_id, (state, _) in office.items()}


def _office(world: World, order_id: str) -> tuple[str, int]:
    order = world.office.read(lambda db: orders.get(db, order_id))
    over = order.state in TERMINAL and order.state != "collected"
    left = sum(line.picked - line.handed for line in order.lines) if over else 0
    return (order.state, left)


def _said(entry: Entry | None) -> tuple[str, int]:
    return ("unknown", 0) if entry is None else (entry.state, entry.put_back)


def _left_over(play: Play) -> list[str]:
    """What still lies in trays must be what somebody is told to put back: one too many, or too late."""
    wrong = []
    device = play.world.devices[next(iter(play.free))]
    for order_id, tray in play.truth.trays.items():
        order = tables.load(device.store.db, device.store.vault, order_id)
        told = sum(issue.units for issue in order.issues if issue.trouble in PUT_BACK) if order is not None else 0
        left = sum(tray.values())
        if left > told:
            wrong.append(f"{order_id}: {left} units are in a tray, and {told} are told of")
        for number, units in tray.items():
            play.truth.shelf[number] += units
        tray.clear()
    return wrong


def _stock(play: Play) -> list[str]:
    """Books everywhere alike, and what was sold, fetched and given up explains them; so does what lies on the shelf."""
    wrong = []
    world, truth, day = play.world, play.truth, play.day
    lost = _lost(play)
    for number, gtin in enumerate(world.gtins):
        gone = truth.sold[number] + truth.handed[number]
        books = day.stock[number] - gone - lost[number]
        if lost[number] > truth.short[number]:
            wrong.append(f"{lost[number]} of {gtin} are given up, and people gave up {truth.short[number]}")
        shelf = day.stock[number] - day.missing[number] - gone
        said = {name: _level(device.store.db, gtin) for name, device in world.devices.items()}
        said["head office"] = world.office.read(lambda db, one=gtin: _books(db, one))  # type: ignore[misc]
        wrong += [f"{name} counts {units} of {gtin}, not {books}" for name, units in said.items() if units != books]
        if truth.shelf[number] != shelf:
            wrong.append(f"{truth.shelf[number]} of {gtin} lie on the shelf, not {shelf}")
    return wrong


def _lost(play: Play) -> Counter[int]:
    """Units by product that are given up when all is known.

    It is less than people gave up where two of them could not hear each other: what one did not find, the other one
    had in hand, or nobody wanted any more.
    """
    store = play.world.devices[next(iter(play.free))].store
    found: Counter[int] = Counter()
    for order_id in play.by_order:
        order = tables.load(store.db, store.vault, order_id)
        if order is None:
            continue
        steps = tables.steps_of(store.db, store.vault, order_id)
        for name in play.world.devices:
            for line_id, units in variance.lost(order, steps, name).items():
                found[play.numbers[order.line(line_id).gtin]] += units
    return found


def _promises(play: Play, wrong: list[str]) -> Mapping[str, object]:
    """How they were kept; one that was broken and of which nobody was told is wrong."""
    rows = play.world.office.read(
        lambda db: db.execute("SELECT * FROM order_promise WHERE store = ? ORDER BY at", (STORE,)).fetchall()
    )
    ready = [row for row in rows if row["ready_at"]]
    took = [(parse(row["ready_at"]) - parse(row["begins_at"])).total_seconds() for row in ready]
    leads = [(parse(row["promised_at"]) - parse(row["begins_at"])).total_seconds() for row in ready]
    late = [row for row in ready if row["ready_at"] > row["promised_at"]]
    told = {
        row[0]
        for row in play.world.office.read(
            lambda db: db.execute("SELECT order_id FROM order_event WHERE event = 'late'").fetchall()
        )
    }
    silent = [row["order_id"] for row in late if row["order_id"] not in told]
    wrong += [f"nobody was told that {order_id} is late" for order_id in silent]
    warned = [one for row in late if (one := play.by_order[row["order_id"]]).warned_at is not None]
    before = [one for one in warned if _before(one.warned_at, one.promised_at)]
    covered = sum(seconds <= row["p80_s"] for seconds, row in zip(took, ready, strict=True))
    mean_lead = sum(leads) / max(1, len(leads))
    flat = [seconds > FLAT_LEAD.total_seconds() for seconds in took]
    same = [seconds > mean_lead for seconds in took]
    share = covered / max(1, len(ready))
    return {
        "promises kept or broken": len(ready),
        "P80 covers": round(share, 3),
        "mean promise, minutes": round(mean_lead / 60, 1),
        "mean time to ready, minutes": round(sum(took) / max(1, len(took)) / 60, 1),
        "broken": len(late),
        "broken and not told": len(silent),
        "broken, and a tablet warned before": len(before),
        f"broken by a fixed promise of {int(FLAT_LEAD / timedelta(minutes=1))} minutes": sum(flat),
        "broken by a fixed promise as long as ours on average": sum(same),
    }


def _before(one: datetime | None, other: datetime | None) -> bool:
    return one is not None and other is not None and one < other


def _level(db: sqlite3.Connection, gtin: str) -> int | None:
    found = stock.level(db, gtin)
    return None if found is None else found.on_hand


def _books(db: sqlite3.Connection, gtin: str) -> int | None:
    row = db.execute("SELECT on_hand FROM stock WHERE store = ? AND gtin = ?", (STORE, gtin)).fetchone()
    return None if row is None else int(row[0])
