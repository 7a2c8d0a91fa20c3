"""What head office does now and then: tells stock, leases and members' habits, keeps configs current, tidies up."""

from __future__ import annotations

import logging
import sqlite3
import threading
import time

from sync.headoffice import (
    appointment_notices,
    hooks,
    idempotency,
    keys,
    leases,
    members,
    notices,
    order_closing,
    order_follow,
    order_keeping,
    order_telling,
    orders,
    promises,
    records,
    returns,
    stock,
    stockroom,
    stores,
)
from sync.headoffice.change import Change
from sync.headoffice.office import Office

log = logging.getLogger(__name__)

LOOK_S = 0.1
"""How often it looks whether a command line changed the database; one pragma that reads one page."""

STOCK_S = 1.0
"""A product that sells and sells is told once in this time."""

NEAR_S = 5.0
"""Other stores' shoppers need not know to the second."""

TIDY_S = 3600.0


class Housekeeping:
    """One thread. What fails is logged and done again the next time: all of it starts from what is in the database."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="housekeeping", daemon=True)
        self._seen = -1
        self._near_stale = True

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def close(self) -> None:
        """Stop. May be called twice."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        db = self._office.database.reader()
        due = {self._stock: 0.0, self._near: 0.0, self._tidy: 0.0}
        every = {self._stock: STOCK_S, self._near: NEAR_S, self._tidy: TIDY_S}
        try:
            while not self._stop.wait(LOOK_S):
                try:
                    self._look(db)
                    for task, at in due.items():
                        if time.monotonic() >= at:
                            due[task] = time.monotonic() + every[task]
                            task(db)
                except Exception:  # the thread's edge: the next turn finds everything still in the database
                    log.exception("housekeeping stumbled and goes on")
        finally:
            db.close()

    def _look(self, db: sqlite3.Connection) -> None:
        """If anything was committed, wake who listens to commits: a command line's commit told nobody in here."""
        version = db.execute("PRAGMA data_version").fetchone()[0]
        if version != self._seen:
            self._seen = version
            self._near_stale = True
            self._office.database.call(lambda _db: None)

    def _stock(self, db: sqlite3.Connection) -> None:
        if db.execute("SELECT 1 FROM stock_untold WHERE near = 0 LIMIT 1").fetchone():
            self._office.change(lambda change: stock.tell_untold(change, near=False))
        if db.execute("SELECT 1 FROM member WHERE stale = 1 LIMIT 1").fetchone():
            self._office.change(members.tell_stale)
        if order_telling.any_untold(db):
            self._office.change(order_telling.tell_untold)
        if promises.any_due(db, self._office.clock()):
            self._office.change(order_follow.tell_late)
            self._office.change(promises.make_good)
        if leases.any_due(db, self._office.clock()):
            self._office.change(leases.tell_stale)

    def _near(self, db: sqlite3.Connection) -> None:
        if not self._near_stale:
            return
        self._near_stale = False
        self._office.change(self._configs)
        if stockroom.any_waiting(db):
            self._office.change(stockroom.tell_back)
        if db.execute("SELECT 1 FROM stock_untold WHERE near = 1 LIMIT 1").fetchone():
            self._near_stale = True
            self._office.change(lambda change: stock.tell_untold(change, near=True))

    def _configs(self, change: Change) -> None:
        """A store that is new, a device that showed its key in a hello: its store's config names it."""
        for shop in stores.everyone(change.db):
            keys.publish_config(change, self._office.keys, self._office.tenant, shop.store)

    def _tidy(self, _db: sqlite3.Connection) -> None:
        self._office.change(orders.forget_ended)
        self._office.change(order_keeping.expire_overdue)
        self._office.change(order_keeping.forget_people)
        self._office.change(order_closing.close_old)
        self._office.change(hooks.forget_old)
        self._office.change(notices.forget_old)
        self._office.change(appointment_notices.forget_old)
        self._office.change(returns.forget_told)
        self._office.change(records.forget_old)
        self._office.change(idempotency.forget_old)
