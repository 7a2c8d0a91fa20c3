"""Speech's port: somebody who reads aloud what stands on a screen."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Literal, Protocol

from hardware.device import DeviceStatus

Language = Literal["zh_CN", "zh_TW", "en"]

LONGEST = 600
"""Characters of one utterance: two minutes of Chinese, and nobody listens longer."""

OnStatus = Callable[[DeviceStatus], None]
"""Called on the driver's own thread when the engine turns out to be missing or broken, or works again."""


class Speech(Protocol):
    """Reads aloud. One sentence is being said, and one at most waits."""

    def start(self, on_status: OnStatus | None = None) -> None:
        """Look whether there is a voice, and get ready. A missing engine is a status, not an error."""

    def check(self) -> DeviceStatus:
        """Whether it could speak, as last seen; quick."""

    def say(self, text: str, language: Language, *, now: bool = False) -> None:
        """Say it after what is being said, in the place of whatever waited; or `now`, cutting that off.

        Returns at once, and is silent where there is no voice.
        """

    def stop(self) -> None:
        """Be silent at once; what waited is forgotten."""

    def close(self) -> None:
        """Be silent, and free the device. Safe to call twice."""


def plain(text: str) -> str:
    """One line of words alone: nothing in it that an engine would take for an order.

    Two square brackets begin phonemes in espeak-ng, an angle bracket begins markup in others.
    """
    words = re.sub(r"[\[\]<>&|\\^_*#{}]+", " ", text)
    words = "".join(letter if letter.isprintable() else " " for letter in words)
    return " ".join(words.split())[:LONGEST]
