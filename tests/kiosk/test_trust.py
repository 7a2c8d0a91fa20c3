"""Whose codes are believed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk import trust
from kiosk.errors import Refused
from sync import messages, security
from sync.formats import tokens
from tests.devices import NOON, STORE, TestDevice

ROOT = Ed25519PrivateKey.generate()
LOYALTY = Ed25519PrivateKey.generate()
KEY_ID = security.key_id(LOYALTY)


def published(version: int = 1, root: Ed25519PrivateKey = ROOT) -> messages.ConfigPublished:
    """A config that lets LOYALTY sign loyalty codes."""
    entry = security.KeyEntry(
        key_id=KEY_ID, signer="head_office", use="loyalty", public_key=security.public_text(LOYALTY)
    )
    config = security.Config(tenant="demo", store=STORE, version=version, currency="CNY", keys=(entry,))
    document, signature = security.seal_config(config, root)
    return messages.ConfigPublished(document=document, signature=signature, version=version, at=NOON)


def card(key: Ed25519PrivateKey = LOYALTY, kind: tokens.Kind = "loyalty") -> tokens.Token:
    token = tokens.parse(
        tokens.sign(kind, KEY_ID, key, subject="m1", nonce="abc", now=NOON, lifetime=timedelta(hours=1))
    )
    assert token is not None
    return token


def test_a_code_signed_by_a_configured_key_is_believed(device: TestDevice) -> None:
    device.do(trust.on_config(ROOT.public_key()), published())

    device.do(trust.check, card())


def test_without_a_config_no_code_is_believed(device: TestDevice) -> None:
    with pytest.raises(Refused, match=r"code\.unknown_key"):
        device.do(trust.check, card())


def test_a_forged_code_is_refused(device: TestDevice) -> None:
    device.do(trust.on_config(ROOT.public_key()), published())

    with pytest.raises(Refused, match=r"code\.forged"):
        device.do(trust.check, card(Ed25519PrivateKey.generate()))


def test_a_key_signs_only_the_kind_of_code_it_is_for(device: TestDevice) -> None:
    device.do(trust.on_config(ROOT.public_key()), published())

    with pytest.raises(Refused, match=r"code\.unknown_key"):
        device.do(trust.check, card(kind="pickup"))


@pytest.mark.parametrize(("moved", "reason"), [({"hours": 2}, "expired"), ({"hours": -1}, "not_yet")])
def test_a_code_is_believed_only_in_its_time(device: TestDevice, moved: dict[str, float], reason: str) -> None:
    device.do(trust.on_config(ROOT.public_key()), published())
    device.clock.pass_time(**moved)

    with pytest.raises(Refused, match=rf"code\.{reason}"):
        device.do(trust.check, card())


def test_a_config_that_the_root_key_did_not_sign_changes_nothing(device: TestDevice) -> None:
    with pytest.raises(ValueError, match="signature"):
        device.do(trust.on_config(ROOT.public_key()), published(root=Ed25519PrivateKey.generate()))

    assert device.db.execute("SELECT count(*) FROM trusted_key").fetchone()[0] == 0


def test_an_older_config_does_not_replace_a_newer_one(device: TestDevice) -> None:
    handler = trust.on_config(ROOT.public_key())
    device.do(handler, published(version=7))
    device.do(handler, published(version=3))

    assert device.db.execute("SELECT version FROM config").fetchone()[0] == 7
