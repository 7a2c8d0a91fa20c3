"""One device as it is started in a shop, and somebody before it: what can be done and seen there, and nothing else."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from scripts.person.display import Display

ROOT = Path(__file__).parents[2]

PATIENCE_S = 45.0
LOOK_S = 0.03
"""Between two looks; a person needs a fifth of a second."""


class Trouble(RuntimeError):
    """A device did not do what people must be able to do with it; the text says what was done and what is on screen."""


class Device:
    """Taps and scans are events of the X server; what is on screen is asked of the program.

    Args:
        name: what the settings call it.
        settings: the text of its settings file, which lies in `folder`.
        options: for `scripts.person.window`.
    """

    def __init__(self, name: str, folder: Path, settings: str, display: Display, options: tuple[str, ...] = ()) -> None:
        self.name = name
        self.display = display
        self.folder = folder
        self.data = folder / name
        self._text = settings
        self._options = options
        self._program: subprocess.Popen[str] | None = None
        self.taps = self.scans = self.pressed = 0
        self.pictures: Path | None = None
        self._taken: list[str] = []

    def start(self) -> None:
        """Start it and wait until its window stands and has the keyboard.

        Raises:
            Trouble: if it does not come up.
        """
        self.begin()
        self.ready()

    def begin(self) -> None:
        """Start it."""
        path = self.folder / f"{self.name}.toml"
        path.write_text(self._text, "utf-8")
        with (self.folder / f"{self.name}.log").open("ab") as log:
            self._program = subprocess.Popen(
                [sys.executable, "-m", "scripts.person.window", str(path), *self._options],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                env=self.display.environment | {"PYTHONPATH": str(ROOT)},
                cwd=ROOT,
                text=True,
            )

    def ready(self) -> None:
        """Wait until its window stands and has the keyboard.

        Raises:
            Trouble: if it does not come up.
        """
        assert self._program is not None
        assert self._program.stdout is not None
        if self._program.stdout.readline().strip() != "READY":
            raise Trouble(f"{self.name} did not start; its log: {self.folder / f'{self.name}.log'}")
        self.display.focus()

    def stop(self) -> None:
        """End it as its window is closed: in order. May be called twice."""
        if self._program is not None:
            self._program.terminate()
            try:
                self._program.wait(timeout=15)
            except subprocess.TimeoutExpired:
                self._program.kill()
                self._program.wait()
            self._program = None

    def complaints(self) -> list[str]:
        """What it wrote into its log: on a good day it has nothing to say."""
        lines = (self.folder / f"{self.name}.log").read_text("utf-8").splitlines()
        return [f"the log of {self.name}: {line}" for line in lines if "ERROR" in line or "Traceback" in line]

    # Eyes.

    def ask(self, what: str, /, **question: object) -> Any:  # plain JSON
        """Look at the screen.

        Raises:
            Trouble: if the program has ended.
        """
        assert self._program is not None
        assert self._program.stdin is not None
        assert self._program.stdout is not None
        self._program.stdin.write(json.dumps({"ask": what} | question) + "\n")
        self._program.stdin.flush()
        for line in self._program.stdout:
            if line.startswith("{"):
                return json.loads(line)["value"]
        raise Trouble(f"{self.name} has ended; its log: {self.folder / f'{self.name}.log'}")

    def texts(self) -> list[str]:
        """All words on screen."""
        return list(self.ask("texts") or [])

    def sees(self, text: str) -> bool:
        """Whether these words stand there."""
        return any(text in one for one in self.texts())

    def words(self, key: str, **args: object) -> str:
        """What a message says in the screen's language."""
        return str(self.ask("words", key=key, args=args))

    def until(self, condition: Callable[[], object], what: str, seconds: float = PATIENCE_S) -> None:
        """Wait for something.

        Raises:
            Trouble: naming it, if it does not come.
        """
        end = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > end:
                raise Trouble(f"{what} did not come in {seconds:.0f} s; {self.ask('front')}: {self._seen()}")
            time.sleep(LOOK_S)

    def at(self, screen: str, seconds: float = PATIENCE_S) -> None:
        """Wait until this screen is in front."""
        self.until(lambda: self.ask("front") == screen, f"the screen {screen}", seconds)

    def wait_for(self, text: str, seconds: float = PATIENCE_S) -> None:
        """Wait for words."""
        self.until(lambda: self.sees(text), f"“{text}”", seconds)

    def code(self) -> str:
        """The text of the QR code on screen."""
        self.until(lambda: self.ask("codes"), "a code")
        return str(self.ask("codes")[-1])

    def shot(self, name: str) -> Path | None:
        """Take a picture the first time that a step comes by; gives its file."""
        if self.pictures is None or name in self._taken:
            return None
        self._taken.append(name)
        path = self.pictures / f"{len(self._taken):02d}-{name}.png"
        self.display.shot(path)
        return path

    # Hands.

    def scan(self, *codes: str) -> None:
        """The scanner types codes, one right after the other."""
        self.scans += len(codes)
        self.display.type(*codes)

    def tap(self, key: str = "", *, text: str = "", nth: int = -1, seconds: float = PATIENCE_S, **args: object) -> None:
        """Put a finger on what has these words, once it stands still and can be touched."""
        question: dict[str, object] = {"key": key, "args": args} if key else {"text": text}
        self._tap(question, key or text, nth, seconds)

    def digits(self, letters: str) -> None:
        """Type on the keys of the screen."""
        for letter in letters:
            self._tap({"text": letter, "kind": "Key"}, f"key {letter}", -1, PATIENCE_S)

    def write(self, text: str) -> None:
        """Type on the keyboard, and end with Enter."""
        self.pressed += len(text) + 1
        self.display.write(text)
        self.display.key("Return")

    def keys(self, *names: str) -> None:
        """Press keys of the keyboard, by their X names."""
        self.pressed += len(names)
        self.display.key(*names)

    def has(self, key: str = "", *, text: str = "") -> bool:
        """Whether something touchable has these words."""
        question: dict[str, object] = {"key": key} if key else {"text": text}
        return any(spot["touch"] for spot in self.ask("find", **question) or [])

    def _tap(self, question: dict[str, object], name: str, nth: int, seconds: float) -> None:
        tall = self.display.height
        end = time.monotonic() + seconds
        before: dict[str, Any] | None = None  # plain JSON
        while True:
            found = [spot for spot in self.ask("find", **question) or [] if spot["touch"]]
            spot = found[nth] if found and -len(found) <= nth < len(found) else None
            if spot is not None and spot == before:
                if spot["shown"]:
                    self.taps += 1
                    self.display.click(spot["x"], spot["y"])
                    return
                low = spot["y"] > tall / 2
                self.display.drag(spot["middle"], tall * (0.7 if low else 0.4), (-0.3 if low else 0.3) * tall)
                spot = None
            before = spot
            if time.monotonic() > end:
                raise Trouble(f"there is no {name!r} to touch; {self.ask('front')}: {self._seen()}")
            time.sleep(LOOK_S)

    def _seen(self) -> str:
        return " | ".join(self.texts())[:900]
