"""What stands on a piece of paper: frozen values, the same for every printer, picture, page and text."""

from __future__ import annotations

from typing import Literal

import msgspec

TextStyle = Literal["body", "strong", "small", "fine"]
PairStyle = Literal["body", "strong", "small", "total"]
Align = Literal["left", "center", "right"]


class Element(msgspec.Struct, frozen=True, tag_field="is", omit_defaults=True):
    """One thing below the other. Texts are finished: translated, amounts written with their sign."""


class Brand(Element, tag="brand", frozen=True):
    """The shop's name, as large as the paper allows."""

    text: str


class Heading(Element, tag="heading", frozen=True):
    """A title in the middle, or the name of a part at the left."""

    text: str
    style: Literal["title", "part"] = "title"


class Line(Element, tag="line", frozen=True):
    """Text that is wrapped by width."""

    text: str
    style: TextStyle = "body"
    align: Align = "left"


class Pair(Element, tag="pair", frozen=True):
    """Something at the left and its value at the right edge."""

    left: str
    right: str
    style: PairStyle = "body"


class Item(Element, tag="item", frozen=True):
    """What was sold: a name, how many at what price, what it comes to, and what was taken off."""

    name: str
    amount: str = ""
    detail: str = ""
    notes: tuple[tuple[str, str], ...] = ()
    """(text, amount) below it, indented: reductions, a serial number (with an empty amount)."""


class Table(Element, tag="table", frozen=True):
    """Small columns: the first at the left, the others at the right of theirs."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Rule(Element, tag="rule", frozen=True):
    """A line from edge to edge."""

    style: Literal["thin", "thick", "dotted"] = "thin"


class Qr(Element, tag="qr", frozen=True):
    """A QR code with words that say what it is for: beside it where there is room, else below."""

    data: str
    title: str = ""
    text: str = ""


class Banner(Element, tag="banner", frozen=True):
    """White on black from edge to edge: what nobody may overlook (COPY 2, TRAINING)."""

    text: str


class WriteIn(Element, tag="write_in", frozen=True):
    """A line to write on, with what belongs there: a signature."""

    label: str


class Gap(Element, tag="gap", frozen=True):
    """Empty paper."""

    mm: float = 2.0


class Face(Element, tag="face", frozen=True):
    """From here on the letters are those of this language: 骨 and 返 differ between simplified and traditional."""

    language: str


class Cut(Element, tag="cut", frozen=True):
    """The knife: what follows is a piece of its own."""


AnyElement = Brand | Heading | Line | Pair | Item | Table | Rule | Qr | Banner | WriteIn | Gap | Face | Cut


class Paper(msgspec.Struct, frozen=True):
    """One document, from top to bottom."""

    language: str
    """zh_CN, zh_TW or en: whose letters it begins with."""
    elements: tuple[AnyElement, ...]

    def below(self, *above: AnyElement) -> Paper:
        """The same document with something put above it."""
        return Paper(self.language, (*above, *self.elements))


def dump(paper: Paper) -> str:
    """The document as JSON, for the disk."""
    return msgspec.json.encode(paper).decode()


def load(text: str) -> Paper:
    """The document that `dump` wrote.

    Raises:
        msgspec.ValidationError: if it is none.
    """
    return msgspec.json.decode(text, type=Paper)


def pieces(paper: Paper) -> list[Paper]:
    """The document cut where it says so; each piece goes on in the language before it."""
    found: list[Paper] = []
    language, part = paper.language, list[AnyElement]()
    first = language
    for element in (*paper.elements, Cut()):
        if isinstance(element, Cut):
            if part:
                found.append(Paper(first, tuple(part)))
            first, part = language, []
            continue
        if isinstance(element, Face):
            language = element.language
        part.append(element)
    return found
