"""Fetches what is bulk from head office over HTTP: catalogue snapshots, deltas, pictures.

Nothing is used before it is proven: the manifest's signature, the checksums, the file itself. Everything is made
beside what is in use and put in place with one rename, so a fault at any point leaves the old as it was.
"""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from msgspec import Struct

from sync import bulk_http, security, unpacking
from sync import clock as clocks
from sync.bulk_faults import (
    BulkError,
    Damaged,
    NoSpace,
    NotThere,
    Stopped,
    Unreachable,
    Untrusted,
    of_disk,
)
from sync.clock import Clock
from sync.formats import catalogue_file, delta, manifest
from sync.formats.manifest import Manifest

TRIES = 5
"""Broken transfers in a row without a single new byte before it is given up until next time."""

MARGIN = 64 << 20
"""Bytes of the disk that bulk data never takes: sales need them."""

DELTA_FROM = 4 << 20
"""Smaller snapshots are fetched whole: that is quick, and brings the newest order of popularity."""

RANKED_FOR = timedelta(days=7)
"""A catalogue that lives on deltas gets a whole snapshot this often, for its popularity and what goes with what."""

MAX_IMAGE = 8 << 20
MAX_DELTA = 64 << 20

Step = Literal["fetching", "unpacking", "checking"]
Progress = Callable[[Step, int, int], None]
"""Called with (step, bytes done, bytes in all); on the thread that fetches."""


class Fetched(Struct, frozen=True):
    """A checked snapshot that lies in the folder and may be put in force."""

    name: str
    """File name in the folder."""
    version: int
    how: Literal["snapshot", "delta"]


def _silent(_step: Step, _done: int, _total: int) -> None:
    """Nobody watches."""


class BulkClient:
    """Talks to head office for one store. For one thread; `stop` may be called from any."""

    def __init__(
        self,
        address: str,
        tenant: str,
        store: str,
        root: Ed25519PublicKey,
        folder: Path,
        *,
        session: requests.Session | None = None,
        clock: Clock = clocks.utc_now,
    ) -> None:
        """`address`: such as http://127.0.0.1:8080; `root`: head office's public key; `folder`: the device's data."""
        self._line = bulk_http.Line(address, session or requests.Session())
        self._tenant = tenant
        self._store = store
        self._root = root
        self._folder = folder
        self._clock = clock
        self._etag = ""
        self._manifest: Manifest | None = None
        self._stopped = False

    def stop(self) -> None:
        """Let what is under way end soon, with `Stopped`. What was fetched so far is kept for next time."""
        self._stopped = True

    def close(self) -> None:
        """Stop, and close the connections. May be called twice."""
        self.stop()
        self._line.close()

    # ------------------------------------------------------------ catalogue

    def update(self, current: str, version: int, progress: Progress = _silent) -> Fetched | None:
        """Fetch a newer catalogue than the file `current` of `version` (0: none yet); None if there is none.

        Raises:
            BulkError: nothing was changed; the kind says why.
        """
        newest = self.newest()
        if newest.version <= version:
            return None
        if version > 0 and newest.size >= DELTA_FROM and self._ranked_lately(current):
            made = self.fetch_delta(current, version, progress)
            if made is not None and made.version >= newest.version:
                return made
        return self.fetch_snapshot(newest, progress)

    def newest(self) -> Manifest:
        """Head office's newest release for this store, believed only if its root key signed it.

        Raises:
            NotThere: if nothing was released yet.
            Untrusted, Unreachable: see there.
        """
        headers = {"If-None-Match": self._etag} if self._manifest is not None else {}
        path = f"/v1/stores/{self._store}/catalogue/manifest"
        with self._line.get(path, headers) as answer:
            if answer.status_code == 304 and self._manifest is not None:
                return self._manifest
            body = bulk_http.read(answer, manifest.MAX_BYTES)
            try:
                found = manifest.unseal(body, self._root)
            except manifest.BadManifest as fault:
                raise Untrusted(str(fault)) from None
            if (found.tenant, found.store) != (self._tenant, self._store):
                raise Untrusted(f"the manifest is for {found.tenant}/{found.store}")
            if found.format != catalogue_file.FORMAT:
                raise Damaged(f"catalogue format {found.format}, this program reads {catalogue_file.FORMAT}")
            self._manifest, self._etag = found, answer.headers.get("ETag", "")
        return found

    def fetch_snapshot(self, wanted: Manifest, progress: Progress = _silent) -> Fetched:
        """Fetch, unpack and check a released snapshot; a broken download goes on where it stopped, even next time.

        Raises:
            BulkError: nothing was changed; the kind says why.
        """
        name = f"catalogue-{wanted.version}.sqlite"
        part = self._folder / f"catalogue-{wanted.version}-{wanted.sha256[:16]}.part"
        fresh = self._folder / f"{name}.new"
        try:
            self._room(wanted.size + wanted.raw_size)
            self._download(wanted, part, progress)
            unpacking.unpack(
                part, fresh, wanted, lambda done: self._report(progress, "unpacking", done, wanted.raw_size)
            )
            self._report(progress, "checking", 0, wanted.raw_size)
            unpacking.prove(fresh, tenant=wanted.tenant, store=wanted.store, version=wanted.version)
            unpacking.put_in_place(fresh, self._folder / name)
        except OSError as fault:
            raise of_disk(fault) from fault
        except Damaged:
            # It was complete and is wrong: to go on with it would never end.
            part.unlink(missing_ok=True)
            raise
        finally:
            fresh.unlink(missing_ok=True)
        part.unlink(missing_ok=True)
        return Fetched(name, wanted.version, "snapshot")

    def fetch_delta(self, current: str, version: int, progress: Progress = _silent) -> Fetched | None:
        """Bring a copy of the file `current` up to date; None if head office wants us to fetch a whole snapshot.

        Raises:
            BulkError: nothing was changed; the kind says why.
        """
        with self._line.get(f"/v1/stores/{self._store}/catalogue/delta?from={version}", {}) as answer:
            if answer.status_code == 409:
                return None
            body = bulk_http.read(
                answer, MAX_DELTA, lambda done, total: self._report(progress, "fetching", done, total)
            )
            signature = answer.headers.get(delta.SIGNATURE_HEADER, "")
        try:
            security.verify(self._root, body, signature)
            head, lines = delta.unpack(body)
        except security.BadSignature:
            raise Untrusted("the delta is not signed by head office's key") from None
        except delta.BadDelta as fault:
            raise Damaged(str(fault)) from None
        name = f"catalogue-{head.version}.sqlite"
        if head.version <= version or name == current:
            return None
        fresh = self._folder / f"{name}.new"
        try:
            size = (self._folder / current).stat().st_size
            self._room(size)
            shutil.copyfile(self._folder / current, fresh)
            self._report(progress, "unpacking", 0, size)
            unpacking.change(fresh, lambda db: delta.apply(db, head, lines))
            self._report(progress, "checking", 0, size)
            unpacking.prove(fresh, tenant=self._tenant, store=self._store, version=head.version)
            unpacking.put_in_place(fresh, self._folder / name)
        except OSError as fault:
            raise of_disk(fault) from fault
        except (delta.BadDelta, sqlite3.DatabaseError) as fault:
            raise Damaged(f"the delta does not fit: {fault}") from None
        finally:
            fresh.unlink(missing_ok=True)
        return Fetched(name, head.version, "delta")

    def clean(self, in_use: str) -> None:
        """Delete old snapshots and left-overs of broken downloads, but not the file in use."""
        newest = self._manifest
        keep = f"catalogue-{newest.version}-{newest.sha256[:16]}.part" if newest is not None else ""
        for path in self._folder.glob("catalogue-*"):
            old = path.suffix in (".sqlite", ".part", ".new") and path.name not in (in_use, keep)
            if old and not path.name.startswith("catalogue-empty"):
                path.unlink(missing_ok=True)

    def _ranked_lately(self, current: str) -> bool:
        try:
            with closing(catalogue_file.open_snapshot(self._folder / current)) as db:
                rows = dict(db.execute("SELECT key, value FROM meta WHERE key IN ('created_at', 'ranked_at')"))
            ranked_at: datetime = clocks.parse(rows.get("ranked_at") or rows["created_at"])
        except (sqlite3.Error, KeyError, ValueError):
            return False
        return self._clock() - ranked_at < RANKED_FOR

    # ------------------------------------------------------------ pictures

    def fetch_image(self, sha256: str) -> Path:
        """The picture of this content, fetched into `images/` if it is not there yet.

        Raises:
            BulkError: the kind says why; there is no half picture.
        """
        if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
            raise NotThere(f"{sha256[:80]!r} names no picture")
        path = self._folder / "images" / sha256
        if path.is_file():
            return path
        with self._line.get(f"/v1/images/{sha256}", {}) as answer:
            body = bulk_http.read(answer, MAX_IMAGE)
        if hashlib.sha256(body).hexdigest() != sha256:
            raise Damaged(f"picture {sha256[:12]} arrived damaged")
        fresh = path.with_suffix(".new")
        try:
            self._room(len(body))
            path.parent.mkdir(parents=True, exist_ok=True)
            fresh.write_bytes(body)
            fresh.replace(path)
        except OSError as fault:
            raise of_disk(fault) from fault
        return path

    # ------------------------------------------------------------ the download

    def _download(self, wanted: Manifest, part: Path, progress: Progress) -> None:
        fruitless = 0
        while True:
            before = part.stat().st_size if part.exists() else 0
            if before == wanted.size and _sha256(part) == wanted.sha256:
                return
            if before >= wanted.size:
                part.unlink()
                raise Damaged(f"snapshot {wanted.version} is not what the manifest says")
            try:
                self._transfer(wanted, part, before, progress)
            except Unreachable:
                after = part.stat().st_size if part.exists() else 0
                fruitless = 0 if after > before else fruitless + 1
                if fruitless >= TRIES or after == before == 0:
                    raise

    def _transfer(self, wanted: Manifest, part: Path, start: int, progress: Progress) -> None:
        """Append to the part what is missing, as far as the line holds."""
        headers = {"Range": f"bytes={start}-", "If-Range": f'"{wanted.sha256}"'} if start else {}
        with self._line.get(wanted.url, headers) as answer:
            if answer.status_code in (304, 409):
                raise Unreachable(f"head office answers {answer.status_code} to a download")
            if answer.status_code == 416 or (start and answer.status_code == 200):
                # Another file than before: begin again with this one.
                start = 0
            if answer.status_code == 416:
                part.unlink()
                return
            with part.open("ab" if start else "wb") as file:
                done = start
                for piece in bulk_http.pieces(answer):
                    done += len(piece)
                    if done > wanted.size:
                        raise Damaged("more bytes than the manifest says")
                    file.write(piece)
                    self._report(progress, "fetching", done, wanted.size)
            if done < wanted.size:
                raise Unreachable("the line broke")

    def _report(self, progress: Progress, step: Step, done: int, total: int) -> None:
        if self._stopped:
            raise Stopped("the program is ending")
        progress(step, done, total)

    def _room(self, size: int) -> None:
        free = shutil.disk_usage(self._folder).free
        if free < size + MARGIN:
            raise NoSpace(f"{size >> 20} MiB are needed, {free >> 20} MiB are free")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


__all__ = [
    "BulkClient",
    "BulkError",
    "Damaged",
    "Fetched",
    "NoSpace",
    "NotThere",
    "Progress",
    "Step",
    "Stopped",
    "Unreachable",
    "Untrusted",
]
