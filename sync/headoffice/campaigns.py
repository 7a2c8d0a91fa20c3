"""Campaigns that screens show while nobody is there: all of a file goes to the stores, or nothing of it."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

import msgspec
from msgspec import Struct
from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from sync.clock import stamp
from sync.headoffice import images, stores
from sync.headoffice.campaign_file import BadCampaigns, Draft, Fault, read
from sync.headoffice.change import Change
from sync.messages import MOST_CAMPAIGNS, Campaign, CampaignsPublished

MIGRATIONS = Migrations("campaigns")


@MIGRATIONS()
def m001_campaigns(db: Database) -> None:
    """What each store was told last."""
    db.conn.execute(
        """CREATE TABLE campaign_set (
            store TEXT PRIMARY KEY REFERENCES store (store), version INTEGER NOT NULL, document TEXT NOT NULL,
            at TEXT NOT NULL
        ) STRICT, WITHOUT ROWID"""
    )


class Published(Struct, frozen=True):
    """What came of a file."""

    version: int
    told: Mapping[str, int]
    """How many campaigns each store was told of."""
    left_out: Sequence[str]
    """In words: campaigns whose product a store does not sell, so that it does not get them."""


def publish(change: Change, path: Path, pictures: Path, only: str = "") -> Published:
    """Check a file of campaigns (TOML) and send it to the stores; what they showed before is over.

    Pictures lie beside the file, or in `images` or `pictures` there; they are kept in the folder `pictures`.

    Raises:
        Unknown: if there is no store `only`.
        BadCampaigns: with each fault, its line and its key; nothing is sent, and what was shown before goes on.
    """
    shops = [stores.get(change.db, only)] if only else stores.everyone(change.db)
    drafts = read(path)
    faults = [fault for draft in drafts for fault in _strangers(change.db, draft, shops)]
    if faults:
        raise BadCampaigns(faults)
    # Only now: a file with a fault leaves no pictures behind.
    kept = {draft.picture: images.keep(pictures, draft.picture) for draft in drafts}
    version = change.version()
    told, left_out = {}, []
    for shop in shops:
        mine = [draft for draft in drafts if not draft.stores or shop.store in draft.stores]
        sold = [draft for draft in mine if not draft.gtin or _sells(change.db, shop.store, draft.gtin)]
        left_out += [f"store {shop.store} does not sell the product of {one.name}" for one in mine if one not in sold]
        made = tuple(_campaign(draft, kept[draft.picture], shop) for draft in sold)
        if len(made) > MOST_CAMPAIGNS:
            reason = f"store {shop.store} would have {len(made)} campaigns, at most {MOST_CAMPAIGNS}"
            raise BadCampaigns([Fault(sold[MOST_CAMPAIGNS].line, "", reason)])
        message = CampaignsPublished(campaigns=made, version=version, at=change.now)
        document = msgspec.json.encode(message).decode()
        change.db.execute(
            "INSERT OR REPLACE INTO campaign_set VALUES (?, ?, ?, ?)",
            (shop.store, version, document, stamp(change.now)),
        )
        change.post(shop.store, message)
        told[shop.store] = len(made)
    return Published(version, told, left_out)


def standing(db: sqlite3.Connection, store: str = "") -> list[tuple[str, CampaignsPublished]]:
    """(store, what it was told last) of one store or of all."""
    rows = db.execute("SELECT store, document FROM campaign_set WHERE ?1 IN ('', store) ORDER BY store", (store,))
    return [(row[0], msgspec.json.decode(row[1], type=CampaignsPublished)) for row in rows]


def in_words(found: Sequence[tuple[str, CampaignsPublished]]) -> list[str]:
    """One line a campaign."""
    lines = []
    for store, message in found:
        for one in message.campaigns:
            when = " ".join((_day(one.begins, "from"), _day(one.ends, "until"), _hours(one))).split()
            lines.append(f"{store} {one.campaign}: {one.title.en or one.title.zh_hans} {' '.join(when)}".rstrip())
    return lines


def _strangers(db: sqlite3.Connection, draft: Draft, shops: Sequence[stores.Store]) -> list[Fault]:
    """What the file says of stores and products that there are not."""
    known = {shop.store for shop in stores.everyone(db)}
    faults = [
        Fault(draft.line_of("stores"), "stores", f"{store} is not known")
        for store in draft.stores
        if store not in known
    ]
    where = [shop.store for shop in shops if not draft.stores or shop.store in draft.stores]
    if draft.gtin and where and not any(_sells(db, store, draft.gtin) for store in where):
        faults.append(Fault(draft.line_of("gtin"), "gtin", f"none of its stores sells {draft.gtin}"))
    return faults


def _campaign(draft: Draft, picture: str, shop: stores.Store) -> Campaign:
    return Campaign(
        campaign=draft.name,
        title=draft.title,
        more=draft.more,
        picture=picture,
        gtin=draft.gtin,
        begins=None if draft.begins is None else draft.begins.moment(shop.time_zone),
        ends=None if draft.ends is None else draft.ends.moment(shop.time_zone),
        hours_from=draft.hours[0],
        hours_until=draft.hours[1],
        weekdays=draft.weekdays,
        languages=draft.languages,
        dark=draft.dark,
    )


def _sells(db: sqlite3.Connection, store: str, gtin: str) -> bool:
    row = db.execute("SELECT 1 FROM listing WHERE store = ? AND gtin = ? AND removed = 0", (store, gtin)).fetchone()
    return row is not None


def _day(moment: datetime | None, word: str) -> str:
    return "" if moment is None else f"{word} {stamp(moment)}"


def _hours(one: Campaign) -> str:
    days = ",".join(map(str, one.weekdays))
    hours = f"{one.hours_from}-{one.hours_until}" if one.hours_from else ""
    return " ".join(part for part in (hours, f"days {days}" if days else "", *one.languages) if part)
