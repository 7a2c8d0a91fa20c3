"""Releases catalogue snapshots: builds the file, packs it, signs its manifest, keeps the last ones, tells the store."""

from __future__ import annotations

import hashlib
import os
import secrets
import sqlite3
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import zstandard
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

PIECE = 1 << 20


@MIGRATIONS()
def m001_release(db: UtilsDatabase) -> None:
    """One row a release."""
    db.conn.execute(
        """CREATE TABLE release (
            store TEXT NOT NULL, version INTEGER NOT NULL, manifest TEXT NOT NULL, signature TEXT NOT NULL,
            sha256 TEXT NOT NULL, file TEXT NOT NULL, created_at TEXT NOT NULL, PRIMARY KEY (store, version)
        ) STRICT, WITHOUT ROWID"""
    )


@dataclass(frozen=True, slots=True)
class Release:
    """A snapshot that devices can fetch."""

    manifest: Manifest
    sealed: Sealed
    file: Path


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
        raw_sha256, sha256 = pack(scratch, packed)
        manifest = Manifest(
            format=catalogue_file.FORMAT,
            tenant=tenant,
            store=store,
            version=version,
            url=f"/v1/stores/{store}/catalogue/{version}.sqlite.zst",
            size=packed.stat().st_size,
            sha256=sha256,
            raw_size=scratch.stat().st_size,
            raw_sha256=raw_sha256,
            created_at=stamp(now),
            key_id=signing.root_id,
        )
        # The content is in the name: building one version twice never changes a file under a reader.
        target = folder / f"{store}-{version}-{sha256[:12]}.sqlite.zst"
        packed.replace(target)
        return Release(manifest, seal(manifest, signing.root), target)
    finally:
        scratch.unlink(missing_ok=True)
        packed.unlink(missing_ok=True)


def pack(source: Path, target: Path) -> tuple[str, str]:
    """Compress a file, on disk when this returns; gives the SHA-256 of the source and of the target."""
    raw, packed = hashlib.sha256(), hashlib.sha256()
    size = source.stat().st_size
    with source.open("rb") as reader, target.open("wb") as writer:
        # The size in the frame's header lets devices refuse a file that would not fit, before they unpack it.
        compressor = zstandard.ZstdCompressor(level=LEVEL, threads=-1, write_checksum=True).compressobj(size=size)
        while piece := reader.read(PIECE):
            raw.update(piece)
            out = compressor.compress(piece)
            packed.update(out)
            writer.write(out)
        out = compressor.flush()
        packed.update(out)
        writer.write(out)
        writer.flush()
        os.fsync(writer.fileno())
    return raw.hexdigest(), packed.hexdigest()


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
