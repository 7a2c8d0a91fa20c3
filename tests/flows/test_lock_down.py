"""A kiosk's window on a real X server: nothing that opens, closes or leaves other programs does anything here."""

from __future__ import annotations

import ctypes
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import pytest
from PIL import Image, ImageChops, ImageGrab

from kiosk import database
from kiosk.schema import SCHEMA
from scripts.person.device import Device, Trouble
from scripts.person.display import Display, lacking
from tests.devices import SERUM, STORE, write_catalogue

NAME = "kiosk-1"
SIZE = (540, 960)

SETTINGS = f"""[device]
tenant = "demo"
store = "{STORE}"
name = "{NAME}"
role = "shopper"
data = "{NAME}"

[link]
kind = "none"

[speech]
kind = "none"

[display]
width = {SIZE[0]}
height = {SIZE[1]}
fullscreen = true
sound = false
"""

LAST = "其他门店"
"""What a product's page says at its end: other stores that have it."""

ESCAPES: dict[str, tuple[str, ...]] = {
    "end the program": ("Escape", "alt+F4", "ctrl+q", "ctrl+w", "ctrl+c", "ctrl+d", "ctrl+z", "ctrl+backslash"),
    "the toolkit's settings panel": ("F1",),
    "the toolkit's inspector and monitor": ("ctrl+e", "ctrl+m", "F12", "shift+F12"),
    "another size or direction": ("F11", "alt+Return", "shift+F11", "ctrl+plus", "ctrl+minus", "ctrl+0"),
    "a shell": ("ctrl+alt+t", "alt+F2", "F2", "F3", "F4", "super+r", "ctrl+shift+t"),
    "another window or the desktop": ("alt+Tab", "alt+Escape", "super+d", "super+l", "Super_L", "ctrl+alt+d"),
    "the system's own list": ("ctrl+alt+Delete", "ctrl+shift+Escape", "alt+space", "Menu", "shift+F10"),
    "load anew, look inside": ("F5", "ctrl+r", "ctrl+u", "ctrl+shift+i", "F6", "F7", "F8", "F9", "F10"),
    "the clipboard, a file, paper": ("ctrl+v", "shift+Insert", "ctrl+o", "ctrl+s", "ctrl+p", "Print"),
    "sticky keys": ("Shift_L", "Shift_L", "Shift_L", "Shift_L", "Shift_L"),
    "a browser's keys": ("XF86Back", "XF86Forward", "XF86HomePage", "XF86WWW", "XF86Mail", "XF86Explorer"),
}
"""What people try at kiosks, and the keys that they try it with."""


def _right_click(display: Display) -> None:
    display.do("mousemove", "270", "900", "click", "3")  # where the button lies that puts things into the bag


def _letters(display: Display) -> None:
    display.write("set 12")  # as slowly as a person types; a scanner would be done in a tenth of the time
    display.key("BackSpace", "Delete", "Return")


def _middle_click(display: Display) -> None:
    display.do("mousemove", "270", "900", "click", "2")


def _two_fingers_of_a_mouse(display: Display) -> None:
    display.do("mousemove", "270", "500", "keydown", "ctrl", "click", "3", "keyup", "ctrl")


def _swipe_from_the_edge(display: Display) -> None:
    display.drag(539, 30, 200)
    display.drag(2, 30, 200)


def _close_the_window(display: Display) -> None:
    _ask_to_close(display.name, int(display.do("search", "--onlyvisible", "--name", ".*").split()[-1]))


GESTURES: dict[str, Callable[[Display], None]] = {
    "letters without a scanner": _letters,
    "a right click": _right_click,
    "a middle click": _middle_click,
    "the toolkit's red dots": _two_fingers_of_a_mouse,
    "the window's close button": _close_the_window,
}


@dataclass
class Window:
    """A kiosk as it is started in a shop, and eyes that look at it."""

    display: Display
    device: Device

    def picture(self) -> Image.Image:
        return ImageGrab.grab(xdisplay=self.display.name).convert("RGB")

    def windows(self) -> list[str]:
        return self.display.do("search", "--onlyvisible", "--name", ".*").split()


@pytest.fixture
def window(tmp_path: Path) -> Iterator[Window]:
    """A kiosk in full screen, no window manager around it."""
    assert lacking() == [], "apt-get install xvfb xdotool"
    database.migrate(tmp_path / NAME, SCHEMA)
    database.use_catalogue(tmp_path / NAME, write_catalogue(tmp_path / NAME))
    display = Display(tmp_path / "x.log", *SIZE)
    display.open()
    device = Device(NAME, tmp_path, SETTINGS, display)
    try:
        device.start()
        yield Window(display, device)
    finally:
        device.stop()
        display.close()


def test_nothing_that_people_try_at_kiosks_changes_anything(window: Window) -> None:
    display = window.display
    window.device.at("home.attract")
    window.device.until(lambda: _scanned(window), "the page of the scanned product")
    window.device.until(lambda: window.device.sees(LAST), "the end of the page, which is drawn later than its top")
    window.device.until(lambda: _still(window), "a page that stands still")
    texts, before, windows = window.device.ask("texts"), window.picture(), window.windows()
    changed: dict[str, object] = {}

    for what, keys in ESCAPES.items():
        display.key(*keys)
        changed |= _changes(window, what, texts)
    for what, act in GESTURES.items():
        act(display)
        changed |= _changes(window, what, texts)
    window.device.until(lambda: _still(window), "a page that stands still")
    after = window.picture()
    _swipe_from_the_edge(display)  # which may move the page itself, and opens nothing
    changed |= _changes(window, "a swipe from the edge", texts)

    assert changed == {}
    assert _different(before, after) < 0.001
    assert window.windows() == windows
    assert _scanned(window), "and the scanner is still heard"


def _scanned(window: Window) -> bool:
    """The scanner types a code: text is for it alone, and comes as fast as none but a scanner types."""
    window.display.type(SERUM[1:])
    end = time.monotonic() + 2
    while time.monotonic() < end:
        if window.device.ask("front") == "product.page":
            return True
        time.sleep(0.05)
    return False


def _changes(window: Window, what: str, texts: list[str]) -> dict[str, object]:
    try:
        front, now = window.device.ask("front"), window.device.ask("texts")
    except (Trouble, BrokenPipeError):
        return {what: "the program has ended"}
    if front != "product.page":
        return {what: front}
    return {what: sorted(set(now) ^ set(texts))} if set(now) != set(texts) else {}


class _ClientMessage(ctypes.Structure):
    """What a window manager sends when its close button is pressed; as Xlib has it, with room for any event."""

    _fields_: ClassVar = [
        ("type", ctypes.c_int),
        ("serial", ctypes.c_ulong),
        ("send_event", ctypes.c_int),
        ("display", ctypes.c_void_p),
        ("window", ctypes.c_ulong),
        ("message_type", ctypes.c_ulong),
        ("format", ctypes.c_int),
        ("data", ctypes.c_long * 5),
        ("room", ctypes.c_long * 24),
    ]


def _ask_to_close(display_name: str, window: int) -> None:
    """Send WM_DELETE_WINDOW: there is no window manager here whose button could be pressed."""
    x = ctypes.CDLL("libX11.so.6")
    x.XOpenDisplay.restype = ctypes.c_void_p
    x.XInternAtom.restype = ctypes.c_ulong
    display = ctypes.c_void_p(x.XOpenDisplay(display_name.encode()))
    protocols, delete = (x.XInternAtom(display, name, 0) for name in (b"WM_PROTOCOLS", b"WM_DELETE_WINDOW"))
    message = _ClientMessage(type=33, send_event=1, window=window, message_type=protocols, format=32)
    message.data[0] = delete
    x.XSendEvent(display, ctypes.c_ulong(window), 0, ctypes.c_long(0), ctypes.byref(message))
    x.XSync(display, 0)
    x.XCloseDisplay(display)


def _still(window: Window) -> bool:
    one, words = window.picture(), window.device.texts()
    time.sleep(0.3)
    return _different(one, window.picture()) == 0 and window.device.texts() == words


def _different(one: Image.Image, other: Image.Image) -> float:
    """The share of pixels that differ."""
    mask = ImageChops.difference(one, other).convert("L").point(lambda value: 255 if value > 8 else 0)
    return mask.histogram()[255] / (SIZE[0] * SIZE[1])
