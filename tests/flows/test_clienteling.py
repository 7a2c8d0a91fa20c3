"""An adviser and a customer, with the network up and down: the card, the book, a list to take along, a message."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from kiosk import codes
from kiosk.clienteling import actions, gathering, tables
from kiosk.clienteling.gathering import Facts
from kiosk.clienteling.model import Consent, Look, Note, Outreach
from kiosk.customer import tables as members
from kiosk.errors import Refused
from kiosk.staff import actions as staff
from kiosk.staff import tables as staff_tables
from kiosk.till import actions as till_actions
from kiosk.till import tables as till_tables
from sync.clock import stamp, utc_now
from sync.formats import outreach_cap
from sync.formats.staff_roster import OperatorEntry
from sync.headoffice import operators, records
from sync.headoffice.messenger import NOTICE_LOG
from tests.flows.shops import Shop, ShopDevice
from tests.flows.test_pickup import believing
from tests.headoffice.offices import MILK, OAT, STORE, TEA
from tests.headoffice.test_operators import CHEAP

PIN = "730185"


def act(device: ShopDevice, action: Any, *args: Any, **named: Any) -> Any:  # any action, and what it gives
    return device.do(action, device.store.vault, device.store.register, *args, **named)


def hold_out(shop: Shop, device: ShopDevice) -> Consent:
    """Ms Lin holds out her code."""
    code = codes.classify(shop.head_office.office.keys.mint("loyalty", "M1", utc_now()), "QR")
    assert isinstance(code, codes.LoyaltyCard)
    consent = act(device, actions.open_card, code)
    assert isinstance(consent, Consent)
    return consent


def adviser(shop: Shop, name: str = "tablet-1") -> ShopDevice:
    """A tablet that knows Ms Lin."""
    tablet = believing(shop.stocked(name, "associate"))
    tablet.until(lambda: members.load(tablet.store.db, tablet.store.vault, "M1"), "the member")
    return tablet


def signed_in(shop: Shop, tablet: ShopDevice, operator: str = "wei", name: str = "魏强") -> None:
    """Somebody of the roster works at this tablet."""
    office = shop.head_office.office
    known = {one.entry.operator_id for one in office.read(operators.everyone)}
    if operator not in known:
        entry = OperatorEntry(operator_id=operator, name=name, role="senior")
        office.change(lambda change: operators.add(change, office.keys, entry, PIN, (STORE,), CHEAP))
    tablet.until(lambda: staff_tables.find(tablet.store.db, operator), "the roster")
    tablet.do(staff.sign_in, tablet.store.vault, operator, PIN)


def facts(device: ShopDevice) -> Facts:
    found = gathering.facts(device.store, "M1")
    assert found is not None
    return found


def sell_to_lin(till: ShopDevice, *gtins: str) -> None:
    basket_id = till.put(*gtins)
    till.do(till_actions.attach_customer, till.store.register, till.store.vault, basket_id, "M1")
    till.do(till_actions.pay_cash, till.store.register, basket_id, 10**9)


def notes(device: ShopDevice) -> list[str]:
    return [one.text for one in tables.notes(device.store.db, device.store.vault, "M1")]


def messages_of(device: ShopDevice) -> list[tuple[str, str]]:
    return sorted((one.state, one.reason) for one in tables.outreaches(device.store.db, device.store.vault, "M1"))


# ---------------------------------------------------------------- CL-1, the card


def test_what_she_bought_at_the_till_and_on_the_web_stands_on_the_advisers_tablet(shop: Shop) -> None:
    tablet, till = adviser(shop), shop.stocked("till-1")
    till.until(lambda: members.load(till.store.db, till.store.vault, "M1"), "the member at the till")
    lines = [{"gtin": MILK, "quantity": 2}]
    shop.head_office.post("/v1/orders", "o1", store=STORE, member="M1", lines=lines, paid=True)
    sell_to_lin(till, TEA, TEA, OAT)

    tablet.until(lambda: {one.gtin for one in facts(tablet).purchases} >= {MILK, OAT, TEA}, "her purchases", 30)

    hold_out(shop, tablet)
    found = {one.gtin: (one.quantity, one.channel) for one in facts(tablet).purchases}
    assert (found[TEA], found[OAT], found[MILK]) == ((2, "store"), (1, "store"), (2, "web"))
    assert len(facts(tablet).orders) == 1


def test_with_everything_down_the_card_opens_with_what_the_tablet_knows_and_a_neighbours_note_comes_by_the_store(
    shop: Shop,
) -> None:
    first, second = adviser(shop), adviser(shop, "tablet-2")
    shop.head_office.close()
    hold_out(shop, first)
    note: Note = act(first, actions.add_note, "M1", "Prefers unscented.")
    second.until(lambda: notes(second) == ["Prefers unscented."], "the note at the neighbour's")

    shop.broker.kill()
    hold_out(shop, second)
    assert facts(second).member.surname == "林"
    assert [one.note_id for one in facts(second).notes] == [note.note_id]
    with pytest.raises(Refused, match=r"client\.no_consent_now"):
        act(second, actions.add_note, "M2", "about somebody who is not here")


# ---------------------------------------------------------------- CL-2, the book


def test_two_advisers_who_were_cut_off_from_one_another_both_have_her_in_their_book(shop: Shop) -> None:
    first, second = adviser(shop), adviser(shop, "tablet-2")
    signed_in(shop, first)
    signed_in(shop, second, "chen", "陈静")
    shop.head_office.close()
    shop.broker.kill()
    for tablet in (first, second):
        hold_out(shop, tablet)
        act(tablet, actions.join_book, "M1")
    act(first, actions.set_dates, "M1", birthday="11-30")

    shop.broker.start()
    shop.head_office.open()

    for tablet in (first, second):

        def whole(device: ShopDevice = tablet) -> bool:
            found = tables.client(device.store.db, device.store.vault, "M1")
            return found is not None and len(found.associates) == 2 and found.birthday == "11-30"

        tablet.until(whole, "both advisers and the birthday", 40)


# ---------------------------------------------------------------- lists


def test_a_list_goes_into_her_bag_by_its_code_with_everything_down(shop: Shop) -> None:
    tablet, kiosk = adviser(shop), believing(shop.stocked("kiosk-1", "shopper"))
    keys = "SELECT count(*) FROM trusted_key WHERE signer = 'device' AND device = 'tablet-1'"
    kiosk.until(lambda: kiosk.store.db.execute(keys).fetchone()[0] > 0, "the tablet's key", 30)
    shop.head_office.close()
    shop.broker.kill()
    hold_out(shop, tablet)
    look: Look = act(tablet, actions.put_on_look, "M1", [MILK, TEA])

    held, left = act(tablet, actions.hand_look, look.look_id, tablet.store.basket_code)

    scanned = [codes.classify(text, "QR") for text in held.codes]
    bag = kiosk.do(till_actions.take_basket, kiosk.store.register, scanned, kiosk.store.new_id())
    assert left == ()
    assert {gtin: bag.units_of(gtin) for gtin in (MILK, TEA)} == {MILK: 1, TEA: 1}


def test_a_list_that_is_sent_comes_into_her_own_basket_once_the_net_is_back_and_only_once(shop: Shop) -> None:
    tablet = adviser(shop)
    shop.head_office.post("/v1/baskets", "b1", member="M1", lines=[{"gtin": MILK, "quantity": 3}])
    shop.head_office.close()
    hold_out(shop, tablet)
    look: Look = act(tablet, actions.put_on_look, "M1", [MILK, OAT])
    act(tablet, actions.send_look, look.look_id)

    shop.head_office.open()

    def lines() -> list[tuple[str, int]]:
        found = shop.head_office.get("/v1/baskets/M1")["lines"]
        return [(one["gtin"], one["quantity"]) for one in found]

    tablet.until(lambda: lines() == [(MILK, 3), (OAT, 1)], "the basket with the list", 40)
    shop.head_office.post("/v1/baskets", "b2", member="M1", lines=[{"gtin": MILK, "quantity": 1}])
    act(tablet, actions.put_on_look, "M1", [TEA], look_id=look.look_id)
    tablet.until(lambda: tablet.waiting() == 0, "head office's word on the longer list")
    assert lines() == [(MILK, 1)], "a list that was sent once does not come again by itself"


def test_a_look_is_begun_named_and_shown_and_what_she_chose_of_it_waits_at_the_till_with_the_net_cut(
    shop: Shop,
) -> None:
    """Head office is away, so the whole look goes over the store's own broker alone."""
    tablet, second, till = adviser(shop), adviser(shop, "tablet-2"), believing(shop.stocked("till-1"))
    till.until(lambda: members.load(till.store.db, till.store.vault, "M1"), "the member at the till")
    shop.head_office.close()
    hold_out(shop, tablet)
    look: Look = act(tablet, actions.begin_look, "M1", "look", title="周末旅行", gtins=(MILK, TEA))
    act(tablet, actions.put_on_look, "M1", [OAT], look_id=look.look_id)
    act(tablet, actions.take_off_look, look.look_id, MILK)

    def there() -> list[tuple[str, tuple[str, ...]]]:
        return [(one.title, one.gtins) for one in tables.looks(second.store.db, second.store.vault, "M1")]

    second.until(lambda: there() == [("周末旅行", (TEA, OAT))], "the look at the colleague's")
    parked, left = act(tablet, actions.look_to_till, look.look_id, only=(TEA,))

    def waiting() -> list[tuple[str, str, int]]:
        found = till_tables.parked(till.store.db, till.store.currency)
        return [(one.basket_id, one.customer, one.units_of(TEA)) for one, _, _ in found]

    till.until(lambda: waiting() == [(parked.basket_id, "M1", 1)], "the basket at the till")
    assert left == ()
    into = till.store.new_id()
    basket = till.do(till_actions.recall, till.store.register, parked.basket_id, into)
    sale = till.do(till_actions.pay_cash, till.store.register, into, 10**9)
    assert (basket.terms.label, sale.customer) == ("周末旅行", "M1")


def test_with_every_cable_pulled_a_look_is_kept_and_comes_to_the_store_and_head_office_when_they_are_back(
    shop: Shop,
) -> None:
    tablet, second = adviser(shop), adviser(shop, "tablet-2")
    shop.head_office.close()
    shop.broker.kill()
    hold_out(shop, tablet)
    look: Look = act(tablet, actions.begin_look, "M1", "look", title="Evening", gtins=(MILK,))
    act(tablet, actions.name_look, look.look_id, "Opera")
    gone: Look = act(tablet, actions.begin_look, "M1", "private", gtins=(TEA,))
    act(tablet, actions.put_away_look, gone.look_id)

    shop.broker.start()
    shop.head_office.open()

    def there() -> list[str]:
        return [one.title for one in tables.looks(second.store.db, second.store.vault, "M1")]

    second.until(lambda: there() == ["Opera"], "the look at the colleague's", 40)
    tablet.until(lambda: tablet.waiting() == 0, "head office's word", 40)
    kept = shop.head_office.office.read(lambda db: records.load(db, "look", look.look_id))
    assert kept is not None


# ---------------------------------------------------------------- CL-7, messages


def test_a_message_drafted_without_a_net_goes_out_when_it_is_back_and_the_tablet_reads_it(shop: Shop) -> None:
    tablet = adviser(shop)
    shop.broker.kill()
    hold_out(shop, tablet)
    act(tablet, actions.allow_writing, "M1", True)
    sent: Outreach = act(tablet, actions.write_to, "M1", "The tea you asked for has come in.")
    assert messages_of(tablet) == [("queued", "")]

    shop.broker.start()

    tablet.until(lambda: messages_of(tablet) == [("sent", "")], "head office's word", 40)
    log = (shop.head_office.folder / NOTICE_LOG).read_text("utf-8")
    assert log.count("The tea you asked for has come in.") == 1
    assert sent.outreach_id in log


def test_two_stores_use_up_the_week_and_the_third_message_is_refused_and_says_why(shop: Shop) -> None:
    tablet = adviser(shop)
    hold_out(shop, tablet)
    act(tablet, actions.allow_writing, "M1", True)
    act(tablet, actions.write_to, "M1", "First.")
    tablet.until(lambda: messages_of(tablet) == [("sent", "")], "the first one", 30)
    # While the tablet is cut off another store writes, too: this tablet cannot know of it.
    shop.broker.kill()
    office, now = shop.head_office.office, utc_now()
    values = {"member": "M1", "state": "sent", "text": "From elsewhere.", "at": stamp(now), "sent_at": stamp(now)}
    office.change(lambda change: records.set_fields(change, "9521000000025", "outreach", change.new_id(), values))
    act(tablet, actions.write_to, "M1", "One too many.")

    shop.broker.start()

    tablet.until(lambda: ("refused", "cap") in messages_of(tablet), "the refusal", 40)
    assert outreach_cap.MOST == 2
    tablet.until(lambda: messages_of(tablet) == [("refused", "cap"), ("sent", ""), ("sent", "")], "all three", 20)
    assert "One too many." not in (shop.head_office.folder / NOTICE_LOG).read_text("utf-8")
    assert tables.written_this_week(tablet.store.db, tablet.store.vault, "M1", utc_now() + timedelta(seconds=1)) == 2
