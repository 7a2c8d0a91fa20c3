"""What all screens for shoppers share: who stands here and the language above, the great buttons below."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar

from kivy.clock import Clock
from kivy.uix.widget import Widget

from kiosk.catalogue import tables as catalogue
from kiosk.codes import Code, OwnCode, ProductCode, WeighedCode, weighed
from kiosk.customer import tables
from kiosk.customer.model import Member
from kiosk.customer.widgets.names import name_of, note_of
from kiosk.stock import tables as stock
from kiosk.store import Store
from kiosk.ui import navigation
from kiosk.ui.screen import StoreScreen
from kiosk.ui.theme import theme
from kiosk.ui.tr import Tr
from kiosk.ui.widgets.access_sheet import AccessSheet
from kiosk.ui.widgets.bars import BottomBar, KioskFrame, LanguageButton, MemberChip, TopBar
from kiosk.ui.widgets.boxes import Column, Row
from kiosk.ui.widgets.button import Button, RoundButton
from kiosk.ui.widgets.pill import Pill

LIVE = timedelta(minutes=5)
"""Prices come down as they change; a link that is away for less has missed next to nothing."""


CALL = "service.call"
"""The screen that fetches a colleague, on devices that have one."""

BAG = "basket.show"

SAY = "ticket.say"
"""The page on which a shopper says how it was, and reads the answer."""

PICTURES = frozenset({"pictures"})
PICTURES_S = 0.2


class ShopperScreen(StoreScreen):
    """Base of the shopper's screens: override `content`, `buttons` and `refresh` (and call `show_who` in it)."""

    bleeds: ClassVar[bool] = False
    """The page lies behind the top bar too; it places `self.top_bar` itself, and overrides `show_notice`."""
    quiet: ClassVar[bool] = False
    """Says nothing about the link by itself."""

    def __init__(self, store: Store, words: Tr | None = None) -> None:
        super().__init__(store, words)
        self.device: Store = store
        self.member: Member | None = None
        """Who is signed in; read anew with each `show_who`."""
        self._who: tuple[object, ...] | None = None
        self._read_soon = Clock.create_trigger(self._pictures_came, PICTURES_S)

    # What a screen overrides.

    def content(self) -> Widget:
        """Make what lies between the bars."""
        raise RuntimeError(f"{type(self).__name__} has no content")

    def buttons(self) -> tuple[Button, ...]:
        """Make the buttons of the bottom bar: at most one secondary and one primary."""
        return ()

    def show_notice(self, pill: Pill | None) -> None:
        """Show how the link stands; None says nothing."""
        self.notice.replace(*([pill] if pill is not None else []))

    def on_receipt(self, code: OwnCode) -> None:
        """A receipt: what can come back of it; where nothing is taken back, what was said about it."""
        self._elsewhere("return.start" if navigation.knows("return.start") else SAY, "scan.receipt_not_here", code)

    # What a screen uses.

    def build(self) -> None:
        """Make the frame around the content."""
        brand = self.device.settings.shop.brand
        self.who = Row(hug=True, gap=16)
        self.top_bar = TopBar(brand, "", self.who)
        # Beside a member's name there is little room: the names give way in size, and never break.
        self.top_bar.brand.shrink = self.top_bar.shop.shrink = True
        self.notice = Row(gap=12, pad=(56, 0))
        self.bottom = BottomBar(*self.buttons())
        self.bottom.low.action = self.open_access
        self.bottom.help.action = self.call_staff if navigation.knows(CALL) else None
        self.bottom.restyle()
        content = self.content()
        page = content if self.bleeds else Column(self.notice, content, grow=True)
        self.frame = KioskFrame(page, None if self.bleeds else self.top_bar, self.bottom, brand=brand)
        self.add_widget(self.frame)

    def show_who(self) -> None:
        """Read who is here and show them above, with the shop's name and how the link stands."""
        db = self.device.db
        names = stock.store_names(db, self.device.settings.device.store)
        self.top_bar.shop.say(names.text(self.tr.language) if names is not None else "")
        member_id = self.device.session.member_id
        self.member = tables.load(db, self.device.vault, member_id) if member_id else None
        shown = (self.member, self.tr.language)
        if shown != self._who:
            self._who = shown
            parts: list[Widget] = []
            if self.member is not None:
                chip = MemberChip(
                    name_of(self.member.surname, self.member.title),
                    note_of(self.member),
                    action=self._open_member,
                    leave=self._sign_out,
                )
                parts.append(chip)
            crowded = self.member is not None and theme.text_scale > 1
            words = RoundButton("language", name_key="access.language", size=80, action=self.open_access)
            self.who.replace(*parts, words if crowded else LanguageButton(self.speak))
        self._show_notice()

    @property
    def offline(self) -> bool:
        """Whether this device has a link and it is away."""
        link = self.device.link
        return link is not None and link.health().state not in ("linked", "none")

    def prices_as_of(self) -> datetime | None:
        """When the prices were last known to be right: now, while the link stands."""
        link = self.device.link
        if link is not None:
            health = link.health()
            if health.state == "linked":
                return self.device.clock()
            if health.last_contact is not None:
                return health.last_contact
        return catalogue.snapshot(self.device.db).created_at

    def moment(self, at: datetime) -> tuple[str, str]:
        """(day, time) of a moment, in words; the day is empty when it is today."""
        day = self.tr.date(at)
        return ("" if day == self.tr.date(self.device.clock()) else day), self.tr.time(at)

    def offline_words(self) -> str:
        """What the pill says while the link is away."""
        at = self.prices_as_of()
        if at is None:
            return self.tr.text("top.offline")
        day, time = self.moment(at)
        if day:
            return self.tr.text("top.offline_as_of_date", date=day)
        return self.tr.text("top.offline_as_of", time=time)

    def open_access(self) -> None:
        """Show what may be changed about the screen."""
        call = self.call_staff if navigation.knows(CALL) else None
        sheet = AccessSheet(lambda: navigation.hide(sheet), self.speak, call)
        navigation.show(sheet)

    @staticmethod
    def call_staff() -> None:
        """Fetch a colleague to this screen."""
        navigation.go(CALL)

    def on_staff(self, code: OwnCode) -> None:
        """A colleague's badge ends what a shopper left behind; pages that wait for a colleague make other use of it."""
        if self.idle_now != "question":
            super().on_staff(code)
            return
        navigation.end_session()
        navigation.say("session.ended_by_staff", state="ok")

    def on_pickup(self, code: OwnCode) -> None:
        """The code of an order: the page that opens it takes it."""
        self._elsewhere("pickup.find", "scan.pickup_not_here", code)

    def on_coupon(self, code: OwnCode) -> None:
        """A coupon belongs to the bag, where its effect is seen."""
        if navigation.knows(BAG):
            navigation.go(BAG, coupon=code)
        else:
            super().on_coupon(code)

    def on_weighed(self, pack: WeighedCode) -> None:
        """A pack with a label of the shop's own scale: what it costs stands on it, so it goes straight into the bag."""
        if navigation.knows(BAG):
            navigation.go(BAG, pack=pack)
        else:
            self.on_product(ProductCode(pack.gtin))

    # What navigation calls.

    def scanned(self, code: Code) -> None:
        """A weighed pack is told from the products that are all alike."""
        rules = self.device.settings.weighed_rules
        pack = weighed(code, rules) if rules and isinstance(code, ProductCode) else None
        if pack is not None:
            self.on_weighed(pack)
        else:
            super().scanned(code)

    def changed(self, topics: frozenset[str]) -> None:
        """The link concerns every page. Pictures come one by one, and are worth one reading together."""
        if topics == PICTURES and topics & self.topics:
            self._read_soon()
            return
        if "health" in topics and self.shown and "health" not in self.topics:
            self._read()
        super().changed(topics)

    def restyle(self) -> None:
        """Take words anew, also those made when the member came."""
        self._who = None
        super().restyle()

    def _pictures_came(self, _dt: float) -> None:
        if self.shown:
            self._read()

    def speak(self, language: str) -> None:
        """Go on in another language: on screen, on paper, and to the colleague who is called."""
        self.device.session.language = language
        self.tr.switch(language)

    def _show_notice(self) -> None:
        away = self.offline and not self.quiet
        self.show_notice(Pill(self.offline_words(), "warn", icon="offline") if away else None)

    def _open_member(self) -> None:
        if navigation.front() != "member.page":
            navigation.go("member.page")

    @property
    def holds(self) -> bool:
        """Whether something is under way here that nobody may be torn from, such as their money."""
        return False

    def _sign_out(self) -> None:
        if self.holds:
            self.refuse("refused.till.payment_open")
            return
        navigation.end_session()
        navigation.say("member.signed_out", state="ok")
