"""The campaigns that head office sent: the newest set, and the one before, whose pictures are here already."""

from __future__ import annotations

import sqlite3
from datetime import time
from typing import TYPE_CHECKING

import msgspec

from kiosk.campaign.model import Campaign, Schedule
from kiosk.catalogue.model import Names
from sync import clock, messages
from sync.migrations import Migrations

if TYPE_CHECKING:
    from sqlite_utils import Database

MIGRATIONS = Migrations("campaign")

KEEP = 2
"""Sets: until pictures of the newest have come, the one before goes on."""


@MIGRATIONS()
def m001_campaigns(db: Database) -> None:
    """One row a set."""
    db.conn.execute(
        """CREATE TABLE campaign_set (
            version INTEGER PRIMARY KEY, body TEXT NOT NULL, at TEXT NOT NULL
        ) STRICT"""
    )


def sets(db: sqlite3.Connection) -> list[tuple[Campaign, ...]]:
    """The sets that are kept, newest first, each in the order in which its campaigns take turns."""
    rows = db.execute("SELECT body FROM campaign_set ORDER BY version DESC").fetchall()
    return [
        tuple(map(_campaign, msgspec.json.decode(row[0], type=messages.CampaignsPublished).campaigns)) for row in rows
    ]


def save(db: sqlite3.Connection, message: messages.CampaignsPublished) -> bool:
    """Keep the newest set; False if a newer one stands already."""
    newest = db.execute("SELECT max(version) FROM campaign_set").fetchone()[0]
    if newest is not None and newest >= message.version:
        return False
    body = messages.encode(message).decode()
    db.execute("INSERT INTO campaign_set VALUES (?, ?, ?)", (message.version, body, clock.stamp(message.at)))
    db.execute(
        """DELETE FROM campaign_set WHERE version NOT IN (
               SELECT version FROM campaign_set ORDER BY version DESC LIMIT ?)""",
        (KEEP,),
    )
    return True


def _campaign(one: messages.Campaign) -> Campaign:
    hours = None
    if one.hours_from or one.hours_until:
        hours = (time.fromisoformat(one.hours_from or "00:00"), time.fromisoformat(one.hours_until or "00:00"))
    return Campaign(
        campaign=one.campaign,
        title=Names(one.title.zh_hans, one.title.zh_hant, one.title.en),
        more=Names(one.more.zh_hans, one.more.zh_hant, one.more.en),
        picture=one.picture,
        gtin=one.gtin,
        dark=one.dark,
        schedule=Schedule(one.begins, one.ends, hours, frozenset(one.weekdays), frozenset(one.languages)),
    )
