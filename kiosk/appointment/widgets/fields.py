"""The fields in which a shopper writes who they are and what they need, and the keys for all of them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from kiosk.catalogue.model import Names
from kiosk.store import Store
from kiosk.ui.input_method.entry import Candidate, Entry, candidates
from kiosk.ui.theme import theme
from kiosk.ui.tr import Tr
from kiosk.ui.widgets.boxes import Column, Row
from kiosk.ui.widgets.card import Card, Sheet
from kiosk.ui.widgets.chip_line import ChipLine, Choice
from kiosk.ui.widgets.press import Action
from kiosk.ui.widgets.text import Icon, Text
from kiosk.ui.widgets.writing_pad import WritingPad, layouts
from kiosk.writing.tables import Shelf

ICONS = {"name": "person", "contact": "call"}

OFFERED = 12


class Fields(Column):
    """`words` by field: name, contact, and the number of each question. `entered()` follows the last one."""

    def __init__(self, store: Store, entered: Action) -> None:
        self._store = store
        self._entered = entered
        self.words: dict[str, str] = {}
        self._names: dict[str, str] = {}
        self._now = "name"
        self._entry = Entry()
        self._shelf = Shelf()
        self._tr: Tr | None = None
        self.line = ChipLine(self._chosen)
        self.letters = WritingPad(lambda: self._entry, self.write, self.enter)
        self.keys = Sheet(Column(self.line, self.letters, gap=12), pad=(56, 20, 56, 20))
        super().__init__(gap=16)

    def ask(self, questions: Sequence[Names], tr: Tr) -> None:
        """Show the fields, with the one that is being written marked."""
        self._tr = tr
        self._names = {
            "name": tr.text("appointment.write_name"),
            "contact": tr.text("appointment.optional", label=tr.text("appointment.write_contact")),
        }
        for number, question in enumerate(questions):
            self._names[str(number)] = tr.text("appointment.optional", label=question.text(tr.language))
        known = layouts(tr.language)
        if self._entry.layout not in known or not self._entry.whole:
            layout = "digits" if self._now == "contact" else known[0]
            self._entry = self._entry.turn_to(layout if layout in known else known[0])
        self._show()

    def forget(self) -> None:
        """Nothing of anybody stays."""
        self.words, self._now, self._entry = {}, "name", Entry()
        self._shelf.close()
        self.replace()
        self.line.show(())

    def fill(self, name: str, text: str) -> None:
        """What is known already."""
        self.words[name] = text
        if name == self._now:
            self._entry = Entry(text, layout=self._entry.layout)

    def settle(self) -> None:
        """What is being written counts as it stands."""
        self.words[self._now] = " ".join(self._entry.settle().text.split())

    def turn(self, name: str) -> None:
        """Write another field."""
        self.settle()
        self._now = name
        layout = layouts(self._tr.language if self._tr is not None else "zh_CN")[0]
        self._entry = Entry(self.words.get(name, ""), layout="digits" if name == "contact" else layout)
        self._show()

    def write(self, entry: Entry) -> None:
        """A key was pressed, or a word picked."""
        self._entry = entry
        if self.letters.picking:
            self.letters.turn_to(entry.layout)
        self._show()

    def enter(self) -> None:
        """The next field, or the end of them."""
        names = list(self._names)
        place = names.index(self._now) + 1
        if place < len(names):
            self.turn(names[place])
        else:
            self.settle()
            self._entered()

    def _show(self) -> None:
        if self._tr is None:
            return
        self.replace(*(self._field(name, told) for name, told in self._names.items()))
        self.letters.turn_to(self._entry.layout)
        last = self._now == list(self._names)[-1]
        self.letters.enter.label.say_key("appointment.save" if last else "appointment.done_key")
        if self.letters.enter.icon is not None:
            self.letters.enter.icon.name = "tick" if last else "next"
        found = self._candidates() if self._entry.typed else []
        self.letters.offer(found[0] if found else None)
        self.line.show([Choice(one.text, one, selected=not place) for place, one in enumerate(found[:OFFERED])])

    def _field(self, name: str, told: str) -> Any:  # Kivy's widgets
        now = name == self._now
        value = self._entry.whole if now else self.words.get(name, "")
        words = Column(
            Text(told, role="second", colour="ink2"),
            Text(value or "–", role="h2", bold=True, colour="ink" if value else "ink3"),
            gap=4,
        )
        icon = Icon(ICONS.get(name, "message"), 44, colour="accent_line" if now else "ink2")
        return Card(Row(icon, words, gap=28), pad=(32, 20), selected=now, action=partial(self.turn, name))

    def _candidates(self) -> list[Candidate]:
        language = self._tr.language if self._tr is not None else "zh_CN"
        return candidates(self._entry, "hant" if language == "zh_TW" else "hans", self._shelf.take())

    def _chosen(self, value: Any) -> None:  # what the choice stands for
        if isinstance(value, Candidate):
            self.write(self._entry.pick(value))

    def restyle(self) -> None:
        """Take words and sizes anew."""
        super().restyle()
        if theme.scale and self._tr is not None:
            self._show()
