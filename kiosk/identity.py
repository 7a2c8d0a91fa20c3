"""The device's own keys: it signs its receipts with one and encrypts people's names with the other."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec import Struct

from sync import security
from sync.formats import tokens


class Keys(Struct, frozen=True):
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

    def receipt_code(self, sale_id: str, number: str, at: datetime, proof: bytes = b"") -> str:
        """Text of the QR on a receipt: names the sale of `at` and proves it, signed by the device that made it.

        The same sale always gives the same text, so it is made when a receipt is shown and not inside the sale.

        Raises:
            ValueError: if the proof is too long for one code; see `fits`.
        """
        return tokens.sign(
            "receipt", self.key_id, self.signing, subject=sale_id, nonce="", now=at, detail=(number,), proof=proof
        )

    def basket_code(self, basket_id: str, number: str, at: datetime, lives: timedelta, content: bytes) -> str:
        """Text of the code that hands a basket over: names it and carries its lines, signed by this device.

        Raises:
            ValueError: if the content is too long for one code.
        """
        return tokens.sign(
            "basket", self.key_id, self.signing, subject=basket_id, nonce=number, now=at, lifetime=lives, proof=content
        )

    def fits(self, sale_id: str, number: str, at: datetime, proof: bytes) -> bool:
        """Whether one code holds it."""
        try:
            self.receipt_code(sale_id, number, at, proof)
        except ValueError:
            return False
        return True
