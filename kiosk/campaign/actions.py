"""Campaigns come down from head office, whole."""

from __future__ import annotations

from kiosk.campaign import tables
from kiosk.worker import Transaction
from sync import messages


def campaigns_published(tx: Transaction, message: messages.CampaignsPublished) -> None:
    """A new set of campaigns; one that cannot be read never comes so far, and the old one goes on.

    Raises:
        ValueError: if a campaign ends before it begins, or two have one name; the set is not used, and head office is
            told.
    """
    names = [one.campaign for one in message.campaigns]
    if len(set(names)) != len(names):
        raise ValueError("two campaigns have one name")
    for one in message.campaigns:
        if one.begins is not None and one.ends is not None and one.ends <= one.begins:
            raise ValueError(f"campaign {one.campaign} ends before it begins")
    if tables.save(tx.db, message):
        tx.touch("campaign")


def picture_unreadable(tx: Transaction, campaign: str, picture: str) -> None:
    """The picture of a campaign came whole and is none: head office is told, and others take its turn."""
    reason = f"picture {picture[:12]} cannot be read"
    kind = messages.CampaignsPublished.TYPE
    tx.post(messages.DownRefused(event_id=campaign, event_type=kind, reason=reason, at=tx.now))
