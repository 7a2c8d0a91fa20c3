"""Sends what web-hooks wait for: signed, one after another, and again later where nobody answers."""

from __future__ import annotations

import logging
import sqlite3
from functools import partial

import requests

from sync.formats import hook_signature
from sync.headoffice import hooks
from sync.headoffice.office import Office

log = logging.getLogger(__name__)

ANSWER_S = 5.0
"""A receiver takes a letter in and works on it afterwards; one that is slower holds up the others."""

BATCH = 100


class HookSender:
    """Not for two threads at once. A letter is marked after it was taken, so a crash between sends it twice: its id
    is the same."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._closed = False
        self._session = requests.Session()
        self._session.trust_env = False  # a proxy of the environment has no business between two of our own

    def close(self) -> None:
        """Send nothing after the letter that is on its way. May be called twice, and from another thread."""
        self._closed = True
        self._session.close()

    def send_due(self, db: sqlite3.Connection) -> int:
        """Send what is due now; gives how many letters were taken."""
        taken, silent = 0, set[str]()
        for one in hooks.due(db, self._office.clock(), BATCH):
            if one.hook_id in silent or self._closed:
                continue
            status, error = self._post(one)
            if 200 <= status < 300:
                self._office.change(partial(hooks.delivered, one=one, status=status))
                taken += 1
                continue
            if status == 0:
                silent.add(one.hook_id)
            log.warning("web-hook %s did not take %s: %s", one.hook_id, one.type, error)
            self._office.change(partial(hooks.failed, one=one, status=status, error=error))
        return taken

    def _post(self, one: hooks.Due) -> tuple[int, str]:
        headers = {
            "Content-Type": "application/json",
            "Kx-Delivery": one.delivery_id,
            "Kx-Event": one.type,
            hook_signature.HEADER: hook_signature.sign(one.secret, one.body, self._office.clock()),
        }
        try:
            # Streamed, so that the answer's body is never read: its status says all.
            with self._session.post(
                one.url, data=one.body, headers=headers, timeout=ANSWER_S, allow_redirects=False, stream=True
            ) as answer:
                return answer.status_code, f"HTTP {answer.status_code}"
        except (requests.RequestException, ValueError) as fault:
            return 0, type(fault).__name__
