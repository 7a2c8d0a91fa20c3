"""What shoppers wait for beside orders: goods laid aside to be tried on, and requests that head office answers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import ClassVar

from kivy.uix.widget import Widget

from kiosk.associate.screens.paper import PaperScreen
from kiosk.associate.widgets.goods import facts, name_of, nothing, picture_of, product_head
from kiosk.stock import tables as stock
from kiosk.stock.actions import FindFail
from kiosk.stockroom import actions, tables
from kiosk.stockroom.model import LASTS, Hold, Request
from kiosk.ui import navigation
from kiosk.ui.sounds import play
from kiosk.ui.theme import theme
from kiosk.ui.widgets.boxes import Column, Flow, Gap, Row
from kiosk.ui.widgets.button import Actions, Button
from kiosk.ui.widgets.choice import OptionCard
from kiosk.ui.widgets.list_row import ListRow
from kiosk.ui.widgets.pill import Chip, Pill, State
from kiosk.ui.widgets.ring import Ring
from kiosk.ui.widgets.text import Text

LARGE = 1.25

ROOMS = ("1", "2", "3", "4")

_REQUESTS: dict[str, tuple[State, str]] = {
    "asked": ("warn", "goods.request_asked"),
    "confirmed": ("ok", "goods.request_confirmed"),
    "refused": ("err", "goods.request_refused"),
    "given_up": ("neutral", "goods.request_given_up"),
}


class HoldsScreen(PaperScreen):
    """`args`: hold_id, to open one at once."""

    topics: ClassVar[frozenset[str]] = frozenset({"record.hold", "record.request", "catalogue", "stock", "pictures"})

    ring: Ring | None = None
    chosen = ""
    why = False
    """Whether the reasons are shown why it is not to be found."""

    def arrived(self) -> None:
        """The first one, or the one that was named."""
        self.chosen, self.why = str(self.args.get("hold_id", "")), False

    def choose(self, name: str) -> None:
        """Show this one."""
        self.chosen, self.why = name, False
        self.refresh()

    def refresh(self) -> None:
        """Read, and show what waits."""
        store, now = self.store, self.store.clock()
        self.header.title.say_key("goods.holds")
        self.header.sub.say_key("goods.holds_sub")
        holds = tables.open_holds(store.db, store.vault)
        requests = tables.open_requests(store.db, store.vault, now)
        names = [one.hold_id for one in holds] + [one.request_id for one in requests]
        if self.chosen not in names:
            self.chosen = names[0] if names else ""
        rows: list[Widget] = [self._hold_row(one, now) for one in holds]
        if holds and requests:
            rows += [Gap(14), Text(key="goods.requests", role="second", bold=True, colour="ink2")]
        rows += [self._request_row(one) for one in requests]
        self.list.replace(*rows or [nothing("clock_line", "goods.no_holds", "goods.no_holds_more")])
        hold = next((one for one in holds if one.hold_id == self.chosen), None)
        request = next((one for one in requests if one.request_id == self.chosen), None)
        if hold is not None:
            self._show_hold(hold, now)
        elif request is not None:
            self._show_request(request)
        else:
            self.detail.replace(nothing("clock_line", "goods.choose_hold", "goods.choose_hold_more"))
            self.answers.replace(Button("goods.back", icon="back", action=lambda: navigation.go("stock.lookup")))

    def tick(self) -> None:
        """The half hours run."""
        holds = tables.open_holds(self.store.db, self.store.vault)
        hold = next((one for one in holds if one.hold_id == self.chosen), None)
        if hold is not None and self.ring is not None:
            self._turn(self.ring, hold, self.store.clock())

    def _turn(self, ring: Ring, hold: Hold, now: datetime) -> None:
        left = max(0.0, (hold.until - now).total_seconds())
        ring.value = left / LASTS.total_seconds()
        words = self.tr.text("goods.minutes", n=int(-(-left // 60)))
        if ring.label.whole != words:
            ring.label.say(words)

    def _row(self, name: str, title: str, gtin: str, pill: Pill) -> Widget:
        return ListRow(
            title,
            name_of(self.store, self.tr, gtin),
            lead=picture_of(self.store, gtin),
            more=(Flow(pill),),
            action=partial(self.choose, name),
            pad=(0, 10),
        )

    def _hold_row(self, one: Hold, now: datetime) -> Widget:
        left = max(0, int((one.until - now).total_seconds() // 60))
        if one.state == "laid":
            pill = Pill(self.tr.text("goods.laid_at", place=one.place), "ok", tight=True)
        else:
            pill = Pill(self.tr.text("goods.to_fetch"), "warn", tight=True)
        return self._row(one.hold_id, self.tr.text("goods.hold_row", number=one.number, n=left), one.gtin, pill)

    def _request_row(self, one: Request) -> Widget:
        state, key = _REQUESTS[one.state]
        return self._row(one.request_id, one.number, one.gtin, Pill(self.tr.text(key), state, tight=True))

    def _show_hold(self, hold: Hold, now: datetime) -> None:
        tr = self.tr
        self.ring = Ring(132 if theme.text_scale < LARGE else 190, text="", role="h2")
        self._turn(self.ring, hold, now)
        number = Column(
            Text(key="goods.number", role="second", colour="ink2"),
            Text(hold.number, role="display", bold=True),
            gap=0,
        )
        parts: list[Widget] = [Row(number, self.ring, gap=20)]
        if not self.why:
            parts.append(product_head(self.store, tr, hold.gtin))
        if self.why:
            parts.append(Text(key="goods.why_not", role="body", bold=True))
            whys: tuple[FindFail, ...] = ("not_there", "damaged", "mismatch", "worn")
            parts += [OptionCard(key=f"goods.find_{why}", action=partial(self._not_found, why)) for why in whys]
            self.answers.replace(Button("goods.back", icon="back", action=partial(self.choose, hold.hold_id)))
        elif hold.state == "asked":
            parts.append(Text(key="goods.bring_to", role="body", bold=True))
            rooms = [Chip(tr.text("goods.room", n=room), action=partial(self._lay, room)) for room in ROOMS]
            parts.append(Flow(*rooms, Chip(key="goods.counter", action=partial(self._lay, "")), gap=10))
            self.answers.replace(Button("goods.not_found", icon="search", action=self.ask_why))
        else:
            parts.append(facts(tr, [("goods.lies_at", hold.place)]))
            self.answers.replace(
                Actions(
                    Button("goods.brought_back", icon="undo", action=partial(self._end, actions.bring_back)),
                    Button("goods.taken", icon="bag", kind="accent", action=partial(self._end, actions.taken)),
                    gap=12,
                )
            )
        self.detail.replace(Column(*parts, gap=16))

    def _show_request(self, one: Request) -> None:
        tr = self.tr
        self.ring = None
        state, key = _REQUESTS[one.state]
        where = tr.text("goods.request_ship")
        if one.how == "store":
            names = stock.store_names(self.store.db, one.store)
            where = tr.text("goods.request_store", store=names.text(tr.language) if names else one.store)
        pairs = [("goods.number", one.number), ("goods.request_way", where), ("goods.asked", tr.time(one.asked_at))]
        if one.order_number:
            pairs.append(("goods.order", one.order_number))
        if one.promised_at is not None:
            pairs.append(("goods.promised", f"{tr.date(one.promised_at)} {tr.time(one.promised_at)}"))
        parts: list[Widget] = [
            product_head(self.store, tr, one.gtin),
            Row(Pill(tr.text(key), state), Gap(), gap=8),
            facts(tr, pairs),
            Text(key=f"goods.request_{one.state}_more", role="body", colour="ink2"),
        ]
        if one.instead.startswith("store:"):
            names = stock.store_names(self.store.db, one.instead.removeprefix("store:"))
            if names is not None:
                parts.append(
                    Text(tr.text("goods.request_instead", store=names.text(tr.language)), role="body", bold=True)
                )
        self.detail.replace(Column(*parts, gap=16))
        if one.state in ("asked", "confirmed"):
            self.answers.replace(
                Button("goods.request_withdraw", icon="undo", action=partial(self._withdraw, one.request_id))
            )
        else:
            self.answers.replace()

    def _lay(self, room: str) -> None:
        place = self.tr.text("goods.room", n=room) if room else self.tr.text("goods.counter")
        self.write(actions.lay, self.chosen, place, done=lambda _hold: self._done())

    def ask_why(self) -> None:
        self.why = True
        self.refresh()

    def _not_found(self, why: FindFail) -> None:
        self.why = False
        self.write(actions.not_found, self.chosen, why, done=lambda _hold: self._done())

    def _end(self, action: Callable[..., Hold]) -> None:
        self.write(action, self.chosen, done=lambda _hold: self._done())

    def _withdraw(self, request_id: str) -> None:
        self.write(actions.withdraw, request_id, done=lambda _request: self._done())

    def _done(self) -> None:
        play("ok")
        self.refresh()
