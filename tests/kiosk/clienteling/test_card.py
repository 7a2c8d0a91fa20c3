"""The customer's card: whose consent, for how long, who sees what of it, and what it says."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from kiosk import codes
from kiosk.clienteling import actions, gathering, tables
from kiosk.clienteling.gathering import Facts
from kiosk.clienteling.model import SEE, Consent
from kiosk.customer import actions as customer
from kiosk.errors import Refused
from kiosk.staff import actions as staff
from kiosk.staff import tables as staff_tables
from kiosk.till import actions as till
from sync import messages
from sync.formats import tokens
from sync.formats.staff_roster import LimitEntry, RoleEntry
from tests import staff as people
from tests.devices import NOON, SERUM, TEA, WATER, TestDevice, gtin_of, open_device
from tests.orders import KEY, KEY_ID, believe_head_office

SCARF = gtin_of(99)


def lin(
    version: int = 1, *recent: messages.Bought, member: str = "m1", removed: bool = False
) -> messages.MemberChanged:
    return messages.MemberChanged(
        member=member, surname="林", title="ms", tier="gold", points=2480, usual=((TEA, 6),), recent=recent,
        removed=removed, version=version, at=NOON,
    )  # fmt: skip


def card_of(device: TestDevice, member: str = "m1") -> codes.OwnCode:
    now = device.clock() - timedelta(minutes=1)
    found = codes.classify(tokens.sign("loyalty", KEY_ID, KEY, subject=member, nonce="n", now=now), "QR")
    assert isinstance(found, codes.OwnCode)
    return found


def know(device: TestDevice, message: messages.MemberChanged | None = None) -> None:
    device.do(customer.on_member(device.store.vault), message or lin())


def sign_in(device: TestDevice, operator: str) -> None:
    device.do(staff.sign_in, device.store.vault, operator, people.PINS[operator])


def act(device: TestDevice, action: object, *args: object, **named: object) -> object:
    store = device.store
    return device.do(action, store.vault, store.register, *args, **named)  # type: ignore[arg-type]


def open_card(device: TestDevice, member: str = "m1") -> Consent:
    found = act(device, actions.open_card, card_of(device, member))
    assert isinstance(found, Consent)
    return found


def open_now(device: TestDevice) -> Consent | None:
    store = device.store
    return tables.consent_now(device.db, store.vault, store.device, device.clock())


def facts(device: TestDevice) -> Facts:
    found = gathering.facts(device.store, "m1")
    assert found is not None
    return found


def sell(device: TestDevice, *gtins: str) -> None:
    store = device.store
    basket_id = store.new_id()
    for gtin in gtins:
        device.do(till.add_product, store.register, basket_id, gtin)
    device.do(till.attach_customer, store.register, store.vault, basket_id, "m1")
    device.do(till.pay_cash, store.register, basket_id, 10**7)


@pytest.fixture
def tablet(tmp_path: Path) -> Iterator[TestDevice]:
    """A tablet that knows Ms Lin and who works here."""
    with open_device(tmp_path, name="tablet-1", role="associate") as device:
        believe_head_office(device)
        people.hire(device)
        know(device)
        yield device


def test_the_card_opens_with_the_shoppers_code_and_that_is_written_down(tablet: TestDevice) -> None:
    sign_in(tablet, "wei")
    assert open_now(tablet) is None

    consent = open_card(tablet)

    assert (consent.member, consent.operator, consent.device, consent.at) == ("m1", "wei", "tablet-1", NOON)
    assert open_now(tablet) == consent
    (row,) = [row for row in staff_tables.audit(tablet.db) if row.act == "client_opened"]
    assert (row.operator, row.about) == ("wei", consent.consent_id)


def test_it_closes_after_ten_minutes_when_it_is_closed_and_when_somebody_else_signs_in(tablet: TestDevice) -> None:
    sign_in(tablet, "wei")
    open_card(tablet)
    tablet.clock.pass_time(minutes=9, seconds=59)
    assert open_now(tablet) is not None
    tablet.clock.pass_time(seconds=1)
    assert open_now(tablet) is None

    open_card(tablet)
    act(tablet, actions.close_card)
    assert open_now(tablet) is None

    open_card(tablet)
    tablet.do(staff.lock)
    assert open_now(tablet) is None
    sign_in(tablet, "mei")
    assert open_now(tablet) is None


def test_a_clock_that_was_put_back_opens_no_card_again(tablet: TestDevice) -> None:
    sign_in(tablet, "wei")
    open_card(tablet)

    tablet.clock.pass_time(minutes=-30)

    assert open_now(tablet) is None


def test_a_forged_code_and_a_stranger_open_nothing(tablet: TestDevice) -> None:
    sign_in(tablet, "wei")

    with pytest.raises(Refused, match=r"customer\.unknown"):
        act(tablet, actions.open_card, card_of(tablet, "m9"))

    assert open_now(tablet) is None


def test_a_cashier_sees_no_purchases_and_no_notes_an_adviser_own_and_shared_ones_a_manager_all(
    tablet: TestDevice,
) -> None:
    sell(tablet, SERUM, WATER)
    sign_in(tablet, "wei")
    open_card(tablet)
    act(tablet, actions.add_note, "m1", "for all", shared=True)
    act(tablet, actions.add_note, "m1", "wei's own", shared=False)

    seen = {}
    for who in ("lin", "wei", "chen", "mei"):
        sign_in(tablet, who)
        found = facts(tablet)
        seen[who] = ([note.text for note in found.notes], len(found.purchases), bool(found.tips))

    assert seen["lin"] == ([], 0, False)
    assert sorted(seen["wei"][0]) == ["for all", "wei's own"]
    assert seen["chen"] == (["for all"], 2, True)
    assert sorted(seen["mei"][0]) == ["for all", "wei's own"]


def test_a_chains_own_stylist_sees_what_the_chain_says(tablet: TestDevice) -> None:
    crew = (people.person("lin", "林晓", "stylist"), *people.CREW[1:])
    roles = (RoleEntry(role="stylist", may={"sell": LimitEntry(), SEE: LimitEntry()}),)
    people.hire(tablet, people.published(crew, roles, version=2))
    sell(tablet, SERUM)
    sign_in(tablet, "lin")

    assert [one.gtin for one in facts(tablet).purchases] == [SERUM]


def test_without_the_open_card_nobody_writes_about_anybody(tablet: TestDevice) -> None:
    sign_in(tablet, "wei")
    with pytest.raises(Refused, match=r"client\.no_consent_now"):
        act(tablet, actions.add_note, "m1", "behind their back")
    open_card(tablet)
    with pytest.raises(Refused, match=r"client\.no_consent_now"):
        act(tablet, actions.add_note, "m2", "about somebody else")

    sign_in(tablet, "lin")
    open_card(tablet)
    with pytest.raises(Refused, match=r"staff\.approval_needed"):
        act(tablet, actions.add_note, "m1", "a cashier may not")


def test_the_last_purchases_of_all_channels_stand_once_each_newest_first(tablet: TestDevice) -> None:
    sell(tablet, SERUM)
    day = timedelta(days=1)
    know(
        tablet,
        lin(
            2,
            messages.Bought(at=NOON, gtin=SERUM, quantity=1, channel="store", store=tablet.store.register.store_gln),
            messages.Bought(at=NOON - day, gtin=WATER, quantity=2, channel="web"),
            messages.Bought(at=NOON - 2 * day, gtin=TEA, quantity=-1, channel="store", store="9521000000025"),
            messages.Bought(at=NOON - 3 * day, gtin=SCARF, quantity=1, channel="store", store="9521000000025"),
        ),
    )
    sign_in(tablet, "wei")

    found = facts(tablet)

    assert [(one.gtin, one.quantity, one.channel) for one in found.purchases] == [
        (SERUM, 1, "store"),
        (WATER, 2, "web"),
        (SCARF, 1, "store"),
    ]
    assert found.purchases[2].product is None
    assert [(one.gtin, one.quantity) for one in found.returns] == [(TEA, -1)]


def test_what_to_try_next_is_here_has_a_reason_and_is_nothing_that_was_refused(tablet: TestDevice) -> None:
    sell(tablet, SERUM)
    tablet.do(customer.set_favourite, tablet.store.vault, "m1", WATER, True)
    sign_in(tablet, "wei")

    found = {tip.product.gtin: (tip.why, tip.because.gtin if tip.because else "") for tip in facts(tablet).tips}

    assert found == {TEA: ("goes_with", SERUM), WATER: ("goes_with", SERUM)}

    from kiosk.recommend import actions as recommend

    tablet.do(recommend.refuse, tablet.store.vault, "m1", "product", TEA)
    assert [tip.product.gtin for tip in facts(tablet).tips] == [WATER]


def test_a_member_who_leaves_takes_everything_along(tablet: TestDevice) -> None:
    sign_in(tablet, "wei")
    open_card(tablet)
    act(tablet, actions.add_note, "m1", "likes it quiet")
    act(tablet, actions.join_book, "m1")

    from kiosk.record import actions as records

    gone = lin(3, removed=True)
    know(tablet, gone)
    tablet.do(records.on_member, gone)

    assert gathering.facts(tablet.store, "m1") is None
    assert tables.notes(tablet.db, tablet.store.vault, "m1") == []
    assert tables.clients(tablet.db, tablet.store.vault) == []
    assert open_now(tablet) is None
