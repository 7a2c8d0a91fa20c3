"""Finds a product by sounds, initials, words or numbers: words to pick and results come as one types."""

from __future__ import annotations

from typing import Any

from kivy.uix.widget import Widget

from kiosk.home.finding import FindingScreen
from kiosk.search.model import Found
from kiosk.ui import navigation
from kiosk.ui.input_method.entry import Candidate, Entry
from kiosk.ui.theme import theme
from kiosk.ui.widgets.boxes import Column, Row
from kiosk.ui.widgets.button import Button
from kiosk.ui.widgets.card import Sheet
from kiosk.ui.widgets.chip_line import ChipLine, Choice
from kiosk.ui.widgets.press import Pressable
from kiosk.ui.widgets.touch_pad import Field
from kiosk.ui.widgets.writing_pad import WritingPad, layouts


class SearchField(Pressable, Field):
    """A tap on it brings the keys back."""

    name_key = "search.title"
    veil_radius = "pill"


class SearchScreen(FindingScreen):
    """A field, what fits it, and our own keys. No text field of the toolkit: the hand scanner stays alive."""

    kind = "search"

    def content(self) -> Widget:
        """Field and words above, cards in the middle, keys below."""
        self.make_parts()
        self._entry = Entry()
        self.field = SearchField("search.field", clear=self._clear, action=self._open_pad)
        self.line = ChipLine(self._chosen, more=self._more)
        self.pad = WritingPad(lambda: self._entry, self.write, self._close_pad)
        self._keys = Sheet(self.pad, pad=(56, 28, 56, 20))
        self._head = Column(gap=12, pad=(56, 0, 56, 4))
        self._laid: tuple[object, ...] = ()
        self._page = Column(self._head, self.room, self._keys, grow=True)
        return self._page

    def buttons(self) -> tuple[Button, ...]:
        """Scanning is quicker, where one has the thing in hand."""
        scan = Button("search.scan_instead", icon="scan", kind="accent", action=lambda: navigation.go("home.scan"))
        return (scan,)

    @property
    def entry(self) -> Entry:
        """What stands in the field."""
        return self._entry

    def arrived(self) -> None:
        """An empty field; what `text` begins with; or what it was left with."""
        super().arrived()
        layout = layouts(self.tr.language)[0]
        text = str(self.args.get("text", ""))
        entry = Entry(layout=layout)
        if layout == "pinyin" and text.isascii() and text.isalpha():
            entry = Entry(typed=text.lower(), layout=layout)
        elif text:
            entry = Entry(text, layout=layout)
        self._entry = self.args.get("entry", entry)
        self._show_entry()
        self._open_pad()

    def left(self) -> None:
        """Nothing that was typed stays in a widget: this page may be the last of a person's."""
        super().left()
        self._entry = Entry()
        self._show_entry()
        self.line.show(())

    def refresh(self) -> None:
        """Ask anew. Another language has other keys."""
        self._take_keys()
        self._lay_out()
        super().refresh()

    def _take_keys(self) -> None:
        """Keys that people of the language in force have; with nothing typed, those that they begin with."""
        known = layouts(self.tr.language)
        entry: Entry = self.args.get("entry", self._entry)
        if entry.layout not in known or not entry.whole:
            entry = entry.turn_to(known[0])
        if entry != self._entry:
            self._entry = entry
            self._show_entry()
        if not self.pad.picking:
            self.pad.turn_to(entry.layout)

    def write(self, entry: Entry) -> None:
        """A key was pressed, or a word picked."""
        if entry == self._entry:
            return
        asked = entry.whole != self._entry.whole
        self._entry = entry
        self.args["entry"] = entry
        self._show_entry()
        if self.pad.picking:
            self.pad.turn_to(entry.layout)
        if asked:
            self.ask(stay=False)

    def answered(self, found: Found) -> None:
        """Words to pick, else shelves to narrow to; and how many there are to be seen."""
        candidates = found.candidates
        self.pad.offer(candidates[0] if candidates and found.question.entry.typed else None)
        if candidates:
            own = [one for one in candidates if one.own]
            # What the shop sells is enough for one line; the rest of the language is one tap away.
            shown = own if len(own) > 1 else candidates
            chips = [Choice(one.text, one, selected=not place) for place, one in enumerate(shown[:12])]
            self.line.show(chips, more=len(candidates) > len(chips))
        else:
            self.line.show(self._shelves(found))
        self._make_room()
        count = max(len(found.ids), len(found.hits))
        self.pad.say_found(count, more=found.more)
        self._say(found, count)

    def _show_entry(self) -> None:
        entry = self._entry
        typed = entry.typed.upper() if entry.layout == "pinyin" else entry.typed
        self.field.write(entry.text + typed, len(typed))

    def _say(self, found: Found, count: int) -> None:
        entry = found.question.entry
        if found.near:
            text = entry.text + (entry.typed.upper() if entry.layout == "pinyin" else entry.typed)
            self.hint.say_key("search.near", text=text.strip(), near=found.near.upper())
        elif not entry.whole.strip():
            self.hint.say_key("search.hint")
        elif count:
            self.hint.say_key("search.many" if found.more else "search.results", n=count)
        else:
            self.hint.say_key("search.hint")

    def _shelves(self, found: Found) -> list[Choice]:
        """The shelves of what was found; the one that is chosen comes first, to be left again."""
        chosen = found.question.filters.category
        names = [(one, self.shelf_name(one)) for one in found.shelves if one != chosen]
        choices = [Choice(name, one) for one, name in names if name]
        if chosen:
            return [Choice(self.tr.text("search.all"), ""), Choice(self.shelf_name(chosen), chosen, selected=True)]
        return [Choice(self.tr.text("search.all"), "", selected=True), *choices] if len(choices) > 1 else []

    def _chosen(self, value: Any) -> None:  # Any: a word, or a shelf's name
        if isinstance(value, Candidate):
            self.write(self._entry.pick(value))
            return
        filters = self.question.filters
        if value != filters.category:
            self.filter_by(filters.toggle("category", value or filters.category))

    def _more(self) -> None:
        """All words to pick from lie over the keys; all shelves are on the sheet."""
        if self.found is not None and self.found.candidates:
            self._open_pad()
            self.pad.pick_from(self.found.candidates)
        else:
            self.open_filters()

    def _clear(self) -> None:
        self._open_pad()
        self.write(self._entry.clear())

    def _open_pad(self) -> None:
        if self._keys.parent is None:
            self._page.add_widget(self._keys)
        self.pad.turn_to(self._entry.layout)
        self._make_room()

    def _close_pad(self) -> None:
        """The cards have all the room; a tap on the field brings the keys back."""
        if self._keys.parent is not None:
            self._page.remove_widget(self._keys)
        self._make_room()

    def _make_room(self) -> None:
        """While somebody types nothing jumps. Within a low reach there is room for the keys or for the cards."""
        typing = self._keys.parent is not None
        self.line.fold(not typing and not self.line.shown)
        self.room.opacity = 0 if typing and theme.low else 1
        self.room.disabled = typing and theme.low

    def _lay_out(self) -> None:
        """In low mode half the height is gone, so words go."""
        wanted = (theme.low,)
        if wanted == self._laid:
            return
        self._laid = wanted
        self.title.say_key("search.title")
        if theme.low:
            self._head.replace(self.field, self.line)
        else:
            self._head.replace(Row(self.title, self.filter, gap=16), self.hint, self.field, self.line)
