"""The shift: whether the drawer is open, what moved in it, and everything that can be done with it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from kivy.uix.widget import Widget

from kiosk.associate.screens.shift_base import ShiftScreen
from kiosk.associate.widgets.drawer import movement_row
from kiosk.associate.widgets.order_card import empty
from kiosk.money import Money
from kiosk.shift import tables as shifts
from kiosk.shift.model import Shift
from kiosk.shift.report import Report
from kiosk.till import day
from kiosk.till.day_layout import leftover_words
from kiosk.ui import navigation
from kiosk.ui.widgets.boxes import Column, Gap, Grid, Row
from kiosk.ui.widgets.button import Actions, Button
from kiosk.ui.widgets.card import Card, Panel
from kiosk.ui.widgets.choice import Tile
from kiosk.ui.widgets.list_row import ListRow
from kiosk.ui.widgets.pill import Pill
from kiosk.ui.widgets.press import Action
from kiosk.ui.widgets.scroll import Scroll
from kiosk.ui.widgets.text import Icon, Text

TILES = (
    ("paid_in", "receive"),
    ("paid_out", "send"),
    ("drop", "lock"),
    ("float", "plus"),
    ("pickup", "person_circle"),
    ("no_sale", "till"),
)


class ShiftHomeScreen(ShiftScreen):
    """What should be in the drawer is not shown here: whoever counts it must not know."""

    def content(self) -> Widget:
        """State and acts at the left, the drawer's movements or the past reports at the right."""
        self.left_side = Column(gap=16, grow=True)
        self.right_side = Card(pad=24, gap=12, grow=True, size_hint=(0.72, 1))
        return Row(self.left_side, self.right_side, gap=24, align="stretch", grow=True)

    def refresh(self) -> None:
        """Read the shift, and show it."""
        shift = self.shift
        self.header.title.say_key("shift.title_open" if shift is not None else "shift.title_closed")
        today = self.store.register.business_date(self.store.clock())
        self.header.sub.say("·".join((self.store.device, self.tr.date(today))))
        if shift is None:
            self._show_closed()
        else:
            self._show_open(shift)

    # No shift.

    def _show_closed(self) -> None:
        past = shifts.recent_z(self.store.db)
        parts: list[Widget] = [
            Row(Icon("lock", 48, colour="ink2"), Text(key="shift.title_closed", role="display", bold=True), gap=16),
            Text(key="shift.closed_more", role="body", colour="ink2"),
        ]
        if past:
            parts.append(self._last(past[0]))
        card = Card(Scroll(Column(*parts, gap=16)), pad=28, gap=16, grow=True)
        open_now = Button(
            "shift.open_now",
            icon="cash",
            kind="primary",
            size="tall",
            action=partial(navigation.go, "shift.count", purpose="open"),
        )
        self.left_side.replace(card, Actions(open_now))
        self.right_side.replace(*past_list(self, past))

    def _last(self, report: Report) -> Widget:
        words = [leftover_words(one, report.currency, self.tr) for one in report.leftovers]
        lines: list[Widget] = [
            Text(
                "·".join((self.tr.text("shift.last_z"), report.z_name, self.tr.date(report.business_date))),
                role="body",
                bold=True,
            )
        ]
        lines += [Row(Icon("warn", 22, colour="warn"), Text(one, role="second"), gap=10) for one in words]
        return Panel(*lines, pad=(20, 14), gap=6)

    # A shift.

    def _show_open(self, shift: Shift) -> None:
        report = day.report(self.store.db, self.store.register, shift, self.store.clock())
        moves = shifts.movements(self.store.db, shift.shift_id)
        has_float = not shift.by_itself or any(one.kind == "float" for one in moves)
        tiles = [_tile(kind, icon, partial(self._go, kind)) for kind, icon in TILES]
        tiles += [
            _tile("x", "receipt", self.show_x),
            _tile("history", "clock_line", partial(navigation.go, "shift.history")),
            _tile("hardware", "printer", partial(navigation.go, "till.hardware")),
        ]
        close = Button(
            "shift.act_close",
            icon="checked_list",
            kind="primary",
            size="tall",
            action=partial(navigation.go, "shift.close"),
        )
        self.left_side.replace(
            Scroll(Column(self._state(shift, report, has_float), Grid(*tiles, columns=4, large=2, gap=12), gap=16)),
            Actions(close),
        )
        rows: list[Widget] = [Text(key="shift.movements", role="h2", bold=True)]
        if moves:
            newest = list(reversed(moves))
            rows.append(
                Scroll(
                    Column(
                        *[
                            movement_row(self.tr, one, shift.currency, self.who(one.operator), one is newest[-1])
                            for one in newest
                        ]
                    )
                )
            )
        else:
            rows += [Text(key="shift.no_movements", role="body", colour="ink2"), Gap()]
        self.right_side.replace(*rows)

    def _state(self, shift: Shift, report: Report, has_float: bool) -> Widget:
        tr = self.tr
        since = tr.time(shift.opened_at)
        opened = (
            tr.text("shift.since_by", time=since, who=self.who(shift.opened_by))
            if shift.opened_by
            else tr.text("shift.since", time=since)
        )
        facts = [opened]
        if report.numbers:
            last = report.numbers[-1]
            facts.append(tr.text("shift.last_number", number=f"{last.series}{last.last:04d}"))
        parts: list[Widget] = [
            Row(
                Text(key="shift.sales", role="body", colour="ink2"),
                Text(str(report.turnover.sales), role="numeral", bold=True, hug=True),
                gap=16,
            ),
            Text("·".join(facts), role="body", colour="ink2"),
        ]
        if not has_float:
            add = Button(
                "shift.add_float", size="small", hug=True, action=partial(navigation.go, "shift.count", purpose="open")
            )
            parts.append(Row(Pill(tr.text("shift.by_itself"), "info", tight=True), Gap(), add, gap=12))
        for one in report.leftovers:
            if one.kind not in ("not_counted", "old_count"):
                words = leftover_words(one, shift.currency, tr)
                parts.append(Row(Icon("warn", 22, colour="warn"), Text(words, role="second"), gap=10))
        return Card(*parts, pad=(24, 14), gap=6)

    def _go(self, kind: str) -> None:
        navigation.go("shift.move", kind=kind)

    def show_x(self) -> None:
        """The X of this moment, for those who may read it."""
        self.act(day.x_report, done=lambda report: navigation.go("shift.report", report=report))


def _tile(name: str, icon: str, action: Action) -> Tile:
    return Tile(icon, key=f"shift.act_{name}", pad=(16, 14), gap=4, action=action)


def past_list(screen: ShiftScreen, past: Sequence[Report]) -> list[Widget]:
    """The past Z reports, the last one first; each opens when it is tapped."""
    if not past:
        return [empty("receipt", "shift.no_z", "shift.no_z_more")]
    rows = [_past_row(screen, one, one is past[-1]) for one in past]
    return [Text(key="shift.history", role="h2", bold=True), Scroll(Column(*rows))]


def _past_row(screen: ShiftScreen, one: Report, last: bool) -> ListRow:
    tr = screen.tr
    if one.variance_minor is None:
        pill = Pill(tr.text("shift.not_counted"), "warn", tight=True)
    elif one.variance_minor:
        pill = Pill(screen.signed(one.variance_minor), "warn", tight=True)
    else:
        pill = Pill(tr.text("shift.fits"), "ok", tight=True)
    total = tr.money(Money(one.turnover.total_minor, one.currency), "receipt")
    return ListRow(
        f"Z {one.z_name}",
        f"{tr.date(one.business_date)} {tr.time(one.at)}",
        trail=(Text(total, role="body", bold=True, hug=True),),
        more=(Row(pill, Gap()),),
        line=not last,
        action=partial(navigation.go, "shift.report", shift_id=one.shift_id),
        pad=(0, 10),
    )
