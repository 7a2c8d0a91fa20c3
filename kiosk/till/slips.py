"""Puts the papers of each sale into the printer's queue, in the very transaction that makes the sale."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from kiosk.catalogue import tables as catalogue
from kiosk.errors import Refused
from kiosk.i18n import Translator
from kiosk.paper import actions as papers
from kiosk.paper import tables as jobs
from kiosk.paper.layout import Paper
from kiosk.paper.model import Kind, Routes
from kiosk.pricing import tables as books
from kiosk.register import Register
from kiosk.staff import actions as staff
from kiosk.staff import tables as people
from kiosk.stock import tables as stock
from kiosk.till import quote_paper, receipt_paper, tables
from kiosk.till.fiscal import NO_FISCAL, Fiscal
from kiosk.till.model import Sale
from kiosk.till.model.quote import Quote
from kiosk.till.receipt_paper import Letterhead, Looked
from kiosk.worker import Transaction
from sync.messages.base import Texts

log = logging.getLogger(__name__)


class Slips(Struct, frozen=True):
    """The papers of this device's sales.

    `language()` is the shopper's at this moment; the staff's is that of whoever sold, or else the shop's.
    """

    register: Register
    routes: Routes
    brand: str
    shop_language: str
    language: Callable[[], str]
    receipt_code: Callable[[str, str, datetime], str]
    open_drawer: Callable[[], None]
    return_days: int = 30
    """What the receipt promises."""
    fiscal: Fiscal = NO_FISCAL
    asks_first: bool = False
    """At a kiosk the shopper says whether they want paper: most take the code."""

    def follow(self, tx: Transaction) -> None:
        """Before each commit: a sale that was made in it gets its paper. Paper that cannot be made up stops no sale."""
        for fact in tx.done:
            if isinstance(fact, Sale):
                if not self.asks_first or fact.kind != "sale":
                    self.print_sale(tx, fact)
                # In practice no money changes hands, so the drawer stays shut.
                if not fact.terms.training and any(tender.kind == "cash" for tender in fact.tenders):
                    tx.then.append(self.open_drawer)
            elif isinstance(fact, Quote):
                self.print_quote(tx, fact)

    def print_sale(self, tx: Transaction, sale: Sale) -> str:
        """Queue the receipt, and with it the shop's copy where money goes back. Gives the job's id, empty for none."""
        if not self.routes.printer_for("receipt"):
            return ""
        try:
            paper = self.receipt(tx, sale)
        except Exception:  # the sale is made whatever its paper looks like
            log.exception("the receipt of %s cannot be made up", sale.number)
            return ""
        return self._queue(tx, "receipt", sale, paper)

    def print_wanted(self, tx: Transaction, sale_id: str) -> str:
        """The shopper wants the receipt of a sale that printed none: the original, once. Gives the job's id.

        Raises:
            Refused: ``till.no_such_sale``, ``paper.printed_already`` (a copy is a colleague's to give),
                ``paper.no_printer``.
        """
        sale = tables.load_sale(tx.db, sale_id)
        if sale is None:
            raise Refused("till.no_such_sale")
        if jobs.pieces(tx.db, sale_id, "receipt"):
            raise Refused("paper.printed_already")
        job_id = self.print_sale(tx, sale)
        if not job_id:
            raise Refused("paper.no_printer")
        return job_id

    def print_quote(self, tx: Transaction, quote: Quote) -> str:
        """Queue a quotation's paper. Gives the job's id, empty for none: a quotation stands without it."""
        if not self.routes.printer_for("receipt"):
            return ""
        words = self._words(self.language())
        as_sale = quote_paper.as_sale(quote)
        until = quote.given.valid_until
        try:
            paper = receipt_paper.quotation(
                as_sale, until, self._head(tx, words), words, replace(self._looked(tx, as_sale, words), code="")
            )
        except Exception:  # the quotation is given whatever its paper looks like
            log.exception("the paper of quotation %s cannot be made up", quote.number)
            return ""
        return papers.enqueue(tx, self.routes, "receipt", quote.number, paper, about="")

    def receipt(self, tx: Transaction, sale: Sale) -> Paper:
        """The receipt, in the shopper's language, with the shop's copy in the staff's."""
        words = self._words(self.language())
        paper = receipt_paper.receipt(sale, self._head(tx, words), words, self._looked(tx, sale, words))
        if sale.kind == "sale" or sale.terms.training:
            return paper
        own = self._words(self._staff_language(tx, sale))
        looked = self._looked(tx, sale, own)
        return receipt_paper.joined(paper, receipt_paper.shop_copy(sale, self._head(tx, own), own, looked))

    def reprint(self, tx: Transaction, sale_id: str, kind: Kind = "receipt", *, approval: str = "") -> str:
        """Print a receipt again (it comes out as COPY n), or its gift receipt. Gives the job's id.

        Raises:
            Refused: ``till.no_such_sale``, ``paper.no_printer``, or the staff rules say no to another copy.
        """
        sale = tables.load_sale(tx.db, sale_id)
        if sale is None:
            raise Refused("till.no_such_sale")
        if kind == "receipt":
            staff.require(tx, self.register, "reprint", about=sale_id, approval=approval)
            paper = self.receipt(tx, sale)
        else:
            words = self._words(self.language())
            looked = self._looked(tx, sale, words)
            paper = receipt_paper.gift_receipt(sale, self._head(tx, words), words, looked)
        job_id = self._queue(tx, kind, sale, paper)
        if not job_id:
            raise Refused("paper.no_printer")
        return job_id

    def _queue(self, tx: Transaction, kind: Kind, sale: Sale, paper: Paper) -> str:
        about = "" if sale.terms.training else sale.sale_id
        return papers.enqueue(tx, self.routes, kind, sale.number.short, paper, about=about)

    def _words(self, language: str) -> Translator:
        return Translator(language, zone=self.register.zone)

    def _staff_language(self, tx: Transaction, sale: Sale) -> str:
        operator = people.find(tx.db, sale.operator) if sale.operator else None
        return (operator.language if operator else "") or self.shop_language

    def _head(self, tx: Transaction, words: Translator) -> Letterhead:
        names = stock.store_names(tx.db, self.register.store_gln)
        return Letterhead(self.brand, names.text(words.language) if names else "", self.return_days)

    def _looked(self, tx: Transaction, sale: Sale, words: Translator) -> Looked:
        language = words.language
        titles = catalogue.titles(tx.db, [line.gtin for line in sale.lines])
        rules = {one.rule for line in sale.lines for one in line.reductions}
        # A sale is explained by the book that priced it, also on a copy of next month.
        named = books.names_of(tx.db, sale.book_version)
        operator = people.find(tx.db, sale.operator) if sale.operator else None
        origins = {line.returned_from for line in sale.lines if line.returned_from} | {sale.voids} - {""}
        originals = {one: tables.load_sale(tx.db, one) for one in origins}
        return Looked(
            code="" if sale.terms.training else self.receipt_code(sale.sale_id, str(sale.number), sale.at),
            names={gtin: _titled(name.text(language), size) for gtin, (name, size) in titles.items()},
            reductions={"price_list": words.text("business.your_price")}
            | {rule: _text(name, language) for rule, name in named.items() if rule in rules},
            originals={one: found.number.short for one, found in originals.items() if found is not None},
            operator=operator.name if operator else "",
            fiscal=self.fiscal.prints(sale, words),
        )


def _titled(name: str, size: str) -> str:
    """The name with the size: of two sizes of one serum a shopper wants to know which cost what."""
    return f"{name} {size}" if size and size not in name else name


def _text(texts: Texts, language: str) -> str:
    """The words of a rule in a language, else in simplified Chinese."""
    return {"zh_TW": texts.zh_hant, "en": texts.en}.get(language, texts.zh_hans) or texts.zh_hans
