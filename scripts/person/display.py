"""A virtual screen with a keyboard and a finger: Xvfb, and xdotool that makes real key and touch events on it."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from pathlib import Path

NEEDS = ("Xvfb", "xdotool")
"""Programs of the machine that a virtual screen takes."""

STARTED_S = 10.0
PERSON_MS = 90
"""Between two keys of a quick typist; a scanner needs a tenth of it."""
STILL_S = 0.35
"""So long nothing changes on a page that stands: a ring that waits and a cursor that blinks move more often."""
SETTLED_S = 2.0
"""Something may move for ever: a ring that waits."""


def lacking() -> list[str]:
    """Which of the programs are not installed."""
    return [name for name in NEEDS if shutil.which(name) is None]


class NoDisplay(RuntimeError):
    """The virtual screen did not come up."""


class Display:
    """One virtual screen of so many pixels. Whatever is done on it goes through the X server, as from a cable."""

    def __init__(self, log: Path, width: int, height: int) -> None:
        self._log = log
        self.width = width
        self.height = height
        self._server: subprocess.Popen[bytes] | None = None
        self.name = ""
        """Such as ``:3``."""

    @property
    def environment(self) -> dict[str, str]:
        """For programs that shall show themselves there."""
        return dict(os.environ, DISPLAY=self.name, SDL_VIDEODRIVER="x11", SDL_AUDIODRIVER="dummy")

    def open(self) -> None:
        """Start the server on a number that it finds free itself.

        Raises:
            NoDisplay: if it does not say its number.
        """
        reader, writer = os.pipe()
        screen = f"{self.width}x{self.height}x24"
        # Nothing of it listens on the network, and no screen saver comes between.
        command = ["Xvfb", "-displayfd", str(writer), "-screen", "0", screen, "-nolisten", "tcp", "-s", "0", "-noreset"]
        with self._log.open("ab") as log:
            self._server = subprocess.Popen(command, pass_fds=(writer,), stdout=log, stderr=log)
        os.close(writer)
        with os.fdopen(reader) as said:
            number = said.readline().strip()
        if not number:
            raise NoDisplay(f"Xvfb ended; its log: {self._log}")
        self.name = f":{number}"

    def close(self) -> None:
        """End the server. May be called twice."""
        if self._server is not None:
            self._server.terminate()
            self._server.wait(timeout=10)
            self._server = None

    def focus(self) -> None:
        """Give the keyboard to the one window, as there is no window manager that does.

        Raises:
            NoDisplay: if there is none.
        """
        end = time.monotonic() + STARTED_S
        while time.monotonic() < end:
            found = self._xdotool("search", "--onlyvisible", "--name", ".*", check=False).split()
            if found:
                self._xdotool("windowfocus", "--sync", found[-1])
                return
            time.sleep(0.05)
        raise NoDisplay("there is no window")

    def type(self, *codes: str, delay_ms: int = 0) -> None:
        """Type as a scanner does: one key right after the other, Enter after each code."""
        words: list[str] = []
        for code in codes:
            words += ["type", "--delay", str(delay_ms), "--args", "1", code, "key", "--delay", "0", "Return"]
        self._xdotool(*words)

    def write(self, text: str) -> None:
        """Type as a person does."""
        self._xdotool("type", "--delay", str(PERSON_MS), text)

    def key(self, *names: str) -> None:
        """Press keys, by their X names."""
        self._xdotool("key", "--delay", "0", "--", *names)

    def click(self, x: float, y: float) -> None:
        """Put a finger there and lift it again; pixels from the upper left."""
        self._xdotool("mousemove", str(round(x)), str(round(y)), "click", "1")

    def drag(self, x: float, y: float, by: float) -> None:
        """Pull what is there up (`by` < 0) or down."""
        moves: list[str] = ["mousemove", str(round(x)), str(round(y)), "mousedown", "1"]
        steps = 8
        for step in range(1, steps + 1):
            moves += ["mousemove", str(round(x)), str(round(y + by * step / steps)), "sleep", "0.02"]
        self._xdotool(*moves, "sleep", "0.25", "mouseup", "1")

    def shot(self, path: Path) -> None:
        """Write what the screen shows as PNG, once nothing moves on it any more."""
        from PIL import ImageGrab

        path.parent.mkdir(parents=True, exist_ok=True)
        before, end = None, time.monotonic() + SETTLED_S
        while True:
            time.sleep(STILL_S)
            seen = ImageGrab.grab(xdisplay=self.name)
            if seen.tobytes() == before or time.monotonic() > end:
                seen.save(path)
                return
            before = seen.tobytes()

    def do(self, *arguments: str) -> str:
        """Whatever else xdotool can do; gives what it says.

        Raises:
            NoDisplay: if it cannot.
        """
        return self._xdotool(*arguments)

    def _xdotool(self, *arguments: str, check: bool = True) -> str:
        done = subprocess.run(
            ["xdotool", *arguments], env=self.environment, capture_output=True, text=True, check=False, timeout=60
        )
        if check and done.returncode:
            raise NoDisplay(f"xdotool {arguments[0]}: {done.stderr.strip()}")
        return done.stdout
