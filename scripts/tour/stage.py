"""Starts the parts of the demo store on free ports of this machine, and ends exactly those again."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from msgspec import Struct

from scripts.processes import Process, free_port
from scripts.tour.shop import TENANT, Shop

ROOT = Path(__file__).parents[2]

SETTINGS = """[device]
tenant = "{tenant}"
store = "{store}"
name = "{name}"
role = "{role}"
data = "{name}"

[link]
port = {broker}

[head_office]
http = "http://127.0.0.1:{http}"
key_file = "head-office.key"

[display]
width = {width}
height = {height}
left = {left}
top = {top}
sound = false
"""

TILL = """
[staff]
sign_in = "required"
[[printer]]
name = "receipt"
kind = "simulated"
[drawer]
kind = "simulated"
[line_display]
kind = "simulated"
"""
"""What a till has beyond a window. Its paper lies as pictures in its data folder."""

ANSWER_S = 60.0


class Trouble(RuntimeError):
    """A part of the stage did not do what it was told; the text says which and what."""


class Device:
    """One device with its window, in a process of its own, that obeys."""

    def __init__(self, name: str, settings: Path, log: Path, environment: dict[str, str]) -> None:
        self.name = name
        self._log = log.open("ab")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "scripts.tour.actor", str(settings)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            env=environment,
            cwd=ROOT,
            text=True,
        )

    def ready(self) -> None:
        """Wait until its window stands.

        Raises:
            Trouble: if it ends instead.
        """
        self._answer("start")

    def do(self, verb: str, **arguments: object) -> Any:  # plain JSON
        """Tell it to do something, and wait until it is done.

        Raises:
            Trouble: if it cannot.
        """
        line = json.dumps({"do": verb, **{key: _plain(value) for key, value in arguments.items()}})
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(line + "\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            raise Trouble(f"{self.name} has ended") from None
        return self._answer(line)

    def running(self) -> bool:
        """Whether its window is still there."""
        return self._process.poll() is None

    def kill(self) -> None:
        """End it as a power cut would."""
        self._process.kill()
        self._process.wait()

    def close(self) -> None:
        """End it. May be called twice."""
        if self._process.stdin is not None and not self._process.stdin.closed:
            try:
                self._process.stdin.close()
            except BrokenPipeError:
                self._process.kill()
        try:
            self._process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._log.close()

    def _answer(self, to: str) -> Any:  # plain JSON
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if not line.startswith("{"):
                continue
            answer = json.loads(line)
            if not answer["ok"]:
                raise Trouble(f"{self.name}, {to}: {answer['problem']}")
            return answer.get("value")
        raise Trouble(f"{self.name} ended at: {to}; its log: {self._log.name}")


def _plain(value: object) -> object:
    return str(value) if isinstance(value, Path) else value


class Place(Struct, frozen=True):
    """Where a window stands, in pixels."""

    name: str
    role: str
    width: int
    height: int
    left: int = 0
    top: int = 0


class Stage:
    """Broker, head office and devices of one demonstration."""

    def __init__(self, shop: Shop, folder: Path, *, offscreen: bool, say: Callable[[str], None]) -> None:
        self.shop = shop
        self.folder = folder
        self.has_broker = _mosquitto() is not None
        self._say = say
        self._environment = dict(os.environ, PYTHONPATH=str(ROOT))
        if offscreen:
            self._environment |= {"SDL_VIDEODRIVER": "offscreen", "SDL_AUDIODRIVER": "dummy"}
        self._broker_port, self.http_port = free_port(), free_port()
        config = ROOT / "config" / "mosquitto" / "demo.conf"
        broker = [_mosquitto() or "mosquitto", "-c", str(config), "-p", str(self._broker_port)]
        self.broker = Process(broker, folder / "broker.log")
        office = [sys.executable, "-m", "sync.headoffice", "--data", str(shop.office), "--tenant", TENANT]
        office += ["--broker", f"mqtt://127.0.0.1:{self._broker_port}", "--http", f"127.0.0.1:{self.http_port}"]
        self.office = Process(office, folder / "office.log")
        self.devices: dict[str, Device] = {}

    def open(self, places: list[Place]) -> None:
        """Start everything and wait until each window stands."""
        (self.folder / "head-office.key").write_text(self.shop.command("key") + "\n", "ascii")
        self.broker.start()
        self.office.start()
        for place in places:
            # Head office is a fresh copy, so the devices begin anew with it.
            shutil.rmtree(self.folder / place.name, ignore_errors=True)
            settings = self.folder / f"{place.name}.toml"
            settings.write_text(self._settings(place), "utf-8")
            log = self.folder / f"{place.name}.log"
            self.devices[place.name] = Device(place.name, settings, log, self._environment)
        for device in self.devices.values():
            device.ready()
            self._say(f"{device.name} is open")

    def post(self, path: str, body: dict[str, object], key: str) -> dict[str, Any]:  # plain JSON
        """What the web shop does: an HTTP request to head office with an idempotency key.

        Raises:
            Trouble: if head office does not take it.
        """
        import requests

        answer = requests.post(f"{self.address}{path}", json=body, headers={"Idempotency-Key": key}, timeout=10)
        if answer.status_code >= 300:
            raise Trouble(f"head office answers {answer.status_code} to {path}: {answer.text[:300]}")
        found: dict[str, Any] = answer.json()  # the same
        return found

    @property
    def address(self) -> str:
        """Where head office answers, for a browser on this machine."""
        return f"http://127.0.0.1:{self.http_port}"

    @property
    def order_page(self) -> str:
        """Where a shopper of the store orders."""
        return f"{self.address}/shop/{self.shop.store}"

    def wait_for_office(self, seconds: float = 30) -> None:
        """Until head office answers.

        Raises:
            Trouble: if it does not.
        """
        import requests

        end = time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                if requests.get(f"{self.address}/v1/health", timeout=2).ok:
                    return
            except requests.RequestException:
                time.sleep(0.1)
        raise Trouble(f"head office does not answer; its log: {self.folder / 'office.log'}")

    def close(self) -> None:
        """End everything that was started here. May be called twice."""
        for device in self.devices.values():
            device.close()
        self.office.stop()
        self.broker.stop()

    def _settings(self, place: Place) -> str:
        settings = SETTINGS + (TILL if place.role == "till" else "")
        return settings.format(
            tenant=TENANT,
            store=self.shop.store,
            name=place.name,
            role=place.role,
            broker=self._broker_port,
            http=self.http_port,
            width=place.width,
            height=place.height,
            left=place.left,
            top=place.top,
        )


def _mosquitto() -> str | None:
    """Debian puts it where only the administrator's path leads."""
    return shutil.which("mosquitto", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
