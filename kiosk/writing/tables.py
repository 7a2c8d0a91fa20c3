"""The touch pad's dictionary on disk: which words and characters sound like what was typed."""

from __future__ import annotations

import logging
import os
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from kiosk.ui.input_method.entry import Script
from kiosk.ui.input_method.syllables import TONES, Layout, first_letter

log = logging.getLogger(__name__)

RECIPE = 2
"""Counts changes to what is in the file; each has a file of its own."""

SCHEMA = """
CREATE TABLE word (
    script TEXT, initials TEXT, text TEXT, pinyin TEXT, bopomofo TEXT, rank INTEGER,
    PRIMARY KEY (script, initials, rank, text, bopomofo)
) WITHOUT ROWID;
CREATE TABLE reading (text TEXT PRIMARY KEY, pinyin TEXT, bopomofo TEXT) WITHOUT ROWID;
"""

MOST = 60
"""Words of one question; whoever pages further types one letter more."""


def default_path() -> Path:
    """Where this user's dictionary lies: beside the cut fonts, made once."""
    base = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local/share")
    return Path(base) / "kiosk" / f"touch-pad-{RECIPE}.db"


class Dictionary:
    """Answers by sound. Belongs to the thread that asks; the file is read as it is needed, not into memory.

    Raises:
        sqlite3.Error: if the file is none of ours.
    """

    def __init__(self, path: Path) -> None:
        uri = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
        self._db = sqlite3.connect(uri, uri=True, check_same_thread=False)
        self._db.execute("SELECT count(*) FROM word WHERE initials = 'a'").fetchone()
        self._sounds = lru_cache(maxsize=20_000)(self._read)

    def close(self) -> None:
        """Let the file go. May be called twice."""
        self._db.close()

    def words(self, parts: Sequence[str], layout: Layout, script: Script, most: int = MOST) -> list[str]:
        """Words and characters of just these syllables, whole or begun, the most usual first."""
        column = "pinyin" if layout == "pinyin" else "bopomofo"
        initials = "".join(first_letter(part) for part in parts)
        # A begun syllable stands for all that begin so; GLOB has no other special characters among letters and tones.
        pattern = " ".join(part if _whole(part, layout) else f"{part}*" for part in parts)
        rows = self._db.execute(
            f"""SELECT text FROM word WHERE script = ? AND initials = ? AND {column} GLOB ?
                ORDER BY {column} <> ?, rank LIMIT ?""",
            (script, initials, pattern, " ".join(parts), most * 2),
        )
        return list(dict.fromkeys(row[0] for row in rows))[:most]

    def sounds(self, character: str, layout: Layout) -> tuple[str, ...]:
        """How a character is read, in pinyin or in bopomofo with tones; nothing for what has no sound."""
        pinyin, bopomofo = self._sounds(character)
        return pinyin if layout == "pinyin" else bopomofo

    def _read(self, character: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        row = self._db.execute("SELECT pinyin, bopomofo FROM reading WHERE text = ?", (character,)).fetchone()
        return ((), ()) if row is None else (tuple(row[0].split()), tuple(row[1].split()))


def _whole(part: str, layout: Layout) -> bool:
    """Only a tone says that a syllable is at its end."""
    return layout == "zhuyin" and part[-1] in TONES


class Shelf:
    """Opens the dictionary when it is first asked for, and has it made in the background where there is none."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path or default_path()
        self._open: Dictionary | None = None
        self._making: threading.Thread | None = None

    def take(self) -> Dictionary | None:
        """The dictionary; None as long as it is being made."""
        if self._open is None and self._path.is_file():
            try:
                self._open = Dictionary(self._path)
            except sqlite3.Error:
                log.warning("%s is no dictionary; it is made anew", self._path)
                self._path.unlink(missing_ok=True)
        if self._open is None and self._making is None:
            self._making = threading.Thread(target=self._make, name="dictionary", daemon=True)
            self._making.start()
        return self._open

    def close(self) -> None:
        """Let it go. May be called twice."""
        if self._open is not None:
            self._open.close()
            self._open = None

    def _make(self) -> None:
        """In a process of its own: the tables that it is made from must not stay in this one's memory."""
        done = subprocess.run([sys.executable, "-m", "kiosk.writing.making"], check=False, capture_output=True)
        if done.returncode != 0:
            log.warning("the touch pad's dictionary could not be made: %s", done.stderr.decode(errors="replace")[-300:])
