"""A packed file is put together again, or refused: a signature alone makes no file usable."""

from __future__ import annotations

import hashlib
import sqlite3
from pathlib import Path

import msgspec
import pytest

from sync import unpacking
from sync.bulk import Damaged
from sync.formats import manifest
from sync.headoffice import snapshots
from sync.headoffice.office import Office
from tests.headoffice.offices import STORE


def signed_file(chain: Office, content: bytes, folder: Path, **changes: object) -> tuple[manifest.Manifest, bytes]:
    """A manifest that head office signed for any content, and the packed content."""
    source, target = folder / "source", folder / "target"
    source.write_bytes(content)
    proof = snapshots.pack(source, target)
    packed = target.read_bytes()
    source.unlink()
    target.unlink()
    made = manifest.Manifest(
        format=1, tenant="acme", store=STORE, version=99, url="/x.zst", size=len(packed), sha256=proof.sha256,
        raw_size=len(content), raw_sha256=proof.raw_sha256, frames=proof.frames, created_at="", key_id="",
    )  # fmt: skip
    return msgspec.structs.replace(made, **changes), packed


@pytest.mark.parametrize("what", ["no database", "other version", "broken page", "wrong size", "bomb", "contradiction"])
def test_a_signed_file_that_cannot_be_used_is_not_used(chain: Office, tmp_path: Path, what: str) -> None:
    good = bytearray(_snapshot_bytes(chain, tmp_path))
    changes: dict[str, object] = {"version": _version(good, tmp_path)}
    if what == "no database":
        good = bytearray(b"this is no database " * 500)
    elif what == "other version":
        changes = {"version": 12345}
    elif what == "broken page":
        good[4096 * 3 : 4096 * 3 + 200] = b"\xff" * 200
    elif what == "wrong size":
        changes["raw_size"] = len(good) - 1
        changes["frames"] = ()
    elif what == "bomb":
        changes["raw_size"] = 100
        changes["frames"] = ()
    else:
        changes["frames"] = ((10, 10),)
    wanted, packed = signed_file(chain, bytes(good), tmp_path, **changes)
    part, fresh = tmp_path / "c.part", tmp_path / "c.new"
    part.write_bytes(packed)

    def use() -> None:
        unpacking.unpack(part, fresh, wanted, lambda _done: None)
        unpacking.prove(fresh, tenant="acme", store=STORE, version=wanted.version)

    with pytest.raises(Damaged):
        use()


def test_a_file_of_several_frames_is_put_together_again(
    chain: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snapshots, "FRAME", 5000)
    content = _snapshot_bytes(chain, tmp_path)
    wanted, packed = signed_file(chain, content, tmp_path)
    (tmp_path / "c.part").write_bytes(packed)
    told: list[int] = []

    unpacking.unpack(tmp_path / "c.part", tmp_path / "c.new", wanted, told.append)

    assert len(wanted.frames) > 10
    assert (tmp_path / "c.new").read_bytes() == content
    assert told == sorted(told)
    assert told[-1] == len(content)


def _snapshot_bytes(chain: Office, folder: Path) -> bytes:
    found = chain.read(lambda db: snapshots.newest(db, STORE))
    assert found is not None
    wanted = msgspec.json.decode(found[0].manifest, type=manifest.Manifest)
    target = folder / "plain"
    unpacking.unpack(chain.snapshot_folder / found[1], target, wanted, lambda _done: None)
    content = target.read_bytes()
    target.unlink()
    assert hashlib.sha256(content).hexdigest() == wanted.raw_sha256
    return content


def _version(content: bytes | bytearray, folder: Path) -> int:
    path = folder / "look"
    path.write_bytes(content)
    db = sqlite3.connect(path)
    version = int(db.execute("SELECT value FROM meta WHERE key = 'version'").fetchone()[0])
    db.close()
    path.unlink()
    return version
