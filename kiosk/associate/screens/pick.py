"""The pick list: what is still to be fetched, one line at a time, and every unit proved by a scan."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any, ClassVar

from kivy.uix.widget import Widget

from kiosk.associate.widgets import order_view
from kiosk.associate.widgets.bench import Bench, ScannerHint, camera_or_hint, mismatch, place_and_stock
from kiosk.associate.widgets.order_card import PickLine
from kiosk.associate.widgets.order_view import LineView
from kiosk.catalogue import tables as catalogue
from kiosk.codes import OwnCode, ProductCode, UnknownCode
from kiosk.errors import Refused
from kiosk.pickup import actions
from kiosk.pickup import tables as pickup
from kiosk.pickup.model import Order
from kiosk.stock import tables as stock
from kiosk.ui import navigation
from kiosk.ui.camera import Camera
from kiosk.ui.desk import DeskScreen
from kiosk.ui.sounds import play
from kiosk.ui.widgets.boxes import Column, Gap, Row
from kiosk.ui.widgets.button import Actions, Button
from kiosk.ui.widgets.dialog import Dialog
from kiosk.ui.widgets.pill import Pill
from kiosk.ui.widgets.ring import ProgressBar
from kiosk.ui.widgets.scroll import Scroll
from kiosk.ui.widgets.text import Icon, Text


class PickScreen(DeskScreen):
    """One order in the picker's hands. `args`: order_id."""

    topics: ClassVar[frozenset[str]] = frozenset({"orders", "catalogue", "stock", "pictures", "scanner"})
    place = "associate.orders"

    order_id = ""
    current = ""
    """Line that is being fetched."""
    verified = ""
    """GTIN that the last scan proved right; further units of it may be taken without another scan."""
    wrong = ""
    """GTIN of the last scan if nobody ordered it."""

    def content(self) -> Widget:
        """The lines at the left; camera, product and answers at the right."""
        self.progress = ProgressBar(0.0)
        self.done_words = Text("", role="second", colour="ink2", hug=True)
        self.route_words = Text("", role="second", colour="ink2", align="right")
        self.list = Column(gap=12, pad=(2, 2, 2, 8))
        left = Column(
            self.progress,
            Row(self.done_words, self.route_words, gap=12),
            Scroll(self.list),
            gap=8,
            grow=True,
        )
        self.camera, self.view = camera_or_hint(self.store)
        self.eye = Camera(self.store, view=self.camera)
        self.facts = Column(gap=12)
        self.answers = Column()
        self.bench = Bench(Scroll(Column(self.view, self.facts, gap=14)), self.answers, pad=20, gap=14, grow=True)
        return Row(left, self.bench, gap=24, align="stretch", grow=True)

    def beside_title(self) -> Sequence[Widget]:
        """How long is left, and how the link stands."""
        self.left_pill = Pill("", "plain", icon="clock", bold=True)
        self._pills = super().beside_title()
        return self._pills

    def arrived(self) -> None:
        """Another order begins afresh."""
        order_id = str(self.args.get("order_id", self.order_id))
        if order_id != self.order_id:
            self.current = ""
        self.order_id, self.verified, self.wrong = order_id, "", ""
        if self.camera is not None and self.camera.look != "off":
            self.camera.say("looking")

    def refresh(self) -> None:
        """Read the order, and show it."""
        self.eye.start()
        order = pickup.load(self.store.db, self.store.vault, self.order_id)
        if order is None or order.state not in ("placed", "accepted", "picking"):
            navigation.go("associate.orders")
            return
        views = order_view.lines_of(self.store, order)
        now, tr = self.store.clock(), self.tr
        self.header.title.say(tr.text("pick.title", number=order.number))
        promised = order_view.promise(tr, order, now)
        self.header.sub.say("·".join(part for part in (order_view.who(tr, order), promised) if part))
        settled = sum(line.picked + line.short for line in order.lines)
        self.progress.value = settled / max(1, order.units)
        self.done_words.say(tr.text("orders.picked_of", picked=order.picked, all=order.units))
        way = order_view.route(views)
        self.route_words.say(tr.text("pick.route", route=way) if way else "")
        self._choose(views)
        self.list.replace(
            *[
                PickLine(
                    tr,
                    view,
                    None if view.line.open == 0 else partial(self.fetch, view.line.line_id),
                    view.line.line_id == self.current,
                )
                for view in views
            ]
        )
        self._show(order, views)
        self.tick()

    def tick(self) -> None:
        """The time that is left runs."""
        order = pickup.load(self.store.db, self.store.vault, self.order_id)
        left = order_view.time_left(self.tr, order, self.store.clock()) if order else None
        if left is None:
            if self.left_pill.parent is not None:
                self.header.hold(*self._pills)
            return
        self.left_pill.say(left[1], left[0])
        if self.left_pill.parent is None:
            self.header.hold(self.left_pill, *self._pills)

    def left(self) -> None:
        """No more frames are brought here."""
        self.eye.stop()

    def fetch(self, line_id: str) -> None:
        """The picker goes for another line first."""
        self.current, self.verified, self.wrong = line_id, "", ""
        self.refresh()

    # What was scanned.

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

    def take(self, gtin: str) -> None:
        """One unit goes into the tray, if it is one that was ordered."""

        def done(order: Order) -> None:
            play("ok")
            line = next((one for one in order.lines if one.gtin == gtin and one.open > 0), None)
            self.verified, self.wrong = (gtin, "") if line else ("", "")
            self.current = line.line_id if line else ""
            if self.camera is not None and self.camera.look != "off":
                self.camera.say("found", self._name(gtin))
            self.refresh()

        def failed(error: Exception) -> None:
            if isinstance(error, Refused) and error.key == "pickup.wrong_product":
                play("no")
                self.wrong, self.verified = gtin, ""
                if self.camera is not None and self.camera.look != "off":
                    self.camera.say("mistake", self._name(gtin))
                self.refresh()
            else:
                self.explain(error)

        self.store.worker.submit(
            actions.pick, self.store.vault, self.store.device, self.order_id, gtin, done=done, failed=failed
        )

    def ask_short(self, view: LineView) -> None:
        """That a product is not to be found has consequences, so it is asked."""

        def yes() -> None:
            navigation.hide(dialog)
            self.verified, self.wrong = "", ""
            self.submit(
                actions.give_up,
                self.store.vault,
                self.store.device,
                self.order_id,
                view.line.line_id,
                done=lambda _order: setattr(self, "current", ""),
            )

        dialog = Dialog(
            "pick.short_title",
            "pick.short_body",
            primary=("pick.short_no", lambda: navigation.hide(dialog)),
            secondary=("pick.short_yes", yes),
            args={"name": view.name(self.tr.language), "n": view.line.open},
            icon="search",
        )
        navigation.show(dialog)

    # How it looks.

    def _choose(self, views: Sequence[LineView]) -> None:
        open_lines = [view.line.line_id for view in views if view.line.open]
        if self.current not in open_lines:
            self.current = open_lines[0] if open_lines else ""

    def _show(self, order: Order, views: Sequence[LineView]) -> None:
        view = next((one for one in views if one.line.line_id == self.current), None)
        self.bench.warn(bool(self.wrong))
        if view is None:
            self._show_done(order)
            return
        tr, gtin = self.tr, view.line.gtin
        if isinstance(self.view, ScannerHint):
            self.view.show(view.picture, gtin)
        name = " ".join(part for part in (view.name(tr.language), view.detail()) if part)
        numbers = "·".join(
            part for part in (f"SKU {view.product.sku}" if view.product else "", gtin.lstrip("0")) if part
        )
        level = stock.level(self.store.db, gtin)
        age = (self.store.clock() - level.as_of).total_seconds() if level and level.as_of else None
        parts: list[Widget] = []
        if self.wrong:
            parts.append(mismatch(tr, name, self._name(self.wrong)))
        else:
            parts.append(Column(Text(name, role="h2", bold=True), Text(numbers, role="second", colour="ink2"), gap=0))
        parts.append(place_and_stock(tr, view.location, level, age))
        self.facts.replace(*parts)
        if order.home != self.store.device:
            self.answers.replace(Text(tr.text("orders.elsewhere_more", device=order.home), role="body", colour="info"))
            return
        short = Button("pick.give_up", size="tall", action=lambda: self.ask_short(view))
        if self.verified == gtin:
            words = tr.text("pick.again", n=view.line.picked + 1)
            go = Button(text=words, icon="tick", kind="accent", size="tall", action=lambda: self.take(gtin))
        else:
            go = Button("pick.scan_first", icon="barcode", kind="accent", size="tall")
            go.disabled = True
        self.answers.replace(Actions(short, go, gap=12))

    def _show_done(self, order: Order) -> None:
        short = sum(line.short for line in order.lines)
        note = self.tr.text("pick.done_short", n=short) if short else self.tr.text("pick.done_all", n=order.picked)
        self.facts.replace(
            Gap(8),
            Row(Gap(), Icon("ok" if order.picked else "warn", 64, colour="ok" if order.picked else "warn"), Gap()),
            Text(key="pick.done", role="h1", bold=True, align="center"),
            Text(note, role="body", colour="ink2", align="center"),
        )
        if order.home != self.store.device:
            self.answers.replace()
            return
        self.answers.replace(
            Button(
                "orders.stage",
                icon="parcel",
                kind="accent",
                size="tall",
                action=lambda: navigation.go("pick.stage", order_id=order.order_id),
            )
        )

    def _name(self, gtin: str) -> str:
        product: Any = catalogue.find(self.store.db, gtin, self.store.currency)
        if product is None:
            return self.tr.text("pick.stranger", gtin=gtin.lstrip("0"))
        return " ".join(part for part in (product.names.text(self.tr.language), product.size) if part)
