"""Bulk data over HTTP: proven before it is used, resumed when the line breaks, and on any fault the old stays."""

from __future__ import annotations

import hashlib
import sqlite3
from collections import namedtuple
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync import bulk, unpacking
from sync.bulk import BulkClient, Damaged, NoSpace, NotThere, Stopped, Unreachable, Untrusted
from sync.formats import catalogue_file, manifest, search_text
from sync.headoffice import prices, products, snapshots
from sync.headoffice.import_products import import_products
from sync.headoffice.office import Office
from sync.headoffice.server import Server
from tests.headoffice import offices
from tests.headoffice.offices import HEADER, MILK, NOON, STORE, TEA, csv_file
from tests.sync.flaky_http import FlakyHttp


@pytest.fixture(scope="module")
def chain(session_folder: Path) -> Iterator[Office]:
    """A head office with the small chain and one release."""
    folder = session_folder / "bulk"
    office = offices.open_office(folder / "hq")
    offices.fill(office, folder / "csv")
    office.release(STORE)
    yield office
    office.close()


@pytest.fixture(scope="module")
def served(chain: Office) -> Iterator[Server]:
    """Its server."""
    running = Server(chain, None)
    running.start()
    yield running
    running.close()


@pytest.fixture
def line(served: Server) -> Iterator[FlakyHttp]:
    """The line to it, which can break."""
    flaky = FlakyHttp(served.address)
    yield flaky
    flaky.close()


@pytest.fixture
def client(line: FlakyHttp, chain: Office, tmp_path: Path) -> Iterator[BulkClient]:
    """A device without a catalogue."""
    made = device(line, chain, tmp_path)
    yield made
    made.close()


def device(line: FlakyHttp, chain: Office, folder: Path, key: Ed25519PrivateKey | None = None) -> BulkClient:
    """A device's client."""
    root = (key or chain.keys.root).public_key()
    return BulkClient(line.address, "acme", STORE, root, folder, clock=lambda: NOON)


def left_over(folder: Path) -> list[str]:
    """Every file of the device's folder."""
    return sorted(path.name for path in folder.iterdir())


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


# ---------------------------------------------------------------- deltas


@pytest.fixture
def changed(client: BulkClient, chain: Office, tmp_path: Path) -> bulk.Fetched:
    """A device with the released catalogue; since then head office changed something of everything."""
    before = client.update("", 0)
    assert before is not None
    chain.change(lambda change: prices.change_price(change, STORE, MILK, 777))
    text = HEADER + f"9529000000052,9,青柠苏打水,青檸蘇打水,Lime Soda,,drinks,500,CNY,{STORE},4,A9,\n"
    text += f"9529000000021,1002,燕麦饮,燕麥飲,Oat Drink,澳芮,dairy,1590,CNY,{STORE},3,A3-06,\n"
    path = csv_file(tmp_path, "new.csv", text)
    chain.change(lambda change: import_products(change, path, chain.image_folder))
    if chain.read(lambda db: db.execute("SELECT removed FROM listing WHERE gtin = ?", (TEA,)).fetchone()[0]) == 0:
        chain.change(lambda change: products.remove(change, STORE, TEA))
    path.unlink()
    return before


def test_a_delta_brings_a_copy_up_to_date(client: BulkClient, changed: bulk.Fetched, tmp_path: Path) -> None:
    old = (tmp_path / changed.name).read_bytes()

    made = client.fetch_delta(changed.name, changed.version)

    assert made is not None
    assert (made.how, made.version > changed.version) == ("delta", True)
    assert (tmp_path / changed.name).read_bytes() == old, "the file in use is never touched"
    db = catalogue_file.open_snapshot(tmp_path / made.name)
    assert db.execute("SELECT price_minor FROM product WHERE gtin = ?", (MILK,)).fetchone()[0] == 777
    assert db.execute("SELECT 1 FROM product WHERE gtin = ?", (TEA,)).fetchone() is None
    assert [len(search_text.search(db, text)) for text in ("青柠", "qingning", "燕麦饮", "麦奶", "chongqing")] == [
        1, 1, 1, 0, 0,
    ]  # fmt: skip
    meta = dict(db.execute("SELECT key, value FROM meta").fetchall())
    assert meta["version"] == str(made.version)
    db.close()


def test_a_delta_that_is_not_signed_changes_nothing(
    client: BulkClient, changed: bulk.Fetched, line: FlakyHttp, tmp_path: Path
) -> None:
    line.change = lambda path, body: body[:-1] + bytes([body[-1] ^ 1]) if "delta" in path else body

    with pytest.raises(Untrusted):
        client.fetch_delta(changed.name, changed.version)

    assert left_over(tmp_path) == [changed.name]


@pytest.mark.parametrize("version", [0, 10**9])
def test_a_version_that_head_office_does_not_know_wants_a_snapshot(
    client: BulkClient, changed: bulk.Fetched, version: int
) -> None:
    assert client.fetch_delta(changed.name, version) is None


def test_a_large_catalogue_is_updated_by_delta_until_its_order_is_old(
    client: BulkClient, changed: bulk.Fetched, chain: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "DELTA_FROM", 1)
    chain.release(STORE)

    by_delta = client.update(changed.name, changed.version)
    assert by_delta is not None
    assert by_delta.how == "delta"

    monkeypatch.setattr(bulk, "RANKED_FOR", timedelta(0))
    chain.release(STORE)
    whole = client.update(by_delta.name, by_delta.version)
    assert whole is not None
    assert whole.how == "snapshot"
