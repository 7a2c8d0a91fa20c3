"""Whose signatures this device believes: the pinned root key's, and those that its signed config names."""

from __future__ import annotations

import base64
import sqlite3
from collections.abc import Callable
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from kiosk.errors import Refused
from kiosk.worker import Transaction
from sync import messages, security
from sync.formats import tokens
from sync.migrations import Migrations

if TYPE_CHECKING:
    from sqlite_utils import Database

MIGRATIONS = Migrations("trust")


@MIGRATIONS()
def m001_keys(db: Database) -> None:
    """Public keys by signer and key id, and the config they came with."""
    db.conn.execute(
        """CREATE TABLE trusted_key (
            signer TEXT NOT NULL, key_id TEXT NOT NULL, use TEXT NOT NULL, device TEXT NOT NULL,
            public_key TEXT NOT NULL, PRIMARY KEY (signer, key_id)
        ) STRICT"""
    )
    db.conn.execute(
        "CREATE TABLE config (one INTEGER PRIMARY KEY CHECK (one = 1), version INTEGER NOT NULL,"
        " document TEXT NOT NULL) STRICT"
    )


def on_config(root: Ed25519PublicKey | None) -> Callable[[Transaction, messages.ConfigPublished], None]:
    """The handler of a new config, given the pinned root key."""

    def config_published(tx: Transaction, message: messages.ConfigPublished) -> None:
        """Take over a config that head office signed; an older or unsigned one changes nothing.

        Raises:
            ValueError: if the signature is wrong or no key is pinned: the message goes to dead letters.
        """
        if root is None:
            raise ValueError("no head office key is pinned in the settings ([head_office] key_file)")
        config = security.open_config(message.document, message.signature, root)
        row = tx.db.execute("SELECT version FROM config").fetchone()
        if row is not None and row["version"] >= message.version:
            return
        tx.db.execute("INSERT OR REPLACE INTO config VALUES (1, ?, ?)", (message.version, message.document))
        tx.db.execute("DELETE FROM trusted_key")
        tx.db.executemany(
            "INSERT INTO trusted_key VALUES (?, ?, ?, ?, ?)",
            [(key.signer, key.key_id, key.use, key.device, key.public_key) for key in config.keys],
        )
        tx.touch("trust")

    return config_published


def check(tx: Transaction, token: tokens.Token) -> None:
    """Believe a code of ours, or refuse it in plain words.

    Raises:
        Refused: ``code.unknown_key``, ``code.forged``, ``code.expired`` or ``code.not_yet``.
    """
    try:
        tokens.check(token, tx.now, lambda signer, key_id: find_key(tx.db, signer, key_id, token.kind))
    except tokens.TokenRefused as refusal:
        raise Refused(f"code.{refusal.reason}") from refusal


_LIKE = {"basket": "receipt"}
"""A device that is believed about what it sold is believed about what lies in its baskets."""


def find_key(db: sqlite3.Connection, signer: str, key_id: str, use: str) -> Ed25519PublicKey | None:
    """The public key that may sign codes of kind `use`, if the config names it."""
    row = db.execute(
        "SELECT use, public_key FROM trusted_key WHERE signer = ? AND key_id = ?", (signer, key_id)
    ).fetchone()
    if row is None or row["use"] not in (_LIKE.get(use, use), "all"):
        return None
    return Ed25519PublicKey.from_public_bytes(base64.b64decode(row["public_key"]))
