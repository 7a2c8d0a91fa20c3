"""The code that a shopper's phone shows, as a picture."""

from __future__ import annotations

import io

import segno


def svg(text: str) -> bytes:
    """A QR code of one of our texts: black on white whatever the page looks like, with its quiet zone.

    Sized by whoever shows it. Error correction M: a scratched screen protector is read all the same.
    """
    drawn = segno.make_qr(text, error="m", boost_error=False)
    out = io.BytesIO()
    drawn.save(
        out,
        kind="svg",
        border=4,
        dark="#000",
        light="#fff",
        xmldecl=False,
        omitsize=True,
        svgclass=None,
        lineclass=None,
    )
    return out.getvalue()
