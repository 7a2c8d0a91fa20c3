"""An X or a Z to read, with what proves it and what prints it."""

from __future__ import annotations

from kivy.uix.widget import Widget

from kiosk.associate.screens.shift_base import ShiftScreen
from kiosk.associate.widgets.report_view import report_columns
from kiosk.paper.model import Routes
from kiosk.paper.spooler import Spooler
from kiosk.shift import tables as shifts
from kiosk.shift.report import Report
from kiosk.till import day_layout, day_paper
from kiosk.ui import navigation
from kiosk.ui.sounds import play
from kiosk.ui.widgets.boxes import Column, Row
from kiosk.ui.widgets.button import Actions, Button
from kiosk.ui.widgets.card import Card
from kiosk.ui.widgets.qr_code import QrCode
from kiosk.ui.widgets.scroll import Scroll
from kiosk.ui.widgets.text import Text


class ShiftReportScreen(ShiftScreen):
    """`args`: shift_id of a Z, or the `report` of an X."""

    def content(self) -> Widget:
        """The report, and what to do with it."""
        self.page = Column(gap=0)
        self._scroll = Scroll(self.page)
        self.print = Button("shift.print", icon="printer", action=self.print_report)
        self.done = Button("shift.done", icon="tick", kind="primary", action=self._home)
        self.foot = Actions(self.print, self.done, gap=16)
        return Column(self._scroll, self.foot, gap=16, grow=True)

    @property
    def report(self) -> Report | None:
        """What is shown."""
        given = self.args.get("report")
        if isinstance(given, Report):
            return given
        return shifts.load_z(self.store.db, str(self.args.get("shift_id", "")))

    def arrived(self) -> None:
        """Begin above."""
        self._scroll.scroll_y = 1

    def refresh(self) -> None:
        """Show it."""
        report = self.report
        if report is None:
            self.page.replace(Text(key="refused.shift.no_such_z", role="h1", bold=True))
            return
        tr = self.tr
        self.header.title.say(day_layout.title(report, tr))
        self.header.sub.say("·".join((report.workstation, tr.date(report.business_date), tr.time(report.at))))
        proof = [self._proof(report)] if report.seal else []
        self.page.replace(report_columns(day_layout.sections(report, tr), *proof))
        self.foot.clear_widgets()
        self.foot.add_widget(self.print)
        self.foot.add_widget(self.done)

    def print_report(self) -> None:
        """To the printer; every print of a Z but the first says which copy it is."""
        report = self.report
        if report is None:
            return
        spooler = self.store.parts.get(Spooler)
        routes = spooler.routes if isinstance(spooler, Spooler) else Routes()
        brand, words = self.store.settings.shop.brand, self.tr.translator
        if report.closed:
            self.act(day_paper.print_z, routes, report.shift_id, brand, words, done=self._queued)
        else:
            self.submit(day_paper.print_x, routes, report, brand, words, done=self._queued)

    def _queued(self, _job_id: str) -> None:
        play("ok")
        navigation.say("shift.printed", state="ok")

    def _proof(self, report: Report) -> Widget:
        words = Column(
            Text(f"Z {report.z_name}", role="h1", bold=True),
            Text(key="shift.seal", role="second", colour="ink2"),
            Text(report.digest[:16], role="second", colour="ink2"),
            gap=4,
        )
        return Card(Row(QrCode(report.seal, 216), words, gap=20), pad=20)

    def _home(self) -> None:
        navigation.go("shift.home")
