"""The codes of a long basket come one after another: what is there already, and what is still to be shown."""

from __future__ import annotations

from msgspec import Struct, field

from kiosk.codes import OwnCode
from sync.formats import basket_code


class Gathering(Struct):
    """The codes of one basket so far. Nothing here is believed: that is for the action that takes them all."""

    codes: dict[int, OwnCode] = field(default_factory=dict)
    pages: int = 0

    def add(self, code: OwnCode) -> bool:
        """One more code; of another basket, or of another time, it begins anew. True when all are there."""
        page = basket_code.read(code.token.body.proof)
        if page is None or page.pages == 1:
            self.codes, self.pages = {1: code}, 1
            return True
        known = next(iter(self.codes.values()), None)
        if known is not None and _which(known) != _which(code):
            self.codes = {}
        self.codes[page.page], self.pages = code, page.pages
        return len(self.codes) == self.pages

    @property
    def missing(self) -> list[int]:
        """Numbers of the codes that are still to be shown."""
        return [number for number in range(1, self.pages + 1) if number not in self.codes]

    def all(self) -> list[OwnCode]:
        """The codes in their order."""
        return [self.codes[number] for number in sorted(self.codes)]


def _which(code: OwnCode) -> tuple[str, int]:
    return code.token.subject, code.token.body.issued
