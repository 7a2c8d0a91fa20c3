"""The till's screens by name, and where it begins."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.associate.screens.arrivals import ArrivalsScreen
from kiosk.associate.screens.business import BusinessScreen
from kiosk.associate.screens.hand_over import HandOverScreen
from kiosk.associate.screens.lookup import LookupScreen
from kiosk.associate.screens.no_receipt import NoReceiptScreen
from kiosk.associate.screens.pay import TillPayScreen
from kiosk.associate.screens.pay_back import PayBackScreen
from kiosk.associate.screens.quotes import QuotesScreen
from kiosk.associate.screens.sell import SellScreen
from kiosk.associate.screens.send_off import SendOffScreen
from kiosk.associate.screens.shift_close import ShiftCloseScreen
from kiosk.associate.screens.shift_count import ShiftCountScreen
from kiosk.associate.screens.shift_history import ShiftHistoryScreen
from kiosk.associate.screens.shift_home import ShiftHomeScreen
from kiosk.associate.screens.shift_move import ShiftMoveScreen
from kiosk.associate.screens.shift_report import ShiftReportScreen
from kiosk.associate.screens.take_back import TakeBackScreen
from kiosk.associate.screens.warranty import WarrantyScreen
from kiosk.associate.widgets.counts import TabletCounts
from kiosk.associate.widgets.order_bell import Bells, OrderBell
from kiosk.payment.screens.open_payments import OpenPaymentsScreen
from kiosk.service.screens.calls import CallsScreen
from kiosk.service.widgets.bell import CallBell
from kiosk.staff.screens.change_pin import ChangePinScreen
from kiosk.staff.screens.sign_in import SignInScreen
from kiosk.staff.widgets.people import CHANGE_PIN, SIGN_IN, People
from kiosk.store import Store
from kiosk.task.screens.tasks import TasksScreen
from kiosk.ticket.screens.new import NewTicketScreen
from kiosk.ticket.screens.tickets import TicketsScreen
from kiosk.till.screens.hardware import TillHardwareScreen
from kiosk.ui.desk import Bell, Counts, DeskPlace
from kiosk.ui.screen import StoreScreen

HOME = "till.sell"

PLACES = (
    DeskPlace("till.sell", "till", "rail.sell"),
    DeskPlace("return.start", "undo", "rail.return"),
    DeskPlace("pickup.collect", "parcel", "rail.collect"),
    DeskPlace("stock.lookup", "search", "rail.lookup"),
    DeskPlace("associate.tasks", "tasks", "rail.tasks"),
    DeskPlace("shift.home", "cash", "rail.shift"),
    DeskPlace("payment.open", "progress", "payment.rail"),
)


def screens(store: Store) -> dict[str, Callable[[], StoreScreen]]:
    """How each screen of a till is made."""
    return {
        SIGN_IN: lambda: SignInScreen(store),
        CHANGE_PIN: lambda: ChangePinScreen(store, places=PLACES),
        "till.sell": lambda: SellScreen(store, places=PLACES),
        "till.pay": lambda: TillPayScreen(store, places=PLACES),
        "till.business": lambda: BusinessScreen(store, places=PLACES),
        "till.quotes": lambda: QuotesScreen(store, places=PLACES),
        "till.warranty": lambda: WarrantyScreen(store, places=PLACES),
        "return.start": lambda: TakeBackScreen(store, places=PLACES),
        "return.pay": lambda: PayBackScreen(store, places=PLACES),
        "return.without_receipt": lambda: NoReceiptScreen(store, places=PLACES),
        "pickup.collect": lambda: HandOverScreen(store, places=PLACES),
        "order.send": lambda: SendOffScreen(store, places=PLACES),
        "associate.arrivals": lambda: ArrivalsScreen(store, places=PLACES),
        "stock.lookup": lambda: LookupScreen(store, places=PLACES),
        "associate.tasks": lambda: TasksScreen(store, places=PLACES),
        "associate.tickets": lambda: TicketsScreen(store, places=PLACES),
        "ticket.new": lambda: NewTicketScreen(store, places=PLACES),
        "service.calls": lambda: CallsScreen(store, places=PLACES),
        "payment.open": lambda: OpenPaymentsScreen(store, places=PLACES),
        "shift.home": lambda: ShiftHomeScreen(store, places=PLACES),
        "shift.move": lambda: ShiftMoveScreen(store, places=PLACES),
        "shift.count": lambda: ShiftCountScreen(store, places=PLACES),
        "shift.close": lambda: ShiftCloseScreen(store, places=PLACES),
        "shift.report": lambda: ShiftReportScreen(store, places=PLACES),
        "shift.history": lambda: ShiftHistoryScreen(store, places=PLACES),
        "till.hardware": lambda: TillHardwareScreen(store, places=PLACES),
    }


def people(store: Store) -> People:
    """Who must sign in first, and when the screen locks itself."""
    store.parts[Bell] = Bells(CallBell(store), OrderBell(store, orders=False))
    store.parts[Counts] = TabletCounts(store)
    return People(store)
