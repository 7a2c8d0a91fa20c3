"""The client book, lists and messages, on devices that hear one another when a test lets them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from kiosk.clienteling import actions, tables
from kiosk.clienteling.model import Client, days_to_birthday
from kiosk.errors import Refused
from kiosk.till import actions as till
from tests import staff as people
from tests.devices import NOON, SERUM, TEA, WATER, gtin_of
from tests.kiosk.clienteling.test_card import act, card_of, know, lin, open_card, sign_in
from tests.kiosk.record.stores import Floor, open_floor
from tests.orders import believe_head_office


@pytest.fixture
def floor(tmp_path: Path) -> Iterator[Floor]:
    """Two tablets and a kiosk; Wei works at the first, Chen at the second."""
    with open_floor(tmp_path, "tablet-1", "tablet-2", "kiosk-1") as opened:
        for name, one in opened.devices.items():
            believe_head_office(one.device)
            people.hire(one.device)
            know(one.device)
            know(one.device, lin(member="m2"))
            if name != "kiosk-1":
                sign_in(one.device, "wei" if name == "tablet-1" else "chen")
        opened.deaf()
        yield opened


def client(floor: Floor, name: str, member: str = "m1") -> Client | None:
    device = floor[name].device
    return tables.client(device.db, device.store.vault, member)


def test_two_who_add_themselves_apart_both_look_after_the_customer(floor: Floor) -> None:
    for name in ("tablet-1", "tablet-2"):
        open_card(floor[name].device)
        act(floor[name].device, actions.join_book, "m1")
    floor.talk()

    for name in ("tablet-1", "tablet-2", "kiosk-1"):
        found = client(floor, name)
        assert found is not None
        assert sorted(who for who, _ in found.associates) == ["chen", "wei"]


def test_a_client_is_handed_to_a_colleague_by_whoever_looks_after_them_or_a_manager(floor: Floor) -> None:
    first, second = floor["tablet-1"].device, floor["tablet-2"].device
    open_card(first)
    act(first, actions.join_book, "m1")
    floor.talk()
    with pytest.raises(Refused, match=r"client\.not_yours"):
        act(second, actions.reassign, "m1", leaves="wei", comes="chen")

    act(first, actions.reassign, "m1", leaves="wei", comes="chen")
    floor.talk()
    found = client(floor, "tablet-2")
    assert found is not None
    assert found.associates == (("chen", "陈静"),)

    sign_in(first, "mei")
    act(first, actions.reassign, "m1", comes="wei")
    floor.talk()
    found = client(floor, "tablet-2")
    assert found is not None
    assert found.looked_after_by("wei")
    assert found.looked_after_by("chen")
    with pytest.raises(Refused, match=r"client\.nobody"):
        act(first, actions.reassign, "m1", comes="stranger")


def test_dates_set_on_two_tablets_both_stand_and_say_who_is_due(floor: Floor) -> None:
    first, second = floor["tablet-1"].device, floor["tablet-2"].device
    open_card(first)
    act(first, actions.join_book, "m1")
    floor.talk()
    today = first.store.register.business_date(NOON)

    act(first, actions.set_dates, "m1", birthday=f"{today + timedelta(days=5):%m-%d}")
    act(second, actions.set_dates, "m1", next_contact=today + timedelta(days=30))
    floor.talk()

    for name in ("tablet-1", "tablet-2"):
        found = client(floor, name)
        assert found is not None
        assert found.next_contact == today + timedelta(days=30)
        assert found.due(today)
        assert not found.due(today - timedelta(days=10))
    act(second, actions.set_dates, "m1", next_contact=None, birthday="")
    found = client(floor, "tablet-2")
    assert found is not None
    assert found.next_contact is None
    assert not found.due(today)


def test_a_birthday_of_a_leap_day_comes_every_year() -> None:
    assert days_to_birthday("02-29", date(2027, 2, 27)) == 1
    assert days_to_birthday("02-29", date(2028, 2, 28)) == 1
    assert days_to_birthday("12-31", date(2027, 1, 1)) == 364
    assert days_to_birthday("", date(2027, 1, 1)) is None
    assert days_to_birthday("13-40", date(2027, 1, 1)) is None


def test_a_list_that_two_tablets_fill_apart_becomes_one_and_lies_behind_a_code_as_a_bag(floor: Floor) -> None:
    first, second = floor["tablet-1"].device, floor["tablet-2"].device
    open_card(first)
    look = act(first, actions.put_on_look, "m1", [SERUM])
    floor.talk()
    open_card(second)
    look_id = look.look_id  # type: ignore[attr-defined]
    act(first, actions.put_on_look, "m1", [TEA])
    act(second, actions.put_on_look, "m1", [WATER, gtin_of(98)], look_id=look_id)
    act(second, actions.take_off_look, look_id, SERUM)
    floor.talk()
    for device in (first, second):
        (found,) = tables.looks(device.db, device.store.vault, "m1")
        assert sorted(found.gtins) == sorted([TEA, WATER, gtin_of(98)])

    held, left = first.do(actions.hand_look, first.store.vault, first.store.register, look_id, first.store.basket_code)

    assert left == (gtin_of(98),)
    assert sorted(line.gtin for line in held.basket.lines) == sorted([TEA, WATER])
    assert held.codes
    back = first.do(till.take_back, first.store.register, held.basket.basket_id, first.store.new_id())
    assert back.units == 2


def test_an_empty_list_goes_and_a_full_one_says_so(floor: Floor) -> None:
    device = floor["tablet-1"].device
    open_card(device)
    look = act(device, actions.put_on_look, "m1", [SERUM])
    act(device, actions.take_off_look, look.look_id, SERUM)  # type: ignore[attr-defined]
    assert tables.looks(device.db, device.store.vault, "m1") == []

    with pytest.raises(Refused, match=r"client\.look_full"):
        act(device, actions.put_on_look, "m1", [gtin_of(number) for number in range(100, 140)])


def test_nobody_is_written_to_who_has_not_agreed_or_beyond_the_weeks_two(floor: Floor) -> None:
    device = floor["tablet-1"].device
    open_card(device)
    with pytest.raises(Refused, match=r"client\.may_not_write"):
        act(device, actions.write_to, "m1", "Hello")
    act(device, actions.allow_writing, "m1", True)
    for text in ("one", "two"):
        act(device, actions.write_to, "m1", text)

    with pytest.raises(Refused, match=r"client\.cap") as refused:
        act(device, actions.write_to, "m1", "three")

    assert refused.value.details["most"] == 2
    assert tables.written_this_week(device.db, device.store.vault, "m1", device.clock()) == 2
    device.clock.pass_time(days=7, seconds=1)
    act(device, actions.open_card, card_of(device))
    act(device, actions.write_to, "m1", "a week later")
    act(device, actions.allow_writing, "m1", False)
    with pytest.raises(Refused, match=r"client\.may_not_write"):
        act(device, actions.write_to, "m1", "no more")


def test_a_note_is_taken_back_by_its_author_and_its_words_are_gone_everywhere(floor: Floor) -> None:
    first, second = floor["tablet-1"].device, floor["tablet-2"].device
    open_card(first)
    note = act(first, actions.add_note, "m1", "wrong person")
    floor.talk()
    note_id = note.note_id  # type: ignore[attr-defined]
    with pytest.raises(Refused, match=r"client\.not_yours"):
        act(second, actions.take_back_note, note_id)

    act(first, actions.take_back_note, note_id)
    floor.talk()

    assert tables.notes(second.db, second.store.vault, "m1") == []
    assert floor["tablet-2"].read(note_id, "client_note")["text"] == ""  # type: ignore[index]
