"""The store's staff comes from head office, signed and whole."""

from __future__ import annotations

from collections.abc import Callable

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from kiosk.staff import tables
from kiosk.worker import Transaction
from sync import messages
from sync.formats import staff_roster
from sync.security import Vault


def on_staff(
    vault: Vault, root: Ed25519PublicKey | None, store: str
) -> Callable[[Transaction, messages.StaffPublished], None]:
    """The handler of a roster, given the device's vault, the pinned root key and the store's GLN."""

    def staff_published(tx: Transaction, message: messages.StaffPublished) -> None:
        """Take over a roster that head office signed for this store; an older one changes nothing.

        Raises:
            ValueError: if the signature is wrong, no key is pinned, or it is another store's: to dead letters.
        """
        if root is None:
            raise ValueError("no head office key is pinned in the settings ([head_office] key_file)")
        roster = staff_roster.open_roster(message.document, message.signature, root)
        if roster.store != store:
            raise ValueError(f"this is the staff of store {roster.store}")
        if tables.roster_version(tx.db) >= roster.version:
            return
        tables.replace_roster(tx.db, vault, roster.version, roster.sealing_key, roster.roles, roster.operators)
        tx.touch("staff")

    return staff_published
