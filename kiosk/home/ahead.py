"""A member orders their usual ahead with one tap: it is prepared for the hour that they choose."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import Any

from kivy.uix.widget import Widget

from kiosk.catalogue import tables as catalogue
from kiosk.catalogue.model import Product
from kiosk.catalogue.widgets import detail_of, name_of, picture_of
from kiosk.customer.model import Member
from kiosk.customer.widgets.shopper_screen import ShopperScreen
from kiosk.pickup import actions, tables
from kiosk.stock import tables as stock
from kiosk.store import Store
from kiosk.till.widgets.on_with_bag import finish
from kiosk.ui import navigation
from kiosk.ui.sounds import play
from kiosk.ui.widgets.boxes import Column, Flow, Row
from kiosk.ui.widgets.button import Button
from kiosk.ui.widgets.card import Card, Panel
from kiosk.ui.widgets.list_row import ListRow
from kiosk.ui.widgets.picture import Picture
from kiosk.ui.widgets.pill import Chip
from kiosk.ui.widgets.scroll import Scroll
from kiosk.ui.widgets.text import Icon, Text

USUAL = 4
"""As many as the member's page shows."""

STATES = {
    "asked": ("cloud_sync", "warn", "ahead.asked", "ahead.asked_more"),
    "placed": ("ok", "ok", "ahead.placed", "ahead.placed_more"),
    "refused": ("err", "err", "ahead.refused", "ahead.refused_more"),
}
"""Icon, its colour, and the words of what became of it."""


def usual_ahead(store: Store, member: Member) -> list[Product]:
    """What of a member's usual may be ordered ahead here, and is here; nothing where the store offers it not."""
    ahead = store.settings.ahead
    if not ahead.offered:
        return []
    known = catalogue.find_many(store.db, [gtin for gtin, _ in member.usual], store.currency)
    found = actions.may_be_ahead(store.db, known.values(), ahead.categories)[:USUAL]
    levels = stock.levels(store.db, [one.gtin for one in found])
    return [one for one in found if one.gtin not in levels or levels[one.gtin].available > 0]


class AheadScreen(ShopperScreen):
    """Nothing is promised before head office has said so; the page shows which of both it is."""

    topics = frozenset({"orders", "member", "store", "stock", "health"})

    minutes = 0
    wish = ""

    def content(self) -> Widget:
        """A page that scrolls."""
        self._page = Column(gap=28, pad=(56, 16, 56, 40))
        self._without: set[str] = set()
        return Scroll(self._page)

    def buttons(self) -> tuple[Button, ...]:
        """Back, order, or the end."""
        self._back = Button("ui.back", icon="back", action=navigation.back)
        self._order = Button("ahead.send", icon="tick", kind="primary", action=self.order)
        self._finish = Button("ahead.finish", icon="tick", kind="primary", action=lambda: finish(self.device))
        return (self._back, self._order, self._finish)

    def arrived(self) -> None:
        """Their usual, all of it."""
        super().arrived()
        self._forget()

    def left(self) -> None:
        """Somebody else comes next."""
        super().left()
        self._forget()

    def refresh(self) -> None:
        """Show what they usually take, or what became of the order."""
        self.show_who()
        known = tables.load_wish(self.device.db, self.device.vault, self.wish) if self.wish else None
        if known is not None:
            icon, colour, title, more = STATES[known.state]
            self.bottom.hold(self._finish)
            rows: list[Any] = [
                Icon(icon, 200, colour=colour, pos_hint={"center_x": 0.5}),
                Text(key=title, role="display", bold=True, align="center"),
            ]
            if known.number:
                rows.append(Text(known.number, role="display", bold=True, colour="accent_line", align="center"))
            rows.append(Text(key=more, role="body", colour="ink2", align="center"))
            board = Button("ahead.board", icon="screen", action=lambda: navigation.go("prep.board"))
            card = Card(*rows, pad=(56, 90), gap=28, swell=1600)
            self._page.replace(card, *([board] if known.state == "placed" else []))
            return
        found = self._products()
        chosen = [one for one in found if one.gtin not in self._without]
        self.bottom.hold(self._back, self._order)
        self._order.disabled = not chosen
        if not found:
            empty = Text(key="ahead.nothing", role="body", colour="ink2")
            self._page.replace(Text(key="ahead.title", role="display", bold=True), empty)
            return
        chips = [
            Chip(
                self._in_words(minutes),
                selected=minutes == self.minutes,
                action=partial(self.come_in, minutes),
            )
            for minutes in self.device.settings.ahead.minutes
        ]
        parts: list[Any] = [
            Text(key="ahead.title", role="display", bold=True),
            Card(*(self._row(one, last=one is found[-1]) for one in found), pad=(40, 12), gap=0),
            Text(key="ahead.when", role="h2", bold=True),
            Flow(*chips, gap=16),
        ]
        if self.offline:
            parts.append(Panel(Text(key="ahead.cut_off", role="body", colour="warn"), tone="warn_soft", pad=(36, 28)))
        self._page.replace(*parts)

    def _in_words(self, minutes: int) -> str:
        """Whole hours are said as hours."""
        hours, rest = divmod(minutes, 60)
        return self.tr.text("ahead.in_minutes", n=minutes) if rest else self.tr.text("ahead.in_hours", n=hours)

    def come_in(self, minutes: int) -> None:
        """When they come for it."""
        self.minutes = minutes
        self.refresh()

    def turn(self, gtin: str) -> None:
        """Without this one today; or with it after all."""
        self._without ^= {gtin}
        self.refresh()

    def order(self) -> None:
        """Ask for it."""
        store, member = self.device, self.member
        if member is None or self.wish:
            return
        chosen = [one for one in self._products() if one.gtin not in self._without]
        ask = partial(
            actions.order_ahead,
            categories=store.settings.ahead.categories,
            member=member.member_id,
            surname=member.surname,
            title=member.title,
            promised_at=self._when(),
        )
        here = store.session.basket_id

        def done(wish: str) -> None:
            if store.session.basket_id != here:
                return
            play("ok")
            self.wish = wish
            if self.shown:
                self.refresh()

        self.submit(ask, store.vault, store.device, store.settings.device.store, chosen, done=done)

    def _products(self) -> list[Product]:
        """What of their usual is here and may be ordered ahead."""
        return [] if self.member is None else usual_ahead(self.device, self.member)

    def _row(self, one: Product, *, last: bool) -> ListRow:
        taken = one.gtin not in self._without
        mark = Icon("ok" if taken else "neutral", 44, colour="ok" if taken else "ink3")
        price = Text(self.tr.money(one.price), role="body", bold=True, hug=True)
        picture = Picture(picture_of(self.device, one), seed=one.gtin, width_px=108, height_px=108)
        return ListRow(
            name_of(one),
            detail_of(one),
            lead=Row(mark, picture, hug=True, gap=20),
            trail=(price,),
            line=not last,
            action=partial(self.turn, one.gtin),
            pad=(0, 20),
        )

    def _when(self) -> datetime:
        return self.device.clock() + timedelta(minutes=self.minutes)

    def _forget(self) -> None:
        self.minutes, self.wish = self.device.settings.ahead.minutes[0], ""
        self._without = set()
