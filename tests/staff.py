"""People who work in the test store: a signed roster, badges, and cheap hashes of their PINs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import lru_cache

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.codes import OwnCode, classify
from kiosk.staff import actions
from sync import messages, sealing
from sync.formats import pin_hash, staff_roster, tokens
from sync.formats.staff_roster import OperatorEntry, RoleEntry
from tests.devices import NOON, STORE, TestDevice
from tests.orders import KEY, KEY_ID

CHEAP = pin_hash.Cost(passes=1, memory_kib=8, lanes=1)
"""What a kept text costs to check stands in the text itself, so cheap ones are quick to check, too."""

PINS = {"lin": "730185", "wei": "908241", "chen": "417263", "mei": "620954"}
SEALING = bytes(range(1, 33))
"""Head office's secret for changed PINs."""


@lru_cache
def kept(pin: str) -> str:
    """The cheap kept text of a PIN."""
    return pin_hash.hash_of(pin, CHEAP)


def person(
    operator_id: str, name: str, role: str, *, pin: str = "", version: int = 1000, **more: object
) -> OperatorEntry:
    """Somebody of the roster, with the PIN of `PINS`."""
    return OperatorEntry(
        operator_id=operator_id,
        name=name,
        role=role,
        pin=kept(pin or PINS[operator_id]),
        pin_version=version,
        **more,  # type: ignore[arg-type]  # the test's own
    )


CREW = (
    person("lin", "林晓", "cashier"),
    person("wei", "魏强", "senior", language="en"),
    person("chen", "陈静", "supervisor"),
    person("mei", "梅岚", "manager"),
)


def published(
    operators: Sequence[OperatorEntry] = CREW,
    roles: Sequence[RoleEntry] = (),
    version: int = 1,
    store: str = STORE,
    key: Ed25519PrivateKey = KEY,
) -> messages.StaffPublished:
    """What head office sends."""
    roster = staff_roster.Roster(
        kind="staff",
        store=store,
        version=version,
        sealing_key=sealing.public_text(SEALING),
        roles=tuple(roles),
        operators=tuple(operators),
    )
    document, signature = staff_roster.seal(roster, key)
    return messages.StaffPublished(document=document, signature=signature, version=version, at=NOON)


def hire(device: TestDevice, message: messages.StaffPublished | None = None) -> None:
    """The store hears who works there."""
    device.do(actions.on_staff(device.store.vault, KEY.public_key(), STORE), message or published())


def badge_text(operator_id: str, *, key: Ed25519PrivateKey = KEY, hours_ago: int = 1) -> str:
    """The text of a badge."""
    at = NOON - timedelta(hours=hours_ago)
    return tokens.sign("staff", KEY_ID, key, subject=operator_id, nonce="N1", now=at)


def badge(operator_id: str, *, key: Ed25519PrivateKey = KEY, hours_ago: int = 1) -> OwnCode:
    """A badge as the scanner's classifier gives it."""
    found = classify(badge_text(operator_id, key=key, hours_ago=hours_ago), "QR")
    assert isinstance(found, OwnCode)
    return found
