"""Turns a downloaded snapshot into a catalogue file that is proven and on disk, as fast as the machine can."""

from __future__ import annotations

import os
import sqlite3
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import zstandard

from sync.bulk_faults import Damaged
from sync.formats import catalogue_file
from sync.formats.manifest import Manifest

WORKERS = 4
"""More would only wait for the disk."""

PIECE = 1 << 18


def unpack(packed: Path, target: Path, wanted: Manifest, done: Callable[[int], None]) -> None:
    """Decompress `packed` into `target`, several frames side by side. `packed` must be proven to be the manifest's.

    `done` is told the bytes that are written. Whether the bytes are on disk is for `prove`.

    Raises:
        Damaged: if the frames are not as the manifest says; one that would unpack to more is not unpacked.
    """
    frames = wanted.frames or ((wanted.size, wanted.raw_size),)
    if (sum(size for size, _ in frames), sum(size for _, size in frames)) != (wanted.size, wanted.raw_size):
        raise Damaged("the manifest contradicts itself")
    written = 0
    with packed.open("rb") as source, target.open("wb") as file, ThreadPoolExecutor(_workers()) as pool:
        waiting: deque[Future[int]] = deque()
        place = raw_place = 0
        for size, raw_size in frames:
            waiting.append(pool.submit(_unpack_frame, source.fileno(), file.fileno(), place, size, raw_place, raw_size))
            place, raw_place = place + size, raw_place + raw_size
        try:
            while waiting:
                written += waiting.popleft().result()
                done(written)
        finally:
            pool.shutdown(cancel_futures=True)


def _workers() -> int:
    return min(WORKERS, os.cpu_count() or 1)


def _unpack_frame(source: int, target: int, place: int, size: int, raw_place: int, raw_size: int) -> int:
    """One frame from file to file; gives the bytes written."""
    packed = os.pread(source, size, place)
    # One small buffer used again and again: fresh memory for whole frames would cost more than the unpacking.
    buffer = bytearray(PIECE)
    written = 0
    try:
        if zstandard.frame_content_size(packed) != raw_size:
            raise Damaged("a frame does not unpack to what the manifest says")
        with zstandard.ZstdDecompressor().stream_reader(packed) as reader:
            while count := reader.readinto(buffer):
                written += count
                if written > raw_size:
                    break
                rest = memoryview(buffer)[:count]
                while rest:
                    done = os.pwrite(target, rest, raw_place)
                    rest, raw_place = rest[done:], raw_place + done
    except zstandard.ZstdError as fault:
        raise Damaged(f"the snapshot does not unpack: {fault}") from None
    if written != raw_size:
        raise Damaged("a frame does not unpack to what the manifest says")
    return raw_size


def prove(path: Path, *, tenant: str, store: str, version: int) -> None:
    """Believe that a file is a sound catalogue of this store and version; on disk when this returns.

    Raises:
        Damaged: if it is not.
    """
    try:
        with closing(catalogue_file.open_snapshot(path)) as db:
            meta = dict(db.execute("SELECT key, value FROM meta").fetchall())
            names = [row[0] for row in db.execute(_TABLES)]
    except (sqlite3.DatabaseError, ValueError) as fault:
        raise Damaged(f"the file is no catalogue: {fault}") from None
    found = (meta.get("tenant"), meta.get("store"), meta.get("version"))
    if found != (tenant, store, str(version)):
        raise Damaged(f"the file is a catalogue of {'/'.join(map(str, found))}")
    # The disk writes while the processors read; the largest table keeps one of them busy, the others the second.
    with ThreadPoolExecutor(3) as pool:
        work = [pool.submit(_check, path, [names[0]]), pool.submit(_check, path, names[1:]), pool.submit(_sync, path)]
        for part in work:
            part.result()


_TABLES = """SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'
    AND name NOT LIKE 'sqlite_%' ORDER BY name <> 'product'"""


def _check(path: Path, tables: list[str]) -> None:
    """Read every page of these tables and their indexes, and every row."""
    try:
        with closing(catalogue_file.open_snapshot(path)) as db:
            # Reading the pages where they lie spares one copy of the whole file.
            db.execute(f"PRAGMA mmap_size = {path.stat().st_size}")
            said = [db.execute(f"PRAGMA quick_check('{name}')").fetchone()[0] for name in tables]
    except sqlite3.DatabaseError as fault:
        raise Damaged(f"the file is not sound: {fault}") from None
    for word in said:
        if word != "ok":
            raise Damaged(f"the file is not sound: {word}")


def _sync(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())


def change(path: Path, job: Callable[[sqlite3.Connection], object]) -> None:
    """Change a file that nobody uses yet. Whether it is on disk is for `prove`."""
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        # A broken copy is thrown away, so it needs no journal of its own.
        db.execute("PRAGMA journal_mode = OFF")
        db.execute("PRAGMA synchronous = OFF")
        db.execute("BEGIN")
        job(db)
        db.execute("COMMIT")


def put_in_place(fresh: Path, target: Path) -> None:
    """Give a finished file its name, for good."""
    fresh.replace(target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
