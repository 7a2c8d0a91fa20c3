"""What the customer display says: the last line and the total while goods are scanned, then what was paid."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from msgspec import Struct

from kiosk.catalogue import tables as catalogue
from kiosk.i18n import Translator
from kiosk.money import Money
from kiosk.till.model import Sale
from kiosk.worker import Transaction
from sync.messages import BasketChanged

ShowAmount = Callable[[str, str, str], None]
"""(first line, words of the second line, amount at its right); comes back at once."""


class ShopperDisplay(Struct, frozen=True):
    """Follows this device's baskets and sales. `language()` is the shopper's at this moment."""

    device: str
    currency: str
    brand: str
    language: Callable[[], str]
    show_amount: ShowAmount

    def follow(self, tx: Transaction) -> None:
        """Before each commit: what is to be shown after it."""
        sale = next((fact for fact in tx.done if isinstance(fact, Sale)), None)
        if sale is not None:
            tx.then.append(partial(self._sold, sale))
            return
        for message in tx.live:
            if isinstance(message, BasketChanged) and message.device == self.device and message.state == "open":
                tx.then.append(partial(self.show_amount, *self._lines(tx, message)))

    def _lines(self, tx: Transaction, basket: BasketChanged) -> tuple[str, str, str]:
        words = Translator(self.language())
        total = Money(sum(line.amount_minor for line in basket.lines), self.currency)
        name = self.brand
        if basket.lines:
            gtin = basket.lines[-1].gtin
            found = catalogue.names(tx.db, [gtin]).get(gtin)
            name = found.text(words.language) if found else gtin
        return name, words.text("paper.total"), words.money(total, "receipt")

    def _sold(self, sale: Sale) -> None:
        words = Translator(self.language())
        key, amount = ("paper.change", sale.change) if sale.change else ("paper.total", sale.total)
        self.show_amount(words.text("paper.thanks"), words.text(key), words.money(amount, "receipt"))
