"""What the tests of bulk data share."""

from __future__ import annotations

from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.bulk import BulkClient
from sync.headoffice.office import Office
from tests.headoffice.offices import NOON, STORE
from tests.sync.bulk.flaky_http import FlakyHttp


def device(line: FlakyHttp, chain: Office, folder: Path, key: Ed25519PrivateKey | None = None) -> BulkClient:
    """A device's client."""
    root = (key or chain.keys.root).public_key()
    return BulkClient(line.address, "acme", STORE, root, folder, clock=lambda: NOON)


def left_over(folder: Path) -> list[str]:
    """Every file of the device's folder."""
    return sorted(path.name for path in folder.iterdir())
