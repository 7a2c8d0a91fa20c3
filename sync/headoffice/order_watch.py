"""Looks on while orders change: whoever shows one live gets it as it stands, and again after each change."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress

from sync.headoffice import order_shown
from sync.headoffice import order_tables as tables
from sync.headoffice.office import Office
from sync.headoffice.order_shown import Order


class Watch:
    """One for a server, and used by its event loop alone; commits wake it from the writing thread.

    One query after a commit finds all orders that something happened to, however many are looked at.
    """

    def __init__(self, office: Office) -> None:
        self._office = office
        self._loop: asyncio.AbstractEventLoop | None = None
        self._looking: asyncio.Task[None] | None = None
        self._committed = asyncio.Event()
        self._followers: dict[str, set[asyncio.Event]] = {}
        self._seen = 0
        self._closed = False
        office.database.on_commit(self._wake)

    async def follow(self, order_id: str) -> AsyncIterator[Order]:
        """The order as it stands, then again whenever something happened to it; ends when head office does.

        Raises:
            Unknown: if there is no such order.
        """
        await self._begin()
        changed = asyncio.Event()
        followers = self._followers.setdefault(order_id, set())
        followers.add(changed)
        told = -1
        try:
            while not self._closed:
                changed.clear()
                order = await asyncio.to_thread(self._read, order_id)
                if order.version != told:
                    told = order.version
                    yield order
                if not self._closed:
                    await changed.wait()
        finally:
            followers.discard(changed)
            if not followers and self._followers.get(order_id) is followers:
                del self._followers[order_id]

    def close(self) -> None:
        """Let everybody go who follows; from any thread, may be called twice."""
        self._closed = True
        if self._loop is not None:
            with suppress(RuntimeError):  # the loop has ended: nobody follows
                self._loop.call_soon_threadsafe(self._let_go)

    def _read(self, order_id: str) -> Order:
        return self._office.read(lambda db: order_shown.get(db, order_id))

    def _wake(self) -> None:
        if self._loop is not None and self._followers:
            with suppress(RuntimeError):  # the loop has ended: nobody follows
                self._loop.call_soon_threadsafe(self._committed.set)

    async def _begin(self) -> None:
        if self._looking is None or self._looking.done():
            self._loop = asyncio.get_running_loop()
            self._seen = await asyncio.to_thread(self._office.read, tables.last_event)
            self._looking = self._loop.create_task(self._look())

    async def _look(self) -> None:
        db = self._office.database.reader()
        try:
            while not self._closed:
                await self._committed.wait()
                self._committed.clear()
                # An index of integers, from its end: quicker than handing it to another thread.
                for n, order_id in tables.events_after(db, self._seen):
                    self._seen = n
                    for changed in self._followers.get(order_id, ()):
                        changed.set()
        finally:
            db.close()

    def _let_go(self) -> None:
        self._committed.set()
        for followers in self._followers.values():
            for changed in followers:
                changed.set()
