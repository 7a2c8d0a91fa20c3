"""Lives that end suddenly: an act in a process of its own, and a device's disk on which one after another is lived.

Whoever forks has no threads, so these are used by modules that run as a process of their own.
"""

from __future__ import annotations

import os
import signal
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from kiosk import database, trust
from kiosk.identity import Keys
from kiosk.register import Register
from kiosk.schema import SCHEMA
from kiosk.settings import Device, Settings
from kiosk.worker import Transaction
from sync import journal, messages, security
from sync.clock import new_id, utc_now
from tests.devices import STORE, open_epoch, write_catalogue
from tests.orders import KEY, KEY_ID


def apart(act: Callable[[], object]) -> int:
    """Do it in a process of its own; gives 0, or the signal or status that ended it."""
    child = os.fork()
    if child == 0:
        status = 1
        try:
            act()
            status = 0
        finally:
            if status:
                traceback.print_exc()
            os._exit(status)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


class Place:
    """One device's disk, opened anew for each life."""

    def __init__(self, folder: Path, name: str, role: str) -> None:
        self.folder = folder
        self.register = Register.of(Settings(device=Device("demo", STORE, name, role, ".")))  # type: ignore[arg-type]  # a role by its name
        database.migrate(folder, SCHEMA)
        database.use_catalogue(folder, write_catalogue(folder))
        self.keys = Keys.at(folder)

    def begin(self, others: list[Keys]) -> None:
        """An epoch, and whom to believe."""
        mark = journal.disk_mark(self.folder / database.JOURNAL)
        self.do(open_epoch, mark)
        head_office = security.KeyEntry(
            key_id=KEY_ID, signer="head_office", use="all", public_key=security.public_text(KEY)
        )
        own = [
            security.KeyEntry(key_id=one.key_id, signer="device", use="receipt", public_key=one.public_text)
            for one in others
        ]
        config = security.Config(tenant="demo", store=STORE, version=1, currency="CNY", keys=(head_office, *own))
        document, signature = security.seal_config(config, KEY)
        message = messages.ConfigPublished(document=document, signature=signature, version=1, at=utc_now())
        self.do(trust.on_config(KEY.public_key()), message)

    def do(self, action: Callable[..., object], *args: object, die_at: int = -1) -> object:
        """One life: one transaction; it dies before the statement of that number."""
        with self.opened(die_at) as tx:
            return action(tx, *args)

    @contextmanager
    def opened(self, die_at: int = -1) -> Iterator[Transaction]:
        """A transaction on this disk."""
        db = database.open_writer(self.folder)
        # A process that dies takes nothing of what the system has; only a power cut would, and that is tried elsewhere.
        db.execute("PRAGMA synchronous = OFF")
        seen = -1

        def count(_statement: str) -> None:
            nonlocal seen
            seen += 1
            if seen == die_at:
                os.kill(os.getpid(), signal.SIGKILL)

        database.attach(db, self.folder)
        if die_at >= 0:
            db.set_trace_callback(count)
        try:
            with database.transaction(db):
                yield Transaction(db, utc_now(), new_id, f"/kx/demo/{STORE}/{self.register.workstation}")
        finally:
            db.close()
