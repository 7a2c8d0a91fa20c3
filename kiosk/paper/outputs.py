"""A document for the screen, the mail and the file: PNG and PDF, with the paper's margins."""

from __future__ import annotations

import io
import time
from datetime import datetime

from PIL import Image

from kiosk.paper import faces, layout
from kiosk.paper.raster import DOTS_PER_MM, Picture, draw

PAPER_MM = {faces.NARROW: 58, faces.WIDE: 80}
"""How wide the paper is on which so many dots are printed; the rest is its margins."""


def png(paper: layout.Paper, width: int = faces.WIDE) -> bytes:
    """The document as it comes out of a printer, with the paper's margins; one bit a dot."""
    out = io.BytesIO()
    _with_margins(draw(paper, width)).save(out, "PNG", optimize=True)
    return out.getvalue()


def pdf(paper: layout.Paper, made_at: datetime, width: int = faces.WIDE) -> bytes:
    """The document as one page of the paper's own width. `made_at` stands in its properties."""
    page = _with_margins(draw(paper, width))
    moment = time.gmtime(made_at.timestamp())
    out = io.BytesIO()
    page.save(out, "PDF", resolution=25.4 * DOTS_PER_MM, creationDate=moment, modDate=moment)
    return out.getvalue()


def _with_margins(dots: Picture) -> Picture:
    whole = PAPER_MM.get(dots.width, dots.width // DOTS_PER_MM + 8) * DOTS_PER_MM
    edge = (whole - dots.width) // 2
    page = Image.new("1", (whole, dots.height + 2 * edge), 1)
    page.paste(dots, (edge, edge))
    return page
