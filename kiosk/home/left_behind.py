"""Whether somebody who is gone from the first page left anything on this device that the next one would find."""

from __future__ import annotations

from kiosk.session import Session
from kiosk.store import Store
from kiosk.till import tables
from kiosk.ui import navigation, tokens
from kiosk.ui.theme import theme
from kiosk.ui.tr import tr
from kiosk.ui.voice import voice


def nothing_left(store: Store) -> bool:
    """Whether there is no session to end, and the screen looks, speaks and waits as the shop wants it."""
    session, language = store.session, store.settings.shop.language
    if session != Session(session.basket_id, language) or tr.language != language:
        return False
    if _looks_changed(store) or voice.on or navigation.patient():
        return False
    return tables.load_basket(store.db, session.basket_id) is None


def _looks_changed(store: Store) -> bool:
    display = store.settings.display
    usual = tokens.nearest_scale(display.text_percent / 100)
    looks = (theme.contrast, theme.text_scale, theme.low, theme.simple)
    return looks != (display.theme == "high_contrast", usual, False, False)
