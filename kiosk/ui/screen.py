"""The screen that all screens are: it shows topics, hears of scans, and explains what was refused."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import datetime
from typing import Any, ClassVar, Literal, Protocol

from kivy.uix.floatlayout import FloatLayout

from kiosk import codes
from kiosk.errors import Refused
from kiosk.money import Money
from kiosk.ui import navigation
from kiosk.ui.reading import facts
from kiosk.ui.sounds import play
from kiosk.ui.theme import theme
from kiosk.ui.tr import Tr, tr
from kiosk.ui.widgets.base import Styled
from kiosk.ui.widgets.plate import Ground

Idle = Literal["question", "never", "home"]
"""What happens when nobody touches the screen: ask "still there?"; nothing (payment, printing); or it is the place
where everything ends anyway."""


class Worker(Protocol):
    """Runs actions, one transaction each; see `kiosk.worker.Worker`."""

    def submit(
        self,
        action: Callable[..., Any],  # any action
        *args: object,
        done: Callable[[Any], None] | None = None,  # what the action gives
        failed: Callable[[Exception], None] | None = None,
        **named: object,
    ) -> None:
        """Run the action, then `done(result)` or `failed(error)` on the main loop."""


class Store(Protocol):
    """What a screen may use of the device; see `kiosk.wiring.Store`."""

    @property
    def db(self) -> sqlite3.Connection:
        """The main loop's reading connection."""

    @property
    def worker(self) -> Worker:
        """The one writing thread."""

    @property
    def clock(self) -> Callable[[], datetime]:
        """Gives the time, aware and in UTC."""

    @property
    def settings(self) -> Any:  # kiosk.settings.Settings; tests hand in less
        """The device's settings."""

    @property
    def session(self) -> Any:  # belongs to the features
        """Who stands here, and what they do."""


class StoreScreen(Styled, FloatLayout):
    """Base of every screen: override `build`, `refresh`, `topics` and the handlers of the codes that it takes.

    `build` makes the widgets, once, when the screen is first shown. `refresh` reads and shows, whenever the screen
    comes to the front, and while it is there after every change of its topics, of language and of theme. Do not name a
    property after a handler (`product` would make Kivy call `on_product`).
    """

    topics: ClassVar[frozenset[str]] = frozenset()
    """What this screen shows: after a commit that touched one of these it reads again."""

    idle: Idle = "question"
    ground: ClassVar[str] = "bg"

    def __init__(self, store: Any, words: Tr | None = None, **named: Any) -> None:  # Any: a Store, or more
        self.store = store
        self.tr = words or tr
        self.args: dict[str, Any] = {}  # what `navigation.go` was given
        self.shown = False
        self._built = False
        self._stale = True
        self._entering = False
        super().__init__(**named)
        self._ground = Ground(self, self.ground)

    # What a screen overrides.

    def build(self) -> None:
        """Make the widgets. Called once, before the first `refresh`."""

    def refresh(self) -> None:
        """Read, and show."""

    def arrived(self) -> None:
        """The screen is in front, `self.args` are set, `refresh` comes next."""

    def left(self) -> None:
        """Another screen is in front: stop what costs (cameras, timers), forget what is personal."""

    def on_product(self, code: codes.ProductCode) -> None:
        """A product was scanned. By default its page opens, from wherever the person is."""
        if navigation.knows("product.page"):
            navigation.go("product.page", gtin=code.gtin)
        else:
            self.refuse("scan.product_not_here")

    def on_loyalty(self, code: codes.OwnCode) -> None:
        """A member's code was scanned."""
        self._elsewhere("member.sign_in", "scan.loyalty_not_here", code)

    def on_pickup(self, code: codes.OwnCode) -> None:
        """A pickup code was scanned."""
        self._elsewhere("pickup.collect", "scan.pickup_not_here", code)

    def on_basket(self, code: codes.OwnCode) -> None:
        """A basket's code was scanned."""
        self._elsewhere("basket.receive", "scan.basket_not_here", code)

    def on_receipt(self, code: codes.OwnCode) -> None:
        """A receipt was scanned."""
        self._elsewhere("return.start", "scan.receipt_not_here", code)

    def on_coupon(self, code: codes.OwnCode) -> None:
        """A coupon was scanned."""
        self._elsewhere("coupon.add", "scan.coupon_not_here", code)

    def on_staff(self, code: codes.OwnCode) -> None:
        """A badge was scanned."""
        self._elsewhere("staff.sign_in", "scan.staff_not_here", code)

    def on_enrolment(self, code: codes.OwnCode) -> None:
        """A code that lets a device join was scanned."""
        self._elsewhere("status.enrol", "scan.enrolment_not_here", code)

    def on_gift_card(self, code: codes.OwnCode) -> None:
        """A gift card was scanned."""
        self._elsewhere("gift_card.pay", "scan.gift_card_not_here", code)

    def on_voucher(self, code: codes.OwnCode) -> None:
        """A voucher was scanned."""
        self._elsewhere("voucher.pay", "scan.voucher_not_here", code)

    def on_label(self, code: codes.OwnCode) -> None:
        """A signed shelf label was scanned: its product is meant. Screens that compare prices look closer."""
        self.on_product(codes.ProductCode(code.token.body.subject))

    def on_payer_code(self, code: codes.PayerCode) -> None:
        """The code of a shopper's wallet was scanned: of use where something is to be paid, and nowhere kept."""
        del code
        self.refuse("scan.payer_code_not_here")

    def on_carrier(self, code: codes.CarrierCode) -> None:
        """The carrier of a shopper's invoices was scanned: of use where something is being sold."""
        del code
        self.refuse("scan.carrier_not_here")

    def on_unknown(self, code: codes.UnknownCode) -> None:
        """Nobody knows this code. Never guessed at."""
        self.refuse("scan.damaged" if code.ours else "scan.unknown")

    def spoken(self) -> str:
        """What a voice says when the screen comes to the front: by itself its headlines and main facts."""
        return facts(self)

    @property
    def idle_now(self) -> Idle:
        """The rule of this moment: a place where everything ends may still hold something of somebody."""
        return self.idle

    def dismiss(self) -> bool:
        """Escape of a keypad: one step back. Not from the first screen, and not while money or paper is under way."""
        if self.idle != "question":
            return False
        navigation.back()
        return True

    # What a screen uses.

    def submit(self, action: Callable[..., Any], *args: object, done: Callable[[Any], None] | None = None) -> None:
        """Run an action on the worker; what is refused is explained on this screen."""
        self.store.worker.submit(action, *args, done=done, failed=self.explain)

    def explain(self, error: Exception) -> None:
        """Say why something did not happen: the shop's no in its own words, a fault as a fault."""
        if isinstance(error, Refused):
            # Amounts are said as people of the place write them.
            told = {name: self.tr.money(one) if isinstance(one, Money) else one for name, one in error.details.items()}
            self.refuse(f"refused.{error.key}", **told)
        else:
            navigation.fault(error)

    def refuse(self, key: str, **args: object) -> None:
        """Show a message that says no."""
        play("no")
        navigation.say(key, state="warn", **args)

    # What navigation calls.

    def scanned(self, code: codes.Code) -> None:
        """Hand a code to the handler of its kind: a dialog's, if one that wants it lies above, or the screen's."""
        for kind, handler in _HANDLERS:
            if isinstance(code, kind):
                getattr(navigation.listener(handler) or self, handler)(code)
                return

    def enter(self, args: dict[str, Any]) -> None:  # what `go` was given
        """Come to the front."""
        self.args = args
        self.shown = True
        self._entering = True
        try:
            if not self._built:
                self._built = True
                self.build()
            self.arrived()
            self._read()
        finally:
            self._entering = False

    def leave(self) -> None:
        """Go to the back."""
        self.shown = False
        self._stale = True
        self.left()

    def changed(self, topics: frozenset[str]) -> None:
        """A commit touched these topics."""
        if self.topics & topics:
            if self.shown:
                self._read()
            else:
                self._stale = True

    def restyle(self) -> None:
        """Take the ground's colour anew, and read again: made texts follow the language only so."""
        self._ground.dress()
        if self.shown and self._built:
            self._read()

    def _read(self) -> None:
        self._stale = False
        try:
            self.refresh()
        except Exception as error:
            # While it comes to the front, navigation itself hears of it.
            if self._entering or not navigation.broken(self, error):
                raise

    def _elsewhere(self, screen: str, otherwise: str, code: codes.OwnCode) -> None:
        if navigation.knows(screen) and navigation.front() != screen:
            navigation.go(screen, code=code)
        else:
            self.refuse(otherwise)

    @property
    def wide(self) -> bool:
        """Whether this is a tablet or desk in landscape."""
        return theme.tablet


_HANDLERS: tuple[tuple[type[Any], str], ...] = (
    (codes.ProductCode, "on_product"),
    (codes.LoyaltyCard, "on_loyalty"),
    (codes.PickupCode, "on_pickup"),
    (codes.BasketCode, "on_basket"),
    (codes.ReceiptCode, "on_receipt"),
    (codes.CouponCode, "on_coupon"),
    (codes.StaffBadge, "on_staff"),
    (codes.EnrolmentCode, "on_enrolment"),
    (codes.GiftCardCode, "on_gift_card"),
    (codes.VoucherCode, "on_voucher"),
    (codes.ShelfLabel, "on_label"),
    (codes.PayerCode, "on_payer_code"),
    (codes.CarrierCode, "on_carrier"),
    (codes.UnknownCode, "on_unknown"),
)
