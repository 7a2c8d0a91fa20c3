"""Campaigns on a device: the newest set stands, a bad one leaves it standing and head office hears of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import msgspec

from kiosk.campaign import actions, tables
from kiosk.handlers import on_message
from kiosk.worker import Transaction
from sync import inbox, journal, messages
from sync.messages import Campaign, CampaignsPublished, DownRefused, Event, Texts
from tests.devices import NOON, TestDevice

PICTURE = "a" * 64


def campaign(name: str, **changes: Any) -> Campaign:
    """A campaign without an end."""
    return msgspec.structs.replace(Campaign(campaign=name, title=Texts(name), picture=PICTURE), **changes)


def published(version: int, *campaigns: Campaign) -> CampaignsPublished:
    """A set of them."""
    return CampaignsPublished(campaigns=campaigns, version=version, at=NOON)


def names(device: TestDevice) -> list[list[str]]:
    """Of each set that is kept, newest first."""
    return [[one.campaign for one in found] for found in tables.sets(device.db)]


def arrive(device: TestDevice, seq: int, data: bytes) -> None:
    """An event of head office comes, whatever is in it."""
    event = Event(
        id=f"e{seq}",
        source="/kx/demo/hq",
        type=CampaignsPublished.TYPE,
        time="2026-05-04T04:00:00.000Z",
        epoch="d1",
        lane="down",
        seq=seq,
        after=seq - 1,
        data=msgspec.Raw(data),
    )
    handlers = on_message(device.store.settings, device.keys, None)

    def apply(tx: Transaction, events: Sequence[Event]) -> None:
        inbox.apply(tx.db, events, handlers, tx, tx.now)

    device.do(apply, [event])


def test_the_newest_set_stands_and_the_one_before_is_kept(device: TestDevice) -> None:
    for version, name in ((5, "a"), (7, "b"), (6, "late"), (9, "c")):
        device.do(actions.campaigns_published, published(version, campaign(name)))

    assert names(device) == [["c"], ["b"]]
    assert frozenset({"campaign"}) in device.changed


def test_a_set_that_cannot_be_used_leaves_the_old_one_standing_and_head_office_is_told(device: TestDevice) -> None:
    arrive(device, 1, messages.encode(published(5, campaign("good"))))
    bad = [
        b'{"campaigns":[{"campaign":"x","title":{"zh_hans":"x"},"picture":"none"}],"version":6,"at":"2026-05-04T04:00:00Z"}',
        messages.encode(published(7, campaign("x", hours_from="25:00"))),
        messages.encode(published(8, campaign("x"), campaign("x"))),
        messages.encode(published(9, campaign("x", begins=NOON, ends=NOON - timedelta(hours=1)))),
    ]
    for seq, data in enumerate(bad, 2):
        arrive(device, seq, data)

    assert names(device) == [["good"]]
    assert len(inbox.dead_letters(device.db)) == len(bad)
    sent = device.db.execute("SELECT count(*) FROM journal WHERE type = ?", (DownRefused.TYPE,)).fetchone()[0]
    assert sent == len(bad)


def test_a_picture_that_is_none_is_told_to_head_office(device: TestDevice) -> None:
    device.do(actions.picture_unreadable, "spring", PICTURE)

    lanes = journal.status(device.db)
    assert lanes["ops"].waiting == 1
