"""Paper comes out once, or as a copy; a dead printer holds nobody up and floods nobody in the morning."""

from __future__ import annotations

import pytest

from hardware.printer import Raster
from kiosk.errors import Refused
from kiosk.paper import actions, layout, tables
from kiosk.paper.raster import raster
from kiosk.worker import Transaction
from tests.kiosk.paper.conftest import ALONE, SLIP, Counter


def drawn(width: int, copy: int = 0) -> Raster:
    """What comes out for the slip."""
    return raster(SLIP.below(layout.Banner(f"COPY {copy}")) if copy else SLIP, width)


def test_a_queued_document_comes_out_by_itself(counter: Counter) -> None:
    counter.start()

    job = counter.becomes(counter.ask(), "printed")

    assert list(counter.printers["counter"].paper) == [drawn(384)]
    assert job.printed_at == counter.device.clock()
    assert not counter.printers["office"].paper


def test_each_kind_goes_to_its_printer(counter: Counter) -> None:
    counter.routes = type(ALONE)((("counter", frozenset({"receipt"})), ("office", frozenset({"report"}))))

    assert counter.job(counter.ask("report")).printer == "office"
    assert counter.job(counter.ask("receipt")).printer == "counter"
    assert counter.ask("pick") == ""


def test_the_second_document_about_the_same_sale_says_that_it_is_a_copy(counter: Counter) -> None:
    counter.start()
    counter.becomes(counter.ask(), "printed")

    counter.becomes(counter.ask(), "printed")
    counter.becomes(counter.ask(), "printed")
    counter.becomes(counter.ask("gift"), "printed")

    assert list(counter.printers["counter"].paper) == [drawn(384), drawn(384, 1), drawn(384, 2), drawn(384)]


@pytest.mark.parametrize("trouble", ["paper_rows", "cover_open", "plugged", "stuck"])
def test_what_cannot_come_out_waits_and_comes_out_as_the_original(counter: Counter, trouble: str) -> None:
    # given
    counter.routes = ALONE
    printer = counter.printers["counter"]
    good, bad = {"paper_rows": (None, 0), "plugged": (True, False)}.get(trouble, (False, True))
    setattr(printer, trouble, bad)
    spooler = counter.start()

    # when
    job_id = counter.ask()
    counter.until(lambda: spooler.views()[0].asks_for_help and spooler.views()[0].waiting == 1)

    # then: nothing was even tried
    assert (counter.job(job_id).state, counter.job(job_id).attempts) == ("waiting", 0)
    setattr(printer, trouble, good)
    counter.becomes(job_id, "printed")
    assert list(printer.paper) == [drawn(384)]
    counter.until(lambda: spooler.views()[0].waiting == 0)


def test_paper_that_tore_in_the_middle_comes_out_again_as_a_copy(counter: Counter) -> None:
    # given
    counter.routes = ALONE
    printer = counter.printers["counter"]
    printer.paper_rows = 60
    counter.start()

    # when
    job_id = counter.ask()
    counter.until(lambda: counter.job(job_id).begun)
    assert [torn.height for torn in printer.torn] == [60]
    printer.paper_rows = None
    counter.device.clock.pass_time(seconds=3)

    # then
    job = counter.becomes(job_id, "printed")
    assert list(printer.paper) == [drawn(384, 1)]
    assert (job.copy, job.attempts) == (1, 2)


def test_a_dead_printer_gives_its_paper_to_the_other_one_after_some_seconds(counter: Counter) -> None:
    counter.printers["counter"].plugged = False
    counter.start()
    job_id = counter.ask()
    counter.until(lambda: counter.spooler is not None and counter.spooler.can_print("office"))

    counter.device.clock.pass_time(seconds=6)
    job = counter.becomes(job_id, "printed")

    assert (job.printer, job.rerouted_from) == ("office", "counter")
    assert list(counter.printers["office"].paper) == [drawn(576)]  # drawn anew: its paper is wider


def test_a_dead_printer_does_not_hold_up_the_other(counter: Counter) -> None:
    counter.routes = ALONE
    counter.routes = type(ALONE)((("counter", frozenset({"receipt"})), ("office", frozenset())))
    counter.printers["counter"].plugged = False
    counter.start()
    held = counter.ask()

    counter.becomes(counter.ask("report", about="shift-1"), "printed")

    assert counter.job(held).state == "waiting"


def test_a_printer_that_is_switched_on_in_the_morning_does_not_print_yesterday(counter: Counter) -> None:
    # given
    counter.routes = ALONE
    printer = counter.printers["counter"]
    printer.plugged = False
    counter.start()
    old = [counter.ask(about=f"sale-{n}") for n in range(20)]

    # when
    counter.device.clock.pass_time(hours=14)
    printer.plugged = True
    fresh = counter.ask(about="sale-of-today")

    # then
    counter.becomes(fresh, "printed")
    assert list(printer.paper) == [drawn(384)]
    assert {counter.job(one).state for one in old} == {"expired"}
    assert [job.job_id for job in tables.left_behind(counter.device.db)] == sorted(old, reverse=True)

    # when somebody wants one of them after all
    counter.device.do(actions.print_again, old[3])
    counter.becomes(old[3], "printed")
    assert list(printer.paper) == [drawn(384)] * 2
    with pytest.raises(Refused, match=r"paper\.not_left"):
        counter.device.do(actions.print_again, old[3])


def test_a_layout_that_cannot_be_drawn_fails_alone(counter: Counter) -> None:
    # given
    bad = counter.ask(about="bad")
    good = counter.ask(about="good")

    def spoil(tx: Transaction) -> None:
        tx.db.execute("UPDATE print_job SET layout = '{}' WHERE job_id = ?", (bad,))

    counter.device.do(spoil)

    # when
    counter.start()

    # then
    counter.becomes(good, "printed")
    assert counter.job(bad).state == "failed"
    assert "ValidationError" in counter.job(bad).reason


def test_what_was_being_printed_when_the_program_stopped_comes_out_as_a_copy(counter: Counter) -> None:
    job_id = counter.ask()
    counter.device.do(actions.take, "counter")
    assert counter.job(job_id).state == "printing"

    counter.start()

    assert counter.becomes(job_id, "printed").copy == 1
    assert list(counter.printers["counter"].paper) == [drawn(384, 1)]


def test_the_drawers_pulse_goes_out_although_paper_is_missing(counter: Counter) -> None:
    counter.printers["counter"].paper_rows = 0
    spooler = counter.start()

    spooler.do("counter", lambda printer: printer.kick(5)).result(5)

    assert counter.printers["counter"].kicks == [5]


def test_a_slow_printer_does_not_hold_up_a_sale(counter: Counter) -> None:
    counter.printers["counter"].seconds_a_row = 0.01
    counter.start()
    first = counter.ask()
    counter.until(lambda: counter.job(first).state == "printing")

    counter.ask(about="sale-2")  # a transaction of the same worker

    assert counter.job(first).state == "printing"
    counter.printers["counter"].seconds_a_row = 0.0


def test_screens_are_told_when_a_printer_changes(counter: Counter) -> None:
    spooler = counter.start()
    counter.until(lambda: spooler.views()[0].status is not None)
    before = len(counter.told)

    counter.printers["counter"].paper_rows = 900
    counter.becomes(counter.ask(), "printed")

    assert len(counter.told) > before
    counter.printers["counter"].plugged = False
    counter.ask(about="another")
    counter.until(lambda: spooler.views()[0].status.state == "offline")  # type: ignore[union-attr] # it was asked
