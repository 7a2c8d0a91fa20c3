"""Keys that write Chinese: pinyin, bopomofo, letters and digits, and a page of words to pick from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from kiosk.ui.input_method.entry import Candidate, Entry
from kiosk.ui.input_method.syllables import Layout
from kiosk.ui.theme import theme
from kiosk.ui.tr import tr
from kiosk.ui.widgets.boxes import Column, Flow
from kiosk.ui.widgets.button import Button
from kiosk.ui.widgets.pill import Chip
from kiosk.ui.widgets.press import Action
from kiosk.ui.widgets.text import Text
from kiosk.ui.widgets.touch_pad import DIGITS, LETTERS, EraseKey, Key, KeyRow

DACHEN = ("ㄅㄉˇˋㄓˊ˙ㄚㄞㄢ", "ㄆㄊㄍㄐㄔㄗㄧㄛㄟㄣ", "ㄇㄋㄎㄑㄕㄘㄨㄜㄠㄤ", "ㄈㄌㄏㄒㄖㄙㄩㄝㄡㄥ")
"""As on every keyboard in Taiwan; ㄦ and the first tone stand in the lowest row."""

FIRST_TONE = "ˉ"

WORDS = {name: f"writing.{name}" for name in ("pinyin", "zhuyin", "latin", "digits")}
"""Message keys of what a key that turns to other keys says."""

LINES = 5
"""Rows of keys at most: the pad is as high whatever it shows, so that nothing above it jumps."""

TALL, GAP = 564, 10
"""Design pixels of all rows, and between two: five rows of keys that a finger is given 96 for."""

LOW_TALL = 504
PAGE = 24
"""Words to pick from at a time."""


def layouts(language: str) -> tuple[Layout, ...]:
    """The keys that people of a language have, those that they begin with first."""
    if language == "zh_TW":
        return ("zhuyin", "pinyin", "latin", "digits")
    return ("pinyin", "latin", "digits") if language == "zh_CN" else ("latin", "pinyin", "digits")


class WritingPad(Column):
    """Writes into an `Entry`, which the screen keeps: `changed(entry)` hears of every key.

    Args:
        entry: gives the entry as it stands.
        changed: takes it as a key has made it.
        entered: the great button.
    """

    def __init__(self, entry: Callable[[], Entry], changed: Callable[[Entry], object], entered: Action) -> None:
        self._entry = entry
        self._changed = changed
        self._pages: dict[str, list[Any]] = {}  # rows of keys, which are Kivy's
        self._shown = ""
        self._made_for: tuple[object, ...] = ()
        self.enter = Button("writing.see", icon="search", kind="primary", action=entered)
        self._words: Sequence[Candidate] = ()
        self._place = 0
        self._foot: Any = None  # the row of the great button
        super().__init__(gap=GAP)

    def restyle(self) -> None:
        """Take sizes anew: rows are made for a height and a language."""
        super().restyle()
        # In large letters there is room for the words alone, if a count of thousands is to stay on one line.
        if self.enter.icon is not None:
            self.enter.icon.name = "search" if theme.text_scale == 1 else ""
        made_for = (tr.language, theme.low, theme.scale)
        if made_for != self._made_for:
            self._made_for = made_for
            self._pages.clear()
            self._shown = ""
        self.turn_to(self._entry().layout)

    @property
    def tall(self) -> float:
        """How high all rows are together, design pixels."""
        return LOW_TALL if theme.low else TALL

    def turn_to(self, layout: str) -> None:
        """Show these keys; `words` are the words to pick from."""
        if layout == self._shown:
            return
        self._shown = layout
        if layout not in self._pages:
            self._pages[layout] = self._make(layout)
        rows = self._pages[layout]
        if self.enter.parent is not None:
            self.enter.parent.remove_widget(self.enter)
        rows[-1].add_widget(self.enter)
        self.enter.size_hint_x = 2.6 if layout in ("zhuyin", "digits") else 2.0
        self.enter.size_hint_y = 1
        self.replace(*rows)

    def pick_from(self, words: Sequence[Candidate]) -> None:
        """Lay the words out over the keys; `turn_to` brings the keys back."""
        self._words = words
        self._place = 0
        self._lay_words()

    @property
    def picking(self) -> bool:
        """Whether words lie over the keys."""
        return self._shown == "words"

    def say_found(self, count: int, *, more: bool) -> None:
        """Write on the great button how many products there are to be seen."""
        if count:
            self.enter.label.say_key("writing.see_more" if more else "writing.see", n=count)
        else:
            self.enter.label.say_key("writing.see_none")

    def _make(self, layout: str) -> list[Any]:
        if layout == "zhuyin":
            lines: Sequence[str] = DACHEN
        else:
            lines = DIGITS[:3] if layout == "digits" else LETTERS
        count = len(lines) + 1
        tall = (self.tall - GAP * (count - 1)) / count
        others = [one for one in layouts(tr.language) if one != layout]
        rows = []
        for number, line in enumerate(lines):
            keys: list[Any] = [Key(letter, partial(self._press, letter)) for letter in line]
            if layout in ("pinyin", "latin") and number == 2:
                keys.insert(0, self._turn("digits", 1.5))
                keys.append(EraseKey(self._erase, 1.5))
            indent = 50 if len(line) == 9 else 0
            rows.append(KeyRow(*keys, tall=tall, pad=(indent, 0), gap=8 if layout != "digits" else 14))
        # There is room for two other kinds: digits stand beside the letters already, and from bopomofo and from digits
        # pinyin is one key further.
        left_out = {"zhuyin": "pinyin", "digits": "pinyin" if "zhuyin" in others else ""}.get(layout, "digits")
        foot: list[Any] = [self._turn(other, 1.0) for other in others if other != left_out]
        if layout == "digits":
            foot += [Key("0", partial(self._press, "0"), wide=1.0), EraseKey(self._erase, 1.0)]
        elif layout == "zhuyin":
            foot += [Key("ㄦ", partial(self._press, "ㄦ"), wide=0.8), self._space("writing.first_tone", 1.1)]
            foot.append(EraseKey(self._erase, 0.8))
        else:
            foot.append(self._space("ui.space", 1.2))
        rows.append(KeyRow(*foot, tall=tall, gap=10))
        return rows

    def _turn(self, layout: Layout, wide: float) -> Key:
        key = Key("", partial(self._turned, layout), role="second", wide=wide)
        key.replace_word(Text(key=WORDS[layout], role="second", bold=True, hug=True))
        return key

    def _space(self, words: str, wide: float) -> Key:
        key = Key("", self._spaced, role="second", wide=wide)
        key.replace_word(Text(key=words, role="second", colour="ink2", hug=True))
        return key

    def _press(self, symbol: str) -> None:
        self._changed(self._entry().press(symbol))

    def _erase(self) -> None:
        self._changed(self._entry().erase())

    def _spaced(self) -> None:
        """Between words a space; among sounds the first tone, or the first word."""
        entry = self._entry()
        if entry.layout == "zhuyin" and entry.typed:
            self._changed(entry.press(FIRST_TONE))
        elif entry.typed and self._first is not None:
            self._changed(entry.pick(self._first))
        else:
            self._changed(entry.press(" "))

    _first: Candidate | None = None
    """The word that the space bar picks."""

    def offer(self, candidate: Candidate | None) -> None:
        """The word that the space bar picks from now on."""
        self._first = candidate

    def _turned(self, layout: Layout) -> None:
        self._changed(self._entry().turn_to(layout))
        self.turn_to(layout)

    def _lay_words(self) -> None:
        page = self._words[self._place : self._place + PAGE]
        chips = [Chip(one.text, action=partial(self._picked, one)) for one in page]
        flow = Flow(*chips, gap=24)
        tall = (self.tall - GAP * (LINES - 1)) / LINES
        foot = KeyRow(
            self._arrow("previous", -PAGE, off=self._place == 0),
            self._arrow("next", PAGE, off=self._place + PAGE >= len(self._words)),
            self._turn(self._entry().layout, 1.6),
            tall=tall,
            gap=10,
        )
        words = Column(flow, size_hint=(1, None))
        words.unbind(minimum_height=words._hug)  # noqa: SLF001 - as high as the keys that it lies over
        words.height = theme.px(self.tall - tall - GAP)
        self._shown = "words"
        self.replace(words, foot)

    def _arrow(self, icon: str, step: int, *, off: bool) -> Key:
        key = Key("", partial(self._page, step), icon=icon)
        key.name_key = f"writing.{icon}"
        key.disabled = off
        key.opacity = 0.38 if off else 1
        return key

    def _page(self, step: int) -> None:
        self._place = max(0, self._place + step)
        self._lay_words()

    def _picked(self, candidate: Candidate) -> None:
        entry = self._entry()
        self.turn_to(entry.layout)
        self._changed(entry.pick(candidate))
