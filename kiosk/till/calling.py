"""How a shopper's page calls a colleague: what the till needs of whoever brings the call to people."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

from msgspec import Struct

from kiosk.register import Register
from kiosk.worker import Transaction


class Colleagues(Struct, frozen=True):
    """Put into `Store.parts` where colleagues can be called; without it a page asks for the badge alone."""

    call: Callable[[Transaction, Register, str], object]
    """(tx, register, what about): `check` or `payment`. A call that stands already is not made twice."""
    coming: Callable[[sqlite3.Connection], str | None]
    """Who said that they are coming to this device; None while nobody did. A name may be empty."""
    over: Callable[[Transaction, Register], object]
    """They are here: the call is over."""
