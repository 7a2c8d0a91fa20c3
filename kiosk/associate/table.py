"""The associate's screens by name, and where a tablet begins."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.appointment.screens.day import DayScreen
from kiosk.appointment.screens.tickets import WalkInsScreen
from kiosk.associate.screens.arrivals import ArrivalsScreen
from kiosk.associate.screens.count import CountScreen
from kiosk.associate.screens.hand_over import HandOverScreen
from kiosk.associate.screens.holds import HoldsScreen
from kiosk.associate.screens.lookup import LookupScreen
from kiosk.associate.screens.more import MoreScreen
from kiosk.associate.screens.orders import OrdersScreen
from kiosk.associate.screens.pick import PickScreen
from kiosk.associate.screens.prep import PrepScreen
from kiosk.associate.screens.receive import ReceiveScreen
from kiosk.associate.screens.receive_basket import ReceiveBasketScreen
from kiosk.associate.screens.send_off import SendOffScreen
from kiosk.associate.screens.stage import StageScreen
from kiosk.associate.screens.take_order import TakeOrderScreen
from kiosk.associate.screens.transfer import TransferScreen
from kiosk.associate.widgets.counts import TabletCounts
from kiosk.associate.widgets.order_bell import Bells, OrderBell
from kiosk.clienteling.screens.book import BookScreen
from kiosk.clienteling.screens.card import CardScreen
from kiosk.clienteling.screens.look import LookScreen
from kiosk.clienteling.screens.show import ShowScreen
from kiosk.knowledge.screens.cards import CardsScreen
from kiosk.service.screens.calls import CallsScreen
from kiosk.service.widgets.bell import CallBell
from kiosk.staff.screens.change_pin import ChangePinScreen
from kiosk.staff.screens.sign_in import SignInScreen
from kiosk.staff.widgets.people import CHANGE_PIN, SIGN_IN, People
from kiosk.store import Store
from kiosk.task.screens.tasks import TasksScreen
from kiosk.ticket.screens.new import NewTicketScreen
from kiosk.ticket.screens.tickets import TicketsScreen
from kiosk.ui.desk import Bell, Counts, DeskPlace
from kiosk.ui.screen import StoreScreen

HOME = "associate.orders"

PLACES = (
    DeskPlace("associate.tasks", "tasks", "rail.tasks"),
    DeskPlace("associate.orders", "pick", "rail.orders"),
    DeskPlace("pickup.collect", "parcel", "rail.collect"),
    DeskPlace("stock.lookup", "search", "rail.lookup"),
    DeskPlace("service.calls", "bell", "rail.calls"),
    DeskPlace("associate.more", "dots", "rail.more"),
)


def screens(store: Store) -> dict[str, Callable[[], StoreScreen]]:
    """How each screen of a tablet is made."""
    return {
        SIGN_IN: lambda: SignInScreen(store),
        CHANGE_PIN: lambda: ChangePinScreen(store, places=PLACES),
        "associate.orders": lambda: OrdersScreen(store, places=PLACES),
        "associate.arrivals": lambda: ArrivalsScreen(store, places=PLACES),
        "associate.more": lambda: MoreScreen(store, places=PLACES),
        "associate.tasks": lambda: TasksScreen(store, places=PLACES),
        "pick.list": lambda: PickScreen(store, places=PLACES),
        "order.send": lambda: SendOffScreen(store, places=PLACES),
        "pick.stage": lambda: StageScreen(store, places=PLACES),
        "pickup.collect": lambda: HandOverScreen(store, places=PLACES),
        "basket.receive": lambda: ReceiveBasketScreen(store, places=PLACES),
        "stock.lookup": lambda: LookupScreen(store, places=PLACES),
        "stock.receive": lambda: ReceiveScreen(store, places=PLACES),
        "stock.count": lambda: CountScreen(store, places=PLACES),
        "stock.transfer": lambda: TransferScreen(store, places=PLACES),
        "stock.holds": lambda: HoldsScreen(store, places=PLACES),
        "service.calls": lambda: CallsScreen(store, places=PLACES),
        "associate.tickets": lambda: TicketsScreen(store, places=PLACES),
        "ticket.new": lambda: NewTicketScreen(store, places=PLACES),
        "client.card": lambda: CardScreen(store, places=PLACES),
        # What a member's code opens from anywhere on a tablet.
        "member.sign_in": lambda: CardScreen(store, places=PLACES),
        "client.book": lambda: BookScreen(store, places=PLACES),
        "client.look": lambda: LookScreen(store, places=PLACES),
        "client.show": lambda: ShowScreen(store, places=PLACES),
        "appointment.day": lambda: DayScreen(store, places=PLACES),
        "queue.tickets": lambda: WalkInsScreen(store, places=PLACES),
        "prep.queue": lambda: PrepScreen(store, places=PLACES),
        "order.take": lambda: TakeOrderScreen(store, places=PLACES),
        "knowledge.cards": lambda: CardsScreen(store, places=PLACES),
        # What a scanned product opens from anywhere: a tablet shows places and stock, not a shopper's page.
        "product.page": lambda: LookupScreen(store, places=PLACES),
    }


def people(store: Store) -> People:
    """Who must sign in first, and when the screen locks itself."""
    store.parts[Bell] = Bells(CallBell(store), OrderBell(store))
    store.parts[Counts] = TabletCounts(store)
    return People(store)
