"""Where every sale of today is: on a disk of this store, at head office; and the proof that none is missing."""

from __future__ import annotations

from functools import partial

from kivy.uix.widget import Widget

from kiosk.money import Money
from kiosk.status.model import DaySales, ToldSale
from kiosk.status.screens.base import Rows, StatusScreen
from kiosk.status.watch import View
from kiosk.status.widgets.table_rows import TableRow, heads
from kiosk.ui.theme import theme
from kiosk.ui.widgets.boxes import Column, Grid, Row
from kiosk.ui.widgets.card import Card, Panel
from kiosk.ui.widgets.pill import Pill
from kiosk.ui.widgets.ring import ProgressBar
from kiosk.ui.widgets.scroll import Scroll
from kiosk.ui.widgets.text import Icon, Text

DAY_COLUMNS = (0.42, 0.26, 0.32)
SALE_HEADS = ("status.col_number", "status.col_time", "status.col_units", "status.col_amount", "status.col_where")
SALE_COLUMNS = (0.37, 0.13, 0.1, 0.2, 0.2)


class SalesScreen(StatusScreen):
    """M5, as far as the figures have a source: receipts, numbers without gaps, and how far head office has them."""

    place = "status.sales"

    def content(self) -> Widget:
        """The proof at the left, the newest sales at the right."""
        self.mark = Icon("shield", 44, colour="accent_line")
        self.proof = Text("", role="h1", bold=True)
        self.proof_more = Text("", role="body", colour="ink2")
        self.bar = ProgressBar(0.0)
        self.bar_words = Text("", role="second", colour="ink2")
        self.total = Text("", role="numeral", bold=True)
        self.days = Column()
        left = Card(
            Row(self.mark, self.proof, gap=16),
            self.proof_more,
            Panel(Text(key="status.total_today", role="second", colour="ink2"), self.total, pad=(20, 14), gap=0),
            self.bar,
            self.bar_words,
            self.days,
            pad=24,
            gap=14,
        )
        self.sales = Column()
        right = Card(
            Text(key="status.latest_sales", role="h2", bold=True),
            heads(SALE_HEADS, SALE_COLUMNS),
            self.sales,
            pad=24,
            gap=4,
        )
        self._day_rows, self._sale_rows = Rows(self.days), Rows(self.sales)
        return Scroll(Column(Grid(left, right, columns=2, large=1), pad=(0, 2)))

    def show(self, view: View) -> None:
        """Show this moment."""
        tr, proof = self.tr, view.proof
        self.header.title.say_key("status.sales_title")
        self.header.sub.say(self.place_words())
        wrong = proof.missing > 0
        self.mark.name = "err" if wrong else "shield"
        self.mark.paint("err" if wrong else "accent_line")
        self.proof.say(tr.text("status.proof", n=proof.numbers, missing=proof.missing))
        self.proof.paint("err" if wrong else "ink")
        self.proof_more.say(tr.text("status.proof_wrong" if wrong else "status.proof_more"))
        self.bar.value = proof.at_head_office / proof.numbers if proof.numbers else 0.0
        self.bar_words.say(tr.text("status.at_head_office", n=proof.at_head_office, waiting=proof.waiting))
        self.total.say(tr.money(Money(proof.total_minor, self.store.currency), "receipt"))
        look = (tr.language, theme.contrast, theme.text_scale)
        ages = tuple((one.device, one.series, one.count, one.last, one.acked) for one in view.days)
        self._day_rows.show((ages, look), partial(self._make_days, view))
        self._sale_rows.show((view.sales, look), partial(self._make_sales, view))

    def _make_days(self, view: View) -> list[Widget]:
        if not view.days:
            return [Text(key="status.no_sales", role="body", colour="ink2")]
        names = ("status.col_device", "status.col_numbers", "status.col_missing")
        return [heads(names, DAY_COLUMNS), *[self._day(one) for one in view.days]]

    def _day(self, day: DaySales) -> Widget:
        tr = self.tr
        pill = (
            Pill(tr.text("status.missing", n=day.missing), "err", tight=True)
            if day.missing
            else Pill(tr.text("status.none_missing"), "ok", tight=True)
        )
        return TableRow(
            [
                (Text(f"{day.device}·{day.series}", role="body", bold=True), DAY_COLUMNS[0]),
                (Text(f"1-{day.last}" if day.last > 1 else str(day.last), role="body"), DAY_COLUMNS[1]),
                (pill, DAY_COLUMNS[2]),
            ]
        )

    def _make_sales(self, view: View) -> list[Widget]:
        if not view.sales:
            return [Text(key="status.no_sales", role="body", colour="ink2")]
        return [self._sale(one) for one in view.sales]

    def _sale(self, sale: ToldSale) -> Widget:
        tr = self.tr
        where = (
            Pill(tr.text("status.sale_there"), "ok", tight=True)
            if sale.arrived
            else Pill(tr.text("status.sale_here"), "warn", icon="clock", tight=True)
        )
        amount = tr.money(Money(sale.total_minor, self.store.currency), "receipt")
        return TableRow(
            [
                (Text(sale.number, role="body", bold=True), SALE_COLUMNS[0]),
                (Text(tr.time(sale.at), role="body", colour="ink2"), SALE_COLUMNS[1]),
                (Text(str(sale.units), role="body", colour="ink2"), SALE_COLUMNS[2]),
                (Text(amount, role="body"), SALE_COLUMNS[3]),
                (where, SALE_COLUMNS[4]),
            ]
        )
