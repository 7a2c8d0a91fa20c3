"""A kiosk and a till that die at each statement of a hand-over: ``python -m tests.flows.doomed_handover FOLDER``.

For each SQL statement of holding a bag, of taking it over and of taking it back one process does it until it kills
itself there; then it is looked what is left, and the step is tried again as a person would. A line of JSON tells each.
No process here has threads, so that it may fork.
"""

from __future__ import annotations

import json
import signal
import sys
from functools import partial
from pathlib import Path

from kiosk import codes
from kiosk.codes import BasketCode
from kiosk.errors import Refused
from kiosk.register import Register
from kiosk.till import actions, leftovers, tables
from kiosk.worker import Transaction
from tests.devices import SERUM, TEA
from tests.flows.apart import Place, apart

MEMBER = "member-1"


class Bags(Place):
    """A device with bags in it."""

    def going_on(self, basket_id: str) -> list[str]:
        """Open baskets here that go on with a held one."""
        with self.opened() as tx:
            return tables.going_on_with(tx.db, self.register.workstation, basket_id)

    def state(self, basket_id: str) -> tuple[str, int]:
        """(state, units) of a basket."""
        with self.opened() as tx:
            found = tables.load_basket(tx.db, basket_id)
            return ("", 0) if found is None else (found.state, found.units)


def fill(tx: Transaction, register: Register, basket_id: str, member: str) -> None:
    """Two products in a bag, a member's if one is named."""
    for gtin in (TEA, SERUM):
        actions.add_product(tx, register, basket_id, gtin)
    if member:
        basket = tables.load_basket(tx.db, basket_id)
        assert basket is not None
        actions.set_terms(tx, register, basket_id, note="")
        tx.db.execute("UPDATE basket SET customer = ? WHERE basket_id = ?", (member, basket_id))


def holding(kiosk: Bags) -> None:
    """The kiosk dies while it puts a member's bag aside: it is open or held, and in no case gone."""
    at, ended = 0, -1
    while ended:
        basket_id = f"hold-{at}"
        kiosk.do(fill, kiosk.register, basket_id, MEMBER)
        hold = partial(kiosk.do, actions.hold_basket, kiosk.register, basket_id, kiosk.keys.basket_code, die_at=at)
        ended = apart(hold)
        assert ended in (0, -signal.SIGKILL), ended
        after = kiosk.state(basket_id)
        kiosk.do(leftovers_of, kiosk.register)
        print(json.dumps({"step": "hold", "at": at, "after": after, "started": kiosk.state(basket_id)}), flush=True)
        at += 1


def leftovers_of(tx: Transaction, register: Register) -> None:
    """What a start does about what was left."""
    leftovers.take_up(tx, register, keep_newest=False)


def taking(kiosk: Bags, till: Bags) -> None:
    """The till dies while it takes a bag over: it has it once, or can have it once."""
    at, ended = 0, -1
    while ended:
        basket_id = f"take-{at}"
        kiosk.do(fill, kiosk.register, basket_id, "")
        held = kiosk.do(actions.hold_basket, kiosk.register, basket_id, kiosk.keys.basket_code)
        assert isinstance(held, actions.Held)
        scanned = [code for code in map(codes.classify, held.codes) if isinstance(code, BasketCode)]
        ended = apart(partial(till.do, actions.take_basket, till.register, scanned, f"into-{at}", die_at=at))
        assert ended in (0, -signal.SIGKILL), ended
        before = till.going_on(basket_id)
        again = ""
        try:
            till.do(actions.take_basket, till.register, scanned, f"again-{at}")
        except Refused as refusal:
            again = refusal.key
        left = till.going_on(basket_id)
        units = till.state(left[0])[1] if left else 0
        found = {"step": "take", "at": at, "before": len(before), "again": again, "baskets": len(left), "units": units}
        print(json.dumps(found), flush=True)
        at += 1


def going_back(kiosk: Bags) -> None:
    """The kiosk dies while its shopper takes the bag back: it is held, or open under one new name."""
    at, ended = 0, -1
    while ended:
        basket_id = f"back-{at}"
        kiosk.do(fill, kiosk.register, basket_id, "")
        kiosk.do(actions.hold_basket, kiosk.register, basket_id, kiosk.keys.basket_code)
        ended = apart(partial(kiosk.do, actions.take_back, kiosk.register, basket_id, f"on-{at}", die_at=at))
        assert ended in (0, -signal.SIGKILL), ended
        old, new = kiosk.state(basket_id), kiosk.state(f"on-{at}")
        print(json.dumps({"step": "back", "at": at, "old": old, "new": new}), flush=True)
        at += 1


def main() -> None:
    """Two devices, and all their deaths."""
    folder = Path(sys.argv[1])
    kiosk = Bags(folder / "kiosk-1", "kiosk-1", "shopper")
    till = Bags(folder / "till-1", "till-1", "till")
    for place in (kiosk, till):
        place.begin([kiosk.keys, till.keys])
    holding(kiosk)
    taking(kiosk, till)
    going_back(kiosk)


if __name__ == "__main__":
    main()
