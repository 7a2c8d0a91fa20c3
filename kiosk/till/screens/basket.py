"""What is in the bag, how many of each, how it gets home, and what it comes to."""

from __future__ import annotations

from functools import partial

from kivy.clock import Clock
from kivy.uix.widget import Widget

from kiosk.catalogue import tables as catalogue
from kiosk.catalogue.model import Product
from kiosk.catalogue.widgets import detail_of, name_of, picture_of, short_gtin
from kiosk.codes import OwnCode, ProductCode, WeighedCode
from kiosk.customer import tables as customers
from kiosk.customer.widgets.shopper_screen import ShopperScreen
from kiosk.recommend import tables as recommend
from kiosk.recommend.exposure import Exposure
from kiosk.recommend.unwanted import unwanted
from kiosk.recommend.widgets import offers
from kiosk.stock import tables as stock
from kiosk.till import actions, outlook, priced, tables
from kiosk.till.actions.weighing import add_weighed
from kiosk.till.model import Basket, Line
from kiosk.till.outlook import Move
from kiosk.till.reasons import reasons
from kiosk.till.widgets import bag_parts as parts
from kiosk.till.widgets import promises
from kiosk.till.widgets.bag_line import ICONS, LineActs, LineView
from kiosk.till.widgets.bag_lines import BagLines, Group
from kiosk.till.widgets.bag_sum import BagSum, Sums
from kiosk.ui import navigation
from kiosk.ui.device_words import device_words
from kiosk.ui.sounds import play
from kiosk.ui.theme import theme
from kiosk.ui.widgets.boxes import Column, Row
from kiosk.ui.widgets.button import Button
from kiosk.ui.widgets.scroll import Scroll
from kiosk.ui.widgets.text import Text

UNDO_S = 8.0
"""How long a removed line can be taken back with one tap."""

NUDGE_AFTER_S = 0.3
"""Near misses are looked for when the finger rests: nobody reads them while it presses plus."""


class BasketScreen(ShopperScreen):
    """K10. Lines with steppers; a scanned product goes straight in."""

    topics = frozenset(
        {"basket", "baskets", "catalogue", "stock", "member", "payment", "store", "pictures", "online_basket"}
    )

    def content(self) -> Widget:
        """A page that scrolls."""
        self._page = Column(gap=28, pad=(56, 16, 56, 40))
        self.exposure = Exposure(self.device.worker, self.device.new_id, "basket")
        self.lines = BagLines(LineActs(self._change, self._remove, self._choose_way, self._settle))
        self.sums = BagSum()
        self.nudge = parts.Nudge()
        self._removed: tuple[tuple[tuple[int, Line], ...], str] | None = None
        self._undo_clock = Clock.create_trigger(self._forget_removed, UNDO_S)
        self._nudge_later = Clock.create_trigger(self._look_for_nudge, NUDGE_AFTER_S)
        scroll = Scroll(self._page)
        self.lines.watch(scroll)
        return scroll

    def buttons(self) -> tuple[Button, ...]:
        """Go on, or pay."""
        self.more = Button("basket.scan_more", icon="scan", action=lambda: navigation.go("home.scan"))
        self.begin = Button("basket.scan_more", icon="scan", kind="primary", action=lambda: navigation.go("home.scan"))
        self.pay = Button("basket.pay", kind="primary", action=lambda: navigation.go("pay.choose"))
        return (self.more, self.pay)

    def arrived(self) -> None:
        """A weighed pack or a coupon may have led here."""
        super().arrived()
        pack, coupon = self.args.pop("pack", None), self.args.pop("coupon", None)
        if isinstance(pack, WeighedCode):
            self.on_weighed(pack)
        if isinstance(coupon, OwnCode):
            self.on_coupon(coupon)

    def left(self) -> None:
        """What was removed stays removed."""
        super().left()
        self._undo_clock.cancel()
        self._nudge_later.cancel()
        self._removed = None
        self.exposure.forget()

    def basket(self) -> Basket:
        """The bag as it is stored."""
        session = self.device.session
        return tables.load_basket(self.device.db, session.basket_id) or Basket(session.basket_id, self.device.currency)

    def refresh(self) -> None:
        """Show the basket as it is stored."""
        self.show_who()
        db, session = self.device.db, self.device.session
        basket = self.basket()
        if basket.state == "dropped" and basket.terms.moved_to:
            # Another device went on with it, and has it now.
            session.basket_id = self.device.new_id()
            holder = device_words(tables.holder(db, basket.basket_id))
            navigation.say("hold.taken_elsewhere", state="info", device=holder)
            basket = self.basket()
        locked = tables.open_intent(db, session.basket_id) is not None
        moved = outlook.moves(db, self.device.clock(), basket)
        self.lines.show(self._groups(basket, moved, locked))
        title = Text(key="basket.title", role="h1", bold=True)
        count = Text(self.tr.text("basket.units", n=basket.units), role="second", colour="ink2", hug=True)
        page: list[Widget] = [Row(title, count, gap=16)]
        if locked:
            page.append(parts.locked())
        if self._removed is not None:
            page.append(parts.undo_row(self._removed[1], self._undo))
        page += self._offered(basket)
        page += [self.lines] if basket.lines else [parts.empty()]
        if basket.terms.coupons:
            page.append(parts.coupons(len(basket.terms.coupons), self._take_coupons_out, locked=locked))
        if basket.lines:
            self.sums.show(self._sums(basket))
            page += [self.nudge, self.sums, self._ways_on(basket, locked)]
            self._nudge_later.cancel()
            self._nudge_later()
        page += self._goes_with(basket)
        self._page.replace(*page)
        self.pay.label.say_key("basket.pay", amount=self.tr.money(basket.total))
        undecided = any(move.open for move in moved.values())
        self.pay.reason = self.tr.text("basket.price_first") if undecided else ""
        self.pay.disabled = undecided
        self.bottom.hold(*((self.more, self.pay) if basket.lines else (self.begin,)))

    def on_product(self, code: ProductCode) -> None:
        """A product was held before the scanner: one more of it."""
        store = self.device
        if catalogue.find(store.db, code.gtin, store.currency) is None:
            super().on_product(code)
            return
        store.session.saw(code.gtin)
        self._put(code.gtin, "here")

    def on_weighed(self, pack: WeighedCode) -> None:
        """One more pack, which costs what its label says."""
        store = self.device
        self.submit(add_weighed, store.register, store.session.basket_id, pack, done=lambda _: play("ok"))

    def on_coupon(self, code: OwnCode) -> None:
        """A coupon lies in the bag from now on, and lowers what it is for."""
        before = self.basket().total

        def laid(basket: Basket) -> None:
            play("ok")
            navigation.say("coupons.laid" if basket.total.minor < before.minor else "coupons.waits", state="ok")

        self.submit(actions.lay_coupon, self.device.register, self.device.session.basket_id, code.token, done=laid)

    # What is shown.

    def _groups(self, basket: Basket, moved: dict[str, Move], locked: bool) -> list[Group]:
        """Lines by the way they get home, those that are taken along first."""
        can_choose = bool(catalogue.deliveries(self.device.db))
        found: dict[tuple[str, str], list[LineView]] = {}
        for line in basket.lines:
            view = self._view(basket, line, moved.get(line.line_id), locked, can_choose)
            way = line.particulars.fulfilment or ("ship" if line.kind == "delivery" else "")
            title = self._way_of(line) if line.kind != "delivery" else ""
            own = [key for key in found if key[0] == way]
            key = own[-1] if line.kind == "delivery" and own else (way, title)
            found.setdefault(key, []).append(view)
        order = sorted(found, key=lambda key: list(ICONS).index(key[0]))
        alone = len(order) == 1 and order[0][0] == ""
        return [Group(ICONS[key[0]], "" if alone else key[1], tuple(found[key])) for key in order]

    def _view(self, basket: Basket, line: Line, move: Move | None, locked: bool, can_choose: bool) -> LineView:
        product = catalogue.find(self.device.db, line.gtin, self.device.currency)
        name = name_of(product) if product is not None else short_gtin(line.gtin)
        if line.kind == "delivery":
            name = self.tr.text("basket.delivery_fee")
        why = reasons(
            self.device.db,
            self.device.clock(),
            self.device.register,
            line.reductions,
            basket.book_version,
            self.tr.translator,
        )
        offered = can_choose and line.kind == "product" and not line.fixed
        return LineView(
            line,
            name,
            self._detail(product, line) if product is not None else "",
            picture_of(self.device, product) if product is not None else "",
            tuple(why),
            self._way_of(line) if offered else "",
            move,
            locked,
            self.tr.language,
        )

    def _detail(self, product: Product, line: Line) -> str:
        grams = line.particulars.weight_g
        return self.tr.text("weighed.kilograms", kg=f"{grams / 1000:.3f}") if grams else detail_of(product)

    def _way_of(self, line: Line) -> str:
        special, db = line.particulars, self.device.db
        names = stock.store_names(db, special.from_store or self.device.register.store_gln)
        shop = names.text(self.tr.language) if names is not None else ""
        return promises.of_line(special.fulfilment, shop, special.promised, self.device.clock())

    def _sums(self, basket: Basket) -> Sums:
        earns = priced.points_at(self.device.db, self.device.clock(), basket) if basket.customer else 0
        return Sums(basket.total, basket.reduced, basket.units, max(0, earns))

    def _offered(self, basket: Basket) -> list[Widget]:
        """What the member left in the web shop, where the shop asks before it joins."""
        store = self.device
        if not store.session.member_id or store.register.online_basket != "ask":
            return []
        online = customers.online_basket(store.db, store.vault, store.session.member_id)
        if online is None:
            return []
        return [parts.online_offer(basket, online, self._join_online)]

    def _ways_on(self, basket: Basket, locked: bool) -> Widget:
        """Where the bag can go besides the till of this screen."""
        return parts.ways_on(basket, locked, self._hold, partial(self._forget_when_left, not basket.terms.forget))

    def _goes_with(self, basket: Basket) -> list[Widget]:
        """What goes with what was scanned last counts most; each scan ranks anew."""
        viewed = self.device.session.viewed
        held = [line.gtin for line in reversed(basket.lines)]
        anchors = sorted(held, key=lambda gtin: viewed.index(gtin) if gtin in viewed else len(viewed))
        usual = self.member.usual if self.member is not None else ()
        if theme.simple:
            return []
        found = recommend.offers(
            self.device.db, anchors, usual, self.device.currency, without=held, unwanted=unwanted(self.device)
        )
        self.exposure.show(found)
        return [offers(self.device, found, self._open, self._add_offer)] if found else []

    def _look_for_nudge(self, _dt: float) -> None:
        store = self.device
        if self.shown:
            self.nudge.say(
                outlook.near_miss(store.db, store.clock(), store.register, self.basket(), self.tr.translator)
            )

    # What a finger does.

    def _change(self, line: Line, wanted: int) -> None:
        store = self.device
        if line.particulars.weight_g and wanted > line.quantity:
            self.refuse("weighed.scan_each")  # the next pack weighs something else
            return
        self.submit(actions.set_quantity, store.register, store.session.basket_id, line.line_id, wanted)

    def _remove(self, line: Line) -> None:
        basket = self.basket()
        gone = tuple(
            (place, one)
            for place, one in enumerate(basket.lines)
            if line.line_id in (one.line_id, one.particulars.attached_to)
        )
        product = catalogue.find(self.device.db, line.gtin, self.device.currency)
        name = name_of(product) if product is not None else short_gtin(line.gtin)

        def removed(_: object) -> None:
            self._removed = (gone, name)
            self._undo_clock.cancel()
            self._undo_clock.timeout = UNDO_S * navigation.patience()
            self._undo_clock()
            if self.shown:
                self.refresh()

        store = self.device
        self.submit(actions.set_quantity, store.register, store.session.basket_id, line.line_id, 0, done=removed)

    def _undo(self) -> None:
        if self._removed is None:
            return
        gone, _ = self._removed
        self._forget_removed()
        store = self.device
        self.submit(actions.put_back, store.register, store.session.basket_id, gone)

    def _forget_removed(self, *_: object) -> None:
        self._removed = None
        if self.shown:
            self.refresh()

    def _choose_way(self, line: Line) -> None:
        navigation.go("basket.fulfil", line_id=line.line_id)

    def _take_coupons_out(self) -> None:
        self.submit(actions.take_coupons_out, self.device.register, self.device.session.basket_id)

    def _settle(self, line: Line, keep_old: bool) -> None:
        store = self.device
        self.submit(actions.settle_price, store.register, store.session.basket_id, line.line_id, keep_old)

    def _hold(self) -> None:
        navigation.go("basket.hold")

    def _forget_when_left(self, forget: bool) -> None:
        store = self.device
        self.submit(actions.forget_when_left, store.register, store.session.basket_id, forget)

    def _join_online(self) -> None:
        store, session = self.device, self.device.session
        self.submit(
            actions.join_online_basket,
            store.register,
            store.vault,
            session.basket_id,
            session.member_id,
            done=lambda _: play("ok"),
        )

    def _open(self, gtin: str) -> None:
        navigation.go("product.page", gtin=gtin)

    def _add_offer(self, gtin: str) -> None:
        self.exposure.added(gtin)
        self._put(gtin, "recommended")

    def _put(self, gtin: str, origin: str) -> None:
        store = self.device
        self.submit(
            actions.add_product,
            store.register,
            store.session.basket_id,
            gtin,
            1,
            origin,
            done=lambda _: play("ok"),
        )
