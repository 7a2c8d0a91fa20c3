"""Keys, signatures, the signed configuration and the vault."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync import security
from sync.security import BadSignature, BadVault, Config, KeyEntry, Vault


def config(version: int = 1) -> Config:
    """A store's configuration with one key."""
    key = security.public_text(Ed25519PrivateKey.generate())
    entry = KeyEntry(key_id="ABCDEFGH", signer="head_office", use="loyalty", public_key=key)
    return Config(tenant="acme", store="9521000000018", version=version, currency="CNY", keys=(entry,))


def test_a_key_is_made_once_and_only_its_owner_may_read_it(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "device"

    first, second = security.load_or_create_key(path), security.load_or_create_key(path)

    assert security.public_text(first) == security.public_text(second)
    assert path.stat().st_mode & 0o777 == 0o600
    assert [file.name for file in path.parent.iterdir()] == ["device"]


def test_a_file_that_is_no_key_is_refused_by_its_name(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("not a key")

    with pytest.raises(ValueError, match="base64"):
        security.load_or_create_key(tmp_path / "key")


def test_a_configuration_signed_by_the_root_key_is_taken() -> None:
    root = Ed25519PrivateKey.generate()
    document, signature = security.seal_config(config(), root)

    opened = security.open_config(document, signature, root.public_key())

    assert opened.keys[0].use == "loyalty"
    assert security.seal_config(opened, root) == (document, signature)


@pytest.mark.parametrize("signature", ["", "AAAA", "not base64 !", "A" * 88])
def test_a_configuration_that_was_changed_or_not_signed_is_refused(signature: str) -> None:
    root = Ed25519PrivateKey.generate()
    document, good = security.seal_config(config(), root)

    with pytest.raises(BadSignature):
        security.open_config(document, signature, root.public_key())
    with pytest.raises(BadSignature):
        security.open_config(document.replace("CNY", "USD"), good, root.public_key())
    with pytest.raises(BadSignature):
        security.open_config(document, good, Ed25519PrivateKey.generate().public_key())


def test_a_public_key_goes_through_text_and_file(tmp_path: Path) -> None:
    key = Ed25519PrivateKey.generate()
    (tmp_path / "root.pub").write_text(security.public_text(key) + "\n")

    assert security.public_text(security.read_public_key(tmp_path / "root.pub")) == security.public_text(key)
    assert len(security.key_id(key)) == 8
    with pytest.raises(ValueError, match="base64"):
        security.public_key("???")


def test_sealed_data_opens_for_its_own_row_only(tmp_path: Path) -> None:
    vault = Vault.at(tmp_path / "vault")
    sealed = vault.seal("member/1", "王".encode())

    assert vault.open("member/1", sealed) == "王".encode()
    assert "王".encode() not in sealed
    for row, data in (("member/2", sealed), ("member/1", sealed[:-1] + b"\x00"), ("member/1", b"")):
        with pytest.raises(BadVault):
            vault.open(row, data)
    with pytest.raises(BadVault):
        Vault(bytes(32)).open("member/1", sealed)
    with pytest.raises(ValueError, match="32 bytes"):
        Vault(b"short")
