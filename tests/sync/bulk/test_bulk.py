"""Bulk data over HTTP: proven before it is used, resumed when the line breaks, and on any fault the old stays."""

from __future__ import annotations

from collections import namedtuple
from pathlib import Path

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.bulk import BulkClient, Damaged, NoSpace, NotThere, Stopped, Unreachable, Untrusted
from sync.formats import catalogue_file, manifest, search_text
from sync.headoffice import snapshots
from sync.headoffice.office import Office
from tests.headoffice.offices import STORE
from tests.sync.bulk.devices import device, left_over
from tests.sync.bulk.flaky_http import FlakyHttp


def test_a_snapshot_is_fetched_proven_and_searchable(client: BulkClient, tmp_path: Path) -> None:
    steps: list[tuple[str, int, int]] = []

    fetched = client.update("", 0, lambda *told: steps.append(told))

    assert fetched is not None
    assert left_over(tmp_path) == [fetched.name]
    db = catalogue_file.open_snapshot(tmp_path / fetched.name)
    assert len(search_text.search(db, "奶")) == 2
    db.close()
    assert list(dict.fromkeys(step for step, _, _ in steps)) == ["fetching", "unpacking", "checking"]
    assert all(0 <= done <= total for _, done, total in steps)


def test_what_the_device_has_is_not_fetched_again(client: BulkClient, line: FlakyHttp) -> None:
    fetched = client.update("", 0)
    assert fetched is not None
    line.asked.clear()

    assert client.update(fetched.name, fetched.version) is None
    assert client.update(fetched.name, fetched.version + 10) is None, "never back to an older one"

    assert [path.rpartition("/")[2] for path, _ in line.asked] == ["manifest", "manifest"]


def test_a_broken_download_goes_on_where_it_stopped(client: BulkClient, line: FlakyHttp, tmp_path: Path) -> None:
    line.break_after = [1000, 700, 1]

    fetched = client.update("", 0)

    assert fetched is not None
    ranges = [asked for path, asked in line.asked if path.endswith(".zst")]
    assert ranges == ["", "bytes=1000-", "bytes=1700-", "bytes=1701-"]
    assert left_over(tmp_path) == [fetched.name]


def test_a_broken_download_goes_on_after_a_restart(
    client: BulkClient, line: FlakyHttp, chain: Office, tmp_path: Path
) -> None:
    line.break_after = [1000] + [0] * 20
    with pytest.raises(Unreachable):
        client.update("", 0)
    line.break_after = []
    line.asked.clear()

    again = device(line, chain, tmp_path)
    fetched = again.update("", 0)
    again.close()

    assert fetched is not None
    assert [asked for path, asked in line.asked if path.endswith(".zst")] == ["bytes=1000-"]


def test_a_damaged_snapshot_is_thrown_away_and_the_old_stays(
    client: BulkClient, line: FlakyHttp, tmp_path: Path
) -> None:
    (tmp_path / "catalogue-1.sqlite").write_bytes(b"the old one")
    flip = 500
    line.change = lambda path, body: (
        body[:flip] + bytes([body[flip] ^ 1]) + body[flip + 1 :] if path.endswith(".zst") else body
    )

    with pytest.raises(Damaged, match="not what the manifest says"):
        client.update("catalogue-1.sqlite", 1)

    assert left_over(tmp_path) == ["catalogue-1.sqlite"]
    line.change = lambda _path, body: body
    assert client.update("catalogue-1.sqlite", 1) is not None


@pytest.mark.parametrize("what", ["another key", "changed text", "another store", "no json", "huge"])
def test_a_manifest_that_head_office_did_not_sign_for_us_is_not_believed(
    line: FlakyHttp, chain: Office, tmp_path: Path, what: str
) -> None:
    key = Ed25519PrivateKey.generate() if what == "another key" else None
    client = device(line, chain, tmp_path, key)
    own = chain.read(lambda db: snapshots.newest(db, STORE))
    assert own is not None
    plain = msgspec.json.decode(own[0].manifest, type=manifest.Manifest)
    foreign = manifest.seal(msgspec.structs.replace(plain, store="9521000000025"), chain.keys.root)
    bodies = {
        "another key": lambda body: body,
        "changed text": lambda body: body.replace(b'version\\":', b'version\\":9'),
        "another store": lambda _body: msgspec.json.encode(foreign),
        "no json": lambda _body: b"\xff{",
        "huge": lambda _body: b" " * (1 << 20),
    }
    line.change = lambda _path, body: bodies[what](body)

    with pytest.raises((Untrusted, Damaged)):
        client.update("", 0)

    assert left_over(tmp_path) == []
    client.close()


def test_a_full_disk_is_said_before_anything_is_fetched(
    client: BulkClient, line: FlakyHttp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr("shutil.disk_usage", lambda _path: usage(1, 1, 1000))

    with pytest.raises(NoSpace):
        client.update("", 0)

    assert not any(path.endswith(".zst") for path, _ in line.asked)
    assert left_over(tmp_path) == []


@pytest.mark.parametrize("status", [404, 500, 503, 302])
def test_head_offices_faults_are_told_apart(client: BulkClient, line: FlakyHttp, status: int) -> None:
    line.status = status

    with pytest.raises(NotThere if status == 404 else Unreachable):
        client.update("", 0)


def test_nobody_there_is_a_clear_state(chain: Office, tmp_path: Path) -> None:
    nobody = BulkClient("http://127.0.0.1:9", "acme", STORE, chain.keys.root.public_key(), tmp_path)

    with pytest.raises(Unreachable, match="does not answer") as told:
        nobody.update("", 0)

    assert told.value.reason == "unreachable"
    nobody.close()
    nobody.close()


def test_the_program_can_end_in_the_middle_of_it(client: BulkClient, tmp_path: Path) -> None:
    def end(*_told: object) -> None:
        client.stop()

    with pytest.raises(Stopped):
        client.update("", 0, end)

    assert [name.rpartition(".")[2] for name in left_over(tmp_path)] == ["part"]


def test_old_files_are_cleaned_up_but_not_the_one_in_use(client: BulkClient, tmp_path: Path) -> None:
    fetched = client.update("", 0)
    assert fetched is not None
    for name in ("catalogue-1.sqlite", "catalogue-2-abc.part", "catalogue-3.sqlite.new", "catalogue-empty.sqlite"):
        (tmp_path / name).write_bytes(b"x")

    client.clean(fetched.name)

    assert left_over(tmp_path) == sorted([fetched.name, "catalogue-empty.sqlite"])


def test_a_picture_is_fetched_once_and_proven(client: BulkClient, line: FlakyHttp, chain: Office) -> None:
    [picture] = chain.image_folder.iterdir()

    path = client.fetch_image(picture.name)
    line.asked.clear()

    assert path.read_bytes() == picture.read_bytes()
    assert client.fetch_image(picture.name) == path
    assert line.asked == []


def test_a_damaged_picture_is_not_kept(client: BulkClient, line: FlakyHttp, chain: Office, tmp_path: Path) -> None:
    [picture] = chain.image_folder.iterdir()
    line.change = lambda _path, body: body + b"x"

    with pytest.raises(Damaged):
        client.fetch_image(picture.name)
    for name in ("0" * 64, "../secret", ""):
        with pytest.raises(NotThere):
            client.fetch_image(name)

    assert not list(tmp_path.glob("images/*"))
