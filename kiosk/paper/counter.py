"""The devices beside a screen: printers, drawer, customer display, scale. Nobody who uses them ever waits."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from msgspec import Struct

from hardware.cash_drawer import CashDrawer
from hardware.cash_drawer_printer import PrinterDrawer
from hardware.printer import PrinterStatus
from kiosk.paper import drivers
from kiosk.paper.attendant import Attendant
from kiosk.paper.spooler import Spooler
from kiosk.settings import Settings
from kiosk.worker import Worker
from sync.clock import Clock

if TYPE_CHECKING:
    from hardware.line_display import LineDisplay
    from hardware.scale import Reading, Scale

log = logging.getLogger(__name__)

T = TypeVar("T")

TOPIC = "printers"
"""Told whenever the state of any of these devices, or a printer's queue, is another than before."""

Category = Literal["printer", "drawer", "line_display", "scale"]


class DeviceView(Struct, frozen=True):
    """How one device is, as screens show it."""

    category: Category
    name: str
    state: str
    """In the category's words, ``asking`` before it was asked; ``paper_low`` for a printer that still prints."""
    detail: str
    """One English line."""
    waiting: int = 0
    """Documents in a printer's queue."""
    fallback: str = ""

    @property
    def ready(self) -> bool:
        return self.state in ("ready", "open", "closed", "unknown", "paper_low")


class NoDevice(LookupError):
    """This counter has no such device."""


class Counter:
    """Everything that a counter's settings name.

    Args:
        post: brings a call to the main loop.
        changed: is called there with `TOPIC`.
    """

    def __init__(
        self,
        settings: Settings,
        worker: Worker,
        folder: Path,
        *,
        clock: Clock,
        post: Callable[..., None],
        changed: Callable[[frozenset[str]], None],
    ) -> None:
        self._post = post
        self._changed = changed
        self.routes = drivers.routes_of(settings)
        self.spooler = Spooler(
            worker, folder, drivers.printers_of(settings, folder), self.routes, clock=clock, told=self._told
        )
        self._hangs_on = settings.drawer if settings.drawer.kind == "printer" else None
        self._drawer: Attendant[CashDrawer] | None = None
        drawer = drivers.drawer_of(settings)
        if drawer is not None:
            self._drawer = Attendant("drawer", drawer, self._told)
        display, scale = drivers.display_of(settings), drivers.scale_of(settings)
        self._display: Attendant[LineDisplay] | None = None
        if display is not None:
            self._display = Attendant("line_display", display, self._told)
        self._scale: Attendant[Scale] | None = None
        if scale is not None:
            self._scale = Attendant("scale", scale, self._told)
        self._drawer_trouble = ""

    def start(self) -> None:
        """Begin to print, and to look after the rest."""
        self.spooler.start()
        for one in self._attended():
            one.start()

    def close(self) -> None:
        """Stop. May be called twice, and before `start`."""
        for one in self._attended():
            one.close()
        self.spooler.close()

    def views(self) -> tuple[DeviceView, ...]:
        """How all devices are; quick, from any thread."""
        return (
            *self._printer_views(),
            *self._drawer_views(),
            *(_view("line_display", one) for one in (self._display,) if one is not None),
            *(_view("scale", one) for one in (self._scale,) if one is not None),
        )

    def trouble(self) -> DeviceView | None:
        """The first device that somebody should look at, faults before paper that runs low; None if all is well."""
        views = [view for view in self.views() if view.state != "asking"]
        faults = [view for view in views if not view.ready]
        low = [view for view in views if view.state == "paper_low"]
        return next(iter((*faults, *low)), None)

    def open_drawer(
        self, done: Callable[[], None] | None = None, failed: Callable[[Exception], None] | None = None
    ) -> None:
        """Open the drawer, soon, from any thread. `done` or `failed` are called on the main loop; without a drawer
        `failed` with `NoDevice`. What went wrong stands in `views` until it opens again."""

        def opened(_: object) -> None:
            self._drawer_trouble = ""
            self._told()
            if done is not None:
                done()

        def stuck(error: Exception) -> None:
            self._drawer_trouble = getattr(getattr(error, "status", None), "state", "")
            self._told()
            if failed is not None:
                failed(error)

        self._answer(self._at_drawer(lambda drawer: drawer.open()), opened, stuck)

    def show(self, first: str, second: str = "", done: Callable[[tuple[str, str]], None] | None = None) -> None:
        """Show two lines to the shopper, soon, from any thread. Without a display nothing happens."""
        if self._display is not None:
            self._answer(self._display.do(lambda display: display.show(first, second)), done, _unheard)

    def show_amount(self, first: str, words: str, amount: str) -> None:
        """Show a line, and words with an amount that is never cut."""
        if self._display is not None:
            self._answer(self._display.do(lambda display: display.show_pair(first, words, amount)), None, _unheard)

    def weigh(self, done: Callable[[Reading], None], failed: Callable[[Exception], None]) -> None:
        """What lies on the scale once it is still."""
        from hardware.scale import settled

        self._answer(self._at_scale(settled), done, failed)

    def zero(self, done: Callable[[], None], failed: Callable[[Exception], None]) -> None:
        """Set the scale to zero."""
        self._answer(self._at_scale(lambda scale: scale.zero()), lambda _: done(), failed)

    def tare(self, done: Callable[[int], None], failed: Callable[[Exception], None]) -> None:
        """Take what lies on the scale for the wrapping; `done(grams)`."""
        self._answer(self._at_scale(lambda scale: scale.tare()), done, failed)

    def _attended(self) -> list[Attendant[Any]]:  # of several categories
        return [one for one in (self._drawer, self._display, self._scale) if one is not None]

    def _at_drawer(self, act: Callable[[CashDrawer], T]) -> Future[T]:
        settings = self._hangs_on
        if settings is not None and settings.printer in self.spooler.names:
            return self.spooler.do(
                settings.printer, lambda printer: act(PrinterDrawer(printer, settings.pin, settings.open_level))
            )
        return self._drawer.do(act) if self._drawer is not None else _none("drawer")

    def _at_scale(self, act: Callable[[Scale], T]) -> Future[T]:
        return self._scale.do(act) if self._scale is not None else _none("scale")

    def _answer(self, answer: Future[T], done: Callable[[T], None] | None, failed: Callable[[Exception], None]) -> None:
        def answered(future: Future[T]) -> None:
            error = future.exception()
            if isinstance(error, Exception):
                self._post(failed, error)
            elif done is not None:
                self._post(done, future.result())

        answer.add_done_callback(answered)

    def _told(self) -> None:
        self._post(self._changed, frozenset({TOPIC}))

    def _printer_views(self) -> list[DeviceView]:
        found = []
        for view in self.spooler.views():
            status = view.status
            state: str = "asking" if status is None else status.state
            if status is not None and status.can_print and status.paper == "low":
                state = "paper_low"
            found.append(
                DeviceView("printer", view.name, state, status.detail if status else "", view.waiting, view.fallback)
            )
        return found

    def _drawer_views(self) -> list[DeviceView]:
        if self._drawer is not None:
            view = _view("drawer", self._drawer)
        elif self._hangs_on is not None:
            printer = next((one for one in self.spooler.views() if one.name == self._hangs_on.printer), None)
            view = DeviceView("drawer", "", self._sensed(printer.status if printer else None), "")
        else:
            return []
        if self._drawer_trouble and view.state != "open":
            view = DeviceView("drawer", "", self._drawer_trouble, view.detail)
        return [view]

    def _sensed(self, status: PrinterStatus | None) -> str:
        assert self._hangs_on is not None
        if status is None:
            return "asking"
        if status.state == "offline":
            return "lost"
        level = self._hangs_on.open_level
        if status.drawer_high is None or level == "unknown":
            return "unknown"
        return "open" if status.drawer_high == (level == "high") else "closed"


def _view(category: Category, one: Attendant[Any]) -> DeviceView:  # of any category
    status = one.status
    return DeviceView(category, "", status.state if status else "asking", status.detail if status else "")


def _none(name: str) -> Future[Any]:  # never fulfilled with a value
    answer: Future[Any] = Future()
    answer.set_exception(NoDevice(name))
    return answer


def _unheard(error: Exception) -> None:
    """Nobody waits for the customer display; its state says that it is gone."""
    log.info("the customer display showed nothing: %s", error)
