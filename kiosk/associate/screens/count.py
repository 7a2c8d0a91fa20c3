"""Counting: one product, one number, and nobody says what it should be; then what differs, and whose word it takes."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from kivy.uix.widget import Widget

from kiosk.associate.screens.paper import PaperScreen
from kiosk.associate.widgets.goods import (
    big_number,
    name_of,
    nothing,
    numbers,
    picture_of,
    product_head,
    product_of,
    signed,
)
from kiosk.codes import ProductCode
from kiosk.staff import tables as people
from kiosk.stockroom import actions, tables
from kiosk.stockroom.actions import counting
from kiosk.stockroom.model import Count, Difference
from kiosk.ui import navigation
from kiosk.ui.sounds import play
from kiosk.ui.widgets.boxes import Column, Flow
from kiosk.ui.widgets.button import Actions, Button
from kiosk.ui.widgets.list_row import ListRow
from kiosk.ui.widgets.pill import Pill, State
from kiosk.ui.widgets.text import Icon, Text
from kiosk.ui.widgets.touch_pad import TouchPad

LONGEST = 4

_PILLS: dict[str, tuple[State, str]] = {
    "asked": ("neutral", "goods.count_asked"),
    "again": ("warn", "goods.count_again"),
    "approve": ("err", "goods.count_approve"),
    "done": ("ok", "goods.count_done"),
}


class CountScreen(PaperScreen):
    """`args`: count_id, to open one at once; or gtins, to count these now."""

    topics: ClassVar[frozenset[str]] = frozenset({"record.count", "catalogue", "pictures"})

    count_id = ""
    gtin = ""
    typed = ""

    def arrived(self) -> None:
        """The list, or the count that was named."""
        self._open(str(self.args.get("count_id", "")))
        gtins = self.args.get("gtins", ())
        if gtins:
            self.write(actions.ask_count, tuple(gtins), "gap", done=lambda found: self.choose(found.count_id))

    def _open(self, count_id: str) -> None:
        self.count_id, self.gtin, self.typed = count_id, "", ""

    def choose(self, count_id: str) -> None:
        """Count this one."""
        self._open(count_id)
        self.refresh()

    def pick(self, gtin: str) -> None:
        """This product first."""
        self.gtin, self.typed = gtin, ""
        self.refresh()

    def on_product(self, code: ProductCode) -> None:
        """Whoever holds it counts it: one more, or the next product."""
        count = tables.count(self.store.db, self.store.vault, self.count_id) if self.count_id else None
        if count is None:
            super().on_product(code)
            return
        if code.gtin not in count.asked_now:
            self.refuse("refused.stockroom.not_asked", gtin=code.gtin.lstrip("0"))
            return
        if code.gtin == self.gtin:
            self.typed = str(min(int(self.typed or "0") + 1, 10**LONGEST - 1))
        else:
            self.gtin, self.typed = code.gtin, "1"
        play("ok")
        self.refresh()

    def type(self, letter: str) -> None:
        """A key of the pad."""
        if self.gtin and len(self.typed) < LONGEST:
            self.typed = str(int(self.typed + letter))
        self.refresh()

    def erase(self) -> None:
        """The pad's eraser."""
        self.typed = self.typed[:-1]
        self.refresh()

    def enter_number(self) -> None:
        """So many stand there."""
        if self.gtin and self.typed:
            self.write(actions.enter, self.count_id, self.gtin, int(self.typed), done=self._entered)

    def _entered(self, count: Count) -> None:
        play("ok" if count.state in ("asked", "done") else "warn")
        self.gtin, self.typed = "", ""
        self.refresh()

    def refresh(self) -> None:
        """Read, and show the list or the count."""
        store = self.store
        count = tables.count(store.db, store.vault, self.count_id) if self.count_id else None
        if count is None:
            self._show_list()
            return
        self.header.title.say(count.title or self.tr.text("goods.count_of", number=count.number))
        self.header.sub.say_key("goods.count_again_more" if count.state == "again" else "goods.count_blind")
        if count.state in ("approve", "done"):
            self._show_end(count)
        else:
            self._show_counting(count)

    def _show_list(self) -> None:
        tr, store = self.tr, self.store
        self.header.title.say_key("goods.count")
        self.header.sub.say_key("goods.count_sub")
        found = tables.open_counts(store.db, store.vault, store.clock())
        rows: list[Widget] = []
        for one in found:
            state, key = _PILLS.get(one.state, ("neutral", "goods.count_asked"))
            first = name_of(store, tr, one.gtins[0])
            more = tr.text("goods.and_more", name=first, n=len(one.gtins) - 1) if len(one.gtins) > 1 else first
            rows.append(
                ListRow(
                    one.title or tr.text("goods.count_of", number=one.number),
                    "·".join((tr.text(f"goods.why_{one.reason}"), more)),
                    lead="checked_list",
                    trail=(Text(tr.text("goods.products", n=len(one.gtins)), role="body", bold=True, hug=True),),
                    more=(Flow(Pill(tr.text(key), state, tight=True)),),
                    line=one is not found[-1],
                    action=partial(self.choose, one.count_id),
                    pad=(0, 12),
                )
            )
        self.list.replace(*rows or [nothing("checked_list", "goods.nothing_to_count", "goods.nothing_to_count_more")])
        self.detail.replace(nothing("digits", "goods.choose_count", "goods.choose_count_more"))
        self.answers.replace(Button("goods.back", icon="back", action=lambda: navigation.go("stock.lookup")))

    def _show_counting(self, count: Count) -> None:
        tr, store, waiting = self.tr, self.store, count.asked_now
        if self.gtin not in waiting:
            self.gtin, self.typed = (waiting[0] if waiting else ""), ""
        shown = count.gtins if count.state == "asked" else count.again
        rows: list[Widget] = []
        for gtin in shown:
            done = gtin not in waiting
            entry = count.entry(gtin)
            units = "" if entry is None or (count.state == "again" and not done) else str(entry.units)
            mark: Widget = Icon("ok", 28, colour="ok") if done else Icon("neutral", 28, colour="ink3")
            rows.append(
                ListRow(
                    name_of(store, tr, gtin),
                    numbers(product_of(store, gtin), gtin),
                    lead=picture_of(store, gtin),
                    trail=(Text(units, role="h2", bold=True, hug=True), mark) if done else (mark,),
                    line=gtin != shown[-1],
                    action=None if done else partial(self.pick, gtin),
                    pad=(0, 8),
                )
            )
        self.list.replace(*rows)
        parts: list[Widget] = []
        parts += [
            product_head(store, tr, self.gtin),
            big_number(self.typed or "–", tr.text("goods.count_how_many")),
            TouchPad(self.type, self.erase, pages=("digits",), key_tall=58),
        ]
        self.detail.replace(Column(*parts, gap=14))
        go = Button("goods.count_enter", icon="tick", kind="accent", action=self.enter_number)
        go.disabled = not self.typed
        self.answers.replace(Actions(Button("goods.back", icon="back", action=partial(self.choose, "")), go, gap=12))

    def _show_end(self, count: Count) -> None:
        tr, store = self.tr, self.store
        differences = count.differences() if count.state == "approve" else ()
        rows = [self._difference(one, one is differences[-1]) for one in differences]
        booked = [gtin for gtin in count.gtins if count.entry(gtin) is not None]
        if not rows:
            rows = [
                ListRow(
                    name_of(store, tr, gtin),
                    numbers(product_of(store, gtin), gtin),
                    lead=picture_of(store, gtin),
                    trail=(Text(str(entry.units), role="h2", bold=True, hug=True),),
                    line=gtin != booked[-1],
                    pad=(0, 8),
                )
                for gtin in booked
                if (entry := count.entry(gtin)) is not None
            ]
        self.list.replace(*rows)
        if count.state == "done":
            who = people.find(store.db, count.approved_by) if count.approved_by else None
            words = tr.text("goods.count_approved", name=who.name if who else count.approved_by)
            self.detail.replace(
                big_number(tr.text("goods.count_done"), words if count.approved_by else "", tone="ok_soft", colour="ok")
            )
            self.answers.replace(Button("goods.back", icon="back", action=partial(self.choose, "")))
            return
        total = sum(one.units for one in differences)
        self.detail.replace(
            big_number(signed(total), tr.text("goods.count_differs"), tone="err_soft", colour="err"),
            Text(key="goods.count_other_person", role="body", colour="ink2"),
        )
        book = Button("goods.count_book", icon="shield", kind="accent", action=self.book)
        anew = Button("goods.count_anew", icon="refresh", action=self.count_anew)
        self.answers.replace(Actions(anew, book, gap=12))

    def _difference(self, one: Difference, last: bool) -> Widget:
        tr = self.tr
        return ListRow(
            name_of(self.store, tr, one.gtin),
            tr.text("goods.counted_and_thought", counted=one.counted, thought=one.thought),
            lead=picture_of(self.store, one.gtin),
            trail=(Text(signed(one.units), role="h2", bold=True, hug=True, colour="err"),),
            line=not last,
            pad=(0, 8),
        )

    def book(self) -> None:
        """The difference becomes stock, with the word of somebody who did not count."""
        self.write(actions.book, self.count_id, done=lambda _count: self._booked())

    def count_anew(self) -> None:
        """Nobody believes it: once more."""
        self.write(counting.count_anew, self.count_id, done=lambda _count: self.refresh())

    def _booked(self) -> None:
        play("ok")
        self.refresh()
