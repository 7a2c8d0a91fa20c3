"""The papers of a sale: receipt, gift receipt, the slip of a return with the shop's copy; in the shopper's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from msgspec import Struct, field

from kiosk.i18n import CURRENCIES, Translator
from kiosk.money import Money
from kiosk.paper.layout import (
    AnyElement,
    Banner,
    Brand,
    Cut,
    Face,
    Gap,
    Heading,
    Item,
    Line,
    Pair,
    Paper,
    Qr,
    Rule,
    Table,
    WriteIn,
)
from kiosk.till.model import Sale, SaleLine, Tender

MINUS = "\u2212"
"""As wide as a digit, so amounts with and without it stand under one another."""

HEADINGS = {"return": "paper.return", "exchange": "paper.exchange", "void": "paper.void"}


class Letterhead(Struct, frozen=True):
    """What the shop prints on everything."""

    brand: str
    place: str = ""
    """Name of the shop, in the language of the paper."""
    return_days: int = 30
    lines: tuple[str, ...] = ()
    """Further lines under the name: address, tax number."""


class Looked(Struct, frozen=True):
    """What a receipt says that the sale itself does not hold, looked up when it is printed."""

    code: str = ""
    """Text of the QR code that proves the sale; empty where there is none (training)."""
    names: Mapping[str, str] = field(default_factory=dict)
    """GTIN -> name in the paper's language; the sale's own name where there is none."""
    reductions: Mapping[str, str] = field(default_factory=dict)
    """Rule id -> what shoppers call it."""
    originals: Mapping[str, str] = field(default_factory=dict)
    """Id of a sale -> its number, for lines that came back."""
    operator: str = ""
    member: str = ""
    fiscal: tuple[AnyElement, ...] = ()
    """What the country's invoices ask to be printed."""


def receipt(sale: Sale, head: Letterhead, words: Translator, looked: Looked) -> Paper:
    """What the shopper takes along. A return, exchange or void says so above everything."""
    elements: list[AnyElement] = [*_top(sale, head, words, looked), Rule()]
    elements += [_item(line, words, looked) for line in sale.lines]
    elements += [Rule(), *_sums(sale, words), Rule("thick"), *_tenders(sale, words)]
    elements += _taxes(sale, words)
    elements += _people(sale, words, looked)
    elements += looked.fiscal
    if looked.code:
        kind = "refund" if sale.kind in ("return", "void") else "return"
        elements += [Gap(2), Qr(looked.code, words.text(f"paper.qr_{kind}"), words.text(f"paper.qr_{kind}_more"))]
    elements += _end(sale, head, words)
    return Paper(words.language, tuple(elements))


def gift_receipt(sale: Sale, head: Letterhead, words: Translator, looked: Looked) -> Paper:
    """What is given along with a present: the goods and the proof, and no price anywhere."""
    elements: list[AnyElement] = [*_top(sale, head, words, looked, title="paper.gift"), Rule()]
    for line in sale.lines:
        if line.quantity > 0 and line.kind == "product":
            name = looked.names.get(line.gtin, line.name)
            elements.append(Item(name, f"× {line.quantity}", notes=_serial(line, words)))
    elements += [Rule("dotted"), Gap(2)]
    if looked.code:
        elements.append(Qr(looked.code, words.text("paper.qr_return"), words.text("paper.qr_gift_more")))
    elements += _end(sale, head, words)
    return Paper(words.language, tuple(elements))


def quotation(quote: Sale, until: date, head: Letterhead, words: Translator, looked: Looked) -> Paper:
    """What a customer takes along of a quotation, as the sale that it may become; it holds up to that day."""
    terms = quote.terms
    elements: list[AnyElement] = [*_top(quote, head, words, looked, title="business.quotation")]
    if terms.business:
        elements += [Gap(1), Line(terms.business, "strong")]
    for key, value in (("paper.tax_id", terms.tax_id), ("paper.purchase_order", terms.purchase_order)):
        if value:
            elements.append(Pair(words.text(key), value, "small"))
    last = words.text("business.quote_until", day=_day(until, words))
    elements += [Gap(1), Banner(last), Rule()]
    elements += [_item(line, words, looked) for line in quote.lines]
    elements += [Rule(), *_sums(quote, words), *_taxes(quote, words), Rule("dotted")]
    elements += [Line(words.text("business.quote_promise"), "small"), WriteIn(words.text("paper.signature")), Gap(2)]
    return Paper(words.language, tuple(elements))


def shop_copy(sale: Sale, head: Letterhead, words: Translator, looked: Looked) -> Paper:
    """What the shop keeps of a return, with room for two signatures; in the language of the staff."""
    elements: list[AnyElement] = [
        Line(" · ".join(part for part in (head.brand, head.place) if part), "small", "center"),
        Heading(words.text("paper.store_copy")),
        *_banners(sale, words),
        Heading(words.text(HEADINGS.get(sale.kind, "paper.receipt"))),
        *_number(sale, words),
        Rule(),
        *(_item(line, words, looked) for line in sale.lines if line.quantity < 0 or sale.kind == "void"),
        Rule(),
        *_sums(sale, words),
        Rule("thick"),
        *_tenders(sale, words),
        *_people(sale, words, looked),
        WriteIn(words.text("paper.signature")),
        WriteIn(words.text("paper.approved_by")),
        Gap(2),
    ]
    return Paper(words.language, tuple(elements))


def joined(first: Paper, second: Paper) -> Paper:
    """Two papers as one job with a cut between them, each in its own letters."""
    return Paper(first.language, (*first.elements, Cut(), Face(second.language), *second.elements))


def amount(money: Money, words: Translator) -> str:
    """An amount as it stands on paper: never without its fraction, less than nothing with a true minus."""
    return words.money(money, "receipt").replace("-", MINUS)


def _top(sale: Sale, head: Letterhead, words: Translator, looked: Looked, *, title: str = "") -> Iterable[AnyElement]:
    yield Brand(head.brand)
    for line in (head.place, *head.lines):
        if line:
            yield Line(line, "small", "center")
    yield Gap(1.5)
    yield from _banners(sale, words)
    heading = title or HEADINGS.get(sale.kind, "")
    if heading:
        yield Heading(words.text(heading))
    yield from _number(sale, words)
    if looked.operator:
        yield Line(words.text("paper.served_by", name=looked.operator), "small")


def _banners(sale: Sale, words: Translator) -> Iterable[AnyElement]:
    if sale.terms.training:
        yield Banner(words.text("paper.training"))


def _number(sale: Sale, words: Translator) -> Iterable[AnyElement]:
    yield Pair(sale.number.short, f"{_date(sale, words)}  {words.time(sale.at)}", "small")


def _date(sale: Sale, words: Translator) -> str:
    return _day(sale.at.astimezone(ZoneInfo(words.zone)).date(), words)


def _day(day: date, words: Translator) -> str:
    return words.text("paper.date", day=words.date(day), year=day.year)


def _item(line: SaleLine, words: Translator, looked: Looked) -> Item:
    many = abs(line.quantity) != 1
    each = words.text("paper.each", quantity=line.quantity, amount=amount(line.unit_price, words)) if many else ""
    return Item(
        looked.names.get(line.gtin, line.name),
        amount(line.listed, words),
        each.replace("-", MINUS, 1) if line.quantity < 0 else each,
        (
            *_reductions(line, words, looked),
            *_serial(line, words),
            *_later(line, words),
            *_origin(line, words, looked),
        ),
    )


def _reductions(line: SaleLine, words: Translator, looked: Looked) -> Iterable[tuple[str, str]]:
    for one in line.reductions:
        name = looked.reductions.get(one.rule, "")
        if not name:
            key = "paper.reduced_manual" if one.rule.startswith("manual") else "paper.reduced"
            name = words.text(key)
        yield name, amount(Money(-one.amount_minor, line.amount.currency), words)


def _serial(line: SaleLine, words: Translator) -> tuple[tuple[str, str], ...]:
    found = []
    if line.particulars.serial:
        found.append((words.text("paper.serial", text=line.particulars.serial), ""))
    if line.particulars.note:
        found.append((words.text("paper.note", text=line.particulars.note), ""))
    return tuple(found)


def _later(line: SaleLine, words: Translator) -> Iterable[tuple[str, str]]:
    """What the shopper has paid for and does not carry: how it reaches them, and until when that was promised."""
    special = line.particulars
    if not special.fulfilment or line.kind == "delivery":
        return
    at = datetime.fromisoformat(special.promised) if special.promised else None
    until = f"{words.date(at)} {words.time(at)}" if at is not None else ""
    yield words.text(f"paper.later_{special.fulfilment}"), until


def _origin(line: SaleLine, words: Translator, looked: Looked) -> Iterable[tuple[str, str]]:
    number = looked.originals.get(line.returned_from, "")
    if line.quantity < 0 and number:
        yield words.text("paper.returned_from", number=number), ""


def _sums(sale: Sale, words: Translator) -> Iterable[AnyElement]:
    currency = sale.total.currency
    listed = Money(sum(line.listed.minor for line in sale.lines), currency)
    added = Money(sum(line.tax_minor for line in sale.lines if line.tax_added), currency)
    units = sum(line.quantity for line in sale.lines if line.quantity > 0)
    if sale.reduced or added:
        yield Pair(words.text("paper.subtotal"), amount(listed, words))
        if sale.reduced:
            key = "paper.saved" if sale.reduced.minor > 0 else "paper.saved_back"
            yield Pair(words.text(key), amount(-sale.reduced, words))
        if added:
            yield Pair(words.text("paper.tax_added"), amount(added, words))
    if sale.total.minor < 0:
        yield Pair(words.text("paper.refund"), amount(-sale.total, words), "total")
    else:
        yield Pair(words.text("paper.total"), amount(sale.total, words), "total")
    if units:
        yield Line(words.text("paper.units", n=units), "small")


def _tenders(sale: Sale, words: Translator) -> Iterable[AnyElement]:
    cash = [tender for tender in sale.tenders if tender.kind == "cash"]
    for tender in sale.tenders:
        # Only the last of several payments in cash gets change.
        if sale.change and tender is cash[-1]:
            yield Pair(words.text("paper.tender_cash"), amount(tender.amount + sale.change, words))
            yield Pair(words.text("paper.change"), amount(sale.change, words), "strong")
        else:
            yield Pair(_tender_name(tender, words), amount(tender.amount, words))
            if tender.reference and tender.kind != "cash":
                yield Line(_masked(tender), "fine")
    if not sale.tenders:
        yield Line(words.text("paper.even"))


def _tender_name(tender: Tender, words: Translator) -> str:
    name = words.text(f"paper.tender_{tender.kind}")
    return f"{name} × {words.number(abs(tender.units))}" if tender.kind == "points" and tender.units else name


def _masked(tender: Tender) -> str:
    """A reference that helps to find a payment; of an account or a card number only its end."""
    if tender.kind in ("gift_card", "store_credit", "points", "account", "voucher"):
        return f"**** {tender.reference[-4:]}"
    return tender.reference


def _taxes(sale: Sale, words: Translator) -> Iterable[AnyElement]:
    rates = sorted({(line.tax_rate_bp, line.tax_code) for line in sale.lines if line.tax_rate_bp}, reverse=True)
    if not rates:
        return
    rows = []
    for rate, code in rates:
        lines = [line for line in sale.lines if (line.tax_rate_bp, line.tax_code) == (rate, code)]
        gross = sum(line.amount.minor for line in lines)
        tax = sum(line.tax_minor for line in lines)
        percent = f"{rate / 100:g}%"
        rows.append((percent, *(_plain(minor, sale.total.currency) for minor in (gross - tax, tax, gross))))
    keys = ("paper.tax_code", "paper.tax_net", "paper.tax_tax", "paper.tax_gross")
    yield Rule("dotted")
    yield Table(tuple(words.text(key) for key in keys), tuple(rows))


def _plain(minor: int, currency: str) -> str:
    """An amount without its sign: four columns are close on narrow paper."""
    unit = 10 ** CURRENCIES.get(currency, ("", 2))[1]
    whole, rest = divmod(abs(minor), unit)
    digits = len(str(unit)) - 1
    return f"{MINUS if minor < 0 else ''}{whole:,}" + (f".{rest:0{digits}d}" if digits else "")


def _people(sale: Sale, words: Translator, looked: Looked) -> Iterable[AnyElement]:
    rows = []
    if looked.member:
        rows.append((words.text("paper.member"), looked.member))
    if sale.points_earned:
        sign = "+" if sale.points_earned > 0 else MINUS
        rows.append((words.text("paper.points"), f"{sign}{words.number(abs(sale.points_earned))}"))
    terms = sale.terms
    for key, value in (
        ("paper.tax_id", " ".join(part for part in (terms.business, terms.tax_id) if part)),
        ("paper.purchase_order", terms.purchase_order),
        ("business.due", _due(sale, words)),
    ):
        if value:
            rows.append((words.text(key), value))
    if rows:
        yield Rule("dotted")
        yield from (Pair(left, right, "small") for left, right in rows)
    if terms.note:
        yield Line(words.text("paper.note", text=terms.note), "small")


def _due(sale: Sale, words: Translator) -> str:
    """The day until which what was put on account is to be paid; empty for none."""
    on_account = sum(one.amount.minor for one in sale.tenders if one.kind == "account")
    if on_account <= 0 or not sale.terms.due_days:
        return ""
    return _day(sale.number.business_date + timedelta(days=sale.terms.due_days), words)


def _end(sale: Sale, head: Letterhead, words: Translator) -> Iterable[AnyElement]:
    yield Gap(1.5)
    if head.return_days and sale.kind == "sale":
        yield Line(words.text("paper.policy", days=head.return_days), "small", "center")
    yield Line(words.text("paper.thanks"), "strong", "center")
    yield from _banners(sale, words)
    yield Gap(1)
