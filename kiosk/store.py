"""What screens may use of the device: one object, made by `wiring`, handed to every screen."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol


from hardware.payment_terminal import PaymentTerminal
from kiosk import database
from kiosk.register import Register
from kiosk.session import Session
from kiosk.settings import Settings
from kiosk.worker import Worker
from sync.clock import Clock, NewId
from sync.security import Vault

if TYPE_CHECKING:
    from sync.health import Health

ReceiptCode = Callable[[str, str, datetime], str]
"""(sale_id, sale number, when sold) -> text of the receipt's QR."""


class Link(Protocol):
    """What screens may ask of the link to the store and to head office."""

    def health(self) -> Health:
        """How the link stands; quick, from any thread."""

    def sync_now(self) -> None:
        """Try at once."""

    def cut(self, cut: bool) -> None:
        """Pull the network cable, or put it back (demonstrations)."""


@dataclass(slots=True)
class Progress:
    """How far the download of a new catalogue is."""

    state: str = "none"
    """none, checking, downloading, verifying, ready, failed."""
    done_bytes: int = 0
    total_bytes: int = 0
    problem: str = ""
    """In one line, when failed."""


@dataclass(slots=True)
class Store:
    """One device of a shop, as its screens see it. Belongs to the main loop."""

    settings: Settings
    folder: Path
    """The device's data folder."""
    worker: Worker
    clock: Clock
    new_id: NewId
    session: Session
    register: Register
    vault: Vault
    receipt_code: ReceiptCode
    reader: database.Connection
    link: Link | None = None
    """None on a device that was told to have no link."""
    terminal: PaymentTerminal | None = None
    progress: Progress = field(default_factory=Progress)

    @property
    def db(self) -> sqlite3.Connection:
        """The main loop's reading connection, with the newest catalogue attached."""
        database.attach(self.reader, self.folder)
        return self.reader

    @property
    def currency(self) -> str:
        return self.settings.shop.currency

    @property
    def device(self) -> str:
        return self.settings.device.name

    def image(self, sha256: str) -> Path | None:
        """The file of a picture, if it has arrived."""
        path = self.folder / "images" / sha256
        return path if sha256 and path.exists() else None

    def end_session(self) -> None:
        """Forget who was here; the next person gets a fresh basket and the shop's language."""
        self.session = Session.begin(self.new_id, self.settings.shop.language)
