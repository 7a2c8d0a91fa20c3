"""What a quotation does to a basket that was made from it: its amounts stand, and it becomes one sale."""

from __future__ import annotations

import sqlite3

from msgspec.structs import replace

from kiosk.errors import Refused
from kiosk.till.model import Basket, Line, Sale
from kiosk.till.model.quote import Quote, held
from kiosk.till.tables import quotes
from kiosk.worker import Transaction
from sync.messages import QuotedLine, QuoteTold


def hold(db: sqlite3.Connection, basket: Basket) -> Basket:
    """The basket with the agreed lines at what the quotation says.

    Raises:
        Refused: ``till.quote_quantity`` for more units than were agreed on.
    """
    if not any(line.agreed for line in basket.lines):
        return basket
    quote = quotes.load(db, basket.terms.quote)
    # A device that never heard of the quotation only shows the basket: it stays as its holder told it.
    agreed = {} if quote is None else {one.line_id: one for one in quote.given.lines}
    return replace(basket, lines=tuple(_held(line, agreed) for line in basket.lines))


def _held(line: Line, agreed: dict[str, QuotedLine]) -> Line:
    quoted = agreed.get(line.particulars.agreed) if line.agreed else None
    return line if quoted is None else held(line, quoted)


def check(tx: Transaction, basket: Basket) -> None:
    """Refuse to take money for a quotation that became a sale already, as far as this device knows.

    Raises:
        Refused: ``till.quote_used``, ``till.quote_withdrawn`` with its number.
    """
    quote = quotes.load(tx.db, basket.terms.quote) if basket.terms.quote else None
    if quote is not None and not basket.tenders:
        check_open(quote)


def check_open(quote: Quote) -> None:
    """Refuse a quotation that is used up.

    Raises:
        Refused: ``till.quote_used``, ``till.quote_withdrawn`` with its number.
    """
    if quote.state != "open":
        raise Refused(f"till.quote_{quote.state}", number=quote.number)


def sold(tx: Transaction, sale: Sale) -> None:
    """A sale was made of a quotation: nobody makes another one of it, as far as the store's devices hear one another.

    Money that was taken is never refused: what two devices made of one quotation is flagged at head office.
    """
    quote = quotes.load(tx.db, sale.terms.quote) if sale.terms.quote and sale.kind != "void" else None
    if quote is not None:
        used = replace(quote, state="used", sale_id=sale.sale_id, changed_by=sale.number.workstation)
        if quotes.save(tx.db, used):
            tell(tx, used, sale.number.workstation)


def tell(tx: Transaction, quote: Quote, device: str) -> None:
    """Let the store's devices know how it stands."""
    tx.post(QuoteTold(device=device, quote=quote.given, state=quote.state, sale_id=quote.sale_id, at=tx.now))
    tx.touch("quotes")
