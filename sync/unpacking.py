"""Turns a downloaded snapshot into a catalogue file that is proven and on disk, as fast as the machine can."""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import zstandard

from sync.bulk_faults import Damaged
from sync.formats import catalogue_file
from sync.formats.manifest import Manifest

PIECE = 1 << 20


def unpack(packed: Path, target: Path, wanted: Manifest, done: Callable[[int], None]) -> None:
    """Decompress `packed` into `target` and prove that it is the file of the manifest; on disk when this returns.

    Raises:
        Damaged: if it is not. A file that unpacks to more than the manifest says is stopped there.
    """
    digest = hashlib.sha256()
    size = 0
    # Hashing runs beside unpacking: both let go of Python's lock, and each takes about half of the time.
    with ThreadPoolExecutor(1) as beside, packed.open("rb") as source, target.open("wb") as file:
        hashed: Future[None] | None = None
        try:
            with zstandard.ZstdDecompressor().stream_reader(source, read_size=PIECE) as reader:
                while piece := reader.read(PIECE):
                    size += len(piece)
                    if size > wanted.raw_size:
                        raise Damaged("the snapshot is larger than the manifest says")
                    if hashed is not None:
                        hashed.result()
                    hashed = beside.submit(digest.update, piece)
                    file.write(piece)
                    done(size)
        except zstandard.ZstdError as fault:
            raise Damaged(f"the snapshot does not unpack: {fault}") from None
        file.flush()
        os.fsync(file.fileno())
    if size != wanted.raw_size or digest.hexdigest() != wanted.raw_sha256:
        raise Damaged("the unpacked snapshot is not what the manifest says")


def check(path: Path, *, tenant: str, store: str, version: int) -> None:
    """Believe that a file is a sound catalogue of this store and version.

    Raises:
        Damaged: if it is not.
    """
    try:
        with closing(catalogue_file.open_snapshot(path)) as db:
            meta = dict(db.execute("SELECT key, value FROM meta").fetchall())
            found = (meta.get("tenant"), meta.get("store"), meta.get("version"))
            if found != (tenant, store, str(version)):
                raise Damaged(f"the file is a catalogue of {'/'.join(map(str, found))}")
            said = db.execute("PRAGMA quick_check(1)").fetchone()[0]
    except sqlite3.DatabaseError as fault:
        raise Damaged(f"the file is no catalogue: {fault}") from None
    if said != "ok":
        raise Damaged(f"the file is not sound: {said}")


def change(path: Path, job: Callable[[sqlite3.Connection], object]) -> None:
    """Change a file that nobody uses yet, and bring it onto the disk."""
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        # A broken copy is thrown away, so it needs no journal of its own.
        db.execute("PRAGMA journal_mode = OFF")
        db.execute("PRAGMA synchronous = OFF")
        db.execute("BEGIN")
        job(db)
        db.execute("COMMIT")
    with path.open("rb") as file:
        os.fsync(file.fileno())


def put_in_place(fresh: Path, target: Path) -> None:
    """Give a finished file its name, for good."""
    fresh.replace(target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
