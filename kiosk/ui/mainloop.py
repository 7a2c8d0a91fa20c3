"""The one door to the main loop: `post(function, *args)` from any thread, run between two frames.

It knows nothing of Kivy until `start`. What is posted before waits, and a program without a window (or a test) can call
`drain` itself.
"""

from __future__ import annotations

import logging
import queue
import time
from collections.abc import Callable
from typing import Any

log = logging.getLogger(__name__)

BUDGET_S = 0.004
"""A frame has 16 ms, and drawing takes up to 8 of them."""

_calls: queue.SimpleQueue[tuple[Callable[..., object], tuple[Any, ...]]] = queue.SimpleQueue()  # arguments of any type
_wake: Callable[[], object] | None = None
_on_fault: Callable[[Exception], None] | None = None


def post(function: Callable[..., object], *args: object) -> None:
    """Have `function(*args)` called on the main loop, soon and in order. Any thread may call this."""
    _calls.put((function, args))
    wake = _wake
    if wake is not None:
        wake()


def start(on_fault: Callable[[Exception], None] | None = None) -> None:
    """Begin to run posted calls between Kivy's frames. May be called twice.

    `on_fault(error)` hears of a call that failed, so that the app can say "please ask a colleague"; without it the
    error is raised and ends the loop, which is what a test wants.
    """
    global _wake, _on_fault
    from kivy.clock import Clock

    if on_fault is not None:
        _on_fault = on_fault
    if _wake is None:
        _wake = Clock.create_trigger(_next_frame)
    _wake()


def close() -> None:
    """Stop running calls; what is posted from now on waits. May be called twice."""
    global _wake, _on_fault
    _wake = None
    _on_fault = None


def drain(budget_s: float | None = None) -> bool:
    """Run what was posted, in order, until nothing is left or `budget_s` seconds are used up.

    Returns:
        Whether calls are left over.
    """
    end = None if budget_s is None else time.perf_counter() + budget_s
    while True:
        try:
            function, args = _calls.get_nowait()
        except queue.Empty:
            return False
        try:
            function(*args)
        except Exception as error:  # the loop's edge: one screen's fault must not take the others with it
            if _on_fault is None:
                raise
            log.exception("a call on the main loop failed")
            _on_fault(error)
        if end is not None and time.perf_counter() >= end:
            return not _calls.empty()


def _next_frame(_dt: float) -> None:
    try:
        left = drain(BUDGET_S)
    except Exception:
        _again()
        raise
    if left:
        _again()


def _again() -> None:
    if _wake is not None:
        _wake()
