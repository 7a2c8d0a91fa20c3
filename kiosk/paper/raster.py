"""Draws a document in the dots of a thermal printer: one bit each, the same dots on every machine."""

from __future__ import annotations

from collections.abc import Callable
from functools import singledispatch

from msgspec import Struct
from msgspec.structs import replace
from PIL import Image, ImageDraw

from hardware.printer import Raster
from kiosk.paper import faces, layout
from kiosk.paper.faces import Face

DOTS_PER_MM = 8
"""203 dots an inch: what thermal printers have."""

INK = 112
"""How much of a dot a letter must cover, of 255, for it to be burnt. Less than half: thin strokes stay whole."""

QR_MM = 27.0
"""Across, at most. Cameras of telephones want half a millimetre a module."""

QR_LARGE_MM, QR_WIDE_MM, LARGE = 46.0, 60.0, 60
"""A receipt that proves its lines has up to 97 modules; it gets the width of narrow paper, or most of wide paper's."""

QUIET = 2
"""Modules of white around a QR code beside what is printed; the paper's own margin adds to it."""

Picture = Image.Image


class Pen(Struct, frozen=True):
    """What a drawing needs to know: how wide the paper is, and whose letters."""

    width: int
    language: str

    @property
    def wide(self) -> bool:
        """Whether it is 80 mm paper."""
        return self.width >= faces.WIDE

    def face(self, style: str) -> Face:
        """The letters of a style."""
        return faces.face(style, self.language, self.width)

    @property
    def gutter(self) -> int:
        """Dots between a text and the amount beside it."""
        return 20 if self.wide else 14

    def strip(self, height: int, colour: int = 255) -> tuple[Picture, ImageDraw.ImageDraw]:
        """Empty paper of this height."""
        picture = Image.new("L", (self.width, max(1, height)), colour)
        return picture, ImageDraw.Draw(picture)


def draw(paper: layout.Paper, width: int) -> Picture:
    """The document as a picture of mode "1", `width` dots wide. Cuts are drawn as empty paper.

    Raises:
        kiosk.ui.fonts.FontSourceMissing: if the device's fonts cannot be cut.
    """
    pen = Pen(width, paper.language)
    strips: list[Picture] = []
    for element in paper.elements:
        if isinstance(element, layout.Face):
            pen = replace(pen, language=element.language)
        else:
            strips.append(_draw(element, pen))
    whole = Image.new("L", (width, max(1, sum(strip.height for strip in strips))), 255)
    top = 0
    for strip in strips:
        whole.paste(strip, (0, top))
        top += strip.height
    return whole.point(lambda value: 255 if value > 255 - INK else 0, mode="1")


def raster(paper: layout.Paper, width: int) -> Raster:
    """The document as a printer takes it: 1 is black, eight dots a byte, the leftmost first."""
    return to_raster(draw(paper, width))


def to_raster(picture: Picture) -> Raster:
    """A picture of mode "1" as a printer takes it."""
    inverted = bytes(255 - byte for byte in picture.tobytes())
    # Pillow fills the last byte of a row with zeros, which were white and would be black now; widths are whole bytes.
    assert picture.width % 8 == 0, "a printer's width is a whole number of bytes"
    return Raster(picture.width, picture.height, inverted)


def to_picture(dots: Raster) -> Picture:
    """A printer's dots as a picture of mode "1"."""
    return Image.frombytes("1", (dots.width, dots.height), bytes(255 - byte for byte in dots.rows))


@singledispatch
def _draw(element: layout.Element, pen: Pen) -> Picture:
    raise TypeError(f"{type(element).__name__} cannot be drawn {pen.width} dots wide")


@_draw.register
def _(element: layout.Brand, pen: Pen) -> Picture:
    """Letters apart, as on a shop front; smaller where the name would not fit."""
    style = next((style for style in ("brand", "total", "title") if _spaced(element.text, pen, style) <= pen.width), "")
    if not style:
        return _draw(layout.Heading(element.text), pen)
    face = pen.face(style)
    gap = _letter_gap(face)
    picture, ink = pen.strip(face.line + 6)
    x = (pen.width - _spaced(element.text, pen, style)) // 2
    for letter in element.text:
        ink.text((x, face.ascent), letter, fill=0, font=face.font, anchor="ls")
        x += face.width(letter) + gap
    return picture


def _letter_gap(face: Face) -> int:
    return face.line // 8


def _spaced(text: str, pen: Pen, style: str) -> int:
    face = pen.face(style)
    return sum(face.width(letter) for letter in text) + _letter_gap(face) * max(0, len(text) - 1)


@_draw.register
def _(element: layout.Heading, pen: Pen) -> Picture:
    title = element.style == "title"
    return _text(element.text, pen, element.style, "center" if title else "left", above=2 if title else 6)


@_draw.register
def _(element: layout.Line, pen: Pen) -> Picture:
    return _text(element.text, pen, element.style, element.align)


@_draw.register
def _(element: layout.Pair, pen: Pen) -> Picture:
    return _pair(element.left, element.right, pen, element.style, above=4 if element.style == "total" else 0)


@_draw.register
def _(element: layout.Item, pen: Pen) -> Picture:
    indent = 24 if pen.wide else 16
    parts = [_pair(element.name, element.amount, pen, "body", above=3)]
    if element.detail:
        parts.append(_text(element.detail, pen, "small", "left"))
    parts += [_pair(text, amount, pen, "small", indent=indent) for text, amount in element.notes]
    return _stack(pen, parts, below=5)


@_draw.register
def _(element: layout.Table, pen: Pen) -> Picture:
    face = pen.face("small")
    columns = len(element.heads)
    rows = [row for row in (element.heads, *element.rows) if any(row)]
    widths = [max((face.width(row[n]) for row in rows if n < len(row)), default=0) for n in range(columns)]
    spare = max(0, pen.width - sum(widths))
    gap = spare // max(1, columns - 1)
    picture, ink = pen.strip(face.line * len(rows) + 4)
    for number, row in enumerate(rows):
        right = 0
        for column, cell in enumerate(row):
            right += widths[column] + (gap if column else 0)
            edge = pen.width if column == columns - 1 and column else right
            x = 0 if column == 0 else edge - face.width(cell)
            ink.text((x, number * face.line + face.ascent), cell, fill=0, font=face.font, anchor="ls")
    return picture


@_draw.register
def _(element: layout.Rule, pen: Pen) -> Picture:
    thick = 4 if element.style == "thick" else 2
    picture, ink = pen.strip(thick + 16)
    if element.style == "dotted":
        for x in range(0, pen.width, 8):
            ink.rectangle((x, 8, x + 2, 9), fill=0)
    else:
        ink.rectangle((0, 8, pen.width, 7 + thick), fill=0)
    return picture


@_draw.register
def _(element: layout.Qr, pen: Pen) -> Picture:
    import segno

    matrix = [list(row) for row in segno.make(element.data, error="m", micro=False).matrix_iter(border=QUIET)]
    across_mm = QR_MM if len(matrix) <= LARGE else QR_WIDE_MM if pen.wide else QR_LARGE_MM
    scale = max(2, int(across_mm * DOTS_PER_MM) // len(matrix))
    side = len(matrix) * scale
    code = Image.new("L", (len(matrix), len(matrix)), 255)
    code.putdata([0 if dark else 255 for row in matrix for dark in row])
    code = code.resize((side, side), Image.Resampling.NEAREST)
    room = pen.width - side - pen.gutter
    if room >= 12 * DOTS_PER_MM * 2:
        words = _words(element, replace_width(pen, room), "left")
        picture, _ = pen.strip(max(side, words.height) + 8)
        picture.paste(code, (0, 4))
        picture.paste(words, (side + pen.gutter, 4 + max(0, (side - words.height) // 2)))
        return picture
    words = _words(element, pen, "center")
    picture, _ = pen.strip(side + words.height + 12)
    picture.paste(code, ((pen.width - side) // 2, 4))
    picture.paste(words, (0, side + 8))
    return picture


def _words(element: layout.Qr, pen: Pen, align: layout.Align) -> Picture:
    parts = [_text(element.title, pen, "strong", align)] if element.title else []
    if element.text:
        parts.append(_text(element.text, pen, "small", align))
    return _stack(pen, parts)


def replace_width(pen: Pen, width: int) -> Pen:
    """The same letters on a part of the paper's width."""
    return _Column(width, pen.language, of=pen)


class _Column(Pen, frozen=True):
    """A part of the paper: its width, with the letters of the whole."""

    of: Pen = Pen(faces.NARROW, "zh_CN")

    def face(self, style: str) -> Face:
        return self.of.face(style)


@_draw.register
def _(element: layout.Banner, pen: Pen) -> Picture:
    face = pen.face("banner")
    lines = face.lines(element.text, pen.width - 24)
    high = face.line * len(lines) + 12
    picture, ink = pen.strip(high + 10)
    ink.rectangle((0, 0, pen.width, high), fill=0)
    for number, line in enumerate(lines):
        x = (pen.width - face.width(line)) // 2
        ink.text((x, 6 + number * face.line + face.ascent), line, fill=255, font=face.font, anchor="ls")
    return picture


@_draw.register
def _(element: layout.WriteIn, pen: Pen) -> Picture:
    face = pen.face("small")
    picture, ink = pen.strip(face.line + 64)
    ink.rectangle((0, 58, pen.width, 59), fill=0)
    ink.text((0, 62 + face.ascent), element.label, fill=0, font=face.font, anchor="ls")
    return picture


@_draw.register
def _(element: layout.Gap, pen: Pen) -> Picture:
    return pen.strip(round(element.mm * DOTS_PER_MM))[0]


@_draw.register
def _(_element: layout.Cut, pen: Pen) -> Picture:
    return pen.strip(6 * DOTS_PER_MM)[0]


def _text(text: str, pen: Pen, style: str, align: layout.Align, *, above: int = 0) -> Picture:
    face = pen.face(style)
    lines = face.lines(text, pen.width)
    picture, ink = pen.strip(above + face.line * len(lines))
    place: dict[str, Callable[[int], int]] = {
        "left": lambda _: 0,
        "center": lambda wide: (pen.width - wide) // 2,
        "right": lambda wide: pen.width - wide,
    }
    for number, line in enumerate(lines):
        x = place[align](face.width(line))
        ink.text((x, above + number * face.line + face.ascent), line, fill=0, font=face.font, anchor="ls")
    return picture


def _pair(left: str, right: str, pen: Pen, style: str, *, indent: int = 0, above: int = 0) -> Picture:
    """The left text wraps beside the right one, which stays whole: an amount is never broken. A right text that takes
    more than half of the paper wraps too."""
    face = pen.face(style)
    half = (pen.width - indent) // 2
    wide = face.width(right)
    rights = [right] if wide <= half or not _long(right) else face.lines(right, half + half // 4)
    taken = max(face.width(one) for one in rights)
    lines = face.lines(left, max(40, pen.width - indent - taken - (pen.gutter if right else 0)))
    picture, ink = pen.strip(above + face.line * max(len(lines), len(rights)))
    for number, line in enumerate(lines):
        ink.text((indent, above + number * face.line + face.ascent), line, fill=0, font=face.font, anchor="ls")
    for number, line in enumerate(rights):
        x = pen.width - face.width(line)
        ink.text((x, above + number * face.line + face.ascent), line, fill=0, font=face.font, anchor="ls")
    return picture


def _long(text: str) -> bool:
    """Whether it is words, and no amount."""
    return len(text) > 18


def _stack(pen: Pen, parts: list[Picture], *, below: int = 0) -> Picture:
    picture, _ = pen.strip(sum(part.height for part in parts) + below)
    top = 0
    for part in parts:
        picture.paste(part, (0, top))
        top += part.height
    return picture
