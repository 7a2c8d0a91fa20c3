"""Search in a million products: how long the slowest questions take, and that nothing is missed."""

from __future__ import annotations

import random
import re
import sqlite3
import statistics
import time
from collections.abc import Callable, Iterable
from contextlib import closing
from functools import partial

from scripts.benches import million
from scripts.benches.report import Bench, Context, Goal, percentile
from sync.formats import catalogue_file
from sync.formats.search_text import fold, search

SAMPLES = 300
"""Products whose names give the questions; each gives one of every kind."""

ROUNDS = 5
"""Each question is asked so often, far apart, and its median counts: a stolen time slice is not the search's."""

PROVEN = 25
"""Questions of each length whose answers are compared with a scan of all names."""

_CHINESE = re.compile("[一-鿿]+")
_WORD = re.compile("[A-Za-z]{3,}")


def run(context: Context) -> Bench:
    """Questions as shoppers type them, letter by letter."""
    bench = Bench("search")
    made = million.prepare(context)
    with closing(catalogue_file.open_snapshot(made.snapshot)) as db:
        questions = _questions(db, random.Random(5), 40 if context.quick else SAMPLES)
        times = _measure(db, questions)
        bench.figures["products"] = db.execute("SELECT count(*) FROM product").fetchone()[0]
        for kind, values in times.items():
            bench.figures[f"{kind}: p50 / p99 / max ms"] = " / ".join(
                f"{value * 1e3:.3f}" for value in (statistics.median(values), percentile(values, 0.99), max(values))
            )
        scan = _scan_s(db, [text for kind, texts in questions.items() if kind.startswith("Chinese") for text in texts])
        missed, proven = _missed(db, questions, 3 if context.quick else PROVEN)
        bench.figures["LIKE scan: p50 ms"] = scan * 1e3
        bench.figures["questions proven against instr()"] = proven
    tails = {kind: percentile(values, 0.99) * 1e3 for kind, values in times.items()}
    every = [value for values in times.values() for value in values]
    for script in ("Chinese", "pinyin", "English"):
        worst = max(tail for kind, tail in tails.items() if kind.startswith(script))
        bench.goals.append(Goal(f"{script}: p99 ms of the worst kind of question", "floor", worst, "<=", 5.0))
    bench.goals.append(Goal("Chinese answers unlike instr()", "floor", missed, "<=", 0))
    bench.goals.append(Goal("p99 / LIKE scan", "target", percentile(every, 0.99) / scan, "<=", 0.05))
    return bench


def _questions(db: sqlite3.Connection, chance: random.Random, samples: int) -> dict[str, list[str]]:
    """By kind; pieces of names that exist, and pairs that may not."""
    highest = db.execute("SELECT max(id) FROM product").fetchone()[0]
    found: dict[str, list[str]] = {}

    def add(kind: str, text: str) -> None:
        found.setdefault(kind, []).append(text)

    names = [
        db.execute("SELECT name_zh_hans, name_en FROM product WHERE id = ?", (chance.randint(1, highest),)).fetchone()
        for _ in range(samples)
    ]
    for hans, english in names:
        run_ = max(_CHINESE.findall(hans), key=len)
        for length in range(1, 6):
            place = chance.randint(0, max(0, len(run_) - length))
            add(f"Chinese {length}", run_[place : place + length])
        other = max(_CHINESE.findall(chance.choice(names)[0]), key=len)
        add("Chinese 2+2", f"{run_[:2]} {other[-2:]}")
        start = chance.randint(0, max(0, len(run_) - 2))
        sounds, initials = _typed(run_[start:])
        for length in (1, 2, 3, 4, 6, 8, 12):
            add(f"pinyin {length}", sounds[:length])
        for length in (2, 4):
            add(f"pinyin initials {length}", initials[:length])
        word = chance.choice(_WORD.findall(english) or ["tea"])
        for length in (1, 2, 3, 5, 8):
            add(f"English {length}", word[:length])
    return found


def _typed(run_: str) -> tuple[str, str]:
    from pypinyin import lazy_pinyin

    sounds: list[str] = lazy_pinyin(run_)
    return "".join(sounds), "".join(sound[0] for sound in sounds)


def _measure(db: sqlite3.Connection, questions: dict[str, list[str]]) -> dict[str, list[float]]:
    """Seconds of each question, by kind."""
    for text in (text for texts in questions.values() for text in texts[:20]):
        search(db, text)
    rounds: dict[str, list[list[float]]] = {kind: [] for kind in questions}
    for _ in range(ROUNDS):
        for kind, texts in questions.items():
            rounds[kind].append([_seconds(partial(search, db, text)) for text in texts])
    return {kind: [statistics.median(times) for times in zip(*lists, strict=True)] for kind, lists in rounds.items()}


def _seconds(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def _scan_s(db: sqlite3.Connection, texts: list[str]) -> float:
    """Median seconds of LIKE for words that few products have, so that nearly all must be read."""
    sql = "SELECT id FROM product WHERE name_zh_hans LIKE ? ORDER BY id LIMIT 20"
    rare = sorted(texts, key=len)[-9:]
    return statistics.median(_seconds(partial(_scan, db, sql, f"%{text}饕%")) for text in rare)


def _scan(db: sqlite3.Connection, sql: str, pattern: str) -> None:
    db.execute(sql, (pattern,)).fetchall()


def _missed(db: sqlite3.Connection, questions: dict[str, list[str]], count: int) -> tuple[int, int]:
    """(answers that differ from a scan, answers compared), for Chinese of one to five characters."""
    wanted = [text for length in range(1, 6) for text in questions[f"Chinese {length}"][:count]]
    expected: dict[str, list[int]] = {text: [] for text in wanted}
    folded = {text: fold(text) for text in wanted}
    for number, *names in db.execute("SELECT id, name_zh_hans, name_zh_hant, name_en, brand FROM product ORDER BY id"):
        texts = _folded(tuple(names))
        for text, piece in folded.items():
            if len(expected[text]) < 20 and any(piece in name for name in texts):
                expected[text].append(number)
    wrong = sum(search(db, text, limit=20) != ids for text, ids in expected.items())
    return wrong, len(expected)


_seen: dict[tuple[str, ...], tuple[str, ...]] = {}


def _folded(names: Iterable[str]) -> tuple[str, ...]:
    key = tuple(names)
    if key not in _seen:
        _seen[key] = tuple(fold(name) for name in key)
    return _seen[key]
