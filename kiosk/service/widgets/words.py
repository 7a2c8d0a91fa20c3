"""What a call is about, in the words of whoever reads it."""

from __future__ import annotations

import sqlite3
from datetime import datetime

from kiosk.catalogue import tables as catalogue
from kiosk.catalogue.widgets import name_of
from kiosk.service.model import Call
from kiosk.ui.tr import NATIVE_NAMES, tr


def about_words(db: sqlite3.Connection, call: Call, currency: str) -> str:
    """The matter, with the product's name where there is one, and the shopper's language where it is another."""
    words = [tr.text(f"service.about.{call.about}")]
    product = catalogue.find(db, call.gtin, currency) if call.gtin else None
    if product is not None:
        words.append(name_of(product))
    if call.language and call.language != tr.language:
        words.append(NATIVE_NAMES.get(call.language, call.language))
    return "·".join(words)


def since_words(call: Call, now: datetime) -> str:
    """For how long somebody has been waiting."""
    seconds = max(0, int((now - call.called_at).total_seconds()))
    if seconds < 60:
        return tr.text("service.since_seconds", n=seconds)
    return tr.text("service.since_minutes", n=seconds // 60)
