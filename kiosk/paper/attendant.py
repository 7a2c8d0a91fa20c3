"""Looks after one small device on a thread of its own: does what is asked, and notices when it goes and comes."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, Generic, Protocol, TypeVar

log = logging.getLogger(__name__)

T = TypeVar("T")

LOOK_S = 10.0
"""How often a device that nobody uses is asked how it is."""

CLOSE_S = 3.0


class Status(Protocol):
    """How a device is: what all categories have in common."""

    @property
    def state(self) -> str:
        """In the category's own words."""

    @property
    def detail(self) -> str:
        """One English line."""


class Device(Protocol):
    """What all categories have in common."""

    def check(self) -> Any:  # each category's own status, which is a `Status`
        """Ask how it is."""

    def close(self) -> None:
        """Free it."""


D = TypeVar("D", bound=Device)


class Attendant(Generic[D]):
    """One device, one thread. A device that hangs holds up nobody but who asks it.

    Args:
        told: is called on the device's thread when its state is another than before.
    """

    def __init__(self, name: str, device: D, told: Callable[[], None]) -> None:
        self.name = name
        self.status: Status | None = None
        """The newest; None before it was asked for the first time."""
        self._device = device
        self._told = told
        self._acts: queue.SimpleQueue[tuple[Callable[[D], Any], Future[Any]] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name=f"device-{name}", daemon=True)
        self._closed = False

    def start(self) -> None:
        """Begin to look after it."""
        self._thread.start()

    def do(self, act: Callable[[D], T]) -> Future[T]:
        """Let something be done with the device, soon."""
        answer: Future[T] = Future()
        self._acts.put((act, answer))
        return answer

    def close(self) -> None:
        """Stop, and free the device. May be called twice."""
        if not self._closed:
            self._closed = True
            self._acts.put(None)
            if self._thread.is_alive():
                self._thread.join(CLOSE_S)

    def _run(self) -> None:
        try:
            self._look()
            while True:
                try:
                    job = self._acts.get(timeout=LOOK_S)
                except queue.Empty:
                    self._look()
                    continue
                if job is None:
                    return
                act, answer = job
                try:
                    answer.set_result(act(self._device))
                except Exception as error:  # noqa: BLE001 - the asker is told, whatever it is
                    answer.set_exception(error)
                self._look()
        finally:
            self._device.close()

    def _look(self) -> None:
        try:
            status = self._device.check()
        except Exception:  # the thread's edge: a driver that stumbles is asked again
            log.exception("%s could not be asked how it is", self.name)
            return
        old, self.status = self.status, status
        if old is None or old.state != status.state:
            log.info("%s: %s %s", self.name, status.state, status.detail)
            self._told()
