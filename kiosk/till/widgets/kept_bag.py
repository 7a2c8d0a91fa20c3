"""A member is back, and their bag waited for them: go on with it?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from kiosk.store import Store
from kiosk.till import actions, tables
from kiosk.till.model import Basket
from kiosk.ui import navigation
from kiosk.ui.screen import StoreScreen
from kiosk.ui.sounds import play
from kiosk.ui.tr import tr
from kiosk.ui.widgets.dialog import Dialog


def offer_kept_bag(screen: StoreScreen, member_id: str, done: Callable[[], object] | None = None) -> bool:
    """Ask whether to go on with the bag that waited; False if there is none. Call it when a member has signed in."""
    store: Store = screen.store
    waiting = tables.kept_for(store.db, member_id)
    # An answer may come when its member has gone and somebody else stands here.
    if not waiting or store.session.member_id != member_id:
        return False
    basket, _, at = waiting[0]

    def go_on() -> None:
        navigation.hide(dialog)
        into = store.session.basket_id

        def taken(_: Basket) -> None:
            if store.session.basket_id != into:
                return
            play("ok")
            if done is not None:
                done()
            elif navigation.knows("basket.show"):
                navigation.go("basket.show")

        screen.submit(actions.take_kept, store.register, basket.basket_id, into, done=taken)

    def drop() -> None:
        navigation.hide(dialog)
        screen.submit(actions.drop_kept, store.register, basket.basket_id)

    dialog = Dialog(
        "kept.title",
        "kept.body",
        args={"when": when(at, store.clock()), "n": basket.units, "amount": tr.money(basket.total, "receipt")},
        primary=("kept.go_on", go_on),
        secondary=("kept.drop", drop),
        icon="bag",
    )
    navigation.show(dialog)
    return True


def when(at: datetime, now: datetime) -> str:
    """The moment at which it was left: a time of today, or a day."""
    return tr.time(at) if tr.date(at) == tr.date(now) else f"{tr.date(at)} {tr.time(at)}"
