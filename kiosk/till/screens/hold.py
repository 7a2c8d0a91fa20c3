"""The bag as a code: for a till, a tablet, another kiosk, or the shopper's own phone; and who has taken it."""

from __future__ import annotations

from datetime import datetime

from kivy.clock import Clock
from kivy.uix.widget import Widget

from kiosk.customer.widgets.shopper_screen import ShopperScreen
from kiosk.stock import tables as stock
from kiosk.till import actions, carried, tables
from kiosk.till.actions import Held
from kiosk.till.model import Basket
from kiosk.ui import navigation
from kiosk.ui.device_words import device_words
from kiosk.ui.screen import Idle
from kiosk.ui.sounds import play
from kiosk.ui.theme import theme
from kiosk.ui.widgets.boxes import Column, Gap, Row
from kiosk.ui.widgets.button import Button, RoundButton
from kiosk.ui.widgets.card import Card
from kiosk.ui.widgets.qr_code import QrCode
from kiosk.ui.widgets.ring import Ring
from kiosk.ui.widgets.scroll import Scroll
from kiosk.ui.widgets.text import Icon, Text
from sync import clock

QR = 760
"""Design pixels: a code with a dozen goods has some hundred dots a side, and each needs its room."""

QR_LOW = 540
"""The same where everything lies in the lower part of the screen."""

TAKEN_S = 8.0
"""So long it says who has the bag, before the next shopper."""


class HoldScreen(ShopperScreen):
    """Puts the session's bag aside when it comes to the front, and shows its code until it is taken or given back."""

    topics = frozenset({"basket", "baskets", "member", "store"})
    idle: Idle = "question"

    def content(self) -> Widget:
        """A page that scrolls."""
        self._page = Column(gap=28, pad=(56, 16, 56, 40))
        self._codes: tuple[str, ...] = ()
        self._number = 0
        self._until: datetime | None = None
        self._failed = False
        self.ring = Ring(132, thick=10, role="h2")
        self._clock = Clock.schedule_interval(self._count, 1.0)
        self._clock.cancel()
        self._end = Clock.create_trigger(self._taken_long_enough, TAKEN_S)
        return Scroll(self._page)

    def buttons(self) -> tuple[Button, ...]:
        """Back to the bag, or leave."""
        self.back = Button("hold.take_back", icon="undo", action=self._take_back)
        self.leave_it = Button("hold.finish", kind="primary", icon="tick", action=navigation.end_session)
        return (self.back, self.leave_it)

    def arrived(self) -> None:
        """Put the bag aside, unless that was done already."""
        super().arrived()
        self._number, self._failed = 0, False
        store, session = self.device, self.device.session
        self._clock()
        if session.held:
            self._show_again()
            return
        self._codes, self._until = (), None

        def held(found: Held) -> None:
            session.held = found.basket.basket_id
            # Whoever goes on here goes on with another bag.
            session.basket_id = store.new_id()
            self._codes, self._until = found.codes, found.until
            play("ok")
            if self.shown:
                self.refresh()

        def failed(error: Exception) -> None:
            self._failed = True
            self.explain(error)
            if self.shown:
                navigation.go("basket.show")

        store.worker.submit(
            actions.hold_basket, store.register, session.basket_id, store.basket_code, done=held, failed=failed
        )

    def left(self) -> None:
        """The code stays good; this screen only stops showing it."""
        super().left()
        self._clock.cancel()
        self._end.cancel()

    def held(self) -> Basket | None:
        """The bag that was put aside, as it stands by what this device has heard."""
        wanted = self.device.session.held
        return tables.load_basket(self.device.db, wanted) if wanted else None

    def refresh(self) -> None:
        """Show the code, or who has taken the bag."""
        self.show_who()
        basket = self.held()
        if basket is None or not self._codes:
            self._page.replace(Text(key="hold.title", role="h1", bold=True))
            self.bottom.hold()
            return
        if basket.state != "parked":
            self._page.replace(*self._taken(basket))
            self.bottom.hold(self.leave_it)
            self._end.timeout = TAKEN_S * navigation.patience()
            self._end()
            return
        self._page.replace(*self._shown(basket))
        self.bottom.hold(self.back, self.leave_it)
        self._count(0.0)

    def _shown(self, basket: Basket) -> list[Widget]:
        names = stock.store_names(self.device.db, self.device.register.store_gln)
        shop = " ".join(
            part for part in (self.device.settings.shop.brand, names.text(self.tr.language) if names else "") if part
        )
        code = self._codes[self._number]
        said = carried.text(self.device.db, shop, basket, code, self._number + 1, self.tr.translator)
        qr = QrCode(said, QR_LOW if theme.low else QR)
        qr.pos_hint = {"center_x": 0.5}
        inside: list[Widget] = [Column(qr)]
        if len(self._codes) > 1:
            inside.append(self._pages())
        self.ring = Ring(132, thick=10, role="h2")
        total = Row(
            Text(self.tr.text("basket.units", n=basket.units), role="body"),
            Text(self.tr.money(basket.total, "receipt"), role="h2", bold=True, hug=True),
            gap=20,
        )
        head = Column(
            Text(key="hold.title", role="h1", bold=True),
            Text(key="hold.how", role="body", colour="ink2"),
            gap=8,
        )
        card = Card(*inside, total, pad=24 if theme.low else 36, gap=24, radius="panel")
        left = Row(self.ring, self._left_words(), gap=28)
        # Where there is little room the code comes first: it is what is held out.
        return [card, left, head] if theme.low else [head, card, left]

    def _left_words(self) -> Column:
        self._words = Text(role="body", bold=True)
        return Column(self._words, Text(key="hold.photo", role="second", colour="ink2"), gap=4)

    def _pages(self) -> Row:
        """A long bag takes several codes."""
        words = self.tr.text("hold.page", page=self._number + 1, pages=len(self._codes))
        return Row(
            RoundButton("previous", name_key="hold.previous", action=lambda: self._turn(-1)),
            Text(words, role="body", bold=True, align="center"),
            RoundButton("next", name_key="hold.next", action=lambda: self._turn(1)),
            gap=20,
        )

    def _taken(self, basket: Basket) -> list[Widget]:
        if not basket.terms.moved_to:
            return [
                Text(key="hold.over", role="h1", bold=True),
                Text(key="hold.over_more", role="body", colour="ink2"),
            ]
        device, at = tables.last_told(self.device.db, basket.basket_id)
        icon = Icon("ok", 160, colour="ok")
        icon.pos_hint = {"center_x": 0.5}
        return [
            Gap(40),
            Column(icon),
            Text(self.tr.text("hold.taken", device=device_words(device)), role="display", bold=True, align="center"),
            Text(self.tr.text("hold.taken_at", time=self.tr.time(at)), role="body", colour="ink2", align="center"),
        ]

    def _turn(self, by: int) -> None:
        self._number = (self._number + by) % len(self._codes)
        self.refresh()

    def _count(self, _dt: float) -> None:
        basket = self.held()
        if self._until is None or basket is None or basket.state != "parked":
            return
        left = max(0.0, (self._until - self.device.clock()).total_seconds())
        whole = actions.handover.LIVES.total_seconds()
        self.ring.value = left / whole
        minutes = max(1, -(-int(left) // 60))
        self.ring.label.say(str(minutes))
        self._words.say(self.tr.text("hold.lives", n=minutes))

    def _show_again(self) -> None:
        basket = self.held()
        if basket is not None and basket.terms.held_until:
            self._codes = actions.codes_of(basket, self.device.basket_code)
            self._until = clock.parse(basket.terms.held_until)

    def _take_back(self) -> None:
        store, session = self.device, self.device.session

        def back(_: Basket) -> None:
            session.held = ""
            navigation.go("basket.show")

        self.submit(actions.take_back, store.register, session.held, session.basket_id, done=back)

    def _taken_long_enough(self, _dt: float) -> None:
        if self.shown:
            navigation.end_session()
