"""Every page of the shopper's, looked at critically in the looks that break pages first."""

from __future__ import annotations

import pytest

from kiosk.ui import inspect
from kiosk.ui.theme import theme
from kiosk.ui.tr import tr
from tests.devices import SERUM, TEA, gtin_of
from tests.kiosks import Kiosk

LOOKS = (("zh_CN", False, 1.0), ("zh_TW", True, 1.5), ("en", False, 1.5))
"""Language, high contrast, text size. `python -m scripts.screenshots OUT --all --inspect` goes through all twelve."""

PAGES = {
    "home.attract": {},
    "home.scan": {},
    "product.page": {"gtin": SERUM},
    "search.find": {},
    "basket.show": {},
    "pay.choose": {},
    "pay.cash": {},
    "member.sign_in": {},
    "pickup.collect": {},
    "return.start": {},
}


@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_cut_covered_pale_or_too_small(kiosk: Kiosk, name: str) -> None:
    kiosk.put(SERUM, TEA)
    kiosk.go(name, **PAGES[name])

    assert _findings(kiosk) == []


def test_nothing_is_wrong_with_the_page_of_a_product_that_is_not_sold_here(kiosk: Kiosk) -> None:
    kiosk.go("product.page", gtin=gtin_of(77))

    assert _findings(kiosk) == []


def _findings(kiosk: Kiosk) -> list[str]:
    found = []
    for language, contrast, scale in LOOKS:
        tr.switch(language)
        theme.choose(contrast=contrast, text_scale=scale)
        kiosk.settle()
        for child in kiosk.ui.window.children:
            found += [f"{language} {scale}: {one.kind}: {one.what}" for one in inspect.walk(child)]
    return found
