"""What a scanned text is."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from kiosk.codes import CarrierCode, LoyaltyCard, PayerCode, PickupCode, ProductCode, UnknownCode, classify
from sync.clock import new_id
from sync.formats import tokens
from tests.devices import NOON


@pytest.mark.parametrize(
    ("text", "symbology", "gtin"),
    [
        ("6901234567892", "EAN13", "06901234567892"),
        ("96385074", "EAN8", "00000096385074"),
        ("036000291452", "UPCA", "00036000291452"),
        ("06901234567892", "ITF", "06901234567892"),
        ("0106901234567892", "QR", "06901234567892"),
        ("https://example.com/01/06901234567892", "QR", "06901234567892"),
    ],
)
def test_every_form_of_a_gtin_is_the_same_product(text: str, symbology: str, gtin: str) -> None:
    assert classify(text, symbology) == ProductCode(gtin)


@pytest.mark.parametrize(
    "text", ["0000", "6901234567893", "", "   ", "hello", "12345678901234567890", "６９０１２３４５６７８９２"]
)
def test_what_is_no_code_stays_unknown(text: str) -> None:
    assert isinstance(classify(text), UnknownCode)


@pytest.mark.parametrize(("kind", "shape"), [("loyalty", LoyaltyCard), ("pickup", PickupCode)])
def test_our_own_codes_are_told_apart_by_their_prefix(kind: tokens.Kind, shape: type) -> None:
    key = Ed25519PrivateKey.generate()
    text = tokens.sign(kind, "AAAAAAAA", key, subject=new_id(), nonce="abcdef", now=NOON)

    assert isinstance(classify(text, "QR"), shape)


def test_a_damaged_code_of_ours_is_told_from_a_strangers() -> None:
    assert classify("KXLAAA.BROKEN", "QR") == UnknownCode("KXLAAA.BROKEN", ours=True)


@given(st.text(max_size=600))
def test_no_text_at_all_breaks_the_classifier(text: str) -> None:
    code = classify(text, "QR")
    assert isinstance(code, UnknownCode | ProductCode | PayerCode | CarrierCode) or code.token.kind in tokens.GRAMMAR


@given(st.binary(max_size=400), st.sampled_from(sorted(rule.prefix for rule in tokens.GRAMMAR.values())))
def test_bytes_behind_one_of_our_prefixes_never_pass_for_a_code(body: bytes, prefix: str) -> None:
    text = f"{prefix}AAAA.{body.hex().upper()}.{body.hex().upper()}"
    assert isinstance(classify(text, "QR"), UnknownCode)


@pytest.mark.parametrize(
    ("text", "scheme"),
    [
        ("100000000000000000", "wechat_pay"),
        ("134567890123456789", "wechat_pay"),
        ("159999999999999999", "wechat_pay"),
        ("2512345678901234", "alipay"),
        ("281234567890123456", "alipay"),
        ("301234567890123456789012", "alipay"),
    ],
)
def test_the_code_of_a_wallet_is_known_by_its_length_and_beginning(text: str, scheme: str) -> None:
    code = classify(text, "CODE128")

    assert isinstance(code, PayerCode)
    assert (code.scheme, code.last_four) == (scheme, text[-4:])
    assert text not in repr(code)


@pytest.mark.parametrize(
    "text",
    [
        "160000000000000000",  # begins with 16
        "09" + "0" * 16,
        "13456789012345678",  # 17 digits
        "1345678901234567890",  # 19
        "251234567890123",  # 15
        "3012345678901234567890123",  # 25
        "311234567890123456",
        "13456789012345678X",
        "１３４５６７８９０１２３４５６７８９",
    ],
)
def test_what_is_nearly_the_code_of_a_wallet_is_none(text: str) -> None:
    assert isinstance(classify(text), UnknownCode)


@given(st.from_regex(r"[0-9]{8}|[0-9]{12,14}", fullmatch=True))
def test_no_number_as_long_as_a_products_is_ever_taken_for_money(text: str) -> None:
    assert not isinstance(classify(text, "EAN13"), PayerCode)
