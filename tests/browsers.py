"""A shopper with a phone for tests: a real browser, where there is one, on the pages of a real head office."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from pathlib import Path

import zxingcpp
from PIL import Image

from scripts import chromium
from scripts.chromium import Page
from sync.headoffice.pages import tokens
from tests.flows.shops import Shop
from tests.headoffice.offices import STORE

BROWSERS = [program] if (program := chromium.find()) else []
"""Tests of pages run once for each. On a machine without Chromium that is not at all, and pytest says so."""

TAPS, GLANCE_S = 5, 2.0
"""How often somebody taps what should be chosen by it, and how long they look whether it is."""

NEEDED = "document.querySelector('.headline')"


class Shopper:
    """Somebody with a phone in their hand."""

    def __init__(self, page: Page, shop: Shop, language: str) -> None:
        self.page = page
        self.shop = shop
        self.language = language

    def comes(self, store: str = STORE) -> None:
        """They open the store's page."""
        self.page.open(f"{self.shop.head_office.address}/shop/{store}?lang={self.language}")
        self.page.until("document.querySelector('.tile a')")

    def takes(self, gtin: str, units: int = 1) -> None:
        """They put a product into the bag."""
        for count in range(1, units + 1):
            self.page.tap(f'[data-key="add-{gtin}"]')
            self.page.until(f"document.querySelector('[data-key=\"add-{gtin}\"]').innerText.trim() === '{count}'")

    def goes_to_pay(self, name: str = "林") -> None:
        """They look at the bag and say who they are."""
        self.page.tap('[data-key="bag"]')
        self.page.until("document.querySelector('[data-key=place]:not([aria-disabled])')")
        self.page.tap('[data-key="field-name"]')
        self.page.type(name)

    def orders(self, *gtins: str, name: str = "林", taps: int = 1) -> str:
        """All of it; gives the order's id."""
        self.comes()
        for gtin in gtins:
            self.takes(gtin)
        self.goes_to_pay(name)
        self.page.tap('[data-key="place"]', times=taps)
        return self.has_ordered()

    def has_ordered(self) -> str:
        """Wait for the order's page; gives the order's id."""
        self.page.until(f"location.pathname.startsWith('/order/') && {NEEDED}")
        address = tokens.read(self.shop.head_office.office.keys, self.page.js("location.pathname.split('/')[2]"))
        assert address is not None
        return address.order_id

    def looks_at(self, order_id: str) -> None:
        """They open the link to an order."""
        path = tokens.path(self.shop.head_office.office.keys, order_id)
        self.page.open(f"{self.shop.head_office.address}{path}?lang={self.language}")
        self.page.until(NEEDED)

    def picks(self, selector: str) -> None:
        """They tap one of several until it is the one: a page that moves meanwhile takes a tap for another place."""
        pressed = f"document.querySelector({json.dumps(selector + '[aria-pressed=true]')})"
        for _ in range(TAPS):
            self.page.tap(selector)
            with contextlib.suppress(chromium.BrowserTrouble):
                self.page.until(pressed, GLANCE_S)
                return
        raise chromium.BrowserTrouble(f"{selector} was tapped {TAPS} times and is not chosen")

    def headline(self) -> str:
        """How the order stands, by the page."""
        return str(self.page.js("document.querySelector('.headline')?.innerText ?? ''"))

    def reads(self, words: str, seconds: float = chromium.PATIENCE_S) -> float:
        """Wait for words; gives the seconds."""
        return self.page.shows(words, seconds)

    def holds_up(self, folder: Path) -> str:
        """The phone is held before a scanner; gives what that reads."""
        self.page.until("document.querySelector('.fetch img')?.naturalWidth")
        self.page.js("document.querySelector('.fetch img').scrollIntoView({block: 'center', behavior: 'instant'})")
        self.page.picture(folder / "phone.png")
        with Image.open(folder / "phone.png") as picture:
            found = zxingcpp.read_barcodes(picture.convert("RGB"))
        assert found, "no code on the phone"
        return str(found[0].text)

    def too_wide(self) -> list[str]:
        """What does not fit the window's width, or is cut off in its own box."""
        found: list[str] = self.page.js(
            f"(() => {{ const out = [], wide = {self.page.width} + 0.5;"
            # A phone makes room for what is too wide by drawing everything smaller, so its own word is not asked.
            """
            if (document.documentElement.scrollWidth > wide) out.push('page ' + document.documentElement.scrollWidth);
            for (const e of document.querySelectorAll('main *, header *, .bar *')) {
              if (e.closest('.said, .chips, svg') || !e.offsetParent) continue;
              const r = e.getBoundingClientRect();
              if (r.width && (r.right > wide || r.left < -0.5)) out.push(e.tagName + ' ' + e.className + ' ' + r.right);
              const s = getComputedStyle(e);
              if (e.scrollWidth > e.clientWidth + 1 && s.overflowX !== 'visible' && s.textOverflow !== 'ellipsis'
                && e.tagName !== 'INPUT') out.push('cut ' + e.className);
              if (s.overflowX === 'visible' && s.display !== 'inline' && e.scrollWidth > e.clientWidth + 1)
                out.push('over ' + e.tagName + '.' + e.className);
            } return [...new Set(out)].slice(0, 8); })()"""
        )
        return found

    def complaints(self) -> list[str]:
        """What the browser complained of."""
        return [f"{one.kind}: {one.text}" for one in self.page.said]


@contextlib.contextmanager
def somebody(browser: chromium.Chromium, shop: Shop, language: str = "zh-CN") -> Iterator[Shopper]:
    """A shopper whose phone knows nothing of others'."""
    page = browser.page()
    try:
        yield Shopper(page, shop, language)
    finally:
        page.close()


def quoted(text: str) -> str:
    """A text as JavaScript writes it."""
    return json.dumps(text)
