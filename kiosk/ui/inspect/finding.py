"""What the critical look finds."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

Kind = Literal["cut", "overlap", "cover", "spill", "glyph", "contrast", "target", "crowd", "words", "reason"]
"""`cut`: words beyond what holds them. `overlap`: words or icons on one another. `cover`:
words under something that is drawn later. `spill`: content that leaves its place, such as upwards into the header.
`glyph`: letters or icons that the font has not. `contrast`: below 4.5 (icons 3). `target`: too small for a finger.
`crowd`: two targets where a finger could mean either. `words`: no translation, or nothing that says what a control
does. `reason`: a button that is off and does not say why."""


class Finding(Struct, frozen=True):
    """One thing that is wrong."""

    kind: Kind
    what: str
