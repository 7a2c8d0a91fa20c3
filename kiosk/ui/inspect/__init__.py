"""Looks at a widget tree as a critical eye would: words cut, covered or on top of one another, boxes for letters, pale
colours, small or crowded targets, things that leave their place, words without translation. Tests walk every screen."""

from __future__ import annotations

from typing import Any

from kiosk.ui.inspect import places, words
from kiosk.ui.inspect.finding import Finding
from kiosk.ui.inspect.seen import visible
from kiosk.ui.inspect.words import contrast

__all__ = ["Finding", "contrast", "walk"]


def walk(root: Any) -> list[Finding]:  # any Kivy widget
    """Give everything that is wrong with what can be seen below `root` (or with nothing, an empty list).

    What lies further down on a page that scrolls is looked at too: a finger brings it up.
    """
    seen = list(visible(root))
    return [*words.wrong(seen), *places.wrong(seen)]
