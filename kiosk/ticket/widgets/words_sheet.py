"""A sheet to write some sentences on a tablet, in Chinese or letters, with ready ones to tap."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from kiosk.ticket.model import LONGEST
from kiosk.ui import navigation
from kiosk.ui.input_method.entry import Candidate, Entry, candidates
from kiosk.ui.theme import theme
from kiosk.ui.tr import tr
from kiosk.ui.widgets.boxes import Row
from kiosk.ui.widgets.button import RoundButton
from kiosk.ui.widgets.card import Card, Panel
from kiosk.ui.widgets.chip_line import ChipLine, Choice
from kiosk.ui.widgets.dialog import Layer
from kiosk.ui.widgets.text import Text
from kiosk.ui.widgets.writing_pad import WritingPad, layouts
from kiosk.writing.tables import Shelf

OFFERED = 12
"""Words for what was typed; as many as fit are shown."""

SEEN_LINES = 2


class TabletPad(WritingPad):
    """Lower keys: a tablet lies in the hand."""

    @property
    def tall(self) -> float:
        """How high all rows are together, design pixels."""
        return 320


class WordsSheet(Layer):
    """Asks for words; `done(text)` gets them.

    Args:
        title_key: what is asked.
        title: the same in words, where it has no key.
        ready: message keys of sentences that are often wanted.
        shelf: where the dictionary of sounds is taken from, if this device has one.
    """

    def __init__(
        self,
        title_key: str,
        done: Callable[[str], object],
        *,
        title: str = "",
        ready: Sequence[str] = (),
        text: str = "",
        shelf: Shelf | None = None,
    ) -> None:
        super().__init__(self.close)
        self._done = done
        self._ready = tuple(ready)
        self._shelf = shelf
        self._text = text
        self._entry = Entry(layout=layouts(tr.language)[0])
        self.seen = Text("", role="body", lines=SEEN_LINES)
        self.line = ChipLine(self._chosen)
        self.pad = TabletPad(lambda: self._entry, self.write, self.enter)
        cross = RoundButton("close", name_key="ui.close", action=self.close, size=64, kind="quiet")
        self.box = Card(
            Row(Text(title, key=title_key, role="h1", bold=True), cross, gap=16),
            Panel(self.seen, pad=(18, 14)),
            self.line,
            self.pad,
            radius="panel",
            shadow="e2",
            pad=(28, 18, 28, 24),
            gap=12,
            size_hint=(None, None),
        )
        self.add_widget(self.box)
        self.bind(size=self._place, pos=self._place)
        self.box.bind(height=self._place)
        self._show()

    @property
    def text(self) -> str:
        """What was written so far."""
        return self._text + self._entry.settle().text

    def show(self) -> WordsSheet:
        """Lay it over the screen."""
        navigation.show(self)
        return self

    def close(self) -> None:
        """Go away without doing anything."""
        if self._shelf is not None:
            self._shelf.close()
            self._shelf = None
        navigation.hide(self)

    def write(self, entry: Entry) -> None:
        """A key of the pad: what is settled joins the text, so that it may be longer than a field."""
        if entry == Entry(layout=entry.layout) and not self._entry.whole and self._text:
            self._text = self._text[:-1]  # the eraser, with nothing left of the last word
        if entry.text and len(self._text) < LONGEST:
            self._text, entry = self._text + entry.text, Entry(typed=entry.typed, layout=entry.layout)
        self._entry = entry
        if self.pad.picking:
            self.pad.turn_to(entry.layout)
        self._show()

    def enter(self) -> None:
        """It is written."""
        text = self.text.strip()
        if text:
            self.close()
            self._done(text)

    def restyle(self) -> None:
        """Take sizes anew."""
        super().restyle()
        self._show()
        self._place()

    def _show(self) -> None:
        typed = self._entry.typed
        # The end is what is being written, so a long text shows that.
        self.seen.say((self._text + self._entry.text + typed)[-120:] or tr.text("ticket.write_here"))
        self.seen.paint("ink" if self._text or self._entry.whole else "ink3")
        found = self._candidates()
        self.pad.offer(found[0] if found else None)
        if found:
            self.line.show([Choice(one.text, one, selected=not place) for place, one in enumerate(found[:OFFERED])])
        else:
            self.line.show([Choice(tr.text(key), tr.text(key)) for key in self._ready])
        self.pad.enter.label.say_key("ticket.written")
        if self.pad.enter.icon is not None:
            self.pad.enter.icon.name = "tick"

    def _candidates(self) -> list[Candidate]:
        dictionary = self._shelf.take() if self._shelf is not None else None
        return candidates(self._entry, "hant" if tr.language == "zh_TW" else "hans", dictionary)

    def _chosen(self, value: Any) -> None:  # what the choice stands for
        if isinstance(value, Candidate):
            self.write(self._entry.pick(value))
        elif value not in self._text:
            self._text = f"{self._text}{value}"[:LONGEST]
            self._show()

    def _place(self, *_: object) -> None:
        self.box.width = min(self.width - 2 * theme.margin, theme.px(900))
        self.box.pos = (round(self.middle_x - self.box.width / 2), round(self.middle_y - self.box.height / 2))
