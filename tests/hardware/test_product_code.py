"""GTINs out of texts, and texts out of bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.decoding.product_code import gtin_of, typed_gtin
from hardware.decoding.qr_text import Locale, printable, text_of
from hardware.scanner import Symbology
from tests.hardware.pictures import check_digit


@pytest.mark.parametrize(
    ("text", "symbology", "identifier", "gtin"),
    [
        ("6901234567892", "EAN13", "", "06901234567892"),
        ("036000291452", "UPCA", "", "00036000291452"),
        ("96385074", "EAN8", "", "00000096385074"),
        ("01234565", "UPCE", "", "00012345000065"),
        ("0012345000065", "UPCE", "", "00012345000065"),
        ("10012345678902", "ITF", "", "10012345678902"),
        ("0829220876", "ITF", "", None),
        ("6901234567893", "EAN13", "", None),
        ("00000000", "EAN8", "", None),
        ("0109501101530003171207011012", "DM", "]d2", "09501101530003"),
        ("0109501101530003171207011012", "DM", "]d1", None),
        ("0109501101530003", "CODE128", "]C1", "09501101530003"),
        ("https://id.gs1.org/01/09506000134352/10/ABC", "QR", "]Q1", "09506000134352"),
        ("https://example.com/win", "QR", "]Q1", None),
        ("6901234567892", "QR", "]Q1", None),
        ("12345", "CODE39", "", None),
        ("٦٩٠١٢٣٤٥٦٧٨٩٢", "EAN13", "", None),
    ],
)
def test_a_code_names_a_gtin_or_none(text: str, symbology: Symbology, identifier: str, gtin: str | None) -> None:
    assert gtin_of(text, symbology, identifier) == gtin


@given(st.integers(1, 10**12 - 1))
def test_any_number_with_its_check_digit_is_a_gtin_and_with_another_is_none(number: int) -> None:
    digits = f"{number:012d}"
    right = check_digit(digits)

    assert gtin_of(digits + right, "EAN13") == "0" + digits + right
    assert gtin_of(digits + str((int(right) + 1) % 10), "EAN13") is None


def test_eight_typed_digits_that_begin_with_zero_are_upc_e_when_they_can_be() -> None:
    assert typed_gtin("05096893") == "00050968000093"
    assert typed_gtin("96385074") == "00000096385074"


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\ufeff")))
def test_utf8_in_a_qr_code_comes_out_as_it_went_in(text: str) -> None:
    assert text_of(text.encode()) == printable(text)


@pytest.mark.parametrize(
    ("text", "encoding", "locale"),
    [("会员卡积分", "gbk", "zh_CN"), ("VIP咖啡1", "gbk", "en"), ("會員積分優惠", "big5", "zh_TW")],
)
def test_old_encodings_of_chinese_are_understood_by_the_language_of_the_store(
    text: str, encoding: str, locale: Locale
) -> None:
    # zxing-cpp gives Latin-1 for bytes that it does not know
    raw = text.encode(encoding)

    assert text_of(raw, raw.decode("latin-1"), locale=locale) == text


def test_what_a_code_declares_about_its_bytes_is_believed() -> None:
    assert text_of("Grüße".encode("latin-1"), "Grüße", declared=True) == "Grüße"


def test_control_characters_go_and_separators_with_a_meaning_stay() -> None:
    assert text_of(b"\x00AB\x1b[2J\x1dC\x7f\n") == "AB[2J\x1dC\n"
