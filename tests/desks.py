"""A tablet, till or desk for tests: a real device, its screens in a real window, and hands that scan and tap."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from kiosk import codes
from kiosk.associate.widgets.sell_keys import ActionTile
from kiosk.ui import inspect, navigation
from kiosk.ui.navigation import Navigator
from kiosk.ui.screen import StoreScreen
from kiosk.ui.theme import theme
from kiosk.ui.tr import tr
from kiosk.ui.widgets.inline import Inline
from kiosk.ui.widgets.press import Pressable
from kiosk.ui.widgets.text import Text
from kiosk.ui.widgets.touch_pad import Key
from kiosk.worker import Transaction
from tests.devices import TestDevice
from tests.ui import TABLET, Ui

SETTLING = 4
"""Frames until a new page lies as it will lie: texts that wrap move what is below them."""

LOOKS = (("zh_CN", False, 1.0), ("en", True, 1.5))
"""Language, high contrast, text size: as the page mostly stands, and the longest words in the largest size.

`python -m scripts.screenshots OUT --inspect` looks at each page in all twelve."""

HARDEST = (("en", True, 1.5),)
"""The longest words in the largest size; for states of a page that was looked at thoroughly before."""

Screens = Callable[[Any], Mapping[str, Callable[[], StoreScreen]]]


class Desk:
    """One device with its window."""

    def __init__(self, ui: Ui, device: TestDevice, navigator: Navigator) -> None:
        self.ui = ui
        self.device = device
        self.navigator = navigator
        self._told = 0

    @property
    def screen(self) -> Any:  # the screen's own type
        """The screen in front."""
        return self.navigator.screen

    def settle(self) -> None:
        """Let everything that was asked for happen: actions, their answers, and the screens that read again."""
        for _ in range(3):
            self.device.do(_nothing)
            for topics in self.device.changed[self._told :]:
                self.navigator.changed(topics)
            self._told = len(self.device.changed)
        self.lay_out()

    def scan(self, text: str, symbology: str = "") -> None:
        """Hold a code before the scanner."""
        self.screen.scanned(codes.classify(text, symbology))
        self.settle()

    def scan_product(self, gtin: str) -> None:
        """Hold a product before the scanner."""
        self.screen.scanned(codes.ProductCode(gtin))
        self.settle()

    def go(self, name: str, **args: Any) -> None:
        """Open a screen."""
        navigation.go(name, **args)
        self.settle()

    def tap(self, key: str) -> None:
        """Tap the button with the words of this key."""
        self.ui.tap(self.button(key))
        self.settle()

    def tap_words(self, part: str) -> None:
        """Tap whatever shows these words, the uppermost of it."""
        for widget in reversed(list(self.ui.walk())):
            if isinstance(widget, Text) and part in widget.whole:
                holder: Any = widget
                while holder is not None and not (isinstance(holder, Pressable) and holder.touchable):
                    holder = holder.parent if holder.parent is not holder else None
                if holder is not None:
                    self.ui.tap(holder)
                    self.settle()
                    return
        raise AssertionError(f"nothing to tap says {part!r}; there are {self.words()}")

    def type(self, letters: str) -> None:
        """Tap the keys of the pad, one after another, turning its page where it must."""
        for letter in letters:
            if not self._keys(letter):
                self.ui.tap(next(key for key in self._keys("") if key.word in ("ABC", "123")))
            self.ui.tap(self._keys(letter)[0])
        self.settle()

    def button(self, key: str) -> Any:  # any Kivy widget
        """The button with the words of this key.

        Raises:
            AssertionError: if none is to be seen.
        """
        wanted = tr.text(key)
        # The last one is the uppermost: a dialog's button rather than one below the dialog.
        for widget in reversed(list(self.ui.walk())):
            if isinstance(widget, Inline) and widget.action is not None and widget.label.whole == wanted:
                return widget
            if isinstance(widget, ActionTile) and widget.label_key == key:
                return widget
        raise AssertionError(f"no button says {wanted!r}; there are {self.words()}")

    def find_text(self, text: str) -> Any:  # any Kivy widget
        """The text that says this."""
        return self.ui.find(Text, text=text)

    def words(self) -> list[str]:
        """Everything that can be read, from the top of the tree."""
        return [widget.whole for widget in self.ui.walk() if isinstance(widget, Text) and _visible(widget)]

    def says(self, text: str) -> bool:
        """Whether this is to be read somewhere; a space is a space, whether a line may end there or not."""
        plain = text.replace("\u00a0", " ")
        return any(plain in words.replace("\u00a0", " ") for words in self.words())

    def findings(self, name: str, looks: Sequence[tuple[str, bool, float]] = LOOKS) -> list[str]:
        """What the critical look finds in each language, theme and text size (not in every mixture of them)."""
        found = []
        # Screens in the background and widgets that were replaced would all be dressed again with those in front.
        front = self.navigator.name
        self.navigator._screens = {front: self.navigator._screens[front]}
        gc.collect()
        for language, contrast, scale in looks:
            tr.switch(language)
            theme.choose(contrast=contrast, text_scale=scale)
            self.lay_out()
            found += [
                f"{name}, {language}, {'contrast' if contrast else 'light'}, {scale}: {one.kind}: {one.what}"
                for child in self.ui.window.children
                for one in inspect.walk(child)
            ]
        theme.choose(contrast=False, text_scale=1.0)
        tr.switch("zh_CN")
        self.lay_out()
        return found

    def lay_out(self, frames: int = SETTLING) -> None:
        """What happens between frames, without drawing any."""
        from kivy.clock import Clock

        for _ in range(frames):
            now = Clock.time()
            Clock.post_idle(now, now)  # what `tick` does after it has slept until the next frame is due
            Clock.tick_draw()

    def _keys(self, word: str) -> list[Any]:
        keys = [widget for widget in self.ui.walk() if isinstance(widget, Key)]
        return [key for key in keys if key.word == word] if word else keys


@contextmanager
def open_desk(
    ui: Ui, device: TestDevice, screens: Mapping[str, Callable[[], StoreScreen]], home: str
) -> Iterator[Desk]:
    """Show the role's first screen."""
    ui.resize(TABLET)
    navigator = navigation.open_navigator(Navigator(screens, home))
    ui.mount(navigator, TABLET)
    desk = Desk(ui, device, navigator)
    # Nobody looks at these screens, and a picture of 1280 x 800 without a GPU takes longer than all the rest.
    ui.pump = desk.lay_out  # type: ignore[method-assign]
    try:
        navigator.home()
        desk.settle()
        yield desk
    finally:
        navigator.screen.leave()
        navigation.close_navigator()
        del ui.pump
        ui.unmount()


def _nothing(_tx: Transaction) -> None:
    """Comes after everything that was asked of the worker before."""


def _visible(widget: Any) -> bool:  # any Kivy widget
    while widget is not None and hasattr(widget, "opacity"):
        if widget.opacity < 0.05:
            return False
        widget = widget.parent if widget.parent is not widget else None
    return True
