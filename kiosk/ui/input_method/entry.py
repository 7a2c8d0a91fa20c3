"""What stands in a field while somebody writes: words that are settled, and sounds that are still to become words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal, Protocol

from msgspec import Struct
from msgspec.structs import replace

from kiosk.ui.input_method.syllables import BOPOMOFO, Layout, divisions, first_letter, letters_of

_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'-"

LONGEST = 40
"""Characters of a field; no name on a shelf is longer."""

MOST_WORDS = 24
"""Words of several characters for the same sounds; the shop's own come before them."""

MOST_CHARACTERS = 240
"""Characters of one syllable. Nearly all of them, so that even a rare one can be written."""

MOST_TYPED = 24
"""Keys of sounds that wait for their word: six syllables of pinyin, eight of bopomofo."""


Script = Literal["hans", "hant"]


class Dictionary(Protocol):
    """Knows words by their sounds; see `kiosk.writing.tables.Dictionary`."""

    def words(self, parts: Sequence[str], layout: Layout, script: Script, most: int) -> list[str]:
        """Words and characters of just these syllables, whole or begun, the most usual first."""

    def sounds(self, character: str, layout: Layout) -> tuple[str, ...]:
        """How a character is read; nothing for what has no sound."""


class Candidate(Struct, frozen=True):
    """One word that may be meant."""

    text: str
    used: int
    """Keys from the first on that it stands for; those behind it stay to be picked."""
    own: bool = False
    """Whether it stands in the shop's own catalogue."""


class Entry(Struct, frozen=True):
    """A field's content. Every change gives a new one."""

    text: str = ""
    """What is settled."""
    typed: str = ""
    """Sounds that are not yet words: letters of pinyin, or bopomofo with tones."""
    layout: Layout = "pinyin"

    @property
    def sounding(self) -> bool:
        """Whether keys stand for sounds."""
        return self.layout in ("pinyin", "zhuyin")

    @property
    def whole(self) -> str:
        """All of it as one text."""
        return self.text + self.typed

    def press(self, symbol: str) -> Entry:
        """A key was pressed: a letter, a symbol, a digit, a space."""
        if self.layout == "pinyin" and (symbol.isascii() and symbol.isalpha()):
            return self._more(symbol.lower())
        if self.layout == "zhuyin" and symbol in BOPOMOFO:
            return self._more(symbol)
        settled = self.settle()
        if len(settled.text) >= LONGEST:
            return self
        return replace(settled, text=settled.text + symbol)

    def _more(self, symbol: str) -> Entry:
        if len(self.typed) >= MOST_TYPED or len(self.text) >= LONGEST:
            return self
        return replace(self, typed=self.typed + symbol)

    def erase(self) -> Entry:
        """Take the last key or character back."""
        if self.typed:
            return replace(self, typed=self.typed[:-1])
        return replace(self, text=self.text[:-1])

    def clear(self) -> Entry:
        """Empty, with the same keys."""
        return Entry(layout=self.layout)

    def pick(self, candidate: Candidate) -> Entry:
        """Take a word for the first keys; the rest goes on waiting. Where nothing waits, it stands for the word that is
        being written in letters."""
        if not self.typed:
            begun = len(self.text) - len(self.text.rstrip(_LETTERS))
            return replace(self, text=(self.text[: len(self.text) - begun] + candidate.text)[:LONGEST])
        text = (self.text + candidate.text)[:LONGEST]
        return replace(self, text=text, typed=self.typed[candidate.used :])

    def settle(self) -> Entry:
        """What waits becomes text as it stands; bopomofo that became no word is dropped."""
        kept = self.typed if self.layout == "pinyin" else ""
        return replace(self, text=(self.text + kept)[:LONGEST], typed="")

    def turn_to(self, layout: Layout) -> Entry:
        """Other keys."""
        return self if layout == self.layout else replace(self.settle(), layout=layout)


def sounded(entry: Entry) -> str:
    """What waits, as the letters that a search index knows: pinyin as typed; of bopomofo the initials, or whole
    syllables in pinyin."""
    if entry.layout != "zhuyin":
        return entry.typed
    ways = divisions(entry.typed, "zhuyin")
    if not ways:
        return ""
    whole = [letters_of(part) for part in ways[0]]
    if all(whole) and any(len(part) > 1 for part in ways[0]):
        return "".join(whole)
    return "".join(first_letter(part) for part in ways[0])


def candidates(
    entry: Entry, script: Script, dictionary: Dictionary | None, own: Sequence[Candidate] = ()
) -> list[Candidate]:
    """Words for what waits: the catalogue's `own` first, then words for all of it, then for its beginning, and at last
    single characters for its first syllable. So whatever has a sound can be written."""
    if not entry.typed:
        return []
    whole = len(entry.typed)
    found = [one for one in own if one.used == whole and one.own]
    ways = divisions(entry.typed, entry.layout)
    if ways and all(len(part) == 1 for part in ways[0]):
        # Initials may mean anything: what the shop sells is likelier than the rest of the language.
        found += [one for one in own if one.own]
    if dictionary is not None:
        for parts in ways:
            most = MOST_CHARACTERS if len(parts) == 1 else MOST_WORDS
            found += [Candidate(text, whole) for text in dictionary.words(parts, entry.layout, script, most)]
    found += own
    if dictionary is not None:
        found += _beginnings(entry, script, dictionary, ways)
    # The same word for fewer keys would leave the rest behind for no gain.
    first: dict[str, Candidate] = {}
    for one in found:
        first.setdefault(one.text, one)
    return list(first.values())


def _beginnings(entry: Entry, script: Script, dictionary: Dictionary, ways: Sequence[Sequence[str]]) -> list[Candidate]:
    """Words for the first syllables of each way to divide what was typed, the longest first."""
    firsts = dict.fromkeys(tuple(parts[:count]) for parts in ways for count in range(1, len(parts)))
    found = []
    for parts in sorted(firsts, key=len, reverse=True):
        used = _keys(entry.typed, parts)
        most = MOST_CHARACTERS if len(parts) == 1 else MOST_WORDS
        found += [Candidate(text, used) for text in dictionary.words(parts, entry.layout, script, most)]
    return found


def _keys(typed: str, parts: Sequence[str]) -> int:
    """How many keys the first syllables took, with apostrophes between them."""
    place = 0
    for part in parts:
        while typed[place : place + 1] == "'":
            place += 1
        place += len(part)
    return place


def fits(part: str, sounds: Sequence[str]) -> bool:
    """Whether one of a character's sounds begins as was typed; `lu` is typed for `lü`, too."""
    return any(
        sound.startswith(part) or ("v" in sound and sound.replace("v", "u").startswith(part)) for sound in sounds
    )


def runs(text: str) -> Iterator[str]:
    """The Chinese pieces of a text, in order."""
    run = ""
    for character in text:
        if "\u3400" <= character <= "\u9fff" or character == "〇":
            run += character
        elif run:
            yield run
            run = ""
    if run:
        yield run
