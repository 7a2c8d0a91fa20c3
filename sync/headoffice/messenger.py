"""Carries out of head office what shoppers and web shops have to hear: notices first, then letters to web-hooks."""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence

from sync.headoffice.hook_sender import HookSender
from sync.headoffice.notice_channels import Channel, HookChannel, LogFile, Noticing, Outreaching, Reminding
from sync.headoffice.office import Office
from sync.headoffice.pages import tokens

log = logging.getLogger(__name__)

LOOK_S = 0.1
"""How often it looks for what is due: two queries of indexes that are empty most of the time."""

NOTICE_LOG = "notices.log"


class Messenger:
    """One thread. What fails is logged and sent later: all of it starts from what is in the database."""

    def __init__(self, office: Office, channels: Sequence[Channel] | None = None) -> None:
        """`channels`: where notices go; by default a file in the data folder and the web-hooks."""
        ways = (LogFile(office.folder / NOTICE_LOG), HookChannel()) if channels is None else channels
        self._office = office
        self._noticing = Noticing(office, ways, lambda order_id: tokens.path(office.keys, order_id))
        self._outreaching = Outreaching(office, ways)
        self._reminding = Reminding(office, ways, lambda store, one: tokens.booking_path(office.keys, store, one))
        self._sender = HookSender(office)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="messenger", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def close(self) -> None:
        """Stop. May be called twice."""
        self._stop.set()
        self._sender.close()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        db = self._office.database.reader()
        try:
            while not self._stop.wait(LOOK_S):
                try:
                    self._noticing.send_due(db)
                    self._reminding.send_due(db)
                    self._outreaching.send_due(db)
                    self._sender.send_due(db)
                except Exception:  # the thread's edge: what is due is still in the database
                    log.exception("the messenger stumbled and goes on")
        finally:
            db.close()
