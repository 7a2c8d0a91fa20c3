"""Broker, head office and one till on a virtual screen; and what a cashier can do and see at it."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from scripts.cashier.display import HEIGHT, WIDTH, Display
from scripts.cashier.shop import TENANT, Shop
from scripts.processes import Process, free_port

ROOT = Path(__file__).parents[2]
NAME = "till-1"

SETTINGS = """[device]
tenant = "{tenant}"
store = "{store}"
name = "{name}"
role = "till"
data = "{name}"

[link]
port = {broker}

[head_office]
http = "http://127.0.0.1:{http}"
key_file = "head-office.key"

[terminal]
kind = "simulated"
delay_s = 0.3

[staff]
sign_in = "required"
lock_after_min = 0

[display]
width = {width}
height = {height}
sound = false

[[printer]]
name = "receipt"
kind = "simulated"
address = "paper"
width_mm = 80

[drawer]
kind = "simulated"

[line_display]
kind = "simulated"
"""

PATIENCE_S = 12.0
LOOK_S = 0.03
"""Between two looks; a person needs a fifth of a second."""


class Trouble(RuntimeError):
    """The till did not do what a cashier must be able to do; the text says what was done and what is on screen."""


def mosquitto() -> str | None:
    """Debian puts it where only the administrator's path leads."""
    return shutil.which("mosquitto", path="/usr/bin:/usr/sbin:/usr/local/sbin")


class Counter:
    """Where the cashier stands. Taps and scans are events of the X server; what is on screen is asked of the till."""

    def __init__(self, shop: Shop, folder: Path, display: Display) -> None:
        self.display = display
        self.folder = folder
        self.data = folder / NAME
        self._shop = shop
        self._broker_port, http = free_port(), free_port()
        config = ROOT / "config" / "mosquitto" / "demo.conf"
        broker = [mosquitto() or "mosquitto", "-c", str(config), "-p", str(self._broker_port)]
        self._broker = Process(broker, folder / "broker.log")
        office = [sys.executable, "-m", "sync.headoffice", "--data", str(shop.office), "--tenant", TENANT]
        office += ["--broker", f"mqtt://127.0.0.1:{self._broker_port}", "--http", f"127.0.0.1:{http}"]
        self._office = Process(office, folder / "office.log")
        self._settings = SETTINGS.format(
            tenant=TENANT, store=shop.store, name=NAME, broker=self._broker_port, http=http, width=WIDTH, height=HEIGHT
        )
        self._till: subprocess.Popen[str] | None = None
        self.taps = self.scans = self.pressed = 0
        self.pictures: Path | None = None
        self._taken: list[str] = []

    def open(self) -> None:
        """Start everything and wait until the till has people, goods and prices.

        Raises:
            Trouble: if it does not come up.
        """
        (self.folder / "head-office.key").write_text(self._shop.root_key + "\n", "ascii")
        path = self.folder / f"{NAME}.toml"
        path.write_text(self._settings, "utf-8")
        self._broker.start()
        self._office.start()
        with (self.folder / f"{NAME}.log").open("ab") as log:
            self._till = subprocess.Popen(
                [sys.executable, "-m", "scripts.cashier.window", str(path)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                env=self.display.environment | {"PYTHONPATH": str(ROOT)},
                cwd=ROOT,
                text=True,
            )
        assert self._till.stdout is not None
        if self._till.stdout.readline().strip() != "READY":
            raise Trouble(f"the till did not start; its log: {self.folder / f'{NAME}.log'}")
        self.display.focus()

    def close(self) -> None:
        """End what was started here. May be called twice."""
        self.close_till()
        self._office.stop()
        self._broker.stop()

    def close_till(self) -> None:
        """End the till as its window is closed: in order."""
        if self._till is not None:
            self._till.terminate()
            try:
                self._till.wait(timeout=15)
            except subprocess.TimeoutExpired:
                self._till.kill()
                self._till.wait()
            self._till = None

    def complaints(self) -> list[str]:
        """What the till wrote into its log: on a good day it has nothing to say."""
        lines = (self.folder / f"{NAME}.log").read_text("utf-8").splitlines()
        return [f"the till's log: {line}" for line in lines if "ERROR" in line or "Traceback" in line]

    def synced(self) -> None:
        """Wait until head office has everything."""
        self.until(lambda: self.sees(self.words("desk.linked", n=0)), "the last acknowledgement")

    # Eyes.

    def ask(self, what: str, /, **question: object) -> Any:  # plain JSON
        """Look at the screen.

        Raises:
            Trouble: if the till has ended.
        """
        assert self._till is not None
        assert self._till.stdin is not None
        assert self._till.stdout is not None
        self._till.stdin.write(json.dumps({"ask": what} | question) + "\n")
        self._till.stdin.flush()
        for line in self._till.stdout:
            if line.startswith("{"):
                return json.loads(line)["value"]
        raise Trouble(f"the till has ended; its log: {self.folder / f'{NAME}.log'}")

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

    def at(self, screen: str) -> None:
        """Wait until this screen is in front."""
        self.until(lambda: self.ask("front") == screen, f"the screen {screen}")

    def wait_for(self, text: str, seconds: float = PATIENCE_S) -> None:
        """Wait for words."""
        self.until(lambda: self.sees(text), f"“{text}”", seconds)

    def code(self) -> str:
        """The text of the QR code on screen."""
        self.until(lambda: self.ask("codes"), "a code")
        return str(self.ask("codes")[-1])

    def shot(self, name: str) -> None:
        """Take a picture the first time that a step comes by."""
        if self.pictures is None or name in self._taken:
            return
        self._taken.append(name)
        self.display.shot(self.pictures / f"{len(self._taken):02d}-{name}.png")

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
                low = spot["y"] > HEIGHT / 2
                self.display.drag(spot["middle"], HEIGHT * (0.7 if low else 0.4), (-0.3 if low else 0.3) * HEIGHT)
                spot = None
            before = spot
            if time.monotonic() > end:
                raise Trouble(f"there is no {name!r} to touch; {self.ask('front')}: {self._seen()}")
            time.sleep(LOOK_S)

    def _seen(self) -> str:
        return " | ".join(self.texts())[:900]
