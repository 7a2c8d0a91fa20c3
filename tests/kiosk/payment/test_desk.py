"""At the counter: whatever the terminal says, or does not say, money is taken once and never forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from hardware.payment_terminal import PaymentKind, PaymentResult
from hardware.payment_terminal_simulated import Fault
from kiosk.errors import Refused
from kiosk.money import Money
from kiosk.payment import actions, tables
from sync.messages.payment import PaymentAdvanced
from tests.kiosk.payment.counters import KINDS, Counter, open_counter

CODE = "134567890123456789"


@pytest.fixture
def counter(tmp_path: Path) -> Iterator[Counter]:
    """Give a started counter."""
    with open_counter(tmp_path) as made:
        yield made


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_approved_is_paid(counter: Counter, kind: PaymentKind) -> None:
    counter.pay("b1", kind)
    counter.wait(60)

    assert counter.steps("b1")[-1] == "paid"
    assert counter.heard["b1"][-1].made == "sale of b1"
    assert counter.terminal.books.taken_minor == 1800
    assert tables.unresolved(counter.reader) == []
    assert counter.facts(PaymentAdvanced.TYPE) == [], "the sale tells of it"


def test_the_intent_is_on_disk_as_sent_before_the_terminal_hears_of_it(counter: Counter) -> None:
    counter.pay("b1")

    assert counter.steps("b1") == ["opening", "waiting"]
    assert counter.intent("b1").state == "sent"
    assert counter.terminal.books.entries == {}


def test_nobody_pays_twice_for_one_basket(counter: Counter) -> None:
    counter.pay("b1")
    counter.pay("b1")

    assert counter.steps("b1") == ["opening", "waiting", "opening", "failed"]
    assert str(counter.heard["b1"][-1].problem) == "payment.still_open"


def test_a_code_to_scan_is_shown_and_asked_about_until_it_is_paid(counter: Counter) -> None:
    counter.pay("b1", "qr")
    counter.wait(0.5)

    pending = counter.heard["b1"][-1]
    assert pending.step == "pending"
    assert pending.intent is not None
    assert pending.intent.qr_text.startswith("https://pay.example/")
    counter.wait(10)
    assert counter.steps("b1")[-1] == "paid"


def test_a_code_that_nobody_scans_expires(counter: Counter) -> None:
    counter.terminal.plan.append("decline")
    counter.pay("b1", "qr")
    counter.wait(200)

    assert (counter.steps("b1")[-1], counter.intent("b1").reason) == ("declined", "expired")


def test_of_a_scanned_code_four_digits_are_kept_and_no_more(counter: Counter) -> None:
    counter.pay("b1", "wallet", payer_code=CODE, scheme="wechat_pay")
    counter.wait(60)

    assert counter.intent("b1").hint == CODE[-4:]
    for file in counter.folder.rglob("*"):
        if file.is_file():
            assert CODE.encode() not in file.read_bytes(), file.name


def test_without_the_acquirer_a_wallet_is_declined_at_once_and_nothing_waits(counter: Counter) -> None:
    counter.terminal.plan.append("offline")
    counter.pay("b1", "wallet", payer_code=CODE)
    counter.wait(0)

    assert (counter.steps("b1")[-1], counter.intent("b1").reason) == ("declined", "unreachable")
    counter.wait(3600)
    assert counter.terminal.books.entries == {}


@pytest.mark.parametrize("fault", ["time_out", "lost_answer", "twice", "late", "slow", "unknown_then_approved", "dies"])
@pytest.mark.parametrize("kind", KINDS)
def test_an_answer_that_is_lost_late_or_doubled_is_one_sale(counter: Counter, kind: PaymentKind, fault: Fault) -> None:
    counter.terminal.plan.append(fault)
    counter.pay("b1", kind)
    counter.wait(600)

    assert counter.steps("b1").count("paid") == 1
    assert counter.terminal.books.taken_minor == 1800
    assert tables.unresolved(counter.reader) == []


@pytest.mark.parametrize("fault", ["lost_request", "dies_before", "decline"])
@pytest.mark.parametrize("kind", KINDS)
def test_what_was_never_taken_is_never_sold(counter: Counter, kind: PaymentKind, fault: Fault) -> None:
    counter.terminal.plan.append(fault)
    counter.pay("b1", kind)
    counter.wait(600)

    assert counter.steps("b1")[-1] == "declined"
    assert counter.till.sold == {}
    counter.pay("b1", kind)
    counter.wait(60)
    assert counter.steps("b1")[-1] == "paid"
    assert counter.terminal.books.taken_minor == 1800


@pytest.mark.parametrize("fault", ["answer_after_reversal", "reversal_lost"])
def test_a_wallet_that_stays_silent_is_undone_and_a_late_approval_changes_nothing(
    counter: Counter, fault: Fault
) -> None:
    counter.terminal.plan.append(fault)
    counter.pay("b1", "wallet")
    counter.wait(44)
    assert counter.steps("b1")[-1] == "unknown"
    assert counter.terminal.books.taken_minor == 1800
    counter.wait(600)

    assert counter.steps("b1")[-1] == "reversed"
    assert counter.intent("b1").state == "reversed"
    assert (counter.terminal.books.taken_minor, counter.till.sold) == (0, {})
    assert counter.facts(PaymentAdvanced.TYPE), "head office hears of money that came and went"


def test_another_amount_than_was_asked_for_is_given_back(counter: Counter) -> None:
    counter.terminal.plan.append("wrong_amount")
    counter.pay("b1")
    counter.wait(60)

    intent = counter.intent("b1")
    assert (intent.state, counter.terminal.books.taken_minor, counter.till.sold) == ("reversed", 0, {})


def test_a_no_that_becomes_a_yes_is_a_sale_if_the_basket_still_waits(counter: Counter) -> None:
    counter.terminal.plan.append("declined_then_approved")
    counter.pay("b1")
    counter.wait(5)
    assert counter.steps("b1")[-1] == "declined"
    counter.wait(60)

    assert counter.till.sold.keys() == {"b1"}
    assert counter.terminal.books.taken_minor == 1800


def test_a_no_that_becomes_a_yes_goes_back_if_the_basket_was_paid_in_another_way(counter: Counter) -> None:
    counter.terminal.plan.append("declined_then_approved")
    counter.pay("b1")
    counter.wait(3)
    counter.pay("b1")
    counter.wait(4)
    assert counter.steps("b1")[-1] == "paid"
    counter.wait(60)

    assert [intent.state for intent in tables.of_basket(counter.reader, "b1")] == ["reversed", "approved"]
    assert counter.terminal.books.taken_minor == 1800


def test_a_cancelled_payment_is_not_taken(counter: Counter) -> None:
    counter.pay("b1")
    counter.desk.cancel(counter.intent("b1").intent_id)
    counter.wait(60)

    assert (counter.steps("b1")[-1], counter.intent("b1").reason) == ("declined", "cancelled")
    assert counter.terminal.books.taken_minor == 0


def test_an_answer_that_could_not_be_kept_is_a_doubt_and_asked_for_again(counter: Counter) -> None:
    counter.till.fails = 2
    counter.pay("b1")
    counter.wait(4)
    assert counter.steps("b1")[-1] == "unknown"
    counter.wait(600)

    assert counter.steps("b1")[-1] == "paid"
    assert counter.terminal.books.taken_minor == 1800


def test_a_doubt_that_lasts_is_told_to_head_office_and_locks_the_basket(counter: Counter) -> None:
    counter.terminal.plan.append("answer_after_reversal")
    counter.pay("b1")
    counter.wait(120)

    intent = counter.intent("b1")
    assert (intent.state, intent.told) == ("unknown", True)
    assert len(counter.facts(PaymentAdvanced.TYPE)) == 1
    counter.wait(3600)
    assert len(counter.facts(PaymentAdvanced.TYPE)) == 1
    counter.pay("b1")
    assert counter.steps("b1")[-1] == "failed"


def test_a_colleague_has_a_doubt_undone(counter: Counter) -> None:
    counter.terminal.plan.append("answer_after_reversal")
    counter.pay("b1")
    counter.wait(30)
    counter.desk.reverse(counter.intent("b1").intent_id)
    counter.wait(60)

    assert counter.steps("b1")[-1] == "reversed"
    assert counter.terminal.books.taken_minor == 0


@pytest.mark.parametrize(("found", "state", "sold"), [("taken", "approved", True), ("not_taken", "declined", False)])
def test_a_colleague_ends_a_doubt_by_hand_with_a_reason(counter: Counter, found: str, state: str, sold: bool) -> None:
    counter.terminal.plan.append("answer_after_reversal")
    counter.pay("b1")
    counter.wait(30)
    answers: list[object] = []
    resolve = (counter.intent("b1").intent_id, found)
    counter.desk.resolve(*resolve, "  ", "op-7", answers.append, answers.append)  # type: ignore[arg-type] # a parameter's word
    counter.settle()
    counter.desk.resolve(*resolve, "Terminal's journal", "op-7", answers.append, answers.append)  # type: ignore[arg-type]
    counter.settle()

    assert str(answers[0]) == "payment.reason_wanted"
    intent = counter.intent("b1")
    assert (intent.state, intent.resolved_by, intent.resolution) == (state, "op-7", "Terminal's journal")
    assert ("b1" in counter.till.sold) is sold
    assert b"op-7" in counter.facts(PaymentAdvanced.TYPE)[-1]


def test_a_hand_that_was_wrong_is_put_right_by_the_terminal(counter: Counter) -> None:
    counter.pay("b1")
    counter.desk.resolve(counter.intent("b1").intent_id, "not_taken", "Nobody came", "op-7", print, print)
    counter.settle()
    counter.wait(60)

    assert counter.intent("b1").state == "approved"
    assert counter.terminal.books.taken_minor == 1800


def test_a_refund_goes_back_to_the_payment_that_it_came_from(counter: Counter) -> None:
    counter.pay("b1")
    counter.wait(10)
    reference = counter.intent("b1").reference
    heard = counter.heard.setdefault("back", [])
    counter.desk.refund("back", "card", Money(800, "CNY"), reference, "en", heard.append)
    counter.wait(10)

    assert heard[-1].step == "paid"
    assert counter.intent("back").amount == Money(-800, "CNY")
    assert counter.terminal.books.taken_minor == 1000


def test_a_refund_to_nothing_is_declined(counter: Counter) -> None:
    heard = counter.heard.setdefault("back", [])
    counter.desk.refund("back", "card", Money(800, "CNY"), "SIM99999999", "en", heard.append)
    counter.wait(10)

    assert heard[-1].step == "declined"


@pytest.mark.parametrize("kind", KINDS)
def test_a_refund_whose_answer_is_lost_is_asked_about_and_given_once(counter: Counter, kind: PaymentKind) -> None:
    counter.pay("b1", kind)
    counter.wait(60)
    counter.terminal.plan.append("lost_answer")
    heard = counter.heard.setdefault("back", [])
    counter.desk.refund("back", kind, Money(1800, "CNY"), counter.intent("b1").reference, "en", heard.append)
    counter.wait(600)

    assert heard[-1].step == "paid"
    assert counter.terminal.books.taken_minor == 0


def test_amounts_of_nothing_are_refused(counter: Counter) -> None:
    with pytest.raises(Refused, match=r"payment\.no_amount"):
        counter.worker.call(actions.open_intent, "b1", "card", 0, "CNY")
    with pytest.raises(Refused, match=r"payment\.no_original"):
        counter.worker.call(actions.open_intent, "b1", "card", -5, "CNY")


def test_an_answer_about_nothing_we_know_is_refused_and_breaks_nothing(counter: Counter) -> None:
    result = PaymentResult("stranger", "approved", "T1")
    with pytest.raises(Refused, match=r"payment\.no_such"):
        counter.worker.call(actions.hear, "stranger", result, counter.till.settle)


@pytest.mark.parametrize("at_s", [0.0, 0.5, 1.9, 2.5, 20.0])
@pytest.mark.parametrize("kind", KINDS)
def test_after_a_stop_at_any_time_the_payment_is_taken_up(tmp_path: Path, kind: PaymentKind, at_s: float) -> None:
    with open_counter(tmp_path) as first:
        first.terminal.plan.append("lost_answer")
        first.pay("b1", kind)
        first.wait(at_s)
        till, time = first.till, first.time

    with open_counter(tmp_path, time=time, till=till) as second:
        second.wait(600)
        intent = second.intent("b1")
        assert tables.unresolved(second.reader) == []
        assert intent.state in ("approved", "declined")
        assert second.terminal.books.taken_minor == (1800 if intent.state == "approved" else 0)
        assert ("b1" in till.sold) is (intent.state == "approved")


def test_an_intent_that_was_never_sent_is_withdrawn_at_the_next_start(tmp_path: Path) -> None:
    with open_counter(tmp_path) as first:
        first.worker.call(actions.open_intent, "b1", "card", 1800, "CNY")

    with open_counter(tmp_path) as second:
        assert second.intent("b1").state == "declined"


def test_a_clock_that_is_set_back_does_not_hurry_a_reversal(tmp_path: Path) -> None:
    with open_counter(tmp_path) as first:
        first.terminal.plan.append("answer_after_reversal")
        first.time.seconds = 86_400.0
        first.pay("b1", "wallet")
        first.wait(3)
        till = first.till

    with open_counter(tmp_path, till=till) as second:
        second.wait(600)
        assert tables.unresolved(second.reader) == []
