"""Pickup orders and head office's codes for tests: signed with a real key that the device is told to believe."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk import codes, trust
from kiosk.pickup import actions
from kiosk.pickup import tables as pickup
from kiosk.pickup.model import Order
from sync import messages, security
from sync.formats import tokens
from tests.devices import NOON, STORE, TestDevice

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
"""Head office's key for codes, and its root key as well: the tests of `trust` tell the two apart."""

KEY_ID = security.key_id(KEY)


def believe_head_office(device: TestDevice) -> None:
    """Give the device the signed config that names head office's key, and its own for receipts."""
    entry = security.KeyEntry(key_id=KEY_ID, signer="head_office", use="all", public_key=security.public_text(KEY))
    own = security.KeyEntry(
        key_id=device.keys.key_id,
        signer="device",
        use="receipt",
        device=device.store.device,
        public_key=device.keys.public_text,
    )
    config = security.Config(tenant="demo", store=STORE, version=1, currency="CNY", keys=(entry, own))
    document, signature = security.seal_config(config, KEY)
    message = messages.ConfigPublished(document=document, signature=signature, version=1, at=NOON)
    device.do(trust.on_config(KEY.public_key()), message)


def placed(
    order_id: str = "order-1",
    *lines: tuple[str, int],
    number: str = "B-0042",
    home: str = "tablet-1",
    surname: str = "林",
    title: str = "ms",
    promised_at: datetime | None = NOON + timedelta(hours=2),
    paid: bool = True,
    version: int = 200,
    **more: Any,  # further fields of the message
) -> messages.OrderPlaced:
    """What head office sends when somebody ordered; `lines` are (gtin, quantity)."""
    return messages.OrderPlaced(
        order_id=order_id,
        number=number,
        store=STORE,
        home=home,
        member="member-1",
        surname=surname,
        title=title,
        lines=tuple(
            messages.OrderLine(line_id=f"{order_id}/{place}", gtin=gtin, quantity=quantity, price_minor=1000)
            for place, (gtin, quantity) in enumerate(lines, 1)
        ),
        total_minor=sum(quantity for _, quantity in lines) * 1000,
        currency="CNY",
        paid=paid,
        promised_at=promised_at,
        version=version,
        at=NOON,
        **more,
    )


def arrives(device: TestDevice, message: messages.OrderPlaced) -> None:
    """The order comes down to the device."""
    device.do(actions.on_placed(device.store.vault, device.store.device), message)


def order_of(device: TestDevice, order_id: str = "order-1") -> Order:
    """The order as it is on the device's disk."""
    order = pickup.load(device.db, device.store.vault, order_id)
    assert order is not None
    return order


def fill(device: TestDevice, order_id: str, gtins: Sequence[str]) -> Order:
    """Pick these units, one after another."""
    order = order_of(device, order_id)
    for gtin in gtins:
        order = device.do(actions.pick, device.store.vault, device.store.device, order_id, gtin)
    return order


def code_text(order_id: str = "order-1", nonce: str = "a1b2", *, now: datetime = NOON) -> str:
    """The text of the QR that the shopper shows."""
    return tokens.sign("pickup", KEY_ID, KEY, subject=order_id, nonce=nonce, now=now)


def code(order_id: str = "order-1", nonce: str = "a1b2", *, now: datetime = NOON) -> codes.PickupCode:
    """The code as the scanner's classifier gives it."""
    found = codes.classify(code_text(order_id, nonce, now=now), "QR")
    assert isinstance(found, codes.PickupCode)
    return found
