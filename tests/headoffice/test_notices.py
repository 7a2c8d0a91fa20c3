"""Notices: a shopper is told of each state once, reminded before the last day, never of what is no longer true."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec
import pytest

from sync.headoffice import notices, order_moves
from sync.headoffice.change import Change, Conflict
from sync.headoffice.notice_channels import Channel, LogFile, Noticing
from sync.headoffice.notice_words import WORDS, language_of
from sync.headoffice.notices import Words
from sync.headoffice.office import Office
from sync.headoffice.orders import Order
from tests.headoffice.offices import NOON
from tests.headoffice.order_desk import Clerk, at, place


class Phone:
    """A gateway of text messages that is out of order for the first `faults` notices."""

    name = "phone"

    def __init__(self, faults: int = 0) -> None:
        self.faults = faults
        self.got: list[Words] = []

    def send(self, _change: Change, words: Words) -> None:
        """Take it, or not."""
        if self.faults:
            self.faults -= 1
            raise OSError("out of order")
        self.got.append(words)


def send(office: Office, *channels: Channel, after: timedelta = timedelta(0)) -> int:
    """Send what is due some time after noon."""
    office.clock = lambda: NOON + after
    found: Sequence[Channel] = channels or (Phone(),)
    return office.read(Noticing(office, found, lambda order_id: f"/order/{order_id}").send_due)


def told(office: Office, order: Order) -> list[tuple[str, str]]:
    """(kind, state) of all its notices."""
    return [(one.kind, one.state) for one in office.read(lambda db: notices.of_order(db, order.order_id))]


def due(office: Office, order: Order, kind: str) -> datetime:
    found = office.read(lambda db: notices.of_order(db, order.order_id))
    return datetime.fromisoformat(next(one.due_at for one in found if one.kind == kind))


def test_a_shopper_is_told_of_each_state_once_in_their_language(office: Office) -> None:
    phone = Phone()
    order = place(office, member="M2", contact="+86 21 5555")
    Clerk(office).make_ready(order)

    assert send(office, phone) == 2
    assert send(office, phone) == 0

    assert [one.kind for one in phone.got] == ["placed", "ready"]
    ready = phone.got[1]
    assert (ready.language, ready.contact, ready.path) == ("en", "+86 21 5555", f"/order/{order.order_id}")
    assert ready.text.startswith(f"Jing'an: order {order.number} is ready")
    assert order.pickup_code in ready.text


def test_what_is_ready_again_is_not_told_again(office: Office) -> None:
    order, clerk = place(office), Clerk(office)
    clerk.make_ready(order)
    send(office)

    clerk.do(order, "unstage")
    clerk.do(order, "stage", text="S2")

    assert send(office) == 0


def test_what_is_no_longer_true_is_not_told(office: Office) -> None:
    order, clerk = place(office), Clerk(office)
    clerk.make_ready(order)
    clerk.do(order, "unstage")

    send(office)

    assert ("ready", "dropped") in told(office, order)


def test_a_part_that_is_ready_is_told_as_a_part(office: Office) -> None:
    phone = Phone()
    order = place(office)
    Clerk(office).make_ready(order, order.lines[1].line_id)

    send(office, phone)

    assert [one.kind for one in phone.got] == ["placed", "choice", "ready_partly"]
    assert "1" in phone.got[2].text


def test_a_shopper_is_reminded_twice_by_day_and_not_after_the_order_was_fetched(office: Office) -> None:
    order, clerk = place(office, expires_at=NOON + timedelta(days=7, hours=9)), Clerk(office)
    clerk.make_ready(order)

    # NOON is 12:00 in Shanghai, so it ends at 21:00 there: who was reminded then would be woken, so it is 9 o'clock.
    assert due(office, order, "reminder1") == NOON + timedelta(days=5, hours=21)
    assert due(office, order, "reminder2") == NOON + timedelta(days=6, hours=21)
    assert send(office, after=timedelta(days=6)) == 3
    clerk.hand_over(order)
    assert send(office, after=timedelta(days=8)) == 0
    assert ("reminder2", "dropped") in told(office, order)


def test_who_asks_for_more_time_is_reminded_later(office: Office) -> None:
    order = place(office, expires_at=NOON + timedelta(days=3))
    Clerk(office).make_ready(order)
    send(office, after=timedelta(days=1, hours=1))

    at(
        office,
        timedelta(days=1, hours=2),
        lambda change: order_moves.extend(change, order.order_id, NOON + timedelta(9)),
    )

    assert due(office, order, "reminder1") <= NOON + timedelta(days=1, hours=1), "it went out"
    assert due(office, order, "reminder2") == NOON + timedelta(days=8)


def test_goods_to_try_on_are_reminded_of_ten_minutes_before(office: Office) -> None:
    order = place(office, method="try_on")
    Clerk(office).make_ready(order)

    assert due(office, order, "reminder1") == NOON + timedelta(minutes=20)
    assert ("reminder2", "waiting") not in told(office, order)


def test_a_notice_is_sent_again_when_asked_but_not_at_once_and_not_for_ever(office: Office) -> None:
    order = place(office)
    with pytest.raises(Conflict):
        office.change(lambda change: notices.resend(change, order.order_id))
    send(office)
    with pytest.raises(Conflict):
        at(office, timedelta(minutes=9), lambda change: notices.resend(change, order.order_id))
    for number in range(1, notices.MOST_RESENT + 1):
        after = timedelta(minutes=11 * number)
        at(office, after, lambda change: notices.resend(change, order.order_id))
        assert send(office, after=after) == 1

    with pytest.raises(Conflict):
        at(office, timedelta(days=1), lambda change: notices.resend(change, order.order_id))


def test_there_is_a_most_of_notices_and_the_end_is_told_beyond_it(office: Office) -> None:
    order = place(office)
    office.change(
        lambda change: change.db.executemany(
            "INSERT INTO notice (order_id, store, kind, round, due_at, state) VALUES (?, ?, 'placed', ?, ?, 'sent')",
            [
                (order.order_id, order.store, number, "2026-05-04T04:00:00.000Z")
                for number in range(1, notices.MOST + 1)
            ],
        )
    )

    Clerk(office).make_ready(order)
    office.change(lambda change: order_moves.cancel(change, order.order_id))

    kinds = [kind for kind, _ in told(office, order)]
    assert "ready" not in kinds
    assert kinds[-1] == "cancelled"


def test_a_channel_that_is_out_of_order_is_tried_again(office: Office) -> None:
    phone = Phone(faults=1)
    place(office)

    assert (send(office, phone), send(office, phone)) == (0, 1)
    assert [one.kind for one in phone.got] == ["placed"]


def test_the_log_is_a_line_of_json_that_only_its_owner_reads(office: Office) -> None:
    path = office.folder / "notices.log"
    place(office)

    send(office, LogFile(path))

    [line] = path.read_text("utf-8").splitlines()
    assert msgspec.json.decode(line, type=Words).kind == "placed"
    assert path.stat().st_mode & 0o077 == 0


def test_every_language_has_every_text(office: Office) -> None:
    assert {frozenset(texts) for texts in WORDS.values()} == {frozenset(WORDS["en"])}
    assert [language_of(text) for text in ("zh-CN", "zh_TW", "zh-Hant", "en-GB", "", "fr")] == [
        *("zh_CN", "zh_TW", "zh_TW", "en", "zh_CN", "zh_CN")
    ]
