"""Every page of the shopper's, looked at critically in the looks that break pages first."""

from __future__ import annotations

from kiosk.ui import inspect
from kiosk.ui.theme import theme
from kiosk.ui.tr import tr
from tests.devices import SERUM, TEA, gtin_of
from tests.kiosks import Kiosk

LOOKS = (("zh_CN", False, 1.0), ("zh_TW", True, 1.5), ("en", False, 1.5))
"""Language, high contrast, text size. `python -m scripts.screenshots OUT --all --inspect` goes through all twelve."""

PAGES: tuple[tuple[str, dict[str, object]], ...] = (
    ("home.attract", {}),
    ("home.scan", {}),
    ("product.page", {"gtin": SERUM}),
    ("product.page", {"gtin": gtin_of(77)}),
    ("search.find", {}),
    ("basket.show", {}),
    ("pay.choose", {}),
    ("pay.cash", {}),
    ("member.sign_in", {}),
    ("pickup.collect", {}),
)


def test_nothing_on_any_page_is_cut_covered_pale_or_too_small(kiosk: Kiosk) -> None:
    kiosk.put(SERUM, TEA)

    found = {}
    for name, args in PAGES:
        kiosk.go(name, **args)
        found[f"{name} {args}"] = _findings(kiosk)

    assert {page: findings for page, findings in found.items() if findings} == {}


def _findings(kiosk: Kiosk) -> list[str]:
    found = []
    for language, contrast, scale in LOOKS:
        tr.switch(language)
        theme.choose(contrast=contrast, text_scale=scale)
        kiosk.settle()
        for child in kiosk.ui.window.children:
            found += [f"{language} {scale}: {one.kind}: {one.what}" for one in inspect.walk(child)]
    tr.switch("zh_CN")
    theme.choose(contrast=False, text_scale=1.0)
    return found
