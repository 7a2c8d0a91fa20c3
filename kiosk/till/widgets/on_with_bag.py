"""What comes after a shopper did something else here: their bag, or the next shopper."""

from __future__ import annotations

from kiosk.store import Store
from kiosk.till import tables
from kiosk.ui import navigation


def finish(store: Store) -> None:
    """Go on with the bag that somebody has; who has none is done, and makes room for the next."""
    basket = tables.load_basket(store.db, store.session.basket_id)
    if basket is not None and basket.lines and basket.state == "open":
        navigation.go("basket.show")
    else:
        navigation.end_session()
