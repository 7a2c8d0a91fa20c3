"""A voice in software: writes down what it would say, for demonstrations and trials without a loudspeaker."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

from msgspec import Struct

from hardware.device import DeviceStatus
from hardware.speech import Language, OnStatus, plain


class Said(Struct, frozen=True):
    """One sentence that was begun."""

    text: str
    language: Language
    now: bool
    """Whether it cut off what was being said."""


class SimulatedSpeech:
    """Speaks into a file, a JSON object on each line, and into `said`. Each sentence is over at once.

    Args:
        path: the file; None writes none.
        installed: whether there is a voice at all.
    """

    def __init__(self, path: Path | None = None, *, installed: bool = True) -> None:
        self.said: list[Said] = []
        self.installed = installed
        self.stopped = 0
        """How often it was told to be silent."""
        self._path = path
        self._closed = False

    def start(self, on_status: OnStatus | None = None) -> None:
        """Tell how it is."""
        if self._path is not None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
        if on_status is not None:
            on_status(self.check())

    def check(self) -> DeviceStatus:
        """How it was made to be."""
        ready = self.installed and not self._closed
        return DeviceStatus("ready" if ready else "lost", datetime.now(UTC), "" if ready else "not installed")

    def say(self, text: str, language: Language, *, now: bool = False) -> None:
        """Write it down."""
        words = plain(text)
        if not words or not self.installed or self._closed:
            return
        self.said.append(Said(words, language, now))
        if self._path is not None:
            line = json.dumps({"say": words, "language": language, "now": now}, ensure_ascii=False)
            with self._path.open("a", encoding="utf-8") as out:
                out.write(line + "\n")

    def stop(self) -> None:
        """Nothing is being said; the file shows when it would have been cut off."""
        self.stopped += 1
        if self._path is not None and self.installed and not self._closed:
            with self._path.open("a", encoding="utf-8") as out:
                out.write('{"stop": true}\n')

    def close(self) -> None:
        """Be silent for good."""
        self._closed = True
