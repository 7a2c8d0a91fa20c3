"""Ten thousand payments at a terminal that fails in every way it can."""

from __future__ import annotations

from pathlib import Path

from tests.kiosk.payment.storms import FAULTS, storm


def test_ten_thousand_payments_at_a_faulty_terminal_are_taken_once_and_sold_once(tmp_path: Path) -> None:
    report = storm(tmp_path, 10_000)

    assert report.payments >= 10_000
    assert set(report.faults) == set(FAULTS), "every fault came up"
    assert report.charged_twice == []
    assert report.paid_but_lost == []
    assert report.sold_unpaid == []
    assert report.books_minor == report.sold_minor
    assert report.open_at_the_end == 0
