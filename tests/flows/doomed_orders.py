"""A tablet that dies at each statement of each step of an order: ``python -m tests.flows.doomed_orders FOLDER``.

For every step one process takes it until it kills itself there; then it is looked whether the step was taken whole or
not at all, and it is tried again as a person would. A line of JSON tells each. No process here has threads, so that it
may fork.
"""

from __future__ import annotations

import json
import signal
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any  # the actions differ

from kiosk.errors import Refused
from kiosk.pickup import actions, tables
from kiosk.worker import Transaction
from sync.formats.order_machine import read
from tests.devices import SERUM, STORE, TEA
from tests.flows.apart import Place, apart
from tests.orders import code, placed

HOME = "tablet-1"

Step = tuple[str, Callable[..., object], tuple[Any, ...]]


class Tablet(Place):
    """The device that has the orders."""

    def take(self, action: Callable[..., object], order_id: str, *args: object, die_at: int = -1) -> object:
        """One step of an order, in one life."""
        with self.opened(die_at) as tx:
            return self.step(tx, action, order_id, *args)

    def step(self, tx: Transaction, action: Callable[..., object], order_id: str, *args: object) -> object:
        """One step of an order, within a life."""
        named = [arg.replace("ORDER", order_id) if isinstance(arg, str) else arg for arg in args]
        if action is actions.hand_over:
            named = [code(order_id, f"nonce-{order_id}", now=tx.now)]
        else:
            named.insert(0, order_id)
        return action(tx, self.keys.vault, HOME, *named)

    def arrives(self, order_id: str, die_at: int = -1) -> object:
        """A new order comes down."""
        message = placed(order_id, (SERUM, 2), (TEA, 1), number=order_id, home=HOME)
        return self.do(actions.on_placed(self.keys.vault, HOME, STORE), message, die_at=die_at)

    def stands(self, order_id: str) -> dict[str, object]:
        """What this disk says of an order, and of everything that must fit to it."""
        with self.opened() as tx:
            return stands(tx, self, order_id)


def stands(tx: Transaction, tablet: Tablet, order_id: str) -> dict[str, object]:
    """All that one step writes, in a few figures."""
    vault = tablet.keys.vault
    order = tables.load(tx.db, vault, order_id)
    steps = tables.steps_of(tx.db, vault, order_id)
    told = tx.db.execute(
        "SELECT count(*) FROM journal WHERE type = 'kx.order.stepped.v1' AND instr(body, ?) > 0",
        (f'"order_id":"{order_id}"'.encode(),),
    ).fetchone()[0]
    moved = tx.db.execute(
        "SELECT coalesce(sum(quantity), 0) FROM stock_movement WHERE reference = ?", (order_id,)
    ).fetchone()[0]
    kept = tx.db.execute(
        "SELECT coalesce(sum(quantity), 0) FROM reservation WHERE order_id = ?", (order_id,)
    ).fetchone()[0]
    used = tx.db.execute("SELECT count(*) FROM used_code WHERE order_id = ?", (order_id,)).fetchone()[0]
    entry = tables.entry(tx.db, order_id)
    if order is None or entry is None:
        state, fits = "", order is None and entry is None
    else:
        anew = read({line.line_id: line.quantity for line in order.placed.lines}, steps)
        state, fits = order.state, anew == order.now and (len(steps), anew.state) == (order.revision, entry.state)
    return {
        "state": state,
        "steps": len(steps),
        "told": told,
        "moved": moved,
        "kept": kept,
        "used": used,
        "fits": fits,
    }


BEFORE: tuple[Step, ...] = (
    ("pick", actions.pick, (SERUM,)),
    ("unpick", actions.unpick, (SERUM,)),
    ("pick", actions.pick, (SERUM,)),
    ("give_up", actions.give_up, ("ORDER/1",)),
    ("pick", actions.pick, (TEA,)),
    ("stage", actions.stage, ("S-07",)),
    ("arrive", actions.arrive, ("car",)),
    ("hand_over", actions.hand_over, ()),
)
"""An order's life. Each step is tried after those before it."""

STRIDE = 4
"""Every fourth statement: what lies between two of them is the same transaction."""


def dying(tablet: Tablet, number: int, name: str, act: Callable[..., object], at: int) -> bool:
    """One death; True if the step was over before it."""
    order_id = f"order-{number}-{at}"
    if number:
        tablet.arrives(order_id)
        with tablet.opened() as tx:
            for _, action, args in BEFORE[: number - 1]:
                tablet.step(tx, action, order_id, *args)
    before = tablet.stands(order_id)
    ended = apart(partial(act, order_id, die_at=at))
    assert ended in (0, -signal.SIGKILL), ended
    after = tablet.stands(order_id)
    again = ""
    if after == before:
        try:
            act(order_id)
        except Refused as refusal:
            again = refusal.key
    found = {"step": name, "at": at, "ended": ended, "before": before, "after": after, "again": again}
    print(json.dumps(found | {"last": tablet.stands(order_id)}), flush=True)
    return ended == 0


def main() -> None:
    """A tablet, and all its deaths."""
    tablet = Tablet(Path(sys.argv[1]) / HOME, HOME, "associate")
    tablet.begin([tablet.keys])

    def stepping(action: Callable[..., object], args: tuple[Any, ...]) -> Callable[..., object]:
        return lambda order_id, die_at=-1: tablet.take(action, order_id, *args, die_at=die_at)

    steps = [("arrives", tablet.arrives), *((name, stepping(action, args)) for name, action, args in BEFORE)]
    for number, (name, act) in enumerate(steps):
        at = 0
        while not dying(tablet, number, name, act, at):
            at += STRIDE


if __name__ == "__main__":
    main()
