"""A shopper asks how far their order is, and where it stands."""

from __future__ import annotations

from kivy.uix.widget import Widget

from kiosk.catalogue import tables as catalogue
from kiosk.catalogue.widgets import detail_of, name_of, picture_of, short_gtin
from kiosk.codes import OwnCode
from kiosk.customer.widgets.names import name_of as person
from kiosk.customer.widgets.shopper_screen import ShopperScreen
from kiosk.errors import Refused
from kiosk.money import Money
from kiosk.pickup import actions, tables
from kiosk.pickup.model import Order, OrderLine
from kiosk.ui import navigation
from kiosk.ui.sounds import play
from kiosk.ui.tr import tr
from kiosk.ui.widgets.boxes import Column, Row
from kiosk.ui.widgets.button import Button
from kiosk.ui.widgets.card import Card, Panel
from kiosk.ui.widgets.list_row import ListRow
from kiosk.ui.widgets.picture import Picture
from kiosk.ui.widgets.pill import Pill
from kiosk.ui.widgets.ring import Steps
from kiosk.ui.widgets.scroll import Scroll
from kiosk.ui.widgets.text import Icon, Text

STEPS = ["collect.step_placed", "collect.step_picking", "collect.step_ready", "collect.step_collected"]
AT = {"placed": 0, "accepted": 0, "picking": 1, "ready": 2, "collected": 4}
"""State -> which step is now; an order that ended otherwise has no steps."""


class CollectScreen(ShopperScreen):
    """Shows the order whose code was scanned (`self.args["code"]`); nothing about it without the code."""

    topics = frozenset({"orders", "catalogue", "store", "pictures"})

    def content(self) -> Widget:
        """A page that scrolls."""
        self._page = Column(gap=28, pad=(56, 16, 56, 40))
        self._order_id = ""
        self._refused: Refused | None = None
        return Scroll(self._page)

    def buttons(self) -> tuple[Button, ...]:
        """Done."""
        self.back = Button("ui.back", icon="back", action=navigation.back)
        self.done = Button("collect.done", kind="primary", icon="tick", action=navigation.end_session)
        return (self.back,)

    def arrived(self) -> None:
        """A code may have led here; an order that was shown before is shown to nobody else."""
        super().arrived()
        code = self.args.pop("code", None)
        self._order_id, self._refused = "", None
        if isinstance(code, OwnCode):
            self.on_pickup(code)

    def left(self) -> None:
        """Whose order it was is forgotten."""
        super().left()
        self._order_id = ""
        self._page.replace()

    def refresh(self) -> None:
        """Show the order as its home device last told it."""
        self.show_who()
        order = tables.load(self.device.db, self.device.vault, self._order_id) if self._order_id else None
        if order is None:
            self._page.replace(Text(key="collect.title", role="h1", bold=True), self._ask())
            self.bottom.hold(self.back)
            return
        self.bottom.hold(self.done)
        parts: list[Widget] = [self._head(order)]
        if order.state in AT:
            parts += [Steps(STEPS, at=AT[order.state]), self._place(order)]
        else:
            parts.append(_ended("err", "collect.cancelled_more"))
        if order.state == "collected":
            parts[-1] = _ended("ok", "collect.collected_more")
        parts += [self._lines(order), _private()]
        self._page.replace(*parts)

    def on_pickup(self, code: OwnCode) -> None:
        """A pickup code was held out: look, take nothing in."""
        store = self.device

        def found(order: Order) -> None:
            play("ok")
            self._order_id, self._refused = order.order_id, None
            if self.shown:
                self.refresh()

        store.worker.submit(actions.look_up, store.vault, code, done=found, failed=self._not_found)

    def _not_found(self, error: Exception) -> None:
        if isinstance(error, Refused):
            play("no")
            self._order_id, self._refused = "", error
            if self.shown:
                self.refresh()
        else:
            self.explain(error)

    def _ask(self) -> Card:
        icon = Icon(
            "qr_scan", 280, colour="accent_line" if self._refused is None else "warn", pos_hint={"center_x": 0.5}
        )
        parts: list[Widget] = [Column(icon)]
        if self._refused is None:
            parts.append(Text(key="collect.scan", role="h1", bold=True, align="center"))
        else:
            words = tr.text(f"refused.{self._refused.key}", **self._refused.details)
            parts.append(Text(words, role="h1", bold=True, align="center", colour="warn"))
        parts.append(Text(key="collect.scan_more", role="body", colour="ink2", align="center"))
        return Card(*parts, pad=(56, 140), gap=28, radius="panel")

    def _head(self, order: Order) -> Column:
        line = "·".join((tr.text("collect.order", number=order.number), tr.text("collect.items", n=order.units)))
        if order.surname:
            line = f"{person(order.surname, order.title)}·{line}"
        total = tr.money(Money(order.total_minor, order.currency), "receipt")
        paid = tr.text("collect.paid" if order.paid else "collect.to_pay", amount=total)
        parts: list[Widget] = [
            Text(key=f"collect.state_{order.state}", role="display", bold=True),
            Text(line, role="body", colour="ink2"),
            Text(paid, role="second", colour="ink2"),
        ]
        if order.promised_at is not None and order.state in ("placed", "accepted", "picking"):
            at = order.promised_at
            parts.append(
                Text(tr.text("collect.promised", date=tr.date(at), time=tr.time(at)), role="second", colour="ink2")
            )
        return Column(*parts, gap=4)

    def _place(self, order: Order) -> Widget:
        if order.state == "ready":
            return Card(
                Text(key="collect.slot", role="body", colour="on_accent2"),
                Text(order.slot, role="numeral", bold=True, colour="on_accent"),
                Text(key="collect.go_there", role="body", bold=True, colour="on_accent"),
                tone="accent",
                radius="panel",
                shadow="e2",
                pad=48,
                gap=4,
            )
        words = tr.text("collect.picked_of", picked=order.picked, all=order.units)
        return Panel(
            Row(
                Icon("parcel", 72, colour="accent_line"),
                Column(Text(words, role="h2", bold=True), Text(key="collect.wait", role="body", colour="ink2"), gap=4),
                gap=28,
            ),
            pad=40,
        )

    def _lines(self, order: Order) -> Card:
        rows = [self._line(line, place < len(order.lines) - 1, order) for place, line in enumerate(order.lines)]
        return Card(*rows, pad=(32, 8), gap=0)

    def _line(self, line: OrderLine, lined: bool, order: Order) -> ListRow:
        product = catalogue.find(self.device.db, line.gtin, self.device.currency)
        name = name_of(product) if product is not None else short_gtin(line.gtin)
        detail = detail_of(product) if product is not None else ""
        sub = "  ".join(part for part in (detail, tr.text("collect.line", n=line.quantity)) if part)
        amount = Money(line.price_minor * line.quantity, order.currency)
        trail: list[Widget] = [Text(tr.money(amount, "receipt"), role="body", bold=True, hug=True)]
        more: list[Widget] = []
        if line.short:
            more.append(Pill(tr.text("collect.short", n=line.short), "warn", tight=True))
        if line.picked and not line.open:
            trail.append(Icon("ok", 44, colour="ok"))
        picture = picture_of(self.device, product) if product is not None else ""
        return ListRow(
            name,
            sub,
            lead=Picture(picture, seed=line.gtin, width_px=120, height_px=120),
            trail=tuple(trail),
            more=tuple(more),
            line=lined,
        )


def _ended(state: str, key: str) -> Panel:
    return Panel(
        Row(Icon(state, 56, colour=state), Text(key=key, role="body", colour=state), gap=24),
        tone=f"{state}_soft",
        pad=36,
    )


def _private() -> Row:
    return Row(Icon("shield", 36, colour="ok"), Text(key="collect.privacy", role="caption", colour="ink2"), gap=14)
