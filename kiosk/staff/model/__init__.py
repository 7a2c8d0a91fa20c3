"""The rules of staff: people, what roles permit, how wrong PINs are answered. Asks nobody."""

from __future__ import annotations

from kiosk.staff.model.people import Approval, Denied, Operator, Session
from kiosk.staff.model.permissions import (
    AUDITED,
    BUILT_IN,
    NOTHING,
    ORDINARY,
    UNLIMITED,
    Limit,
    Role,
    role_of,
)
from kiosk.staff.model.tries import FREE_TRIES, WAITS_S, Tries
