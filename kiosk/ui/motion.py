"""How things move: fades and slides that are drawn, never laid out; and cuts, where a person or a slow machine wants
them."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Any

from kivy.animation import AnimationTransition
from kivy.clock import Clock
from kivy.graphics import PopMatrix, PushMatrix, Translate

from kiosk.ui.theme import theme

SMALL_S = 0.16
SHEET_S = 0.24
PAGE_S = 0.28

SLIDE = 24
"""Design pixels that a new page comes in by."""

SLOW_S = 0.033
"""A drawn frame that takes longer is seen to stutter..."""

SLOW_FRAMES = 10
"""...and after so many in a row every change is a cut, until one is fast again."""

CURVES: dict[str, Callable[[float], float]] = {
    "out_cubic": AnimationTransition.out_cubic,
    "out_quint": AnimationTransition.out_quint,
}


class Motion:
    """Knows whether things may move now. There is one, `motion`."""

    def __init__(self) -> None:
        self._frames: deque[float] = deque(maxlen=SLOW_FRAMES)
        self._measure = Clock.create_trigger(self._drawn_one)
        self.page_comes = False
        """Whether a page is on its way: what can wait for it to arrive, waits."""

    def watch(self, window: Any) -> None:  # Kivy's window
        """Measure the frames that this window draws. May be called twice."""
        window.unbind(on_flip=self._drawn)
        window.bind(on_flip=self._drawn)

    @property
    def slow(self) -> bool:
        """Whether the machine does not keep up with what moves."""
        return len(self._frames) == SLOW_FRAMES and min(self._frames) > SLOW_S

    @property
    def on(self) -> bool:
        """Whether a change is eased; else it is a cut."""
        return bool(theme.motion) and not self.slow

    def took(self, seconds: float) -> None:
        """A drawn frame took so long, from its beginning to that of the next."""
        self._frames.append(seconds)

    def forget(self) -> None:
        """Begin to measure anew."""
        self._frames.clear()

    def _drawn(self, *_: object) -> None:
        # What the frame cost is known when the next one begins: handing it to the screen is a part of it.
        self._measure()

    def _drawn_one(self, _dt: float) -> None:
        self.took(Clock.frametime)


motion = Motion()


class Ease:
    """Calls `step` with 0 to 1 each frame for so many seconds, then `done`. It begins at once, with 0."""

    def __init__(
        self, seconds: float, step: Callable[[float], object], done: Callable[[], object] | None, curve: str
    ) -> None:
        self._seconds = seconds
        self._step = step
        self._done = done
        self._curve = CURVES[curve]
        self._began: float | None = None
        step(0.0)
        self._clock = Clock.schedule_interval(self._turn, 0)

    def end(self) -> None:
        """Be at the end now. May be called twice."""
        if self._clock is not None:
            self._clock.cancel()
            self._clock = None
            self._step(1.0)
            if self._done is not None:
                self._done()

    def _turn(self, _dt: float) -> None:
        now = Clock.get_time()
        if self._began is None:
            # The first frame of a new page is the one that lays it out: time begins with the second.
            self._began = now
        part = (now - self._began) / self._seconds
        if part >= 1:
            self.end()
        else:
            self._step(self._curve(part))


def ease(
    seconds: float,
    step: Callable[[float], object],
    done: Callable[[], object] | None = None,
    curve: str = "out_cubic",
) -> Ease | None:
    """Move something, or be at its end at once where nothing may move; then there is nothing to give."""
    if motion.on:
        return Ease(seconds, step, done, curve)
    step(1.0)
    if done is not None:
        done()
    return None


class Drift:
    """Moves what is drawn of a widget and of all that lies in it, and lays nothing out anew."""

    def __init__(self, widget: Any) -> None:  # any Kivy widget
        self._shift = Translate(0, 0, 0)
        widget.canvas.before.insert(0, PushMatrix())
        widget.canvas.before.insert(1, self._shift)
        widget.canvas.after.add(PopMatrix())

    def to(self, x: float, y: float) -> None:
        """Draw so many screen pixels beside its place."""
        self._shift.xy = (x, y)
