"""The shopper's screens by name: what a kiosk on the shop floor can show."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kiosk.store import Store
    from kiosk.ui.screen import StoreScreen

HOME = "home.attract"
BOARD = "prep.board"

SCREENS: dict[str, str] = {
    "home.attract": "kiosk.home.attract:AttractScreen",
    "home.scan": "kiosk.home.scan:ScanScreen",
    "home.fault": "kiosk.home.fault:FaultScreen",
    "product.page": "kiosk.home.product:ProductPage",
    "product.compare": "kiosk.home.compare:CompareScreen",
    "product.map": "kiosk.home.store_map:StoreMap",
    "product.aisle": "kiosk.home.aisle:AisleScreen",
    "search.find": "kiosk.home.search:SearchScreen",
    "browse.shelf": "kiosk.home.browse:ShelfScreen",
    "basket.show": "kiosk.till.screens.basket:BasketScreen",
    "basket.fulfil": "kiosk.till.screens.fulfil:FulfilScreen",
    "basket.hold": "kiosk.till.screens.hold:HoldScreen",
    "basket.receive": "kiosk.till.screens.receive:ReceiveScreen",
    "pay.choose": "kiosk.till.screens.pay:ChooseScreen",
    "pay.card": "kiosk.till.screens.card:CardScreen",
    "pay.cash": "kiosk.till.screens.cash:CashScreen",
    "pay.balance": "kiosk.till.screens.balance:BalanceScreen",
    "pay.check": "kiosk.till.screens.check:CheckScreen",
    "pay.done": "kiosk.till.screens.done:DoneScreen",
    "member.sign_in": "kiosk.home.member:SignInScreen",
    "member.page": "kiosk.home.member:MemberPage",
    "ticket.say": "kiosk.ticket.screens.say:SayScreen",
    "appointment.book": "kiosk.appointment.screens.book:BookScreen",
    "queue.take": "kiosk.appointment.screens.take:TakeScreen",
    "order.ahead": "kiosk.home.ahead:AheadScreen",
    "prep.board": "kiosk.home.board:BoardScreen",
    "service.call": "kiosk.service.screens.call:CallScreen",
    "return.start": "kiosk.till.screens.return_start:ReturnStartScreen",
    "pickup.find": "kiosk.pickup.screens.find:FindScreen",
    "pickup.show": "kiosk.pickup.screens.show:ShowScreen",
}
"""Where each screen's class stands. Loaded when the screen is first shown: the first frame waits for one of them."""


def screens(store: Store) -> dict[str, Callable[[], StoreScreen]]:
    """How each screen of this device is made; nothing is made before it is first shown."""
    return {name: partial(_make, where, store) for name, where in SCREENS.items()}


def first(store: Store) -> str:
    """The screen that this device starts with, and to which it returns when somebody has gone."""
    return BOARD if store.settings.display.start == "board" else HOME


def resume(store: Store) -> None:
    """After a start: whoever was paying when the program stopped is shown how their payment stands."""
    from kiosk.till.resuming import interrupted  # only here, so that the first frame does not wait for it
    from kiosk.ui import navigation

    found = interrupted(store.db, store.device, store.clock())
    if found is None:
        return
    store.session.basket_id = found.basket_id
    if found.how == "paid":
        navigation.go("pay.done", sale_id=found.basket_id)
    else:
        navigation.go("pay.card" if found.how == "open" else "pay.choose")


def _make(where: str, store: Store) -> StoreScreen:
    module, _, kind = where.partition(":")
    screen: StoreScreen = getattr(import_module(module), kind)(store)
    return screen
