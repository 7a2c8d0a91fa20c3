"""A nexo terminal over real HTTPS: who is believed, what is certain after a failure, and where no card data goes."""

from __future__ import annotations

import logging
import socket
from collections.abc import Iterator
from decimal import Decimal
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from hardware import nexo_messages as nexo
from hardware.nexo_test_terminal import PAN, NexoTestTerminal
from hardware.payment_terminal import PaymentRequest, PaymentResult
from hardware.payment_terminal_nexo import Nexo, NexoTerminal
from tests.devices import NOON
from tests.hardware.waiting import wait_until

PARTIES = nexo.Parties("till-1", "P400Plus-275479597", 2)


class Bench:
    """Terminal and driver."""

    def __init__(self, folder: Path, delay_s: float = 0.02) -> None:
        self.terminal = NexoTestTerminal(folder / "terminal", delay_s=delay_s)
        self.terminal.start()
        self.which = Nexo(self.terminal.url, self.terminal.ca_file, PARTIES.poi_id, PARTIES.sale_id, answer_s=5.0)
        self.heard: list[PaymentResult] = []
        self.driver = NexoTerminal(self.which)
        self.driver.start(self.heard.append)

    def use(self, which: Nexo) -> None:
        """Another idea of where the terminal is."""
        self.driver.close()
        self.driver = NexoTerminal(which)
        self.driver.start(self.heard.append)

    def pay(self, intent_id: str = "i1") -> PaymentResult:
        """Pay 228 yuan."""
        self.driver.authorise(PaymentRequest(intent_id, 22800, "CNY"))
        return self.next()

    def next(self) -> PaymentResult:
        """The next result."""
        wait_until(lambda: self.heard)
        return self.heard.pop(0)

    def close(self) -> None:
        """Stop both."""
        self.driver.close()
        self.terminal.close()


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    """Give a terminal that answers at once."""
    made = Bench(tmp_path)
    yield made
    made.close()


@pytest.mark.parametrize("fault", ["hang", "garbage", "in_doubt"])
def test_what_may_have_been_taken_is_unknown_and_never_a_no(bench: Bench, fault: str) -> None:
    bench.terminal.plan.append(fault)  # type: ignore[arg-type] # a parameter's word

    assert bench.pay().outcome == "unknown"
    bench.driver.query("i1")
    assert bench.next().outcome == "approved"


@pytest.mark.parametrize("fault", ["lost", "error"])
def test_what_the_terminal_never_booked_turns_out_as_not_found(bench: Bench, fault: str) -> None:
    bench.terminal.plan.append(fault)  # type: ignore[arg-type] # a parameter's word

    assert bench.pay().outcome == "unknown"
    bench.driver.query("i1")
    assert (bench.next().reason, bench.terminal.books.taken_minor) == ("not_found", 0)


def test_a_terminal_that_is_not_there_was_never_asked(bench: Bench) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        port = nobody.getsockname()[1]
    bench.use(replace(bench.which, url=f"https://127.0.0.1:{port}/nexo"))

    result = bench.pay()
    assert (result.outcome, result.reason) == ("declined", "unreachable")
    bench.driver.query("i1")
    assert bench.next().outcome == "unknown", "an earlier request may have reached it all the same"


def test_a_stranger_with_another_certificate_is_told_nothing(bench: Bench, tmp_path: Path) -> None:
    stranger = NexoTestTerminal(tmp_path / "stranger", delay_s=0)
    stranger.start()
    bench.use(replace(bench.which, url=stranger.url))
    try:
        result = bench.pay()
    finally:
        stranger.close()

    assert (result.outcome, result.reason) == ("declined", "unreachable")
    assert stranger.seen == []


def test_a_certificate_file_that_is_lost_stops_nothing_but_the_payment(bench: Bench, tmp_path: Path) -> None:
    bench.use(replace(bench.which, ca_file=tmp_path / "nowhere.pem"))

    assert bench.pay().reason == "unreachable"


def test_a_whole_card_number_in_an_answer_goes_nowhere(
    bench: Bench, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    bench.terminal.plan.append("pan")

    result = bench.pay()

    assert result.outcome == "approved"
    assert result.hint == PAN[-4:]
    assert PAN not in repr(result)
    assert PAN not in caplog.text
    assert PAN[:-4] not in "".join(path.read_text("utf-8") for path in tmp_path.rglob("*.jsonl"))


def test_a_payment_that_is_given_up_is_declined(tmp_path: Path) -> None:
    bench = Bench(tmp_path, delay_s=30)
    try:
        bench.driver.authorise(PaymentRequest("i1", 100, "CNY"))
        wait_until(lambda: bench.terminal.seen)
        bench.driver.query("i1")
        assert bench.next().outcome == "pending"
        bench.driver.cancel("i1")
        result = bench.next()
    finally:
        bench.close()

    assert (result.outcome, result.reason) == ("declined", "cancelled")
    assert bench.terminal.books.taken_minor == 0


def test_a_restart_finds_the_payment_by_its_intent_alone(bench: Bench) -> None:
    bench.terminal.plan.append("hang")
    bench.pay("0198-intent")
    bench.use(bench.which)

    bench.driver.query("0198-intent")

    assert bench.next().outcome == "approved"
    payment = next(header for header in bench.terminal.seen if header["MessageCategory"] == "Payment")
    assert payment["ServiceID"] == nexo.service_id("0198-intent")
    assert len({header["ServiceID"] for header in bench.terminal.seen}) == len(bench.terminal.seen)


@given(st.text(min_size=1, max_size=64), st.sampled_from(["pay", "status"]), st.integers(0, 10**15))
def test_every_service_id_fits_the_field(intent_id: str, purpose: str, turn: int) -> None:
    found = nexo.service_id(intent_id, purpose, turn)

    assert len(found) == 10
    assert found.isalnum()


@pytest.mark.parametrize(("digits", "written"), [(2, "228.00"), (0, "22800")])
def test_amounts_are_exact_in_the_currencys_own_places(digits: int, written: str) -> None:
    parties = replace(PARTIES, digits=digits)
    message = nexo.payment(parties, PaymentRequest("i1", 22800, "CNY"), NOON)

    assert f'"RequestedAmount":{written}'.encode() in nexo.encode(message)
    answer = {"SaleToPOIResponse": {"PaymentResponse": {
        "Response": {"Result": "Success"}, "PaymentResult": {"AmountsResp": {"AuthorizedAmount": Decimal(written)}},
    }}}  # fmt: skip
    assert nexo.payment_result(parties, "i1", answer).amount_minor == 22800


@given(st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["SaleToPOIResponse", "PaymentResponse", "Response", "Result", "PaymentResult", "x"]), inner
    ), max_leaves=12,
))  # fmt: skip
def test_no_answer_that_makes_no_sense_is_a_yes_or_breaks_anything(found: object) -> None:
    body = nexo.decode(nexo.encode({"a": found})) if not isinstance(found, dict) else found
    for read in (partial(nexo.payment_result, PARTIES), partial(nexo.status_result, PARTIES), nexo.reversal_result):
        assert read("i1", body).outcome in ("unknown", "declined")
