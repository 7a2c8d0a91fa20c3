"""A member says who they are by their own signed code, and sees their page."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from kivy.uix.widget import Widget

from kiosk.appointment import actions as appointments
from kiosk.appointment.model import HERE
from kiosk.appointment.widgets.mine import mine_today
from kiosk.catalogue import tables as catalogue
from kiosk.catalogue.widgets import detail_of, name_of, picture_of
from kiosk.codes import OwnCode
from kiosk.customer import actions as customer
from kiosk.customer import tables as members
from kiosk.customer.model import Member
from kiosk.customer.widgets import names
from kiosk.customer.widgets.shopper_screen import ShopperScreen
from kiosk.errors import Refused
from kiosk.home import favourites
from kiosk.home.ahead import usual_ahead
from kiosk.home.product_parts import stock_pill
from kiosk.i18n import normal
from kiosk.recommend import tables as recommend
from kiosk.recommend.exposure import Exposure
from kiosk.recommend.unwanted import unwanted
from kiosk.recommend.widgets import offers
from kiosk.stock import tables as stock
from kiosk.stockroom.tables import wishes
from kiosk.till import actions as till
from kiosk.till import tables as baskets
from kiosk.till.model import Basket
from kiosk.till.widgets.kept_bag import offer_kept_bag
from kiosk.ui import navigation
from kiosk.ui.sounds import play
from kiosk.ui.theme import theme
from kiosk.ui.tr import tr
from kiosk.ui.widgets.boxes import Column, Gap, Row
from kiosk.ui.widgets.button import Button
from kiosk.ui.widgets.card import Card, Panel
from kiosk.ui.widgets.list_row import ListRow
from kiosk.ui.widgets.picture import Picture
from kiosk.ui.widgets.pill import Pill
from kiosk.ui.widgets.scroll import Scroll
from kiosk.ui.widgets.text import Icon, Text

FAVOURITES = 6
USUAL = 4
"""Habits that are listed; more is a list that nobody reads standing."""


class SignInScreen(ShopperScreen):
    """Waits for a member's code, believes it with no network, and joins their online basket with this one."""

    topics = frozenset({"member", "store"})

    def content(self) -> Widget:
        """What to hold where, and what is kept of it."""
        icon = Icon("qr_scan", 280, colour="accent_line", pos_hint={"center_x": 0.5})
        self.title = Text(role="h1", bold=True, align="center")
        self.more = Text(role="body", colour="ink2", align="center")
        self.card = Card(Column(icon), self.title, self.more, pad=(56, 96), gap=28, radius="panel", swell=1600)
        promises = Panel(
            _promise("shield", "member.sign_in_offline"),
            _promise("lock", "member.privacy"),
            gap=20,
            pad=36,
        )
        self._busy = False
        self._refused = ""
        return Scroll(
            Column(Text(key="member.sign_in", role="h1", bold=True), self.card, promises, gap=32, pad=(56, 16, 56, 40))
        )

    def buttons(self) -> tuple[Button, ...]:
        """Nobody has to."""
        return (Button("member.skip", action=navigation.back),)

    def arrived(self) -> None:
        """A code may have led here."""
        super().arrived()
        self._busy, self._refused = False, ""
        code = self.args.pop("code", None)
        if isinstance(code, OwnCode):
            self.on_loyalty(code)

    def refresh(self) -> None:
        """Say what to do, or what was wrong."""
        self.show_who()
        self.title.say_key(
            "member.checking" if self._busy else "member.bad" if self._refused else "member.sign_in_title"
        )
        if self._refused:
            self.more.say_key(self._refused)
        else:
            self.more.say_key("member.sign_in_how")
        self.title.paint("warn" if self._refused else "ink")

    def on_loyalty(self, code: OwnCode) -> None:
        """A member's code was held out."""
        self._busy, self._refused = True, ""
        store = self.device
        here = store.session.basket_id
        store.worker.submit(
            customer.identify,
            store.vault,
            code,
            done=partial(self._known, here),
            failed=partial(self._not_known, here),
        )

    def _known(self, here: str, member: Member) -> None:
        """They are who they say. What they put into the bag at home comes in, never doubled."""
        store = self.device
        if store.session.basket_id != here:
            # They have gone, and somebody else may stand here.
            return
        before = baskets.load_basket(store.db, store.session.basket_id)
        units = before.units if before is not None else 0
        store.session.member_id = member.member_id
        if store.session.language == store.settings.shop.language and member.language:
            store.session.language = normal(member.language)
            tr.switch(store.session.language)

        def attached(basket: Basket) -> None:
            if store.session.basket_id != here:
                return
            play("ok")
            if any(line.origin == "online" for line in basket.lines):
                merged = basket.units - units
                if merged:
                    navigation.say("member.merged", state="ok", n=merged)
                else:
                    navigation.say("member.merged_none", state="info")
            offer_kept_bag(self, member.member_id)

        favourites.keep_waiting(store)
        navigation.go("member.page")
        store.worker.submit(
            till.attach_customer,
            store.register,
            store.vault,
            here,
            member.member_id,
            done=attached,
            failed=self.explain,
        )

    def _not_known(self, here: str, error: Exception) -> None:
        self._busy = False
        if self.device.session.basket_id != here:
            return
        if isinstance(error, Refused):
            play("no")
            self._refused = f"refused.{error.key}"
            self.refresh()
        else:
            self.explain(error)


class MemberPage(ShopperScreen):
    """Hello, points as of when, what they usually buy, and what may please."""

    topics = appointments.TOPICS | {
        *("member", "favourite", "catalogue", "stock", "basket", "online_basket", "store", "pictures", "record.wish"),
    }

    def content(self) -> Widget:
        """A page that scrolls."""
        self._page = Column(gap=32, pad=(56, 16, 56, 40))
        self.exposure = Exposure(self.device.worker, self.device.new_id, "member")
        return Scroll(self._page)

    def buttons(self) -> tuple[Button, ...]:
        """The bag, or go on."""
        self.bag = Button("member.open_bag", icon="bag", action=lambda: navigation.go("basket.show"))
        scan = Button("member.go_on", kind="primary", icon="scan", action=lambda: navigation.go("home.scan"))
        return (self.bag, scan)

    def left(self) -> None:
        """What is shown next time is another showing."""
        super().left()
        self.exposure.forget()

    def refresh(self) -> None:
        """Read the member as head office last told of them."""
        self.show_who()
        member = self.member
        if member is None:
            self._page.replace(Text(key="member.sign_in_title", role="h1", bold=True))
            return
        basket = baskets.load_basket(self.device.db, self.device.session.basket_id)
        units = basket.units if basket is not None else 0
        if units:
            self.bag.label.say_key("product.open_bag_n", n=units)
        else:
            self.bag.label.say_key("member.open_bag")
        name = names.name_of(member.surname, member.title)
        parts: list[Widget] = [
            Text(tr.text("member.hello", name=name), role="display", bold=True),
            *mine_today(self.device, self.tr, member.member_id, self._here),
            self._points(member),
            *self._back_again(member),
            *self._favourites(member),
            self._usual(member),
            *self._for_you(member, basket),
        ]
        self._page.replace(*parts)

    def _points(self, member: Member) -> Card:
        as_of = tr.text("member.as_of", date=tr.date(member.as_of), time=tr.time(member.as_of))
        return Card(
            Row(
                Column(
                    Text(key="member.points_title", role="second", colour="gold"),
                    Text(tr.number(member.points), role="numeral", bold=True, colour="gold"),
                    Text(as_of, role="caption", colour="gold"),
                    gap=0,
                ),
                Column(
                    Row(Gap(), Icon("medal", 96, colour="gold")),
                    Text(names.tier_of(member), role="h2", bold=True, colour="gold", align="right"),
                    gap=8,
                    size_hint_x=0.5,
                ),
                gap=24,
            ),
            tone="gold_soft",
            radius="panel",
            shadow=None,
            pad=48,
        )

    def _back_again(self, member: Member) -> list[Widget]:
        """What they wanted to hear of, and that the shelf has again."""
        db = self.device.db
        wanted = [wish.gtin for wish in wishes(db, self.device.vault, member.member_id)]
        there = stock.levels(db, wanted) if wanted else {}
        rows = self._rows([(gtin, "") for gtin in wanted if gtin in there and there[gtin].available > 0], FAVOURITES)
        title = Row(Icon("bell", 40, colour="ok"), Text(key="aisle.back_again", role="h2", bold=True), gap=16)
        return [Column(title, Card(*rows, pad=(32, 8), gap=0), gap=16)] if rows else []

    def _favourites(self, member: Member) -> list[Widget]:
        """What they want to find again; nothing where they said so of nothing."""
        wanted = members.favourites(self.device.db, self.device.vault, member.member_id)
        rows = self._rows([(gtin, "") for gtin in wanted], FAVOURITES)
        return (
            [Column(Text(key="favourite.title", role="h2", bold=True), Card(*rows, pad=(32, 8), gap=0), gap=16)]
            if rows
            else []
        )

    def _usual(self, member: Member) -> Column:
        rows = self._rows([(gtin, tr.text("member.usual_times", n=times)) for gtin, times in member.usual], USUAL)
        title = Text(key="member.usual", role="h2", bold=True)
        if not rows:
            return Column(title, Text(key="member.nothing_usual", role="body", colour="ink2"), gap=12)
        parts: list[Widget] = [title, Card(*rows, pad=(32, 8), gap=0)]
        if navigation.knows("order.ahead") and usual_ahead(self.device, member):
            parts.append(Button("ahead.order", icon="timer", action=lambda: navigation.go("order.ahead")))
        return Column(*parts, gap=16)

    def _rows(self, wanted: Sequence[tuple[str, str]], most: int) -> list[Widget]:
        """Products by (gtin, note), those that this shop knows, so many at most: with stock here and price."""
        db = self.device.db
        found = [(catalogue.find(db, gtin, self.device.currency), note) for gtin, note in wanted]
        shown = [(product, note) for product, note in found if product is not None][:most]
        rows: list[Widget] = []
        for product, note in shown:
            words, state = stock_pill(stock.level(db, product.gtin), self.device.clock())
            rows.append(
                ListRow(
                    name_of(product),
                    "·".join(part for part in (detail_of(product), note) if part),
                    lead=Picture(picture_of(self.device, product), seed=product.gtin, width_px=120, height_px=120),
                    trail=(
                        Pill(words, state, icon="", tight=True),
                        Text(tr.money(product.price), role="body", bold=True, hug=True),
                    ),
                    action=partial(self._open, product.gtin),
                    line=len(rows) < len(shown) - 1,
                )
            )
        return rows

    def _for_you(self, member: Member, basket: Basket | None) -> list[Widget]:
        if theme.simple:
            return []
        held = [line.gtin for line in basket.lines] if basket is not None else []
        anchors = [*self.device.session.viewed, *(gtin for gtin, _ in member.usual[:3])]
        found = recommend.offers(
            self.device.db,
            list(dict.fromkeys(anchors)),
            (),
            self.device.currency,
            without=[*held, *(gtin for gtin, _ in member.usual[:USUAL])],
            unwanted=unwanted(self.device),
        )
        self.exposure.show(found)
        return [offers(self.device, found, self._open, self._add, title_key="member.for_you")] if found else []

    def _here(self, appointment_id: str) -> None:
        """They have come for their appointment: whoever looks after them hears of it."""

        def done(_: object) -> None:
            play("ok")
            navigation.say("appointment.host_told", state="ok")

        store = self.device
        self.submit(appointments.advance, store.vault, store.register, appointment_id, HERE, done=done)

    def _open(self, gtin: str) -> None:
        navigation.go("product.page", gtin=gtin)

    def _add(self, gtin: str) -> None:
        self.exposure.added(gtin)
        store = self.device
        self.submit(
            till.add_product,
            store.register,
            store.session.basket_id,
            gtin,
            1,
            "recommended",
            done=lambda _: play("ok"),
        )


def _promise(icon: str, key: str) -> Row:
    return Row(Icon(icon, 48, colour="accent_line"), Text(key=key, role="second", colour="ink2"), gap=24, align="top")
