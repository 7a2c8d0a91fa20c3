"""A basket goes from the kiosk to a till, a tablet or another kiosk by its code: whole, once, and with no network."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk import codes
from kiosk.catalogue import actions as catalogue
from kiosk.codes import BasketCode
from kiosk.errors import Refused
from kiosk.money import Money
from kiosk.till import actions, tables
from kiosk.till.actions import handover
from kiosk.till.model import Line
from sync import messages
from sync.formats import basket_code
from tests.devices import GEL, SERUM, TEA, gtin_of
from tests.kiosk.till.neighbours import Neighbours, know, open_neighbours, read


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Neighbours]:
    """A kiosk, two tills and a tablet, and a network that carries what they say when the test lets it."""
    with open_neighbours(tmp_path, "kiosk-1", "till-1", "till-2", "tablet-1") as opened:
        yield opened


def test_a_till_that_never_heard_of_the_basket_goes_on_with_it(store: Neighbours) -> None:
    kiosk, till = store["kiosk-1"], store["till-1"]
    kiosk.put(SERUM, TEA, TEA)
    store.hush()

    held, scanned = kiosk.hold()
    store.hush()
    taken = till.take(scanned)

    assert till.units() == [(SERUM, 1), (TEA, 2)]
    assert taken.total == held.basket.total
    assert taken.basket_id != held.basket.basket_id
    assert taken.terms.recalled_from == held.basket.basket_id


def test_prices_of_the_scan_come_along(store: Neighbours) -> None:
    kiosk, till = store["kiosk-1"], store["till-1"]
    kiosk.put(TEA)
    _, scanned = kiosk.hold()
    store.hush()
    dearer = messages.PriceChanged(gtin=TEA, price_minor=2000, currency="CNY", version=500, at=till.device.clock())
    till.device.do(catalogue.price_changed, dearer)

    assert till.take(scanned).total.minor == 1800


def test_the_kiosk_hears_who_took_it(store: Neighbours) -> None:
    kiosk, till = store["kiosk-1"], store["till-1"]
    kiosk.put(TEA)
    held, scanned = kiosk.hold()
    store.talk()

    taken = till.take(scanned)
    store.talk()

    old = kiosk.basket(held.basket.basket_id)
    assert (old.state, old.terms.moved_to) == ("dropped", taken.basket_id)
    assert tables.last_told(kiosk.device.db, old.basket_id)[0] == "till-1"


def test_a_code_that_was_taken_is_refused_with_who_and_when(store: Neighbours) -> None:
    kiosk, till, other = store["kiosk-1"], store["till-1"], store["till-2"]
    kiosk.put(TEA)
    _, scanned = kiosk.hold()
    store.talk()
    till.take(scanned)
    store.talk()

    with pytest.raises(Refused) as refusal:
        other.take(scanned)

    assert refusal.value.key == "till.taken_already"
    assert refusal.value.details == {"device": "till-1", "time": "12:00"}
    with pytest.raises(Refused, match=r"till\.not_empty"):
        till.take(scanned)


def test_after_half_an_hour_the_code_is_worth_nothing(store: Neighbours) -> None:
    kiosk, till = store["kiosk-1"], store["till-1"]
    kiosk.put(TEA)
    _, scanned = kiosk.hold()

    store.pass_time(minutes=36)

    with pytest.raises(Refused, match=r"code\.expired"):
        till.take(scanned)


def test_a_stranger_s_bag_that_nobody_came_for_is_given_up(store: Neighbours) -> None:
    kiosk = store["kiosk-1"]
    kiosk.put(TEA)
    held, _ = kiosk.hold()

    store.pass_time(minutes=36)
    kiosk.do(actions.tidy_waiting)

    assert kiosk.basket(held.basket.basket_id).state == "dropped"


def test_a_shopper_who_thinks_better_of_it_goes_on_at_the_kiosk_and_the_code_is_worth_nothing(
    store: Neighbours,
) -> None:
    kiosk, till = store["kiosk-1"], store["till-1"]
    kiosk.put(SERUM, TEA)
    held, scanned = kiosk.hold()

    kiosk.do(actions.take_back, held.basket.basket_id, kiosk.here)
    store.talk()

    assert kiosk.units() == [(SERUM, 1), (TEA, 1)]
    with pytest.raises(Refused, match=r"till\.taken_already"):
        till.take(scanned)


def test_what_was_put_in_meanwhile_stays_beside_what_comes_back(store: Neighbours) -> None:
    kiosk = store["kiosk-1"]
    kiosk.put(SERUM)
    held, _ = kiosk.hold()
    kiosk.put(TEA)

    kiosk.do(actions.take_back, held.basket.basket_id, kiosk.here)

    assert kiosk.units() == [(TEA, 1), (SERUM, 1)]


def test_another_kiosk_takes_the_goods_and_not_the_member(tmp_path: Path) -> None:
    with open_neighbours(tmp_path, "kiosk-1", "kiosk-2", "till-1") as store:
        for one in store.devices.values():
            know(one)
        first, second, till = store["kiosk-1"], store["kiosk-2"], store["till-1"]
        for taker in (second, till):
            first.put(TEA)
            first.do(actions.attach_customer, first.device.store.vault, first.here, "member-1")
            _, scanned = first.hold()
            store.talk()
            taker.take(scanned)
            store.talk()

        assert (second.basket().customer, second.basket().terms.tier) == ("", "")
        assert (till.basket().customer, till.basket().terms.tier) == ("member-1", "gold")


def test_the_code_names_no_member(store: Neighbours) -> None:
    kiosk = store["kiosk-1"]
    know(kiosk, "member-4711")
    kiosk.put(TEA)
    kiosk.do(actions.attach_customer, kiosk.device.store.vault, kiosk.here, "member-4711")

    held, scanned = kiosk.hold()

    page = basket_code.read(scanned[0].token.body.proof)
    assert "member-4711" not in repr(page)
    assert held.basket.customer == "member-4711"


def test_a_basket_with_money_in_it_stays_where_it_is(store: Neighbours) -> None:
    till = store["till-1"]
    till.put(TEA)
    till.do(actions.tender_cash, till.here, 100)

    with pytest.raises(Refused, match=r"till\.tendered"):
        till.hold()


def test_a_phone_reads_words_and_a_till_what_stands_behind_them(store: Neighbours) -> None:
    kiosk, till = store["kiosk-1"], store["till-1"]
    kiosk.put(TEA)
    held, _ = kiosk.hold()

    shown = f"AURELLE 静安店 / 购物袋 1 件 / 乌龙茶 ×1 / ¥18.00 / {held.codes[0]}"
    garbled = f"AURELLE ???? / 1 ? {held.codes[0]}"

    for text in (shown, garbled):
        assert isinstance(codes.classify(text, "QR"), BasketCode)
    till.take([read(shown)])
    assert till.units() == [(TEA, 1)]


def test_ninety_lines_take_several_codes_and_all_of_them_arrive(store: Neighbours) -> None:
    kiosk, till = store["kiosk-1"], store["till-1"]
    for number in range(1, 91):
        # Real numbers and prices have no pattern that a packer could find.
        gtin, price = gtin_of(777_767_777 * number % 10**9), Money(101 + 7919 * number % 90_000, "CNY")
        kiosk.do(actions.add_line, kiosk.here, Line(f"L{number:03d}", gtin, 1 + number % 3, price))
    store.hush()

    held, scanned = kiosk.hold()
    store.hush()

    assert 2 <= len(held.codes) <= 5
    assert all(len(text) <= 900 for text in held.codes)
    with pytest.raises(Refused) as refusal:
        till.take(scanned[:1])
    assert refusal.value.key == "till.code_missing"
    till.take(scanned[::-1])
    assert till.units() == [(line.gtin, line.quantity) for line in held.basket.lines]


def test_twenty_lines_fit_into_one_code(store: Neighbours) -> None:
    kiosk = store["kiosk-1"]
    for number in range(1, 21):
        gtin, price = gtin_of(777_767_777 * number % 10**9), Money(101 + 7919 * number % 90_000, "CNY")
        kiosk.do(actions.add_line, kiosk.here, Line(f"L{number:03d}", gtin, 1, price))

    held, _ = kiosk.hold()

    assert len(held.codes) == 1


def test_codes_of_two_baskets_are_never_mixed(store: Neighbours) -> None:
    kiosk, till = store["kiosk-1"], store["till-1"]
    kiosk.put(TEA)
    _, first = kiosk.hold()
    kiosk.put(SERUM)
    _, second = kiosk.hold()

    with pytest.raises(Refused, match=r"till\.code_of_another"):
        till.take([*first, *second])


def test_a_code_that_was_tampered_with_is_never_believed(store: Neighbours) -> None:
    kiosk, till = store["kiosk-1"], store["till-1"]
    kiosk.put(SERUM, TEA)
    held, _ = kiosk.hold()
    text = held.codes[0]
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567."

    @settings(max_examples=150, deadline=None)
    @given(st.integers(0, len(text) - 1), st.sampled_from(letters), st.booleans())
    def tampered(place: int, letter: str, cut: bool) -> None:
        changed = text[:place] if cut else text[:place] + letter + text[place + 1 :]
        if changed == text:
            return
        code = codes.classify(changed, "QR")
        if not isinstance(code, BasketCode):
            return
        if code.token.body == read(text).token.body and code.token.signature == read(text).token.signature:
            return  # the last letter of Base32 has bits that mean nothing
        with pytest.raises(Refused, match=r"code\."):
            till.take([code])

    tampered()
    assert till.units() == []


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300))
def test_no_content_of_a_code_makes_the_reader_stumble(data: bytes) -> None:
    page = basket_code.read(data)

    assert page is None or page.format == basket_code.FORMAT


def test_a_small_code_that_swells_is_refused() -> None:
    assert basket_code.read(b"\x01" + zlib.compress(b"\x00" * 10_000_000, 9)) is None


def test_two_that_could_not_hear_each_other_agree_when_they_do_and_lose_no_change(store: Neighbours) -> None:
    kiosk, early, late = store["kiosk-1"], store["till-1"], store["till-2"]
    kiosk.put(SERUM, TEA)
    held, scanned = kiosk.hold()
    store.hush()

    early.take(scanned)
    late.device.clock.pass_time(seconds=20)
    late.take(scanned)
    tea = next(line for line in late.basket().lines if line.gtin == TEA)
    late.do(actions.set_quantity, late.here, tea.line_id, 3)
    late.put(GEL)
    early.device.clock.pass_time(seconds=60)
    late.device.clock.pass_time(seconds=40)
    store.repeat()

    assert late.basket().state == "dropped"
    assert late.basket().terms.moved_to == early.here
    assert sorted(early.units()) == sorted([(SERUM, 1), (TEA, 3), (GEL, 1)])
    assert tables.last_told(late.device.db, held.basket.basket_id)[0] == "till-1"


def test_what_one_of_them_was_paid_for_is_final_and_the_other_gives_up(store: Neighbours) -> None:
    kiosk, early, late = store["kiosk-1"], store["till-1"], store["till-2"]
    kiosk.put(TEA)
    _, scanned = kiosk.hold()
    store.hush()
    early.take(scanned)
    late.device.clock.pass_time(seconds=20)
    late.take(scanned)

    late.do(actions.pay_cash, late.here, 1800)
    store.talk()
    store.repeat()

    assert late.basket().state == "paid"
    assert early.basket().state == "dropped"
    with pytest.raises(Refused, match=r"till\.closed"):
        early.put(SERUM)


def test_a_parked_basket_that_was_recalled_is_told_again_to_who_was_off(store: Neighbours) -> None:
    kiosk, till, other = store["kiosk-1"], store["till-1"], store["till-2"]
    kiosk.put(TEA)
    held, scanned = kiosk.hold()
    till.take(scanned)
    store.hush()

    store.pass_time(minutes=1)
    store.repeat()

    with pytest.raises(Refused, match=r"till\.taken_already"):
        other.take(scanned)
    assert other.basket(held.basket.basket_id).state == "dropped"


def test_the_code_lives_no_longer_than_its_walk_to_the_till() -> None:
    assert timedelta(minutes=30) == handover.LIVES
