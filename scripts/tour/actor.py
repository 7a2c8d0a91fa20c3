"""One device of the demo store in a process of its own: does what it is told over its standard input.

``python -m scripts.tour.actor SETTINGS``; each line in is a JSON object with "do", each answer a JSON object with "ok".
Its camera is a tray onto which pictures are laid; everything behind the camera is the product's own.
"""

from __future__ import annotations

import json
import queue
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hardware.frame_sources import PushedFrames
from hardware.scanner_camera import CameraScanner
from kiosk import app, settings
from kiosk.ui import boot
from scripts.tour.driver import Driver, Missing

Command = dict[str, Any]  # plain JSON values

FRAME_S = 0.02
"""A demonstration needs no more than 50 frames a second."""


class Actor:
    """Obeys one command after the other, between frames."""

    def __init__(self, running: app.App, tray: PushedFrames) -> None:
        from kiosk.ui import navigation  # Kivy is set up only after `boot.prepare`

        self._navigation = navigation
        self._app = running
        self._tray = tray
        self._driver = Driver()
        self._verbs: dict[str, Callable[[Command], object]] = {
            "wait": self._wait,
            "tap": lambda command: self._driver.tap_text(_words(command)),
            "go": lambda command: self._navigation.go(command["screen"], **command.get("args", {})),
            "show": self._show,
            "shot": lambda command: self._driver.shot(Path(command["path"])),
            "texts": lambda _: self._driver.texts(),
            "screen": lambda _: self._navigation.front(),
            "cut": self._cut,
            "language": self._language,
            "health": self._health,
            "end_session": lambda _: self._navigation.end_session(),
        }

    def run(self) -> None:
        """Until the other side closes the line, or says quit."""
        commands: queue.SimpleQueue[Command | None] = queue.SimpleQueue()
        threading.Thread(target=_listen, args=(commands,), daemon=True).start()
        self._driver.pump(3)
        self._app.go_live()
        _answer({"ok": True, "ready": True})
        while True:
            self._driver.pump()
            try:
                command = commands.get_nowait()
            except queue.Empty:
                time.sleep(FRAME_S)
                continue
            if command is None or command["do"] == "quit":
                return
            try:
                _answer({"ok": True, "value": self._verbs[command["do"]](command)})
            except Missing as missing:
                _answer({"ok": False, "problem": str(missing)})

    def _wait(self, command: Command) -> None:
        seconds = command.get("seconds", 15)
        if "screen" in command:
            wanted = command["screen"]
            self._driver.until(lambda: self._navigation.front() == wanted, f"the screen {wanted}", seconds)
        if "text" in command or "key" in command:
            part = _words(command)
            self._driver.until(lambda: any(part in text for text in self._driver.texts()), f"“{part}”", seconds)
        if "gone" in command:
            gone = command["gone"]
            self._driver.until(
                lambda: all(gone not in t for t in self._driver.texts()), f"the end of “{gone}”", seconds
            )
        if "linked" in command:
            link = self._app.store.link if self._app.store else None
            wanted = command["linked"]
            self._driver.until(
                lambda: link is not None and (link.health().state == "linked") == wanted, f"linked={wanted}", seconds
            )
        if "drained" in command:
            link = self._app.store.link if self._app.store else None
            self._driver.until(lambda: link is not None and link.health().waiting == 0, "an empty journal", seconds)
        if "products" in command:
            store = self._app.store
            assert store is not None
            sql = "SELECT count(*) FROM catalogue.product"
            least = command["products"]
            self._driver.until(lambda: store.db.execute(sql).fetchone()[0] >= least, "the catalogue", seconds)

    def _show(self, command: Command) -> None:
        """Lay a picture before the camera until the screen named by `until` is in front (or for some seconds)."""
        import cv2
        import numpy

        loaded = cv2.imread(command["picture"], cv2.IMREAD_COLOR)
        if loaded is None:
            raise Missing(f"no picture at {command['picture']}")
        picture = loaded.astype(numpy.uint8)
        end = time.monotonic() + command.get("seconds", 6)
        until, text = command.get("until", ""), command.get("until_text", "")

        def there() -> bool:
            in_front = not until or self._navigation.front() == until
            return in_front and (not text or any(text in said for said in self._driver.texts()))

        while time.monotonic() < end and not ((until or text) and there()):
            self._tray.push(picture)
            self._driver.pump()
            time.sleep(0.05)
        blank = numpy.full_like(picture, 128)
        for _ in range(3):
            self._tray.push(blank)
            time.sleep(0.05)
        if not there():
            raise Missing(
                f"the camera read nothing that leads to {until or text}; {self._navigation.front()} is in front"
            )

    def _cut(self, command: Command) -> None:
        assert self._app.store is not None
        assert self._app.store.link is not None
        self._app.store.link.cut(bool(command["cut"]))

    def _language(self, command: Command) -> None:
        from kiosk.ui.tr import tr

        assert self._app.store is not None
        self._app.store.session.language = command["language"]
        tr.switch(command["language"])

    def _health(self, _command: Command) -> dict[str, object]:
        assert self._app.store is not None
        assert self._app.store.link is not None
        health = self._app.store.link.health()
        return {"state": health.state, "waiting": health.waiting, "devices": len(health.devices)}


def _words(command: Command) -> str:
    """What is meant: the words themselves, or the beginning of those of a message key in the screen's language."""
    if "text" in command:
        return str(command["text"])
    from kiosk.ui.tr import tr

    gap = "\0"
    args = dict.fromkeys(("amount", "n", "time", "date", "number", "name"), gap) | command.get("args", {})
    return tr.text(command["key"], **args).split(gap)[0].strip()


def _listen(commands: queue.SimpleQueue[Command | None]) -> None:
    for line in sys.stdin:
        commands.put(json.loads(line))
    commands.put(None)


def _answer(value: dict[str, object]) -> None:
    print(json.dumps(value, ensure_ascii=False), flush=True)


def main() -> int:
    """Open the device and obey."""
    found = settings.load(Path(sys.argv[1]))
    display = found.display
    boot.prepare(
        boot.WindowPlan(
            width=display.width,
            height=display.height,
            title=found.device.name,
            left=display.left,
            top=display.top,
        )
    )
    tray = PushedFrames(name="the demo's tray")
    with app.open_app(found, camera=lambda known: CameraScanner(lambda: tray, known_gtin=known)) as running:
        Actor(running, tray).run()
    return 0


if __name__ == "__main__":
    sys.exit(main())
