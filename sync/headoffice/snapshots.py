"""Releases catalogue snapshots: builds the file, packs it, signs its manifest, keeps the last ones, tells the store."""

from __future__ import annotations

import hashlib
import os
import secrets
import sqlite3
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

import zstandard
from msgspec import Struct
from sqlite_utils import Database as UtilsDatabase
from sqlite_utils.migrations import Migrations

from sync.clock import stamp
from sync.formats import catalogue_file
from sync.formats.manifest import Manifest, Sealed, seal
from sync.headoffice import snapshot_file
from sync.headoffice.change import Change
from sync.headoffice.keys import Keys
from sync.headoffice.recommendations import Figures
from sync.messages import CatalogueReleased

MIGRATIONS = Migrations("snapshots")

KEEP = 3
"""Releases of a store that can still be fetched: a slow download must be able to end."""

LEVEL = 6
"""zstd: a higher one saves little and takes long; unpacking is as fast with any."""

FRAME = 16 << 20
"""Bytes of the file in one zstd frame: a device unpacks two or four at a time, and has memory for that many."""


@MIGRATIONS()
def m001_release(db: UtilsDatabase) -> None:
    """One row a release."""
    db.conn.execute(
        """CREATE TABLE release (
            store TEXT NOT NULL, version INTEGER NOT NULL, manifest TEXT NOT NULL, signature TEXT NOT NULL,
            sha256 TEXT NOT NULL, file TEXT NOT NULL, created_at TEXT NOT NULL, PRIMARY KEY (store, version)
        ) STRICT, WITHOUT ROWID"""
    )


class Release(Struct, frozen=True):
    """A snapshot that devices can fetch."""

    manifest: Manifest
    sealed: Sealed
    file: Path


class Packed(Struct, frozen=True):
    """What is known of a packed file."""

    raw_sha256: str
    sha256: str
    frames: tuple[tuple[int, int], ...]


def build(
    database_path: Path, folder: Path, signing: Keys, figures: Figures, *, tenant: str, store: str, now: datetime
) -> Release:
    """Make the files of a release of `store`; nobody hears of it before `register`.

    Raises:
        Unknown: if there is no such store.
        OSError, sqlite3.Error: if it cannot be built; nothing is left behind.
    """
    folder.mkdir(parents=True, exist_ok=True)
    scratch = folder / f"{store}.{secrets.token_hex(4)}.new"
    packed = scratch.with_suffix(".zst.new")
    try:
        version = snapshot_file.fill(scratch, database_path, figures, tenant=tenant, store=store, now=now)
        proof = pack(scratch, packed)
        manifest = Manifest(
            format=catalogue_file.FORMAT,
            tenant=tenant,
            store=store,
            version=version,
            url=f"/v1/stores/{store}/catalogue/{version}.sqlite.zst",
            size=packed.stat().st_size,
            sha256=proof.sha256,
            raw_size=scratch.stat().st_size,
            raw_sha256=proof.raw_sha256,
            frames=proof.frames,
            created_at=stamp(now),
            key_id=signing.root_id,
        )
        # The content is in the name: building one version twice never changes a file under a reader.
        target = folder / f"{store}-{version}-{proof.sha256[:12]}.sqlite.zst"
        packed.replace(target)
        return Release(manifest, seal(manifest, signing.root), target)
    finally:
        scratch.unlink(missing_ok=True)
        packed.unlink(missing_ok=True)


def pack(source: Path, target: Path) -> Packed:
    """Compress a file, on disk when this returns: independent zstd frames, one after the other, as `zstd -d` reads."""
    raw, packed = hashlib.sha256(), hashlib.sha256()
    frames: list[tuple[int, int]] = []
    workers = os.cpu_count() or 1
    with source.open("rb") as reader, target.open("wb") as writer, ThreadPoolExecutor(workers) as pool:
        waiting: deque[tuple[int, Future[bytes]]] = deque()

        def write_first() -> None:
            size, coming = waiting.popleft()
            frame = coming.result()
            packed.update(frame)
            writer.write(frame)
            frames.append((len(frame), size))

        while piece := reader.read(FRAME):
            raw.update(piece)
            waiting.append((len(piece), pool.submit(_compress, piece)))
            if len(waiting) > workers:
                write_first()
        while waiting:
            write_first()
        writer.flush()
        os.fsync(writer.fileno())
    return Packed(raw.hexdigest(), packed.hexdigest(), tuple(frames))


def _compress(piece: bytes) -> bytes:
    # Its size in the frame's header lets devices refuse what would not fit; the checksum proves the unpacking.
    compressor = zstandard.ZstdCompressor(level=LEVEL, write_checksum=True, write_content_size=True)
    return compressor.compress(piece)


def register(change: Change, release: Release) -> None:
    """Put a release in force: devices hear of it and find it. Older ones than the last few go."""
    manifest = release.manifest
    change.db.execute(
        "INSERT OR REPLACE INTO release VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            *(manifest.store, manifest.version, release.sealed.manifest, release.sealed.signature, manifest.sha256),
            *(release.file.name, manifest.created_at),
        ),
    )
    change.post(
        manifest.store,
        CatalogueReleased(
            store=manifest.store,
            version=manifest.version,
            url=f"/v1/stores/{manifest.store}/catalogue/manifest",
            at=change.now,
        ),
    )
    old = change.db.execute(
        "SELECT version, file FROM release WHERE store = ? ORDER BY version DESC LIMIT -1 OFFSET ?",
        (manifest.store, KEEP),
    ).fetchall()
    for version, name in old:
        change.db.execute("DELETE FROM release WHERE store = ? AND version = ?", (manifest.store, version))
        # An open download goes on reading the file that it has open.
        (release.file.parent / name).unlink(missing_ok=True)


def newest(db: sqlite3.Connection, store: str) -> tuple[Sealed, str] | None:
    """The sealed manifest of the store's newest release and its file's name; None before the first."""
    row = db.execute(
        "SELECT manifest, signature, file FROM release WHERE store = ? ORDER BY version DESC LIMIT 1", (store,)
    ).fetchone()
    return None if row is None else (Sealed(row["manifest"], row["signature"]), row["file"])


def file_of(db: sqlite3.Connection, store: str, version: int) -> tuple[str, str] | None:
    """(file name, sha256) of one release that can still be fetched; None otherwise."""
    row = db.execute("SELECT file, sha256 FROM release WHERE store = ? AND version = ?", (store, version)).fetchone()
    return None if row is None else (row["file"], row["sha256"])
