"""A small picture that proves a task: what the camera sees now, as text that fits a record."""

from __future__ import annotations

import base64
import io

from hardware.scanner import PreviewFrame

WIDEST = 640
"""Pixels: enough to see that a shelf is full, not to read anybody's face across the room."""

MOST_BYTES = 44 * 1024
"""Of the JPEG; as base64 text it is a third longer, and a record holds 64 KiB."""


def jpeg_text(frame: PreviewFrame) -> str:
    """The frame as a JPEG in base64, as good as fits."""
    from PIL import Image

    mode = "RGBA" if frame.colour == "rgba" else "L"
    picture = Image.frombytes(mode, (frame.width, frame.height), frame.pixels.tobytes()).convert("RGB")
    picture.thumbnail((WIDEST, WIDEST))
    for quality in (82, 70, 55, 40, 25):
        out = io.BytesIO()
        picture.save(out, "JPEG", quality=quality, optimize=True)
        if out.tell() <= MOST_BYTES:
            break
    return base64.b64encode(out.getvalue()).decode("ascii")


def pixels_of(text: str) -> tuple[int, int, bytes] | None:
    """(width, height, RGB rows from the top) of such a text; None where it is none."""
    from PIL import Image

    try:
        picture = Image.open(io.BytesIO(base64.b64decode(text, validate=True)), formats=("JPEG",))
        if max(picture.size) > WIDEST:
            return None
        return picture.width, picture.height, picture.convert("RGB").tobytes()
    except (OSError, ValueError):
        return None
