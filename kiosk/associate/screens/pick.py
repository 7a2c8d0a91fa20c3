"""The pick list: what is still to be fetched for one order or several, in the order of the walk, proved by scans."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from kivy.uix.widget import Widget

from kiosk.associate.screens.order_acts import OrderActs
from kiosk.associate.screens.picking import Missing
from kiosk.associate.widgets import order_view, walk
from kiosk.associate.widgets.bench import Bench, BenchCamera, ScannerHint, camera_or_hint
from kiosk.associate.widgets.pick_bench import PickBench
from kiosk.associate.widgets.pick_rows import PickRows
from kiosk.associate.widgets.walk import Item, Walk
from kiosk.associate.widgets.walk_map import WalkMap
from kiosk.catalogue import tables as catalogue
from kiosk.catalogue.way import Point
from kiosk.codes import OwnCode, ProductCode, UnknownCode
from kiosk.errors import Refused
from kiosk.pickup import actions
from kiosk.pickup.model import Order
from kiosk.ui import navigation
from kiosk.ui.camera import Camera
from kiosk.ui.sounds import play
from kiosk.ui.widgets.boxes import Column, Row
from kiosk.ui.widgets.button import RoundButton
from kiosk.ui.widgets.pill import Pill
from kiosk.ui.widgets.ring import ProgressBar
from kiosk.ui.widgets.scroll import Scroll
from kiosk.ui.widgets.text import Text

AGAIN = frozenset({"pickup.not_claimed", "pickup.claim_over"})
"""The lease ran out, or was never asked for: it is asked for, and the act is tried once more."""


class PickScreen(OrderActs):
    """Orders in one picker's hands. `args`: order_ids, or order_id."""

    topics: ClassVar[frozenset[str]] = frozenset({"orders", "catalogue", "stock", "pictures", "scanner"})
    place = "associate.orders"

    order_ids: tuple[str, ...] = ()
    current = ""
    """Key of the line that is being fetched."""
    verified = ""
    """GTIN that the last scan proved right; further units of it may be taken without another scan."""
    wrong = ""
    """GTIN of the last scan if nobody ordered it."""
    taken: tuple[tuple[str, str], ...] = ()
    """(order, GTIN) of what was taken here, the last one at the end: it can be put back."""
    mapped = False
    """Whether the map stands where the camera's picture is."""
    here: Point | None = None
    """Where the picker stands: at what was scanned last."""

    def content(self) -> Widget:
        """The lines at the left; camera, product and answers at the right."""
        self.walk = Walk((), (), None, None)
        self.progress = ProgressBar(0.0)
        self.done_words = Text("", role="second", colour="ink2", hug=True)
        self.route_words = Text("", role="second", colour="ink2", align="right", lines=1)
        self.map_button = RoundButton("map", name_key="pick.map", action=self.turn_map, size=52, kind="quiet")
        self.undo_button = RoundButton("undo", name_key="pick.undo", action=self.undo, size=52, kind="quiet")
        self._tools = Row(self.map_button, hug=True, gap=14)
        self.list = PickRows(self.fetch, size_hint=(1, 1))
        left = Column(
            self.progress,
            Row(self.done_words, self.route_words, self._tools, gap=12),
            self.list,
            gap=8,
            grow=True,
            size_hint=(1.02, 1),
        )
        self.camera, self.view = camera_or_hint(self.store)
        self.map = WalkMap(tall=270)
        self.eye = Camera(self.store, view=self.camera)
        self.facts = PickBench(self.tr)
        self.answers = Column()
        self._upper = Column(self.view, self.facts, gap=12)
        self.bench = Bench(Scroll(self._upper), self.answers, pad=20, gap=12, grow=True)
        return Row(left, self.bench, gap=24, align="stretch", grow=True)

    def beside_title(self) -> Sequence[Widget]:
        """How long is left, and how the link stands."""
        self.left_pill = Pill("", "plain", icon="clock", bold=True)
        self._pills = super().beside_title()
        return self._pills

    def arrived(self) -> None:
        """Other orders begin afresh; what nobody holds is this device's now."""
        ids = tuple(self.args.get("order_ids", ())) or (str(self.args.get("order_id", "")),)
        if ids != self.order_ids:
            self.current, self.taken, self.here = "", (), None
        self.order_ids, self.verified, self.wrong = ids, "", ""
        for order_id in ids:
            self.claim(order_id, _claimed, _not_claimed)
        if self.camera is not None and self.camera.look != "off":
            self.camera.say("looking")

    def left(self) -> None:
        """No more frames are brought here; what is not fetched is anybody's again."""
        self.eye.stop()
        store = self.store
        for order in self.walk.orders:
            if not order.done:
                store.worker.submit(actions.release, store.vault, store.device, order.order_id, failed=_not_claimed)

    # What is shown.

    def refresh(self) -> None:
        """Read the orders, and show them."""
        self.eye.start()
        self.walk = walk.read(self.store, self.order_ids, self.here)
        open_orders = [one for one in self.walk.orders if one.state in order_view.TO_PICK]
        if not open_orders:
            navigation.go("associate.orders")
            return
        self._head()
        self._choose()
        self.list.fill(walk.rows(self.tr, self.walk), self.current)
        self._show()
        self.tick()

    def _head(self) -> None:
        tr, now, found = self.tr, self.store.clock(), self.walk
        first = found.orders[0]
        if len(found.orders) == 1:
            promised = order_view.promise(tr, first, now)
            self.header.title.say(tr.text("pick.title", number=first.number))
            self.header.sub.say("·".join(part for part in (order_view.who(tr, first), promised) if part))
        else:
            self.header.title.say(tr.text("pick.title_several", n=len(found.orders)))
            trays = [f"{walk.TRAYS[place]} {order.number}" for place, order in enumerate(found.orders)]
            self.header.sub.say("  ".join(trays))
        self.progress.value = found.settled / max(1, found.units)
        self.done_words.say(tr.text("orders.picked_of", picked=found.picked, all=found.units))
        way = order_view.route([item.view for item in found.items])
        self.route_words.say(tr.text("pick.route", route=way) if way else "")

    def tick(self) -> None:
        """The time that is left runs; of several orders that of the soonest."""
        now = self.store.clock()
        lefts = [(order.promised_at, order) for order in self.walk.orders if order.promised_at is not None]
        left = order_view.time_left(self.tr, min(lefts, key=lambda one: one[0])[1], now) if lefts else None
        if left is None:
            if self.left_pill.parent is not None:
                self.header.hold(*self._pills)
            return
        self.left_pill.say(left[1], left[0])
        if self.left_pill.parent is None:
            self.header.hold(self.left_pill, *self._pills)

    def _choose(self) -> None:
        found = self.walk.find(self.current)
        if found is None or not found.mine:
            following = next((item for item in self.walk.items if item.mine), None)
            self.current = following.key if following is not None else ""

    def _show(self) -> None:
        self.bench.warn(bool(self.wrong))
        if isinstance(self.camera, BenchCamera):
            self.camera.give_way(bool(self.wrong))
        tools = [self.undo_button, self.map_button] if self.taken else [self.map_button]
        if self.walk.plan is None:
            tools.remove(self.map_button)
        if list(reversed(self._tools.children)) != tools:
            self._tools.replace(*tools)
        upper: Any = self.map if self.mapped and self.walk.plan is not None else self.view
        if self._upper.children[-1] is not upper:
            self._upper.replace(upper, self.facts)
        if upper is self.map and self.walk.plan is not None:
            self.map.show(self.walk.plan, self.walk.stops(self.current), self.walk.way_to(self.current))
        item = self.walk.find(self.current)
        if item is None:
            self._show_done()
            return
        if isinstance(self.view, ScannerHint):
            self.view.show(item.view.picture, item.gtin)
        self.facts.show(self.store, item, wrong=self.name_of(self.wrong) if self.wrong else "")
        self.answers.replace(self.facts.answers(item, self.verified == item.gtin, self.missing, self.take))

    def _show_done(self) -> None:
        found = self.walk
        self.facts.show_done(found)
        buttons: list[Widget] = []
        if found.done:
            ids = tuple(order.order_id for order in found.orders if order.state in order_view.TO_PICK)
            buttons.append(self.facts.pack_button(lambda: navigation.go("pick.stage", order_ids=ids)))
        self.answers.replace(*buttons)

    def name_of(self, gtin: str) -> str:
        """What a product is called, also one that nobody ordered."""
        product = catalogue.find(self.store.db, gtin, self.store.currency)
        if product is None:
            return self.tr.text("pick.stranger", gtin=gtin.lstrip("0"))
        return " ".join(part for part in (product.names.text(self.tr.language), product.size) if part)

    # What was scanned or tapped.

    def on_product(self, code: ProductCode) -> None:
        """A product was held before the camera: it is picked, or it is the wrong one."""
        self.take(code.gtin)

    def on_pickup(self, code: OwnCode) -> None:
        """The shopper is here already."""
        navigation.go("pickup.collect", code=code)

    def on_unknown(self, code: UnknownCode) -> None:
        """Not a product: say so before the camera as well."""
        if self.camera is not None and self.camera.look != "off":
            self.camera.say("mistake")
        super().on_unknown(code)

    def fetch(self, key: str) -> None:
        """The picker goes for another line first; one that is settled can be put back."""
        item = self.walk.find(key)
        if item is None:
            return
        if item.mine:
            self.current, self.verified, self.wrong = key, "", ""
            self.refresh()
        elif not item.held_by:
            Missing(self, item).ask_back()

    def take(self, gtin: str) -> None:
        """One unit goes into the tray, if it is one that was ordered."""
        item = self.walk.wanted(gtin, self.current)
        if item is None:
            if self.walk.knows(gtin):
                self.refuse("refused.pickup.enough", gtin=gtin)
            else:
                self._wrong(gtin)
            return

        def done(_order: Order) -> None:
            play("ok")
            self.wrong = ""
            self.taken = (*self.taken, (item.order.order_id, gtin))
            product = item.view.product
            plan = self.walk.plan
            self.here = (plan.spot(product) if plan is not None and product is not None else None) or self.here
            self.current = item.key
            self.refresh()
            after = self.walk.find(item.key)
            self.verified = gtin if after is not None and after.view.line.open else ""
            if self.camera is not None and self.camera.look != "off":
                self.camera.say("found", self.name_of(gtin))
            self._choose()
            self._show()

        self.step(item, actions.pick, gtin, done=done)

    def step(
        self,
        item: Item,
        action: Callable[..., Any],  # one of the picking actions
        *args: object,
        done: Callable[[Any], None],
        **named: Any,  # what the action takes
    ) -> None:
        """Take a step with a line; where its lease is over, it is asked for once more."""

        def failed(error: Exception) -> None:
            if isinstance(error, Refused) and error.key in AGAIN:
                self.claim(item.order.order_id, lambda _: again(), self.explain)
            elif isinstance(error, Refused) and error.key == "pickup.wrong_product":
                self._wrong(item.gtin)
            else:
                self.explain(error)

        def again() -> None:
            self.act(action, item.order.order_id, *args, done=done, **named)

        self.act(action, item.order.order_id, *args, done=done, failed=failed, **named)

    def undo(self) -> None:
        """The last unit goes back to its shelf: it was one too many, or for the wrong tray."""
        if not self.taken:
            return
        order_id, gtin = self.taken[-1]
        item = next((one for one in self.walk.items if (one.order.order_id, one.gtin) == (order_id, gtin)), None)
        if item is None:
            self.taken = self.taken[:-1]
            self.refresh()
            return

        def done(_order: Order) -> None:
            self.taken = self.taken[:-1]
            self.current, self.verified = item.key, ""
            navigation.say("pick.undone", state="ok", name=item.view.name(self.tr.language))
            self.refresh()

        self.step(item, actions.unpick, gtin, done=done)

    def missing(self, item: Item) -> None:
        """It is not to be found, or is not as it should be."""
        Missing(self, item).ask()

    def turn_map(self) -> None:
        """The map instead of the camera's picture, or the other way round."""
        self.mapped = not self.mapped
        self.refresh()

    def _wrong(self, gtin: str) -> None:
        play("no")
        self.wrong, self.verified = gtin, ""
        if self.camera is not None and self.camera.look != "off":
            self.camera.say("mistake", self.name_of(gtin))
        self._show()


def _claimed(_claim: object) -> None:
    """It is this device's; the page hears of it with the topic `orders`."""


def _not_claimed(_error: Exception) -> None:
    """Somebody else holds it, which the rows say, or it is asked for again with the first scan."""
