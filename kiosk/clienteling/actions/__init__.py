"""What a colleague does for a customer: opens their card, writes a note, keeps a list, drafts a message."""

from __future__ import annotations

from kiosk.clienteling.actions.book import allow_writing, join_book, reassign, set_dates
from kiosk.clienteling.actions.card import add_note, close_card, open_card, take_back_note
from kiosk.clienteling.actions.looks import (
    begin_look,
    hand_look,
    look_to_till,
    name_look,
    put_away_look,
    put_on_look,
    send_look,
    take_off_look,
)
from kiosk.clienteling.actions.messages import write_to
from kiosk.clienteling.model import CLIENT, CONSENT, LOOK, NOTE, OUTREACH
from kiosk.record import actions as records

TOPICS = frozenset(records.topic(kind) for kind in (CONSENT, CLIENT, NOTE, LOOK, OUTREACH))
"""What a screen of this feature shows."""
