"""Goods between stores: what others want from here and goes into a box by scan, and what this store asked for."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from kivy.uix.widget import Widget

from kiosk.associate.screens.paper import PaperScreen
from kiosk.associate.widgets.goods import big_number, facts, line_row, nothing
from kiosk.codes import ProductCode
from kiosk.stock import tables as stock
from kiosk.stockroom import actions, tables
from kiosk.stockroom.model import Transfer
from kiosk.ui import navigation
from kiosk.ui.sounds import play
from kiosk.ui.widgets.boxes import Column, Flow, Gap, Row
from kiosk.ui.widgets.button import Actions, Button
from kiosk.ui.widgets.card import Panel
from kiosk.ui.widgets.dialog import Dialog
from kiosk.ui.widgets.list_row import ListRow
from kiosk.ui.widgets.pill import Pill, State
from kiosk.ui.widgets.stepper import Stepper
from kiosk.ui.widgets.text import Icon, Text

_PILLS: dict[str, tuple[State, str]] = {
    "asked": ("neutral", "goods.transfer_asked"),
    "sent": ("info", "goods.transfer_sent"),
    "done": ("ok", "goods.transfer_done"),
    "refused": ("err", "goods.transfer_refused"),
}


class TransferScreen(PaperScreen):
    """`args`: transfer_id, to open one at once."""

    topics: ClassVar[frozenset[str]] = frozenset({"record.transfer", "catalogue", "stock", "near", "pictures"})

    transfer_id = ""
    gtin = ""
    """Product that went into the box last."""

    def arrived(self) -> None:
        """The list, or the transfer that was named."""
        self.transfer_id, self.gtin = str(self.args.get("transfer_id", "")), ""

    def choose(self, transfer_id: str) -> None:
        """Work on this one."""
        self.transfer_id, self.gtin = transfer_id, ""
        self.refresh()

    def pick(self, gtin: str) -> None:
        """Its number is to be corrected."""
        self.gtin = gtin
        self.refresh()

    def on_product(self, code: ProductCode) -> None:
        """It goes into the box."""
        transfer = self._transfer()
        if transfer is None or not self._sends(transfer):
            super().on_product(code)
            return
        self.pack(code.gtin, 1)

    def pack(self, gtin: str, units: int) -> None:
        """So many more in the box, or fewer."""

        def done(_found: Transfer) -> None:
            play("ok")
            self.gtin = gtin
            self.refresh()

        self.write(actions.scan_out, self.transfer_id, gtin, units, done=done)

    def _transfer(self) -> Transfer | None:
        return tables.transfer(self.store.db, self.store.vault, self.transfer_id) if self.transfer_id else None

    def _sends(self, one: Transfer) -> bool:
        return one.from_store == self.store.register.store_gln and one.state == "asked"

    def refresh(self) -> None:
        """Read, and show the list or the transfer."""
        tr, store = self.tr, self.store
        found = tables.open_transfers(store.db, store.vault, store.clock())
        transfer = self._transfer()
        if transfer is None:
            self.header.title.say_key("goods.transfers")
            self.header.sub.say_key("goods.transfers_sub")
            self.list.replace(
                *[self._paper(one, one is found[-1]) for one in found]
                or [nothing("swap", "goods.no_transfers", "goods.no_transfers_more")]
            )
            self.detail.replace(nothing("swap", "goods.choose_transfer", "goods.choose_transfer_more"))
            self.answers.replace(Button("goods.back", icon="back", action=lambda: navigation.go("stock.lookup")))
            return
        self.header.title.say(tr.text("goods.transfer", number=transfer.number))
        self.header.sub.say(self._way(transfer))
        sends = self._sends(transfer)
        self.list.replace(
            *[
                line_row(
                    store,
                    tr,
                    row,
                    closed=transfer.state != "asked",
                    chosen=row.gtin == self.gtin,
                    last=row is transfer.wanted[-1],
                    action=partial(self.pick, row.gtin) if sends else None,
                )
                for row in transfer.wanted
            ]
        )
        self._show(transfer, sends)

    def _store(self, gln: str) -> str:
        names = stock.store_names(self.store.db, gln)
        return names.text(self.tr.language) if names is not None else gln

    def _way(self, one: Transfer) -> str:
        if one.from_store == self.store.register.store_gln:
            return self.tr.text("goods.goes_to", store=self._store(one.to_store))
        return self.tr.text("goods.comes_from", store=self._store(one.from_store))

    def _paper(self, one: Transfer, last: bool) -> Widget:
        tr = self.tr
        out = one.from_store == self.store.register.store_gln
        state, key = _PILLS.get(one.state, ("neutral", "goods.transfer_asked"))
        age = tr.age((self.store.clock() - one.asked_at).total_seconds())
        return ListRow(
            f"{one.number}·{self._way(one)}",
            tr.text("goods.asked_by", name=one.asked_by, age=age),
            lead="send" if out else "receive",
            trail=(Text(tr.text("goods.units", n=one.units), role="body", bold=True, hug=True),),
            more=(Flow(Pill(tr.text(key), state, tight=True)),),
            line=not last,
            action=partial(self.choose, one.transfer_id),
            pad=(0, 12),
        )

    def _show(self, one: Transfer, sends: bool) -> None:
        tr = self.tr
        state, key = _PILLS.get(one.state, ("neutral", "goods.transfer_asked"))
        full = one.packed == one.units
        parts: list[Widget] = [
            big_number(
                f"{one.packed} / {one.units}",
                tr.text("goods.in_box"),
                tone="ok_soft" if full else "accent_soft",
                colour="ok" if full else "accent_line",
            ),
            Row(Pill(tr.text(key), state), Gap(), gap=8),
            facts(tr, self._facts(one)),
        ]
        if one.note:
            parts.append(Panel(Row(Icon("info", 24), Text(one.note, role="body"), gap=12), pad=(16, 12)))
        back = Button("goods.back", icon="back", action=partial(self.choose, ""))
        if sends:
            row = next((row for row in one.wanted if row.gtin == self.gtin), None)
            if row is not None:
                step = Stepper(row.units, change=partial(self._set, row.units), least=0, most=row.expected)
                parts.append(Row(Text(key="goods.packed", role="body", bold=True), Gap(), step, gap=12))
            else:
                parts.append(Text(key="goods.scan_into_box", role="body", colour="ink2"))
            go = Button("goods.send", icon="send", kind="accent", action=self.ask_send)
            go.disabled = one.packed == 0
            other = Button("goods.refuse", action=self.ask_refuse) if one.packed == 0 else back
            self.answers.replace(Actions(other, go, gap=12))
        elif one.state == "asked":
            self.answers.replace(Actions(back, Button("goods.take_back", icon="undo", action=self.take_back), gap=12))
        elif one.state == "sent" and one.to_store == self.store.register.store_gln:
            receive = Button("goods.receive_now", icon="receive", kind="accent", action=self.receive)
            self.answers.replace(Actions(back, receive, gap=12))
        else:
            self.answers.replace(back)
        self.detail.replace(Column(*parts, gap=16))

    def _facts(self, one: Transfer) -> list[tuple[str, str]]:
        pairs = [("goods.asked", self.tr.text("goods.by_at", name=one.asked_by, at=self.tr.time(one.asked_at)))]
        if one.sent_at is not None:
            pairs.append(("goods.sent", self.tr.time(one.sent_at)))
        if one.reason:
            pairs.append(("goods.why", self.tr.text(f"goods.why_{one.reason}")))
        return pairs

    def _set(self, before: int, wanted: int) -> None:
        self.pack(self.gtin, wanted - before)

    def ask_send(self) -> None:
        """The box leaves: fewer than were wanted is asked about."""
        transfer = self._transfer()
        if transfer is None:
            return
        if transfer.packed == transfer.units:
            self.send()
            return

        def yes() -> None:
            navigation.hide(dialog)
            self.send()

        dialog = Dialog(
            "goods.send_title",
            "goods.send_body",
            primary=("goods.close_no", lambda: navigation.hide(dialog)),
            secondary=("goods.send_yes", yes),
            args={"packed": transfer.packed, "all": transfer.units},
            icon="send",
        )
        navigation.show(dialog)

    def send(self) -> None:
        """It is on its way."""
        self.write(actions.send, self.transfer_id, done=lambda _found: self._done())

    def ask_refuse(self) -> None:
        """Whoever waits for it must know why."""

        def no(reason: str) -> None:
            navigation.hide(dialog)
            self.write(actions.refuse, self.transfer_id, reason, done=lambda _found: self._done())

        dialog = Dialog(
            "goods.refuse_title",
            "goods.refuse_body",
            primary=("goods.refuse_sold_out", partial(no, "sold_out")),
            secondary=("goods.refuse_needed", partial(no, "needed_here")),
            icon="swap",
        )
        navigation.show(dialog)

    def take_back(self) -> None:
        """It is not needed any more."""
        self.write(actions.take_back, self.transfer_id, done=lambda _found: self._done())

    def receive(self) -> None:
        """The box is here."""
        navigation.go("stock.receive", delivery_id=self.transfer_id)

    def _done(self) -> None:
        play("ok")
        self.refresh()
