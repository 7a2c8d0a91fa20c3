"""Shoppers read no names of machines."""

from __future__ import annotations

import pytest

from kiosk.ui.device_words import device_words
from kiosk.ui.tr import tr


@pytest.mark.parametrize(("language", "words"), [("zh_CN", "收银台 1"), ("zh_TW", "收銀台 1"), ("en", "Till 1")])
def test_a_device_is_called_by_what_it_is(language: str, words: str) -> None:
    before = tr.language
    tr.switch(language)
    try:
        assert device_words("till-1") == words
    finally:
        tr.switch(before)


def test_a_name_of_another_form_stands_as_it_is() -> None:
    assert device_words("陈悦") == "陈悦"
    assert device_words("front-desk") == "front-desk"
