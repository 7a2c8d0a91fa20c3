"""Remembers which offers are on a screen, and tells each showing once and what came of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Protocol

from kiosk.recommend import actions
from kiosk.recommend.tables import Recommendation


class _Worker(Protocol):
    def submit(self, action: Callable[..., None], *args: object) -> None:
        """Run the action soon."""


class Exposure:
    """The offers of one place: `product`, `basket` or `member`."""

    def __init__(self, worker: _Worker, new_id: Callable[[], str], place: str) -> None:
        self._worker = worker
        self._new_id = new_id
        self._place = place
        self._id = ""
        self._found: tuple[Recommendation, ...] = ()

    @property
    def shown(self) -> tuple[Recommendation, ...]:
        """What is on screen now."""
        return self._found

    def show(self, found: Sequence[Recommendation]) -> None:
        """These are on screen now; the same ones in the same order are no new showing."""
        if [one.product.gtin for one in found] == [one.product.gtin for one in self._found]:
            return
        self._found = tuple(found)
        if found:
            self._id = self._new_id()
            self._worker.submit(actions.shown, self._id, self._place, [one.offer for one in found])

    def added(self, gtin: str) -> None:
        """One of them went into the basket."""
        offers = [one.offer for one in self._found]
        if any(offer.gtin == gtin for offer in offers):
            self._worker.submit(actions.added, self._id, self._place, offers, gtin)

    def refused(self, gtin: str, *, kind: bool = False) -> None:
        """One of them is not wanted, or nothing of its kind."""
        offers = [one.offer for one in self._found]
        if any(offer.gtin == gtin for offer in offers):
            self._worker.submit(partial(actions.refused, kind=kind), self._id, self._place, offers, gtin)

    def forget(self) -> None:
        """The screen is gone: what comes next is another showing."""
        self._found = ()
