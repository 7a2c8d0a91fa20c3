"""A Z on paper: the same words as on the screen; a second one says that it is a copy."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from kiosk.errors import Refused
from kiosk.i18n import Translator
from kiosk.paper import outputs, spooler
from kiosk.paper import tables as papers
from kiosk.paper.model import Routes
from kiosk.paper.text import text
from kiosk.shift import actions
from kiosk.shift.report import Report, TaxSum
from kiosk.till import day, day_layout, day_paper
from tests.devices import SERUM, TEA, TestDevice, open_device
from tests.kiosk.shift.days import current, put_in, sell

DESK = Routes((("desk", frozenset()),))


@pytest.fixture
def device(tmp_path: Path) -> Iterator[TestDevice]:
    with open_device(tmp_path, name="till-1", role="till") as found:
        yield found


def closed(device: TestDevice) -> Report:
    device.do(actions.open_shift, device.store.register, 50_000)
    sell(device, TEA, SERUM)
    put_in(device, TEA)
    device.do(day.count, device.store.register, 74_000)
    device.do(day.count, device.store.register, 74_500)
    report = device.do(day.close, device.store.register, variance_reason="change_error", seal=device.store.receipt_code)
    assert isinstance(report, Report)
    return report


@pytest.mark.parametrize("language", ["zh_CN", "zh_TW", "en"])
def test_paper_says_every_row_of_the_screen(device: TestDevice, language: str) -> None:
    report, words = closed(device), Translator(language)

    paper = day_paper.report_paper(report, "AURELLE", words)

    said = "".join(text(paper).split())
    for section in day_layout.sections(report, words):
        for line in section.lines:
            assert "".join(line.name.split()) in said
            assert "".join(line.value.split()) in said
    assert outputs.png(paper, 384)


def test_the_second_print_of_a_z_is_copy_one(device: TestDevice) -> None:
    report, words = closed(device), Translator("en")
    for _ in range(2):
        device.do(day_paper.print_z, device.store.register, DESK, report.shift_id, "AURELLE", words)

    first, second = sorted(papers.recent(device.db), key=lambda job: job.job_id)
    assert (first.copy, second.copy) == (0, 1)
    assert "COPY" not in text(spooler.paper_of(first))
    assert words.text("paper.copy", n=1) in text(spooler.paper_of(second))


def test_an_x_says_that_nothing_is_closed(device: TestDevice) -> None:
    sell(device, TEA)
    report, words = device.do(day.x_report, device.store.register), Translator("en")

    assert words.text("shift.x_banner") in text(day_paper.report_paper(report, "AURELLE", words))
    device.do(day_paper.print_x, DESK, report, "AURELLE", words)
    device.do(day_paper.print_x, DESK, report, "AURELLE", words)
    assert [job.copy for job in papers.recent(device.db)] == [0, 0]
    assert current(device).state == "open"


def test_without_a_printer_the_z_stands_and_says_so(device: TestDevice) -> None:
    report = closed(device)

    with pytest.raises(Refused, match=r"shift\.no_printer"):
        device.do(day_paper.print_z, device.store.register, Routes(), report.shift_id, "AURELLE", Translator("en"))
    with pytest.raises(Refused, match=r"shift\.no_such_z"):
        device.do(day_paper.print_z, device.store.register, DESK, "nothing", "AURELLE", Translator("en"))


def test_a_tax_is_called_by_its_rate_and_not_by_its_inner_name(device: TestDevice) -> None:
    report = closed(device)
    report = msgspec.structs.replace(report, taxes=(TaxSum("full", 1300, 10_000, 1300), TaxSum("low", 900, 100, 9)))

    names = [line.name for one in day_layout.sections(report, Translator("zh_CN")) for line in one.lines]

    assert {"13% 未税", "13% 税额", "9% 未税", "9% 税额"} <= set(names)
