"""One thread a printer: prints what is queued, tries again, gives away what cannot come out, and knows how each is."""

from __future__ import annotations

import logging
import queue
import sqlite3
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from pathlib import Path
from typing import Any, TypeVar

from msgspec import Struct

from hardware.printer import Printer, PrinterStatus, PrintFailed, Raster
from kiosk import database
from kiosk.i18n import Translator
from kiosk.paper import actions, layout, tables
from kiosk.paper.model import Job, Routes
from kiosk.worker import Worker
from sync.clock import Clock

log = logging.getLogger(__name__)

T = TypeVar("T")

TOPIC = "printers"

NEWS_S = 0.15
"""How often a thread looks for new jobs, by one look into an index; nobody has to wake it."""

LOOK_IDLE_S = 10.0
"""How often an idle printer is asked how it is: paper that comes to its end is seen before a shopper waits for it."""

LOOK_WAITING_S = 1.0
"""How often a printer that cannot print is asked while jobs wait."""

CLOSE_S = 5.0
"""A print that takes longer is left behind at the end of the program; it is taken up as a copy."""


class PrinterView(Struct, frozen=True):
    """How one printer is, as screens show it."""

    name: str
    status: PrinterStatus | None
    """None before it was asked for the first time."""
    waiting: int
    fallback: str
    width: int

    @property
    def asks_for_help(self) -> bool:
        """Whether somebody should look at it: it cannot print, or its paper comes to its end."""
        return self.status is not None and (not self.status.can_print or self.status.paper == "low")


class Spooler:
    """All printers of a device. A dead one never holds up another, and no sale waits for any.

    Args:
        printers: by name.
        told: is called on a printer's thread each time that any printer's state or queue is other than before.
    """

    def __init__(
        self,
        worker: Worker,
        folder: Path,
        printers: Mapping[str, Printer],
        routes: Routes,
        *,
        clock: Clock,
        told: Callable[[], None],
    ) -> None:
        self.routes = routes
        self._worker = worker
        self._lines = {
            name: _Line(name, printer, self, worker, folder, clock, told) for name, printer in printers.items()
        }

    @property
    def names(self) -> tuple[str, ...]:
        """The printers, in the order of the settings."""
        return tuple(self._lines)

    def start(self) -> None:
        """Take up what a sudden stop left, and begin to print."""
        left = self._worker.call(actions.take_up)
        if left:
            log.warning("%d documents may be on paper already: they come out as copies", left)
        for line in self._lines.values():
            line.start()

    def views(self) -> tuple[PrinterView, ...]:
        """How all printers are; quick, from any thread."""
        return tuple(line.view for line in self._lines.values())

    def can_print(self, name: str) -> bool:
        """Whether this printer was able to print when it was last asked."""
        line = self._lines.get(name)
        status = line.view.status if line is not None else None
        return status is not None and status.can_print

    def do(self, name: str, act: Callable[[Printer], T]) -> Future[T]:
        """Let something be done with a printer on its own thread, before the next document: its drawer's pulse.

        Raises:
            KeyError: if there is no such printer.
        """
        return self._lines[name].do(act)

    def close(self) -> None:
        """Finish what is being printed, then stop. May be called twice."""
        for line in self._lines.values():
            line.stop()
        end = time.monotonic() + CLOSE_S
        for line in self._lines.values():
            line.join(max(0.0, end - time.monotonic()))


class _Line:
    """One printer, its thread and its queue."""

    def __init__(
        self,
        name: str,
        printer: Printer,
        spooler: Spooler,
        worker: Worker,
        folder: Path,
        clock: Clock,
        told: Callable[[], None],
    ) -> None:
        self._name = name
        self._printer = printer
        self._spooler = spooler
        self._worker = worker
        self._folder = folder
        self._clock = clock
        self._told = told
        self._acts: queue.SimpleQueue[tuple[Callable[[Printer], Any], Future[Any]]] = queue.SimpleQueue()
        self._news = threading.Event()
        self._stopping = threading.Event()
        self._looked = 0.0
        self._thread = threading.Thread(target=self._run, name=f"printer-{name}", daemon=True)
        self.view = PrinterView(name, None, 0, spooler.routes.fallback_of(name), printer.width)

    def start(self) -> None:
        self._thread.start()

    def do(self, act: Callable[[Printer], T]) -> Future[T]:
        answer: Future[T] = Future()
        self._acts.put((act, answer))
        self._news.set()
        return answer

    def stop(self) -> None:
        self._stopping.set()
        self._news.set()

    def join(self, seconds: float) -> None:
        if self._thread.is_alive():
            self._thread.join(seconds)

    def _run(self) -> None:
        db = database.open_reader(self._folder)
        try:
            while not self._stopping.is_set():
                self._news.clear()
                try:
                    self._turn(db)
                except Exception:  # the thread's edge: one bad moment must not end all printing
                    if self._stopping.is_set():
                        break
                    log.exception("printer %s stumbled; it goes on", self._name)
                self._news.wait(NEWS_S)
        finally:
            db.close()
            self._printer.close()

    def _turn(self, db: sqlite3.Connection) -> None:
        """Whatever is to be done now."""
        self._do_acts()
        now = self._clock()
        if tables.expirable(db, now):
            self._worker.call(actions.expire)
        job = tables.due(db, self._name, now)
        waiting = tables.waiting(db, self._name)
        status = self.view.status
        pause = LOOK_WAITING_S if waiting and not (status and status.can_print) else LOOK_IDLE_S
        if status is None or time.monotonic() - self._looked >= pause:
            status = self._look()
        self._show(status, waiting)
        if job is None:
            return
        if status.can_print:
            self._print()
            self._show(self.view.status, tables.waiting(db, self._name))
            self._news.set()
        else:
            self._give_away()

    def _look(self) -> PrinterStatus:
        status = self._printer.check()
        self._looked = time.monotonic()
        return status

    def _show(self, status: PrinterStatus | None, waiting: int) -> None:
        old = self.view
        self.view = PrinterView(self._name, status, waiting, old.fallback, old.width)
        if _said(old) != _said(self.view):
            if status is not None and (old.status is None or old.status.state != status.state):
                log.info("printer %s: %s %s", self._name, status.state, status.detail)
            self._told()

    def _do_acts(self) -> None:
        while True:
            try:
                act, answer = self._acts.get_nowait()
            except queue.Empty:
                return
            try:
                answer.set_result(act(self._printer))
            except Exception as error:  # noqa: BLE001 - the asker is told, whatever it is
                answer.set_exception(error)

    def _print(self) -> None:
        job = self._worker.call(actions.take, self._name)
        if job is None:
            return
        try:
            pieces = [_dots(piece, self._printer.width) for piece in layout.pieces(paper_of(job))]
        except Exception as error:  # whatever is wrong with one document must not stop the others
            log.exception("%s cannot be drawn", job.title)
            self._worker.call(actions.failed, job.job_id, f"{type(error).__name__}: {error}")
            return
        done = 0
        try:
            for dots in pieces:
                self._printer.print(dots)
                done += 1
        except PrintFailed as failure:
            log.warning("printer %s: %s did not come out: %s", self._name, job.title, failure)
            self._worker.call(actions.interrupted, job.job_id, str(failure), begun=bool(done or failure.rows))
            self._looked = time.monotonic()
            self._show(failure.status, self.view.waiting)
            return
        self._worker.call(actions.printed, job.job_id)

    def _give_away(self) -> None:
        fallback = self._spooler.routes.fallback_of(self._name)
        if fallback and self._spooler.can_print(fallback):
            moved = self._worker.call(actions.reroute, self._name, fallback)
            if moved:
                log.warning("printer %s cannot print: %d documents go to %s", self._name, moved, fallback)


def paper_of(job: Job) -> layout.Paper:
    """What is printed of a job: its document, with COPY n above it where it is one."""
    paper = layout.load(job.layout)
    if not job.copy and not job.begun:
        return paper
    words = Translator(paper.language)
    if not job.copy:  # nothing counts its copies, and still nobody may take it for the only one
        return paper.below(layout.Banner(words.text("paper.maybe_twice")))
    return paper.below(layout.Banner(words.text("paper.copy", n=job.copy)))


def _dots(piece: layout.Paper, width: int) -> Raster:
    from kiosk.paper import raster  # Pillow is loaded with the first document

    return raster.raster(piece, width)


def _said(view: PrinterView) -> object:
    status = view.status
    return (view.waiting, status and (status.state, status.paper, status.drawer_high))
