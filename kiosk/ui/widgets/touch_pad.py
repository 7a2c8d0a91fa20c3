"""Our own keys: letters, digits and bopomofo that write into a text of ours. No text field of the toolkit is involved,
because one that loses the focus silences the hand scanner."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from kivy.clock import Clock
from kivy.graphics import Color, Rectangle
from kivy.properties import StringProperty
from kivy.uix.anchorlayout import AnchorLayout
from kivy.uix.floatlayout import FloatLayout

from kiosk.ui.theme import theme
from kiosk.ui.tokens import Role
from kiosk.ui.widgets.base import Styled
from kiosk.ui.widgets.boxes import Column, Row
from kiosk.ui.widgets.button import Button, RoundButton
from kiosk.ui.widgets.plate import Plate
from kiosk.ui.widgets.press import Action, Pressable
from kiosk.ui.widgets.text import Icon, Text
from kiosk.ui.widgets.written import measure

LETTERS = ("QWERTYUIOP", "ASDFGHJKL", "ZXCVBNM")
DIGITS = ("123", "456", "789", "0")
AMOUNT = ("123", "456", "789", ".0")
BOPOMOFO = ("ㄅㄆㄇㄈㄉㄊㄋㄌㄍㄎㄏ", "ㄐㄑㄒㄓㄔㄕㄖㄗㄘㄙㄧ", "ㄨㄩㄚㄛㄜㄝㄞㄟㄠㄡㄢ", "ㄣㄤㄥㄦˇˋˊ˙")
PAGES: dict[str, Sequence[str]] = {"letters": LETTERS, "digits": DIGITS, "amount": AMOUNT, "bopomofo": BOPOMOFO}
NUMBERS = ("digits", "amount")
"""Pages of wide keys."""
PAGE_WORDS = {"letters": "ABC", "digits": "123", "amount": "123", "bopomofo": "ㄅㄆㄇ"}

REPEAT_AFTER_S = 0.45
REPEAT_S = 0.08


class Key(Pressable, AnchorLayout):
    """One key: a letter, or an icon."""

    name_key = ""
    """Message key of what an icon does, for people who hear the screen."""

    def __init__(self, word: str, action: Action, *, icon: str = "", wide: float = 1.0, role: Role = "h2") -> None:
        self.word = word
        super().__init__(action=action, size_hint=(wide, 1))
        self.plate = Plate(self)
        self._inner: Any = Icon(icon, 40) if icon else Text(word, role=role, bold=True, hug=True)
        self.add_widget(self._inner)

    def replace_word(self, text: Text) -> None:
        """Say other words, which become smaller where the key is narrow."""
        self.remove_widget(self._inner)
        self._inner = text
        self.add_widget(text)
        self.bind(width=self._narrow)
        self._narrow()

    def _narrow(self, *_: object) -> None:
        self._inner.max_width = max(1.0, self.width - theme.px(12))

    def restyle(self) -> None:
        """Take colours anew."""
        self.veil_radius = "thumb"
        self.plate.dress("surface2", line="line" if theme.contrast else None, width=theme.border, radius="thumb")

    def hit_size(self) -> tuple[float, float]:
        """The key and half of the gap around it."""
        gap = theme.px(8)
        return (self.width + gap, self.height + gap)

    def hits(self, x: float, y: float) -> bool:
        """Keys stand close: each takes half of the gap around it, and no more."""
        gap = theme.px(4)
        return bool(self.x - gap <= x <= self.end_x + gap and self.y - gap <= y <= self.end_y + gap)


class EraseKey(Key):
    """Erases, and goes on erasing while it is held."""

    name_key = "speech.erase"

    def __init__(self, action: Action, wide: float) -> None:
        super().__init__("", action, icon="erase", wide=wide)
        self._repeat = Clock.schedule_interval(self._again, REPEAT_S)
        self._repeat.cancel()
        self._held = 0.0
        self.bind(pressed=self._hold)

    def _hold(self, *_: object) -> None:
        self._repeat.cancel()
        self._held = 0.0
        if self.pressed:
            self._repeat()

    def _again(self, dt: float) -> bool:
        self._held += dt
        if self._held >= REPEAT_AFTER_S and self.action is not None:
            self.action()
        return bool(self.pressed)


class TouchPad(Column):
    """Keys that call `typed(letter)`, `erased()` and, from the great button, `entered()`.

    Args:
        pages: which pages it has, the first one shown: `letters`, `digits`, `bopomofo`.
        enter_key: message key of the great button; none without `entered`.
        key_tall: design pixels of a key.
        cleared: what the cross beside the 0 does; erases one, if not given.
    """

    def __init__(
        self,
        typed: Callable[[str], object],
        erased: Action,
        entered: Action | None = None,
        *,
        pages: Sequence[str] = ("letters", "digits"),
        enter_key: str = "ui.search",
        enter_icon: str = "search",
        key_tall: float = 0,
        space: bool = True,
        cleared: Action | None = None,
    ) -> None:
        self._typed = typed
        self._erased = erased
        self._entered = entered
        self._pages = list(pages)
        self._page = self._pages[0]
        self._enter = (enter_key, enter_icon)
        self._key_tall = key_tall
        self._space = space
        self._cleared = cleared or erased
        super().__init__(gap=14 if not theme.tablet else 10)
        self._fill()

    @property
    def page(self) -> str:
        """Which keys are shown."""
        return self._page

    def turn_to(self, page: str) -> None:
        """Show other keys."""
        self._page = page
        self._fill()

    def key_tall(self, tall: float) -> None:
        """Make the keys so high, in design pixels: a page in large letters may have to spare some room."""
        if tall != self._key_tall:
            self._key_tall = tall
            self._fill()

    def _fill(self) -> None:
        tall = self._key_tall or (108 if not theme.tablet else 64)
        rows: list[Any] = []  # Kivy's widgets have no types
        lines = PAGES[self._page]
        for number, line in enumerate(lines):
            keys: list[Any] = [Key(letter, self._type(letter)) for letter in line]
            last = number == len(lines) - 1
            if last:
                wide = 1.35 if self._page == "letters" else 1.0
                if len(self._pages) > 1:
                    keys.insert(0, Key(PAGE_WORDS[self._next()], self._turn, wide=wide, role="body"))
                elif self._page == "digits":
                    keys.insert(0, Key("", self._cleared, icon="close"))
                keys.append(EraseKey(self._erased, wide))
            indent = (50 if not theme.tablet else 26) if self._page == "letters" and number == 1 else 0
            rows.append(KeyRow(*keys, tall=tall, pad=(indent, 0), gap=8 if self._page not in NUMBERS else 14))
        foot: list[Any] = []
        if self._space and self._page not in NUMBERS:
            foot.append(Key("", self._type(" "), role="body"))
            foot[0].add_widget(Text(key="ui.space", role="second", colour="ink2", hug=True))
        if self._entered is not None:
            foot.append(Button(self._enter[0], icon=self._enter[1], kind="primary", action=self._entered))
        if foot:
            rows.append(KeyRow(*foot, tall=tall, gap=14))
        self.replace(*rows)

    def _type(self, letter: str) -> Action:
        return lambda: self._typed(letter)

    def _next(self) -> str:
        return self._pages[(self._pages.index(self._page) + 1) % len(self._pages)]

    def _turn(self) -> None:
        self.turn_to(self._next())


class KeyRow(Row):
    """Keys side by side, equally high."""

    def __init__(self, *keys: Any, tall: float, **named: Any) -> None:  # Kivy's widgets have no types
        self._tall = tall
        super().__init__(*keys, align="stretch", size_hint=(1, None), **named)
        self.unbind(minimum_height=self._hug)
        for key in keys:
            key.size_hint_y = 1

    def restyle(self) -> None:
        super().restyle()
        self.height = theme.px(self._tall)


class Field(Styled, FloatLayout):
    """Shows what was typed, with a caret; a cross empties it. It never takes the toolkit's focus.

    Args:
        hint_key: message key that is shown while it is empty.
    """

    text = StringProperty("")

    def __init__(self, hint_key: str = "", *, clear: Action | None = None, icon: str = "search") -> None:
        self._hint_key = hint_key
        self._waiting = 0
        self._icon = Icon(icon, 44 if not theme.tablet else 28, colour="ink2")
        self._words = Text("", role="h1", bold=True, hug=True)
        self._hint = Text(key=hint_key, role="body", colour="ink3", hug=True)
        self._clear = RoundButton(
            "close", name_key="ui.clear", action=clear, size=84 if not theme.tablet else 48, kind="quiet"
        )
        super().__init__(size_hint=(1, None))
        self.plate = Plate(self)
        with self.canvas.after:
            self._caret_colour = Color()
            self._caret = Rectangle(size=(0, 0))
            self._under = Rectangle(size=(0, 0))
        for part in (self._icon, self._words, self._hint, self._clear):
            self.add_widget(part)
        self.bind(pos=self._place, size=self._place, text=self._show)
        self._words.bind(size=self._place)
        self._hint.bind(size=self._place)

    def write(self, text: str, waiting: int = 0) -> None:
        """Show a text whose last `waiting` characters are sounds that have not become words: they are underlined."""
        self._waiting = waiting
        if text == self.text:
            self._place()
        self.text = text

    def restyle(self) -> None:
        """Take colours and sizes anew."""
        self.height = max(theme.px(120 if not theme.tablet else 68), self._words.font_size * 1.6)
        self.plate.dress("surface", line="accent_line", width=max(3.0, theme.px(5)), radius="pill", shadow="e1")
        self._caret_colour.rgba = theme.colour("accent_line")
        self._show()

    def _show(self, *_: object) -> None:
        self._words.say(self._seen())
        self._hint.opacity = 0 if self.text else 1
        self._clear.opacity = 1 if self.text else 0
        self._clear.disabled = not self.text
        self._place()

    def _seen(self) -> str:
        """The end of the text, as much as there is room for: that is where people write."""
        room = self._clear.x - self._icon.right - theme.px(24 + 8 + 16)
        text = str(self.text)
        if room < theme.px(100) or self._wide(text) <= room:
            return text
        low, high = 0, len(text)
        while low < high:
            middle = (low + high) // 2
            if self._wide("…" + text[middle:]) <= room:
                high = middle
            else:
                low = middle + 1
        return "…" + text[low:]

    def _wide(self, text: str) -> int:
        return measure(text, theme.font, theme.size_of("h1"), bold=True)

    def _place(self, *_: object) -> None:
        middle = self.middle_y
        self._icon.pos = (round(self.x + theme.px(36)), round(middle - self._icon.height / 2))
        left = self._icon.right + theme.px(24)
        self._hint.max_width = max(1.0, self.end_x - theme.px(24) - left)
        self._words.pos = (round(left), round(middle - self._words.height / 2))
        self._hint.pos = (round(left + theme.px(10)), round(middle - self._hint.height / 2))
        self._clear.pos = (round(self.end_x - self._clear.width - theme.px(18)), round(middle - self._clear.height / 2))
        caret = self._words.font_size * 1.05
        at = self._words.right + theme.px(8) if self.text else left
        self._caret.pos, self._caret.size = (round(at), round(middle - caret / 2)), (max(2.0, theme.px(4)), caret)
        shown = self._words.whole
        waits = self._wide(shown[-self._waiting :]) if self._waiting and shown else 0
        self._under.pos = (round(self._words.right - waits), round(middle - caret / 2 - theme.px(2)))
        self._under.size = (min(waits, self._words.width), max(2.0, theme.px(4)))
