"""What came back is counted over all devices and stores, whatever arrives first; receipts are believed in the chain."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest
from msgspec.structs import replace

from sync import messages, security
from sync.headoffice import flags, returns
from sync.headoffice.applying import Arrival
from sync.headoffice.effects import Effects
from sync.headoffice.office import Office
from sync.messages import ConfigPublished, Message, ReturnsBooked, SaleCompleted, SaleShown, SaleWanted
from tests.headoffice.offices import OTHER, SOAP, STORE, event, sale, told

SOLD = sale("s1", 1, [(SOAP, 3, 890)])


def arrive(office: Office, message: Message, seq: int, *, device: str = "till-1", store: str = STORE) -> None:
    effects = Effects("acme", office.keys, clock=office.clock, new_id=office.new_id)
    made = Arrival(store, device, event(message, seq, "e1", device, store), message, repeated=False)
    office.change(lambda change: effects.apply(change.db, [made]))


def back(sale_id: str, sequence: int, units: int, *, device: str = "till-1", store: str = STORE) -> SaleCompleted:
    """Units of the first line of `SOLD` came back."""
    made = sale(sale_id, sequence, [(SOAP, -units, 890)], store=store, workstation=device)
    line = msgspec.structs.replace(made.lines[0], returned_from="s1", returned_line="s1-0")
    return msgspec.structs.replace(made, lines=(line,), kind="return")


def excess(office: Office) -> list[tuple[str, str]]:
    return [(one.subject, one.detail) for one in office.read(flags.newest) if one.kind == "returned_twice"]


def test_what_the_home_takes_back_itself_is_told_to_nobody(office: Office) -> None:
    arrive(office, SOLD, 1)
    arrive(office, back("r1", 2, 3), 2)

    assert excess(office) == []
    assert told(office, STORE, ReturnsBooked) == []


@pytest.mark.parametrize("sold_first", [True, False])
def test_more_back_than_was_sold_is_flagged_whatever_arrives_first(office: Office, sold_first: bool) -> None:
    if sold_first:
        arrive(office, SOLD, 1)
    arrive(office, back("r1", 1, 2, device="till-2"), 1, device="till-2")
    arrive(office, back("r2", 1, 2, device="till-3", store=OTHER), 1, device="till-3", store=OTHER)
    if not sold_first:
        assert excess(office) == []
        arrive(office, SOLD, 1)

    [(subject, detail)] = excess(office)
    assert subject == "s1"
    assert "4 of 3 came back" in detail
    for store in (STORE, OTHER):
        told_last = told(office, store, ReturnsBooked)[-1]
        assert isinstance(told_last, ReturnsBooked)
        assert sorted((one.back_sale, one.units, one.amount_minor) for one in told_last.goods) == [
            ("r1", 2, 1780),
            ("r2", 2, 1780),
        ]


def test_a_device_that_asks_is_shown_the_sale_and_what_came_back(office: Office) -> None:
    arrive(office, SOLD, 1)
    arrive(office, back("r1", 2, 1), 2)

    arrive(office, SaleWanted(number="9521000000018-till-1-20260504-A0001", at=office.clock()), 1, store=OTHER)

    [shown] = told(office, OTHER, SaleShown)
    assert isinstance(shown, SaleShown)
    assert (shown.device, shown.sale.sale_id, shown.sale.lines[0].amount_minor) == ("till-1", "s1", 2670)
    assert [one.units for one in shown.goods] == [1]
    assert office.read(lambda db: len(returns.backs(db, "s1"))) == 1


def test_answers_do_not_lie_in_the_down_stream_for_ever(office: Office) -> None:
    arrive(office, SOLD, 1)
    arrive(office, SaleWanted(sale_id="s1", at=office.clock()), 1, device="till-2")
    office.change(returns.forget_told)
    assert len(told(office, STORE, SaleShown)) == 1

    office.change(lambda change: returns.forget_told(replace(change, now=change.now + timedelta(days=2))))

    assert told(office, STORE, SaleShown) == []


def test_receipts_of_a_store_are_believed_in_the_others_and_nothing_else_of_its_devices(office: Office) -> None:
    key = security.load_or_create_key(office.folder / "test-device.key")
    started = messages.DeviceStarted(
        device="till-9",
        role="till",
        app="1.0",
        epoch="e1",
        series="A",
        public_key=security.public_text(key),
        at=office.clock(),
    )
    row = "INSERT INTO device VALUES (?, 'till-9', 'till', 'x', 'online', '', '', 0, '', '', 0, '', '')"
    office.change(lambda change: change.db.execute(row, (STORE,)))
    arrive(office, started, 1, device="till-9")

    uses = {}
    for store in (STORE, OTHER):
        config = told(office, store, ConfigPublished)[-1]
        assert isinstance(config, ConfigPublished)
        opened = security.open_config(config.document, config.signature, office.keys.root.public_key())
        uses[store] = {entry.use for entry in opened.keys if entry.device == "till-9"}
    assert uses == {STORE: {"all"}, OTHER: {"receipt"}}
