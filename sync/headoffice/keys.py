"""Head office's signing keys, the codes it signs, and the signed configuration that tells devices whom to believe."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec import Struct

from sync import sealing, security
from sync.formats import tokens
from sync.headoffice import database, presence, stores
from sync.headoffice.change import Change
from sync.messages import ConfigPublished

Use = Literal["loyalty", "pickup", "staff", "coupon", "enrolment", "gift_card", "voucher", "label"]
PAGES_KEY_BYTES = 32

USES: tuple[Use, ...] = ("loyalty", "pickup", "staff", "coupon", "enrolment", "gift_card", "voucher", "label")


class Keys(Struct, frozen=True):
    """One key a purpose, so that one that leaks can be replaced alone. The root key signs configs and manifests."""

    root: Ed25519PrivateKey
    codes: dict[Use, Ed25519PrivateKey]
    sealing: bytes
    """Opens what devices seal for head office alone (changed PINs)."""
    pages: bytes
    """Signs the addresses of shoppers' order pages (`pages.tokens`)."""

    @classmethod
    def at(cls, folder: Path) -> Keys:
        """The keys in `folder`; made on first use, readable by their owner only."""
        codes: dict[Use, Ed25519PrivateKey] = {use: security.load_or_create_key(folder / f"{use}.key") for use in USES}
        return cls(
            security.load_or_create_key(folder / "root.key"),
            codes,
            security.load_or_create_secret(folder / "sealing.key", sealing.KEY_BYTES),
            security.load_or_create_secret(folder / "pages.key", PAGES_KEY_BYTES),
        )

    @property
    def root_id(self) -> str:
        """Short name of the root key."""
        return security.key_id(self.root)

    @property
    def root_public(self) -> str:
        """What devices pin: the root's public key, base64."""
        return security.public_text(self.root)

    @property
    def sealing_public(self) -> str:
        """What devices seal with, base64."""
        return sealing.public_text(self.sealing)

    def mint(
        self, use: Use, subject: str, now: datetime, lifetime: timedelta | None = None, detail: tuple[str, ...] = ()
    ) -> str:
        """The text of a new signed code.

        Raises:
            ValueError: if the lifetime is longer than the kind of code allows.
        """
        key = self.codes[use]
        nonce = secrets.token_hex(8)
        key_id = security.key_id(key)
        return tokens.sign(use, key_id, key, subject=subject, nonce=nonce, now=now, lifetime=lifetime, detail=detail)


MOST_SIGNERS = 300
"""A chain with more devices tells each store of its own alone: a receipt from elsewhere is looked up then."""


def _signers(change: Change, store: str) -> list[presence.DeviceRow]:
    """Whose codes a store believes: its own devices', then the others', each key once."""
    everybody = presence.devices(change.db)
    own = [one for one in everybody if one.store == store]
    others = [one for one in everybody if one.store != store] if len(everybody) <= MOST_SIGNERS else []
    return list({one.public_key: one for one in (*others, *own)}.values())


def publish_everywhere(change: Change, keys: Keys, tenant: str, first: str) -> None:
    """A device of the store `first` has a new key: goods come back in any store, so its receipts are believed there.

    Raises:
        Unknown: if there is no such store.
    """
    publish_config(change, keys, tenant, first)
    if len(presence.devices(change.db)) <= MOST_SIGNERS:
        for shop in stores.everyone(change.db):
            publish_config(change, keys, tenant, shop.store)


def publish_config(change: Change, keys: Keys, tenant: str, store: str) -> bool:
    """Tell a store whom to believe and what shops there are, if that has changed; True if it has.

    Raises:
        Unknown: if there is no such store.
    """
    shop = stores.get(change.db, store)
    entries = [
        security.KeyEntry(
            key_id=security.key_id(key), signer="head_office", use=use, public_key=security.public_text(key)
        )
        for use, key in keys.codes.items()
    ]
    for device in _signers(change, store):
        if device.public_key:
            entries.append(
                security.KeyEntry(
                    key_id=security.key_id(security.public_key(device.public_key)),
                    signer="device",
                    # Of another store nothing but a receipt is believed.
                    use="all" if device.store == store else "receipt",
                    device=device.device,
                    public_key=device.public_key,
                )
            )
    config = security.Config(
        tenant=tenant,
        store=store,
        version=0,
        currency=shop.currency,
        keys=tuple(entries),
        stores=tuple(security.StoreEntry(store=one.store, name=one.name.zh_hans) for one in stores.everyone(change.db)),
    )
    fingerprint = hashlib.sha256(msgspec.json.encode(config) + keys.root_public.encode()).hexdigest()
    name = f"config/{store}"
    if database.get_setting(change.db, name) == fingerprint:
        return False
    database.set_setting(change.db, name, fingerprint)
    version = change.version()
    document, signature = security.seal_config(msgspec.structs.replace(config, version=version), keys.root)
    change.post(store, ConfigPublished(document=document, signature=signature, version=version, at=change.now))
    return True
