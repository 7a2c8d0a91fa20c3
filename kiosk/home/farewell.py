"""The end of a shopper's time at the screen: nothing of them is left on this device but what they chose to keep."""

from __future__ import annotations

import logging
from functools import partial

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
    basket_id = store.session.basket_id
    for step in (
        partial(store.worker.submit, till.leave_basket, store.register, basket_id, failed=_kept),
        partial(store.worker.submit, service.end_all, store.register),
        store.end_session,
        partial(_forget_search, store),
        voice.forget,
        partial(_usual_looks, store),
        partial(_usual_language, store),
    ):
        try:
            step()
        except Exception:
            # Whatever is broken, the rest must still be wiped away.
            log.exception("a step of forgetting failed")


def _forget_search(store: Store) -> None:
    if Searcher in store.parts:
        store.part(Searcher).forget()


def _usual_looks(store: Store) -> None:
    display = store.settings.display
    theme.choose(
        contrast=display.theme == "high_contrast",
        text_scale=display.text_percent / 100,
        motion=True,
        low=False,
        simple=False,
    )


def _usual_language(store: Store) -> None:
    tr.switch(store.session.language)


def _kept(error: Exception) -> None:
    log.warning("the basket stays open: %s", error)
