"""What an X or a Z says, as titles and rows of plain words: the screen shows them, and paper prints them."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from typing import Protocol

from msgspec import Struct

from kiosk.i18n import Style
from kiosk.money import Money
from kiosk.shift.report import Leftover, Report


class Words(Protocol):
    """What puts keys and amounts into words: `kiosk.i18n.Translator`, or the screens' `tr`."""

    def text(self, key: str, **args: object) -> str:
        """Words of a key."""

    def money(self, amount: Money, style: Style = "shelf") -> str:
        """An amount in words."""

    def date(self, day: date) -> str:
        """A day in words."""

    def time(self, at: datetime) -> str:
        """A time of day in words."""


class Line(Struct, frozen=True):
    """One row: what, and how much."""

    name: str
    value: str
    strong: bool = False
    alert: bool = False
    """Somebody should look at it."""


class Section(Struct, frozen=True):
    """Rows that belong together, under their title."""

    key: str
    """Tells sections apart: head, sales, tenders, taxes, cash, numbers, more, left."""
    title: str
    lines: tuple[Line, ...]


def title(report: Report, words: Words) -> str:
    """What the report is called."""
    if not report.closed:
        return words.text("shift.x_title")
    return words.text("shift.z_title", number=report.z_name)


def sections(report: Report, words: Words) -> tuple[Section, ...]:
    """The whole report. Sections with nothing to say are left out, what is left over never is."""
    every = (
        _head(report, words),
        _sales(report, words),
        _tenders(report, words),
        _taxes(report, words),
        _cash(report, words),
        _numbers(report, words),
        _more(report, words),
        _left(report, words),
    )
    return tuple(section for section in every if section.lines)


def leftover_words(left: Leftover, currency: str, words: Words) -> str:
    """One thing that is left over, by name."""
    amount = words.money(Money(left.amount_minor, currency), "receipt")
    text = words.text(f"shift.left_{left.kind}", n=left.count, amount=amount, what=left.what[-6:].upper())
    return "·".join((text, words.text("shift.carried"))) if left.carried else text


def _head(report: Report, words: Words) -> Section:
    opened = f"{words.date(report.opened_at)} {words.time(report.opened_at)}"
    made = f"{words.date(report.at)} {words.time(report.at)}"
    lines = [
        Line(words.text("shift.day"), report.business_date.isoformat()),
        Line(words.text("shift.workstation"), report.workstation),
        Line(words.text("shift.opened"), opened),
        Line(words.text("shift.closed_at" if report.closed else "shift.made_at"), made),
    ]
    if report.operator_name:
        lines.append(Line(words.text("shift.by"), report.operator_name))
    return Section("head", title(report, words), tuple(lines))


def _sales(report: Report, words: Words) -> Section:
    sold = report.turnover
    lines = [
        Line(words.text("shift.sales"), str(sold.sales)),
        Line(words.text("shift.gross"), _money(sold.gross_minor, report, words)),
        Line(words.text("shift.reductions"), _money(-sold.reductions_minor, report, words)),
    ]
    if sold.tax_added_minor:
        lines.append(Line(words.text("shift.tax_added"), _money(sold.tax_added_minor, report, words)))
    lines.append(_counted_money("shift.returns", sold.returns, sold.returns_minor, report, words))
    if sold.exchanges:
        lines.append(Line(words.text("shift.exchanges"), str(sold.exchanges)))
    lines.append(_counted_money("shift.voids", sold.voids, sold.voids_minor, report, words))
    lines.append(Line(words.text("shift.no_sales"), str(sold.no_sales)))
    lines.append(Line(words.text("shift.total"), _money(sold.total_minor, report, words), strong=True))
    return Section("sales", words.text("shift.section_sales"), tuple(lines))


def _tenders(report: Report, words: Words) -> Section:
    lines = [
        _counted_money(f"shift.tender_{one.kind}", one.count, one.amount_minor, report, words) for one in report.tenders
    ]
    return Section("tenders", words.text("shift.section_tenders"), tuple(lines))


def _taxes(report: Report, words: Words) -> Section:
    lines: list[Line] = []
    rates = Counter(one.rate_bp for one in report.taxes)
    for one in report.taxes:
        rate = f"{one.rate_bp / 100:g}%"
        if rates[one.rate_bp] > 1:
            rate = f"{one.code} {rate}"
        lines.append(Line(words.text("shift.net", rate=rate), _money(one.net_minor, report, words)))
        lines.append(Line(words.text("shift.tax", rate=rate), _money(one.tax_minor, report, words)))
    return Section("taxes", words.text("shift.section_taxes"), tuple(lines))


def _cash(report: Report, words: Words) -> Section:
    cash = report.cash
    parts = (
        ("float", cash.float_minor),
        ("paid_in", cash.paid_in_minor),
        ("paid_out", -cash.paid_out_minor),
        ("dropped", -cash.dropped_minor),
        ("picked_up", -cash.picked_up_minor),
        ("cash_sales", cash.sales_minor),
        ("cash_refunds", -cash.refunds_minor),
        ("held", cash.held_minor),
        ("held_before", -cash.held_before_minor),
    )
    always = ("float", "cash_sales")
    lines = [
        Line(words.text(f"shift.{name}"), _money(minor, report, words))
        for name, minor in parts
        if minor or name in always
    ]
    lines.append(Line(words.text("shift.expected"), _money(cash.expected_minor, report, words), strong=True))
    if report.counted_minor is None or report.variance_minor is None:
        lines.append(Line(words.text("shift.counted"), words.text("shift.not_counted"), alert=report.closed))
    else:
        off = report.variance_minor != 0
        lines.append(Line(words.text("shift.counted"), _money(report.counted_minor, report, words), strong=True))
        lines.append(
            Line(words.text("shift.variance"), _signed(report.variance_minor, report, words), strong=True, alert=off)
        )
        if report.variance_reason:
            lines.append(Line(words.text("shift.reason"), words.text(f"shift.variance_{report.variance_reason}")))
    return Section("cash", words.text("shift.section_cash"), tuple(lines))


def _numbers(report: Report, words: Words) -> Section:
    lines = [
        Line(
            f"{words.date(one.business_date)} {one.series}{one.first:04d} – {one.series}{one.last:04d}", str(one.count)
        )
        for one in report.numbers
    ]
    missing = str(report.missing) if report.missing else words.text("shift.none")
    lines.append(Line(words.text("shift.missing"), missing, strong=True, alert=report.missing > 0))
    return Section("numbers", words.text("shift.section_numbers"), tuple(lines))


def _more(report: Report, words: Words) -> Section:
    sold = report.turnover
    lines: list[Line] = []
    if sold.points_issued:
        lines.append(Line(words.text("shift.points_issued"), f"{sold.points_issued:,}"))
    if sold.points_redeemed:
        lines.append(Line(words.text("shift.points_redeemed"), f"{sold.points_redeemed:,}"))
    if sold.gift_cards_minor:
        lines.append(Line(words.text("shift.gift_cards"), _money(sold.gift_cards_minor, report, words)))
    return Section("more", words.text("shift.section_more"), tuple(lines))


def _left(report: Report, words: Words) -> Section:
    lines = tuple(Line(leftover_words(one, report.currency, words), "", alert=True) for one in report.leftovers)
    nothing = (Line(words.text("shift.nothing_left"), ""),)
    return Section("left", words.text("shift.section_left"), lines or nothing)


def _counted_money(key: str, count: int, minor: int, report: Report, words: Words) -> Line:
    name = words.text(key)
    return Line(f"{name} × {count}" if count else name, _money(minor, report, words))


def _money(minor: int, report: Report, words: Words) -> str:
    return words.money(Money(minor, report.currency), "receipt")


def _signed(minor: int, report: Report, words: Words) -> str:
    return f"{'+' if minor > 0 else ''}{_money(minor, report, words)}"
