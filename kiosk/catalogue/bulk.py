"""The bulk thread: fetches snapshots and pictures while the shop goes on, and puts a checked snapshot in force."""

from __future__ import annotations

import logging
import queue
import random
import threading
import time
from collections.abc import Callable
from pathlib import Path

from msgspec import Struct

from kiosk import database
from kiosk.catalogue import actions
from kiosk.errors import Refused
from kiosk.store import Progress
from kiosk.worker import Worker
from sync.bulk import BulkClient, BulkError, NotThere, Step
from sync.formats import catalogue_file

log = logging.getLogger(__name__)

LOOK_S = 600.0
"""Head office says when there is something new; this is for the case that nobody could hear it."""

RETRY_S = (1.0, 2.0, 5.0, 10.0, 30.0)
"""Pauses after so many failures in a row; the last one stays."""

REPORT_S = 0.1
"""Progress is told at most this often: a screen need not count single bytes."""

MOST_WANTED = 500
"""Pictures that wait; a shopper who scrolls past thousands does not want them all."""

AGAIN_AFTER_S = 60.0
"""A picture that could not be fetched is asked for again after this time at the earliest."""


class Ears(Struct, frozen=True):
    """Who hears of it, on the main loop."""

    progress: Callable[[Progress], None]
    changed: Callable[[frozenset[str]], None]
    picture: Callable[[Path], None]
    """A picture has come; called on the bulk thread, so that it can be made ready before anybody looks."""


class BulkThread:
    """Keeps the catalogue new and fetches the pictures that screens ask for.

    `post` brings a call to the main loop.
    """

    def __init__(self, client: BulkClient, folder: Path, worker: Worker, post: Callable[..., None], ears: Ears) -> None:
        self._client = client
        self._folder = folder
        self._worker = worker
        self._post = post
        self._ears = ears
        self._wanted: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._asked: dict[str, float] = {}
        self._look_at = 0.0
        self._failures = 0
        self._told_at = 0.0
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="bulk", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def look(self) -> None:
        """Head office says that there is something new. Any thread may call this."""
        self._look_at = 0.0
        self._wanted.put("")

    def want(self, sha256: str) -> None:
        """A screen would like to show this picture. Any thread may call this; asking often costs nothing."""
        now = time.monotonic()
        if now - self._asked.get(sha256, -AGAIN_AFTER_S) >= AGAIN_AFTER_S and self._wanted.qsize() < MOST_WANTED:
            self._asked[sha256] = now
            self._wanted.put(sha256)

    def close(self) -> None:
        """Stop; what was fetched so far is kept for next time. May be called twice."""
        if not self._closed:
            self._closed = True
            self._client.stop()
            self._wanted.put(None)
            if self._thread.is_alive():
                self._thread.join()
            self._client.close()

    def _run(self) -> None:
        while not self._closed:
            try:
                if time.monotonic() >= self._look_at:
                    self._update()
                sha256 = self._wanted.get(timeout=max(0.0, self._look_at - time.monotonic()))
                if sha256:
                    self._fetch(sha256)
            except queue.Empty:
                continue
            except Exception:  # the thread's edge: the shop goes on with the catalogue that it has
                log.exception("the bulk thread stumbled")
                self._failed("internal")

    def _update(self) -> None:
        name = database.current_catalogue(self._folder)
        try:
            version = catalogue_file.version_of(self._folder / name)
            self._tell(Progress("checking"))
            fetched = self._client.update(name, version, self._report)
            if fetched is not None:
                self._worker.call(actions.take_snapshot, self._folder, fetched.name)
                name = database.current_catalogue(self._folder)
                log.info("catalogue %d is in force, by %s", fetched.version, fetched.how)
            self._client.clean(name)
        except NotThere:
            self._tell(Progress("none"))
            self._look_at = time.monotonic() + RETRY_S[-1]
        except (BulkError, Refused) as problem:
            log.warning("the catalogue stays as it is: %s", problem)
            self._failed(str(problem))
        else:
            self._failures = 0
            self._tell(Progress("ready"))
            self._look_at = time.monotonic() + LOOK_S * random.uniform(0.8, 1.2)

    def _failed(self, problem: str) -> None:
        self._tell(Progress("failed", problem=problem))
        pause = RETRY_S[min(self._failures, len(RETRY_S) - 1)]
        self._failures += 1
        self._look_at = time.monotonic() + pause * random.uniform(0.5, 1.5)

    def _fetch(self, sha256: str) -> None:
        try:
            path = self._client.fetch_image(sha256)
        except BulkError as problem:
            log.info("picture %s waits: %s", sha256[:12], problem)
            return
        self._ears.picture(path)
        self._asked.pop(sha256, None)
        self._post(self._ears.changed, frozenset({"pictures"}))

    def _report(self, step: Step, done: int, total: int) -> None:
        if time.monotonic() - self._told_at >= REPORT_S:
            self._told_at = time.monotonic()
            self._tell(Progress("downloading" if step == "fetching" else "verifying", done, total))

    def _tell(self, progress: Progress) -> None:
        self._post(self._ears.progress, progress)
