"""The end of a shopper's time at the screen: nothing of them is left on this device but what they chose to keep."""

from __future__ import annotations

import logging

from kiosk.catalogue.searcher import Searcher
from kiosk.service import actions as service
from kiosk.store import Store
from kiosk.till import actions as till
from kiosk.ui.theme import theme
from kiosk.ui.tr import tr
from kiosk.ui.voice import voice

log = logging.getLogger(__name__)


def forget(store: Store) -> None:
    """Leave the basket unless its money is under way, begin the next person's session, look as the shop wants it.

    Screens and their widgets are thrown away by the navigator, which calls this first.
    """
    store.worker.submit(till.leave_basket, store.register, store.session.basket_id, failed=_kept)
    store.worker.submit(service.end_all, store.register)
    store.end_session()
    if Searcher in store.parts:
        store.part(Searcher).forget()
    voice.forget()
    display = store.settings.display
    theme.choose(
        contrast=display.theme == "high_contrast",
        text_scale=display.text_percent / 100,
        motion=True,
        low=False,
        simple=False,
    )
    tr.switch(store.session.language)


def _kept(error: Exception) -> None:
    log.warning("the basket stays open: %s", error)
