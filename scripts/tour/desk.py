"""The demo store in windows: kiosk, tablet and manager side by side, and keys in the terminal to pull the plugs."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

import cv2

from scripts.demo_store import products, scenes
from scripts.demo_store.products import Product
from scripts.tour import alone, shop
from scripts.tour.stage import Device, Place, Stage, Trouble

HELP = """
  s  hold the next product before the kiosk's camera     m  hold a member's code before it
  k  hold a colleague's badge before it (cash is taken by somebody)
  o  place a pickup order in the web shop                p  show the pickup code to the kiosk
  c  cut the kiosk's network                             r  put everything back
  b  kill the broker                                     h  kill head office
  1 2 3  kiosk in 简体 / 繁體 / English                   q  end
"""
TILL_HELP = """
  t  hold the next product before the till's scanner     u  hold a colleague's badge before it, to sign in
  v  hold a member's code before it                      its keyboard works, too: F1 shows the keys
"""
BOOK = Path(__file__).parents[2] / "config" / "price-book.json"
SHELF = 40
"""Best sellers that are held before the camera in turn."""


def run(folder: Path, count: int, say: Callable[[str], None], *, till: bool = False) -> int:
    """Open the windows and obey the keys until q, or until the kiosk's window is closed.

    With `till` there is a till beside the kiosk, and the example price book holds.
    """
    demo = shop.prepare(folder, count, say)
    stage = Stage(demo, folder, offscreen=False, say=say)
    if not stage.has_broker:
        say("mosquitto is not installed: everything runs in one process, with one window, on the in-process link")
        return alone.run(demo, folder, say)
    try:
        if till:
            say(f"price book: {demo.command('prices', str(BOOK), '--store', demo.store)}")
        stage.open(_till_places() if till else _places())
        print(HELP + (TILL_HELP if till else ""), flush=True)
        say(f"order from a browser on this machine: {stage.order_page}")
        _Desk(stage, demo, say).run()
    except Trouble as trouble:
        print(f"the demonstration stopped: {trouble}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        pass
    finally:
        stage.close()
    return 0


class _Desk:
    """What the keys do."""

    def __init__(self, stage: Stage, demo: shop.Shop, say: Callable[[str], None]) -> None:
        self._stage = stage
        self._shop = demo
        self._say = say
        self._range = list(products.generate(SHELF))
        self._turn = 0
        self._orders: list[str] = []
        self._keys: dict[str, Callable[[], None]] = {
            "s": self._scan,
            "t": lambda: self._scan("till-1"),
            "u": lambda: self._badge("till-1"),
            "v": lambda: self._member("till-1"),
            "m": self._member,
            "k": self._badge,
            "o": self._order,
            "p": self._pickup,
            "c": self._cut,
            "r": self._restore,
            "b": self._kill_broker,
            "h": self._kill_office,
            "1": lambda: self._language("zh_CN"),
            "2": lambda: self._language("zh_TW"),
            "3": lambda: self._language("en"),
        }

    @property
    def _kiosk(self) -> Device:
        return self._stage.devices["kiosk-1"]

    def run(self) -> None:
        """Until q."""
        while self._kiosk.running():
            key = _key()
            if key == "q":
                return
            act = self._keys.get(key)
            if act is None:
                continue
            try:
                act()
            except Trouble as trouble:
                self._say(str(trouble))

    def _show(self, frame: scenes.Frame, device: str = "kiosk-1") -> None:
        if device not in self._stage.devices:
            self._say("there is no till in this demonstration: scripts/demo --till")
            return
        picture = self._stage.folder / "scene.png"
        cv2.imwrite(str(picture), frame)
        self._stage.devices[device].do("show", picture=picture, seconds=4)

    def _scan(self, device: str = "kiosk-1") -> None:
        product: Product = self._range[self._turn % len(self._range)]
        self._turn += 1
        self._say(f"before the camera: {product.name.zh_hans} {product.size}")
        self._show(scenes.held_pack(product.gtin, product), device)

    def _member(self, device: str = "kiosk-1") -> None:
        self._show(scenes.held_phone(self._shop.command("mint-member", self._shop.member())), device)

    def _badge(self, device: str = "kiosk-1") -> None:
        self._show(scenes.held_phone(self._shop.command("mint-staff", "operator-1")), device)

    def _order(self) -> None:
        lines = [{"gtin": product.gtin, "quantity": 1} for product in self._range[:2]]
        body: dict[str, object] = {
            "store": self._shop.store,
            "member": self._shop.member(),
            "surname": "林",
            "title": "ms",
            "lines": lines,
        }
        placed = self._stage.post("/v1/orders", body, f"order-{time.time()}")
        self._orders.append(placed["pickup_code"])
        self._say(f"order {placed['order']['number']} is on its way to the tablet")
        self._say(f"its page: {self._stage.address}{placed['page']}")

    def _pickup(self) -> None:
        if not self._orders:
            self._say("there is no order yet: o places one")
            return
        self._show(scenes.held_phone(self._orders[-1]))

    def _cut(self) -> None:
        self._kiosk.do("cut", cut=True)
        self._say("the kiosk's cable is pulled; it goes on selling")

    def _restore(self) -> None:
        self._stage.broker.start_again()
        self._stage.office.start_again()
        self._kiosk.do("cut", cut=False)
        self._say("everything is back; what waited is on its way")

    def _kill_broker(self) -> None:
        self._stage.broker.kill()
        self._say("the broker is dead")

    def _kill_office(self) -> None:
        self._stage.office.kill()
        self._say("head office is dead")

    def _language(self, language: str) -> None:
        self._kiosk.do("language", language=language)


def _places() -> list[Place]:
    """Three windows that fit beside one another on a display of 1366 x 1024 or more."""
    return [
        Place("kiosk-1", "shopper", 540, 960, left=10, top=40),
        Place("tablet-1", "associate", 768, 480, left=560, top=40),
        Place("manager-1", "manager", 768, 480, left=560, top=560),
    ]


def _till_places() -> list[Place]:
    """The same room: a kiosk, and a till at its side."""
    return [
        Place("kiosk-1", "shopper", 540, 960, left=10, top=40),
        Place("till-1", "till", 1024, 640, left=560, top=40),
    ]


def _key() -> str:
    """The next key that is pressed in the terminal, or typed as a line where there is no terminal; q at the end."""
    if not sys.stdin.isatty():
        line = sys.stdin.readline()
        return line.strip()[:1] if line else "q"
    import termios
    import tty

    before = termios.tcgetattr(sys.stdin)
    try:
        tty.setcbreak(sys.stdin)
        return sys.stdin.read(1)
    finally:
        termios.tcsetattr(sys.stdin, termios.TCSADRAIN, before)
