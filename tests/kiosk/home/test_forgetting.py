"""Whoever goes is forgotten: a planted name is looked for wherever a program could keep one, and is nowhere.

The name is spelt backwards in here, and compared backwards, so that the looking leaves no trace of its own.
"""

from __future__ import annotations

import gc
import logging
import sqlite3
import types
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from kivy.cache import Cache

from hardware.speech_simulated import SimulatedSpeech
from kiosk import database
from kiosk.home.shopper import HOME
from kiosk.ui.idle import QUESTION_S, IdleWatch
from kiosk.ui.textures import textures
from kiosk.ui.theme import theme
from kiosk.ui.tr import tr
from kiosk.ui.voice import voice
from kiosk.ui.widgets.button import RoundButton
from tests.devices import SERUM, TEA
from tests.kiosks import Kiosk

BACKWARDS = "hcorkxwzq"

OURS = ("kiosk", "sync", "hardware", "kivy")
"""Whose objects are looked through, and all that hangs on them."""


CONTAINERS = (dict, list, tuple, set, frozenset, deque, types.CellType)


def planted() -> str:
    return BACKWARDS[::-1].capitalize()


def named(text: str | bytes) -> bool:
    if isinstance(text, bytes):
        lower = text.lower()[::-1]
        return BACKWARDS.encode() in lower or BACKWARDS.encode("utf-16-be") in lower
    return BACKWARDS in text.casefold()[::-1]


def in_memory() -> list[str]:
    """Every object of ours that holds the name, or holds what holds it."""
    gc.unfreeze()  # the run's own objects are left out of searches otherwise
    gc.collect()
    found: list[str] = []
    seen: set[int] = set()
    waiting: list[tuple[Any, str]] = [(one, _label(one)) for one in gc.get_objects() if _is_ours(one)]
    while waiting:
        holder, label = waiting.pop()
        if id(holder) in seen:
            continue
        seen.add(id(holder))
        for inner in gc.get_referents(holder):
            kind = type(inner)
            if kind is str or kind is bytes:
                if len(inner) < 100_000 and named(inner):
                    found.append(label)
            elif kind in CONTAINERS or not gc.is_tracked(inner):
                waiting.append((inner, f"{label} > {type(inner).__name__}"))
    return sorted(set(found))


def _is_ours(one: object) -> bool:
    module = str(getattr(type(one), "__module__", ""))
    if module.partition(".")[0] in OURS or type(one).__name__ == "_lru_cache_wrapper":
        return True
    # Its type, and not what it says its class is: weak proxies speak for what may be gone.
    if issubclass(type(one), types.FunctionType):
        return str(one.__module__).partition(".")[0] in OURS
    return issubclass(type(one), types.ModuleType) and str(getattr(one, "__name__", "")).partition(".")[0] in OURS


def _label(one: object) -> str:
    cached = type(one).__name__ == "_lru_cache_wrapper"
    # A database's connection keeps its statements in such a cache as well; the connection itself is what it wraps.
    name = repr(one.__wrapped__)[:80] if cached else ""  # type: ignore[attr-defined]  # what a cache remembers for
    return f"{type(one).__module__}.{type(one).__qualname__} {name}".strip()


def in_databases(folder: Path) -> list[str]:
    """Tables and columns with the name, and files with its bytes: databases, their write-ahead logs, all others.

    What the member table holds is sealed, so it holds no name that could be read; it is searched like the rest.
    """
    found = []
    with closing(database.open_reader(folder)) as db:
        database.attach(db, folder)
        for schema in ("main", "catalogue"):
            for (table,) in db.execute(f"SELECT name FROM {schema}.sqlite_master WHERE type = 'table'").fetchall():
                try:
                    rows = db.execute(f'SELECT * FROM {schema}."{table}"')
                except sqlite3.OperationalError:  # a virtual table's own, of a module that is not for reading
                    continue
                found += [
                    f"{schema}.{table}" for row in rows for cell in row if isinstance(cell, str | bytes) and named(cell)
                ]
    found += [str(path) for path in folder.rglob("*") if path.is_file() and named(path.read_bytes())]
    return found


def on_screen(kiosk: Kiosk) -> list[str]:
    return [
        f"{type(widget).__name__}.{name}"
        for widget in kiosk.ui.walk()
        for name in ("text", "whole", "_whole", "source", "key")
        if isinstance(getattr(widget, name, None), str) and named(getattr(widget, name))
    ]


def in_caches() -> list[str]:
    held = [repr(wanted) for wanted in textures._known] + [repr(wanted) for wanted in textures._waiting]
    for category, entries in Cache._objects.items():
        held += [f"{category}: {key!r} {value!r}" for key, value in entries.items()]
    return [text for text in held if named(text)]


def _shop(kiosk: Kiosk) -> None:
    """Sign in, look around, type the name, put things into the bag: all that a person does before they go."""
    theme.choose(contrast=True, text_scale=1.5, low=True, simple=True)
    kiosk.knows(surname=planted(), usual=((TEA, 6),))
    kiosk.scan(kiosk.code("loyalty", "member-1"), "QR")
    kiosk.until(lambda: kiosk.name == "member.page")
    kiosk.settle()
    assert on_screen(kiosk), "the name is on the member's page"
    kiosk.scan_product(SERUM)
    kiosk.put(SERUM)
    kiosk.go("search.find")
    kiosk.type(planted().upper()[:2])
    kiosk.go("search.find", text=planted())
    assert on_screen(kiosk), "the name is in the search field"
    kiosk.go("basket.show")
    tr.switch("en")
    kiosk.ui.tap(kiosk.screen.bottom.low)
    kiosk.settle()


def _sign_out(kiosk: Kiosk) -> None:
    kiosk.navigator.hide(kiosk.navigator.top())
    kiosk.settle()
    kiosk.ui.tap(kiosk.ui.find(RoundButton, name_key="ui.sign_out"))


def _badge(kiosk: Kiosk) -> None:
    kiosk.badge()


def _time_out(kiosk: Kiosk) -> None:
    at = [0.0]
    kiosk.navigator.idle = IdleWatch(now=lambda: at[0])
    kiosk.navigator.idle.touched()
    for seconds in (46, QUESTION_S + 1):
        at[0] += seconds
        kiosk.navigator._watch_idle(1)
        kiosk.settle()
    kiosk.navigator.idle = None


def _finish_question(kiosk: Kiosk) -> None:
    kiosk.navigator.idle = IdleWatch()
    kiosk.navigator.ask()
    kiosk.settle()
    kiosk.tap("idle.finish")
    kiosk.navigator.idle = None


def _pay(kiosk: Kiosk) -> None:
    kiosk.go("pay.card")
    kiosk.until(lambda: kiosk.name == "pay.done")
    kiosk.settle()


def _finish(kiosk: Kiosk) -> None:
    _pay(kiosk)
    kiosk.tap("done.finish")


def _receipt_done(kiosk: Kiosk) -> None:
    _pay(kiosk)
    kiosk.screen._until = 0.0
    kiosk.screen._count(1)


ENDS: dict[str, Callable[[Kiosk], None]] = {
    "sign out": _sign_out,
    "a colleague's badge": _badge,
    "time-out": _time_out,
    "finish, when asked": _finish_question,
    "finish, after paying": _finish,
    "the receipt's own end": _receipt_done,
}


@pytest.fixture(autouse=True)
def left_out() -> Iterator[None]:
    """What is there after a test is left out of the next one's searches again, when all of the test's own has gone."""
    yield
    gc.collect()
    gc.freeze()


@pytest.fixture
def said(tmp_path: Path) -> Iterator[SimulatedSpeech]:
    """A voice that is on; what it said is emptied before the search, as its file stands for a loudspeaker."""
    speech = SimulatedSpeech()
    voice.use(speech)
    yield speech
    voice.use(None)


@pytest.mark.parametrize("end", ENDS)
def test_nothing_of_a_person_is_left_when_their_session_ends(
    kiosk: Kiosk, said: SimulatedSpeech, tmp_path: Path, caplog: pytest.LogCaptureFixture, end: str
) -> None:
    caplog.set_level(logging.DEBUG)
    voice.turn(True)
    _shop(kiosk)
    if end == "sign out":
        assert in_memory(), "the search finds what is there"

    ENDS[end](kiosk)
    kiosk.until(lambda: kiosk.name == HOME)
    kiosk.settle()
    kiosk.ui.until(lambda: not kiosk.navigator._clear_away.is_triggered)
    kiosk.settle()
    said.said.clear()

    assert on_screen(kiosk) == []
    assert in_caches() == []
    assert in_memory() == []
    assert in_databases(kiosk.device.store.folder) == []
    assert not named(caplog.text)
    session = kiosk.device.store.session
    assert (session.member_id, session.viewed, kiosk.navigator._past) == ("", [], [])
    assert list(kiosk.navigator._screens) == [HOME]
    assert (theme.contrast, theme.text_scale, theme.low, theme.simple, tr.language) == (False, 1, False, False, "zh_CN")
    assert not voice.on
