"""Orders that devices ask head office for: each is placed once, or refused with the reason."""

from __future__ import annotations

import msgspec
import pytest

from sync.headoffice import orders
from sync.headoffice.office import Office
from sync.messages import OrderLine as WishedLine
from sync.messages import OrderPlaced, OrderWishAnswered, OrderWished
from tests.headoffice.offices import MILK, NOON, STORE, TEA, event, told
from tests.headoffice.order_desk import HOME
from tests.headoffice.test_effects import arrive

WISH = OrderWished(
    wish_id="w1",
    store=STORE,
    channel="phone",
    surname="王",
    lines=(WishedLine(line_id="l1", gtin=MILK, quantity=2),),
    device=HOME,
    at=NOON,
)


def wish(office: Office, message: OrderWished) -> OrderWishAnswered:
    """A device asks; gives what its store hears."""
    assert event(message, 1).subject == message.wish_id
    arrive(office, message, device=HOME)
    answers = told(office, STORE, OrderWishAnswered)
    assert isinstance(answers[-1], OrderWishAnswered)
    return answers[-1]


def test_an_order_that_a_device_asks_for_is_placed_once(office: Office) -> None:
    first = wish(office, WISH)
    again = wish(office, WISH)

    assert (first.number, first.refused) == ("B-0001", "")
    assert (again.order_id, len(told(office, STORE, OrderPlaced))) == (first.order_id, 1)
    order = office.read(lambda db: orders.get(db, first.order_id))
    assert (order.channel, order.surname, order.total_minor, order.paid) == ("phone", "王", 2580, False)


@pytest.mark.parametrize(
    ("changes", "refused", "detail"),
    [
        ({"store": "9521000000999"}, "unknown", "store"),
        ({"lines": (WishedLine(line_id="l1", gtin=TEA, quantity=1),)}, "not_promised", "lines[0].quantity"),
        ({"lines": ()}, "invalid", "lines"),
    ],
)
def test_an_order_that_cannot_be_placed_is_told_with_the_reason(
    office: Office, changes: dict[str, object], refused: str, detail: str
) -> None:
    answer = wish(office, msgspec.structs.replace(WISH, **changes))

    assert (answer.order_id, answer.refused, answer.detail) == ("", refused, detail)
    assert told(office, STORE, OrderPlaced) == []
