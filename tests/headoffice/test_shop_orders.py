"""Goods that were paid in a shop and leave it later become orders: one for each way and shop, and none after a void."""

from __future__ import annotations

from datetime import timedelta

import msgspec

from sync import messages
from sync.headoffice import flags, members, orders, refunds, stock
from sync.headoffice.office import Office
from sync.messages import OrderPlaced, OrderToldSteps, Particulars
from tests.headoffice.offices import MILK, NOON, OAT, OTHER, SOAP, STORE, sale, told
from tests.headoffice.order_desk import Clerk, now
from tests.headoffice.test_effects import arrive

AT_FOUR = (NOON + timedelta(hours=4)).isoformat()


def sold(sale_id: str, number: int, *ways: Particulars, customer: str = "M1") -> messages.SaleCompleted:
    """Milk, oat drink and soap, each the way that is said."""
    made = sale(sale_id, number, [(MILK, 2, 1290), (OAT, 1, 1590), (SOAP, 1, 890)][: len(ways)])
    lines = tuple(msgspec.structs.replace(line, particulars=way) for line, way in zip(made.lines, ways, strict=True))
    return msgspec.structs.replace(made, lines=lines, customer=customer)


def of_sale(office: Office, sale_id: str) -> list[orders.Order]:
    return office.read(lambda db: orders.of_sale(db, sale_id))


def on_hand(office: Office, gtin: str) -> int:
    found = office.read(lambda db: stock.level(db, STORE, gtin))
    assert found is not None
    return found.on_hand


def test_each_way_and_shop_is_an_order_of_its_own(office: Office) -> None:
    here = Particulars()
    there = Particulars(fulfilment="pickup", from_store=OTHER, promised=AT_FOUR)
    sent = Particulars(fulfilment="ship", promised=AT_FOUR)

    arrive(office, sold("s1", 1, there, here, sent))

    pickup, ship = sorted(of_sale(office, "s1"), key=lambda order: order.method)
    assert (pickup.method, pickup.store, pickup.state, pickup.member) == ("pickup", OTHER, "placed", "M1")
    assert [(line.gtin, line.quantity) for line in pickup.lines] == [(MILK, 2)]
    assert pickup.sale_number == "till-1-A0001"
    assert (ship.method, [(line.gtin, line.quantity) for line in ship.lines]) == ("ship", [(SOAP, 1)])
    [placed] = told(office, OTHER, OrderPlaced)
    assert isinstance(placed, OrderPlaced)
    assert (placed.sale, placed.paid, placed.promised_at) == ("s1", True, NOON + timedelta(hours=4))
    [sends] = told(office, STORE, OrderPlaced)
    assert isinstance(sends, OrderPlaced)
    assert (sends.method, sends.pickup_code, sends.expires_at) == ("ship", "", None)


def test_only_what_was_taken_along_leaves_the_shop_s_stock(office: Office) -> None:
    before = (on_hand(office, MILK), on_hand(office, OAT))

    arrive(office, sold("s1", 1, Particulars(fulfilment="pickup"), Particulars()))

    assert (on_hand(office, MILK), on_hand(office, OAT)) == (before[0], before[1] - 1)


def test_the_same_sale_again_makes_no_second_order(office: Office) -> None:
    made = sold("s1", 1, Particulars(fulfilment="pickup"))

    arrive(office, made, 1)
    arrive(office, made, 1, epoch="e2", repeated=True)
    arrive(office, made, 2)

    assert len(of_sale(office, "s1")) == 1


def test_a_voided_sale_takes_its_orders_back(office: Office) -> None:
    ways = (Particulars(fulfilment="pickup"), Particulars(fulfilment="ship"))
    arrive(office, sold("s1", 1, *ways), 1)

    void = sold("s2", 2, *ways)
    lines = tuple(
        msgspec.structs.replace(line, quantity=-line.quantity, amount_minor=-line.amount_minor) for line in void.lines
    )
    arrive(office, msgspec.structs.replace(void, lines=lines, kind="void", voids="s1"), 2)

    assert {order.state for order in of_sale(office, "s1")} == {"cancelled"}
    assert len(told(office, STORE, OrderToldSteps)) == 2
    assert office.read(refunds.newest) == [], "the till gave the money back"
    assert of_sale(office, "s2") == []


def test_a_sale_is_voided_also_when_its_order_has_run_out(office: Office) -> None:
    way = Particulars(fulfilment="pickup")
    arrive(office, sold("s1", 1, way), 1)
    [order] = of_sale(office, "s1")
    Clerk(office).do(order, "expire", text="not_fetched", until="2026-06-04T00:00:00.000Z")

    arrive(office, back("s2", 2, way, kind="void", voids="s1"), 2)

    assert [order.state for order in of_sale(office, "s1")] == ["expired"]


def test_whoever_has_their_money_back_fetches_nothing(office: Office) -> None:
    arrive(office, sold("s1", 1, Particulars(fulfilment="pickup"), Particulars(fulfilment="ship")), 1)
    before = on_hand(office, MILK)

    arrive(office, back("s2", 2, Particulars()), 2)

    assert {order.method: order.state for order in of_sale(office, "s1")} == {"pickup": "cancelled", "ship": "placed"}
    assert "returned_before_collected" in kinds(office)
    assert on_hand(office, MILK) == before, "the goods never left their shelf, so none came back to it"
    assert office.read(refunds.newest) == [], "the till gave the money back"


def test_of_a_part_that_comes_back_before_it_was_fetched_the_rest_is_fetched(office: Office) -> None:
    arrive(office, sold("s1", 1, Particulars(fulfilment="pickup")), 1)
    before = on_hand(office, MILK)

    arrive(office, back("s2", 2, Particulars(), units=1), 2)

    [order] = of_sale(office, "s1")
    assert (order.state, [line.wanted for line in order.lines]) == ("placed", [1])
    assert on_hand(office, MILK) == before
    [message] = told(office, STORE, OrderToldSteps)
    assert isinstance(message, OrderToldSteps)
    assert [(step.kind, step.units) for step in message.steps] == [("amend", 1)]
    assert office.read(refunds.newest) == []

    clerk = Clerk(office)
    clerk.make_ready(order)
    assert clerk.hand_over(order).state == "collected"
    assert office.read(refunds.newest) == []


def test_of_a_packed_order_a_part_that_comes_back_is_taken_out_of_the_bag(office: Office) -> None:
    arrive(office, sold("s1", 1, Particulars(fulfilment="pickup")), 1)
    [order] = of_sale(office, "s1")
    clerk = Clerk(office)
    clerk.make_ready(order)

    arrive(office, back("s2", 2, Particulars(), units=1), 2)

    after = now(office, order)
    assert (after.state, [(line.wanted, line.picked) for line in after.lines]) == ("ready", [(1, 1)])
    assert [(one.trouble, one.units) for one in after.issues] == [("picked_too_many", 1)]
    assert clerk.hand_over(order).state == "collected"


def test_goods_that_were_fetched_and_come_back_lie_on_the_counter(office: Office) -> None:
    arrive(office, sold("s1", 1, Particulars(fulfilment="pickup")), 1)
    [order] = of_sale(office, "s1")
    clerk = Clerk(office)
    clerk.make_ready(order)
    clerk.hand_over(order)
    before = on_hand(office, MILK)

    arrive(office, back("s2", 2, Particulars(), units=1), 2)

    assert now(office, order).state == "collected"
    assert on_hand(office, MILK) == before + 1
    assert "returned_before_collected" not in kinds(office)


def test_of_a_line_that_was_fetched_in_part_the_fetched_units_come_back_first(office: Office) -> None:
    arrive(office, sold("s1", 1, Particulars(fulfilment="pickup")), 1)
    [order] = of_sale(office, "s1")
    clerk = Clerk(office)
    clerk.make_ready(order)
    clerk.do(order, "hand", text="n1", handed=((order.lines[0].line_id, 1),))
    before = on_hand(office, MILK)

    arrive(office, back("s2", 2, Particulars(), units=1), 2)
    assert (now(office, order).lines[0].wanted, on_hand(office, MILK)) == (2, before + 1)

    arrive(office, back("s3", 3, Particulars(), units=1), 3)
    assert (now(office, order).state, on_hand(office, MILK)) == ("collected", before + 1)


def test_a_return_that_arrives_before_its_sale_is_taken_off_all_the_same(office: Office) -> None:
    before = on_hand(office, MILK)
    arrive(office, back("s2", 2, Particulars(), units=1), 1, device="till-2")

    arrive(office, sold("s1", 1, Particulars(fulfilment="pickup")), 1)

    [order] = of_sale(office, "s1")
    assert [line.wanted for line in order.lines] == [1]
    assert on_hand(office, MILK) == before


def test_of_what_is_to_be_sent_and_comes_back_nothing_is_sent(office: Office) -> None:
    arrive(office, sold("s1", 1, Particulars(fulfilment="ship")), 1)

    arrive(office, back("s2", 2, Particulars()), 2)

    assert [order.state for order in of_sale(office, "s1")] == ["cancelled"]
    assert "returned_of_shipped" in kinds(office)


def test_an_order_of_a_sale_that_ended_unfetched_is_paid_back(office: Office) -> None:
    arrive(office, sold("s1", 1, Particulars(fulfilment="pickup")), 1)
    [order] = of_sale(office, "s1")

    Clerk(office).do(order, "expire", text="not_fetched", until=order.expires_at)

    [refund] = office.read(refunds.newest)
    assert (refund.amount_minor, refund.reason, refund.state) == (2580, "expired", "open")


def kinds(office: Office) -> list[str]:
    return [flag.kind for flag in office.read(flags.newest)]


def back(
    sale_id: str, number: int, *ways: Particulars, kind: str = "return", voids: str = "", units: int = 0
) -> messages.SaleCompleted:
    """What was sold with ``s1`` comes back: all units, or so many."""
    first = sold("s1", 1, *ways)
    made = sold(sale_id, number, *ways)
    lines = tuple(
        msgspec.structs.replace(
            line,
            line_id=f"{sale_id}-{line.line_id}",
            quantity=-(units or line.quantity),
            amount_minor=-line.amount_minor,
            returned_from="s1",
            returned_line=origin.line_id,
        )
        for line, origin in zip(made.lines, first.lines, strict=True)
    )
    return msgspec.structs.replace(made, lines=lines, kind=kind, voids=voids)


def test_a_shop_that_nobody_knows_is_flagged_and_the_selling_one_answers(office: Office) -> None:
    arrive(office, sold("s1", 1, Particulars(fulfilment="pickup", from_store="9521000000999")))

    [order] = of_sale(office, "s1")
    assert order.store == STORE
    assert "unknown_store" in [flag.kind for flag in office.read(flags.newest)]


def test_what_a_store_brings_goes_to_the_members_address_and_says_so_where_there_is_none(office: Office) -> None:
    def bring(number: int) -> str:
        arrive(office, sold(f"s{number}", number, Particulars(fulfilment="delivery")), number)
        (order,) = of_sale(office, f"s{number}")
        return order.carry_to

    def save(**what: str) -> None:
        member = office.read(lambda db: members.get(db, "M1"))
        office.change(lambda change: members.save(change, msgspec.structs.replace(member, **what)))

    assert bring(1) == ""
    assert "no_address" in {one.kind for one in office.read(flags.newest)}
    save(address="衡山路 2 号")
    assert bring(2) == "衡山路 2 号"
    # Whoever changes something else about a member says nothing of the address.
    office.change(lambda change: members.save(change, members.Member(member="M1", store=STORE, surname="林")))
    assert bring(3) == "衡山路 2 号"
    save(address="")
    assert bring(4) == ""
