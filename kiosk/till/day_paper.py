"""An X or a Z on paper: the same rows as on the screen, for any printer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.errors import Refused
from kiosk.paper import actions as papers
from kiosk.paper.layout import AnyElement, Banner, Brand, Cut, Gap, Heading, Line, Pair, Paper, Qr, Rule, WriteIn
from kiosk.shift import tables as shift_tables
from kiosk.shift.permission import allowed
from kiosk.till import day_layout

if TYPE_CHECKING:
    from kiosk.i18n import Translator
    from kiosk.paper.model import Routes
    from kiosk.register import Register
    from kiosk.shift.report import Report
    from kiosk.worker import Transaction


def report_paper(report: Report, brand: str, words: Translator) -> Paper:
    """The document. A Z ends with its signed code and a line for a signature."""
    elements: list[AnyElement] = [Brand(brand), Heading(day_layout.title(report, words))]
    if not report.closed:
        elements.append(Banner(words.text("shift.x_banner")))
    for section in day_layout.sections(report, words):
        elements.append(Rule())
        if section.key != "head":
            elements.append(Heading(section.title, style="part"))
        elements += [_row(line) for line in section.lines]
    if report.seal:
        elements += [Rule("thick"), Qr(report.seal, title=f"Z {report.z_name}", text=report.digest[:16])]
    if report.closed:
        elements += [Gap(4.0), WriteIn(words.text("shift.signature"))]
    return Paper(words.language, (*elements, Gap(4.0), Cut()))


def print_z(
    tx: Transaction, register: Register, routes: Routes, shift_id: str, brand: str, words: Translator, *,
    approval: str = "",
) -> str:  # fmt: skip
    """Queue a Z; every print after the first comes out as COPY n. Gives the job's id.

    Raises:
        Refused: ``shift.no_such_z``; ``shift.no_printer``, and the Z can be printed later; or the staff rules say no.
    """
    report = shift_tables.load_z(tx.db, shift_id)
    if report is None:
        raise Refused("shift.no_such_z")
    allowed(tx, register, "reprint", approval=approval, about=shift_id)
    return _queue(tx, routes, report, brand, words)


def print_x(tx: Transaction, routes: Routes, report: Report, brand: str, words: Translator) -> str:
    """Queue an X that somebody who may read it has taken.

    Raises:
        Refused: ``shift.no_printer``.
    """
    return _queue(tx, routes, report, brand, words)


def _queue(tx: Transaction, routes: Routes, report: Report, brand: str, words: Translator) -> str:
    paper = report_paper(report, brand, words)
    about = report.shift_id if report.closed else ""
    job_id = papers.enqueue(tx, routes, "report", day_layout.title(report, words), paper, about=about)
    if not job_id:
        raise Refused("shift.no_printer")
    return job_id


def _row(line: day_layout.Line) -> AnyElement:
    if not line.value:
        return Line(line.name, "strong" if line.strong else "body")
    return Pair(line.name, line.value, "strong" if line.strong else "body")
