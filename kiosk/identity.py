"""The device's own keys: it signs its receipts with one and encrypts people's names with the other."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.worker import Transaction
from sync import security
from sync.formats import tokens

NONCE_BYTES = 5


@dataclass(frozen=True, slots=True)
class Keys:
    """What makes this device itself. The files never leave it."""

    signing: Ed25519PrivateKey
    key_id: str
    vault: security.Vault

    @classmethod
    def at(cls, folder: Path) -> Keys:
        """The keys in the data folder; made on the first start."""
        keys = folder / "keys"
        signing = security.load_or_create_key(keys / "device.key")
        return cls(signing, security.key_id(signing), security.Vault.at(keys / "vault.key"))

    @property
    def public_text(self) -> str:
        return security.public_text(self.signing)

    def sign_receipt(self, sale_id: str, number: str, tx: Transaction) -> str:
        """Text of the QR on a receipt: names the sale, signed by the device that made it."""
        nonce = secrets.token_hex(NONCE_BYTES)
        return tokens.sign(
            "receipt", self.key_id, self.signing, subject=sale_id, nonce=nonce, now=tx.now, detail=(number,)
        )
