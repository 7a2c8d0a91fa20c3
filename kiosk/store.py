"""What screens may use of the device: one object, made by `wiring`, handed to every screen."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

from msgspec import Struct, field

from hardware.payment_terminal import PaymentTerminal
from hardware.scanner import ScannerWithCamera
from kiosk import database
from kiosk.register import Register
from kiosk.session import Session
from kiosk.settings import Settings
from kiosk.worker import Worker
from sync.clock import Clock, NewId
from sync.security import Vault

if TYPE_CHECKING:
    from sync.health import Health

T = TypeVar("T")

ReceiptCode = Callable[[str, str, datetime], str]
"""(sale_id, sale number, when sold) -> text of the receipt's QR."""


BasketCode = Callable[[str, str, datetime, timedelta, bytes], str]
"""(basket_id, which code of it, when held, how long it lives, content) -> text of the code that hands it over."""


class Link(Protocol):
    """What screens may ask of the link to the store and to head office."""

    def health(self) -> Health:
        """How the link stands; quick, from any thread."""

    def sync_now(self) -> None:
        """Try at once."""

    def cut(self, cut: bool) -> None:
        """Pull the network cable, or put it back (demonstrations)."""


class Progress(Struct):
    """How far the download of a new catalogue is."""

    state: str = "none"
    """none, checking, downloading, verifying, ready, failed."""
    done_bytes: int = 0
    total_bytes: int = 0
    problem: str = ""
    """In one line, when failed."""


def _nothing(sha256: str) -> None:
    """Where no pictures can be fetched."""


def _unsigned(_id: str, _number: str, _at: datetime, _lives: timedelta, _content: bytes) -> str:
    """Where there are no keys nothing is signed.

    Raises:
        ValueError: always.
    """
    raise ValueError("this device has no keys to sign with")


def _stay() -> None:
    """Where there is no network to speak to."""


class Store(Struct):
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
    scanner: ScannerWithCamera | None = None
    """The camera, where there is one: its preview, and whether it is on."""
    want_picture: Callable[[str], None] = _nothing
    """Asks for a picture (sha256) that is not here yet; topic "pictures" tells when it is."""
    basket_code: BasketCode = _unsigned
    """Signs what hands a basket over."""
    go_online: Callable[[], None] = _stay
    """Starts what speaks to the network; a second call does nothing."""
    progress: Progress = field(default_factory=Progress)
    parts: dict[type, object] = field(default_factory=dict)
    """What features keep running for their screens, by class: `store.part(PaymentDesk)`."""

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

    def part(self, kind: type[T]) -> T:
        """The one running object of this class.

        Raises:
            KeyError: if this device has none.
        """
        part = self.parts[kind]
        assert isinstance(part, kind)
        return part

    def image(self, sha256: str) -> Path | None:
        """The file of a picture; None if it has not arrived, and then it is asked for."""
        if not sha256:
            return None
        path = self.folder / "images" / sha256
        if path.exists():
            return path
        self.want_picture(sha256)
        return None

    def end_session(self) -> None:
        """Forget who was here; the next person gets a fresh basket and the shop's language."""
        self.session = Session.begin(self.new_id, self.settings.shop.language)
