"""Receiving: what should be in the box, what came out of it, and one large number for whoever unpacks."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from kivy.uix.widget import Widget

from kiosk.associate.screens.paper import PaperScreen
from kiosk.associate.widgets.goods import big_number, line_row, nothing, product_head
from kiosk.codes import ProductCode
from kiosk.stock import tables as stock
from kiosk.stockroom import actions, tables
from kiosk.stockroom.model import Delivery
from kiosk.ui import navigation
from kiosk.ui.sounds import play
from kiosk.ui.widgets.boxes import Column, Flow, Gap, Row
from kiosk.ui.widgets.button import Actions, Button
from kiosk.ui.widgets.dialog import Dialog
from kiosk.ui.widgets.list_row import ListRow
from kiosk.ui.widgets.pill import Chip, Pill, State
from kiosk.ui.widgets.stepper import Stepper
from kiosk.ui.widgets.text import Text

MOST = 9999


class ReceiveScreen(PaperScreen):
    """`args`: delivery_id, to open one at once."""

    topics: ClassVar[frozenset[str]] = frozenset({"record.delivery", "record.transfer", "catalogue", "pictures"})

    delivery_id = ""
    gtin = ""
    """Product that came out of the box last."""
    damaged = False
    """Whether what is scanned now is broken."""

    def arrived(self) -> None:
        """The list, or the delivery that was named."""
        self._open(str(self.args.get("delivery_id", "")))

    def _open(self, delivery_id: str) -> None:
        self.delivery_id, self.gtin, self.damaged = delivery_id, "", False

    def choose(self, delivery_id: str) -> None:
        """Unpack this one."""
        self._open(delivery_id)
        self.refresh()

    def pick(self, gtin: str) -> None:
        """Its number is to be corrected."""
        self.gtin = gtin
        self.refresh()

    def on_product(self, code: ProductCode) -> None:
        """It came out of the box."""
        if not self.delivery_id:
            super().on_product(code)
            return
        self.scan(code.gtin, 1)

    def scan(self, gtin: str, units: int) -> None:
        """So many more, or fewer."""

        def done(found: Delivery) -> None:
            odd = found.row(gtin).state() in ("surplus", "unexpected") or self.damaged
            play("warn" if odd else "ok")
            self.gtin = gtin
            self.refresh()

        self.write(actions.scan_in, self.delivery_id, gtin, units, done=done, damaged=self.damaged)

    def refresh(self) -> None:
        """Read, and show the list or the delivery."""
        tr, store, now = self.tr, self.store, self.store.clock()
        delivery = tables.delivery(store.db, store.vault, self.delivery_id) if self.delivery_id else None
        if delivery is None:
            self.header.title.say_key("goods.receive")
            self.header.sub.say_key("goods.receive_sub")
            found = tables.to_receive(store.db, store.vault, store.register.store_gln, now)
            rows = [self._paper(one, one is found[-1]) for one in found]
            self.list.replace(*rows or [nothing("receive", "goods.nothing_comes", "goods.nothing_comes_more")])
            self.detail.replace(nothing("barcode", "goods.choose_delivery", "goods.choose_delivery_more"))
            self.answers.replace(Button("goods.back", icon="back", action=lambda: navigation.go("stock.lookup")))
            return
        self.header.title.say(tr.text("goods.delivery", number=delivery.number))
        self.header.sub.say(self._source(delivery))
        closed = not delivery.is_open
        rows = [
            line_row(
                store,
                tr,
                row,
                closed=closed,
                chosen=row.gtin == self.gtin,
                last=row is delivery.rows[-1],
                action=partial(self.pick, row.gtin),
            )
            for row in delivery.rows
        ]
        self.list.replace(*rows)
        self._show(delivery)

    def _source(self, delivery: Delivery) -> str:
        if not delivery.transfer:
            return delivery.source
        names = stock.store_names(self.store.db, delivery.source)
        return self.tr.text("goods.from_store", store=names.text(self.tr.language) if names else delivery.source)

    def _paper(self, one: Delivery, last: bool) -> Widget:
        tr, now = self.tr, self.store.clock()
        if one.is_open and one.units:
            pill = Pill(tr.text("goods.begun", n=one.units, all=one.expected), "info", tight=True)
        elif one.is_open:
            late = one.due_at is not None and one.due_at < now and not one.transfer
            pill = Pill(tr.text("goods.late" if late else "goods.to_come"), "warn" if late else "neutral", tight=True)
        elif one.missing or one.surplus or one.damaged:
            pill = Pill(tr.text("goods.differs"), "err", tight=True)
        else:
            pill = Pill(tr.text("goods.complete"), "ok", tight=True)
        day = tr.date(one.due_at) if one.due_at is not None else ""
        return ListRow(
            one.number,
            "·".join(part for part in (self._source(one), day) if part),
            lead="truck" if not one.transfer else "swap",
            trail=(Text(tr.text("goods.units", n=one.expected), role="body", bold=True, hug=True),),
            more=(Flow(pill),),
            line=not last,
            action=partial(self.choose, one.delivery_id),
            pad=(0, 12),
        )

    def _show(self, delivery: Delivery) -> None:
        tr = self.tr
        fits = not (delivery.missing or delivery.surplus or delivery.damaged)
        odd_end = not delivery.is_open and not fits
        total = big_number(
            f"{delivery.units} / {delivery.expected}",
            tr.text("goods.scanned_of"),
            tone="ok_soft" if fits else "warn_soft" if odd_end else "accent_soft",
            colour="ok" if fits else "warn" if odd_end else "accent_line",
        )
        parts: list[Widget] = [total]
        odd: list[tuple[str, int, State]] = [
            ("goods.missing" if not delivery.is_open else "goods.still_open", delivery.missing, "neutral"),
            ("goods.surplus", delivery.surplus, "warn"),
            ("goods.damaged_n", delivery.damaged, "err"),
        ]
        pills = [Pill(tr.text(key, n=units), state, tight=True) for key, units, state in odd if units]
        if pills:
            parts.append(Flow(*pills, gap=8))
        if not delivery.is_open:
            by = tr.text("goods.closed_by", name=delivery.closed_by) if delivery.closed_by else ""
            parts.append(Text(by, role="body", colour="ink2"))
            self.detail.replace(*parts)
            self.answers.replace(Button("goods.back", icon="back", action=partial(self.choose, "")))
            return
        if self.gtin:
            row = delivery.row(self.gtin)
            step = Stepper(row.good, change=partial(self._set, row.good), least=0, most=MOST)
            parts += [
                product_head(self.store, tr, self.gtin),
                Row(Text(key="goods.sound", role="body", bold=True), Gap(), step, gap=12),
            ]
        else:
            parts.append(Text(key="goods.scan_first", role="body", colour="ink2"))
        parts.append(
            Row(Chip(key="goods.damaged", icon="warn", selected=self.damaged, action=self._turn_damaged), Gap(), gap=8)
        )
        if self.damaged:
            parts.append(Text(key="goods.damaged_more", role="second", colour="err"))
        self.detail.replace(Column(*parts, gap=16))
        back = Button("goods.back", icon="back", action=partial(self.choose, ""))
        self.answers.replace(
            Actions(back, Button("goods.close", icon="tick", kind="accent", action=self.ask_close), gap=12)
        )

    def _turn_damaged(self) -> None:
        self.damaged = not self.damaged
        self.refresh()

    def _set(self, before: int, wanted: int) -> None:
        damaged, self.damaged = self.damaged, False
        self.scan(self.gtin, wanted - before)
        self.damaged = damaged

    def ask_close(self) -> None:
        """What is lacking counts as missing from now on, so it is asked."""
        delivery = tables.delivery(self.store.db, self.store.vault, self.delivery_id)
        if delivery is None:
            return
        if not delivery.missing and not delivery.surplus:
            self.close()
            return

        def yes() -> None:
            navigation.hide(dialog)
            self.close()

        dialog = Dialog(
            "goods.close_title",
            "goods.close_body",
            primary=("goods.close_no", lambda: navigation.hide(dialog)),
            secondary=("goods.close_yes", yes),
            args={"missing": delivery.missing, "surplus": delivery.surplus},
            icon="receive",
        )
        navigation.show(dialog)

    def close(self) -> None:
        """Nothing more is in the box."""
        self.write(actions.close, self.delivery_id, done=lambda _found: self._closed())

    def _closed(self) -> None:
        play("ok")
        self.gtin = ""
        self.refresh()
