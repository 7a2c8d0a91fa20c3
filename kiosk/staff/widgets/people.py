"""Who works at this device: who must sign in first, when the screen locks itself, and the foot of the rail."""

from __future__ import annotations

import time
from collections.abc import Callable

from kiosk.staff import actions, tables
from kiosk.staff.widgets.who import WhoDialog
from kiosk.store import Store
from kiosk.ui import navigation
from kiosk.ui.desk import Person
from kiosk.ui.idle import IdleWatch
from kiosk.ui.tr import tr

SIGN_IN = "staff.sign_in"
CHANGE_PIN = "staff.pin"


class People:
    """What a role's table gives the window: `gate` and `watch`. Puts the person at the rail's foot into the store."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.watch = LockWatch(store)
        store.parts[Person] = Foot(store)

    def gate(self, name: str) -> str:
        """The sign-in screen comes before every other, until somebody has signed in."""
        if name == SIGN_IN or self._store.register.sign_in == "off":
            return ""
        return SIGN_IN if tables.signed_in(self._store.db) is None else ""


class LockWatch(IdleWatch):
    """Locks the screen when nobody has touched it for a while. The basket, and an open payment, go on as they are."""

    def __init__(self, store: Store, now: Callable[[], float] = time.monotonic) -> None:
        super().__init__(now=now)
        self._store = store
        self._locking = False

    @property
    def allowed_s(self) -> float:
        """Seconds without a touch until the screen is locked; 0: never."""
        return float(self._store.settings.staff.lock_after_min * 60)

    def tick(self, rule: str, ask: Callable[[], None], end: Callable[[], None]) -> None:  # noqa: ARG002  nobody is asked
        """Look at the clock, once a second; and at whoever was signed in, who may have left the roster since."""
        if self._store.register.sign_in == "off" or self._locking:
            return
        if tables.signed_in(self._store.db) is None:
            if navigation.front() != SIGN_IN:
                _away(self._store, stay=True)
        elif self.allowed_s and self._now() - self._last >= self.allowed_s:
            self._locking = True
            lock(self._store, "idle", then=self._locked)

    def _locked(self) -> None:
        self._locking = False


class Foot(Person):
    """The person at the foot of the rail."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def name(self) -> str:
        """The name of whoever is signed in."""
        found = tables.signed_in(self._store.db)
        return "" if found is None else found.name

    def open(self, looks: Callable[[], None]) -> None:
        """Lock, sign out, change the PIN; or only how the screen looks, where nobody is signed in."""
        found = tables.session(self._store.db)
        if found is None or found.locked:
            looks()
            return
        dialog = WhoDialog(
            found,
            tr.time(found.since),
            lock=lambda: lock(self._store, "asked"),
            sign_out=lambda: sign_out(self._store),
            change_pin=lambda: navigation.go(CHANGE_PIN),
            looks=looks,
            close=lambda: navigation.hide(dialog),
        )
        navigation.show(dialog)


def lock(store: Store, reason: str, then: Callable[[], None] | None = None) -> None:
    """Lock the screen; whoever unlocks it comes back to where it was."""

    def locked(_: None) -> None:
        if then is not None:
            then()
        _away(store, stay=True)

    store.worker.submit(actions.lock, reason, done=locked)


def sign_out(store: Store) -> None:
    """Nobody is signed in any more; what lies in the basket stays there."""
    store.worker.submit(actions.sign_out, done=lambda _: _away(store, stay=False))


def _away(store: Store, *, stay: bool) -> None:
    tr.switch(store.settings.shop.language)
    navigator = navigation.current()
    if stay and navigator.name:
        navigation.go(navigator.name, **navigator.screen.args)
    else:
        navigation.home()
