"""Paid. The receipt's number and code to take along, paper for whoever wants it, and a ring that ends the session."""

from __future__ import annotations

import time
from functools import partial
from typing import Any, ClassVar

from kivy.clock import Clock
from kivy.uix.widget import Widget

from kiosk.catalogue import tables as catalogue
from kiosk.catalogue.widgets import name_of
from kiosk.codes import Code, PayerCode
from kiosk.customer.widgets.shopper_screen import ShopperScreen
from kiosk.paper import actions as papers
from kiosk.paper import tables as jobs
from kiosk.paper.counter import Counter
from kiosk.till import tables
from kiosk.till.model import Sale
from kiosk.till.slips import Slips
from kiosk.till.widgets.paid_view import MOST_LINES, bought_card, faces_card, later_panel, paper_line, receipt_card
from kiosk.ui import navigation
from kiosk.ui.screen import Idle
from kiosk.ui.sounds import play
from kiosk.ui.voice import voice
from kiosk.ui.widgets.boxes import Column, Flow, Row
from kiosk.ui.widgets.button import Button
from kiosk.ui.widgets.pill import Pill
from kiosk.ui.widgets.ring import Ring
from kiosk.ui.widgets.scroll import Scroll
from kiosk.ui.widgets.text import Icon, Text
from sync import journal

FINISH_S = 20.0
"""Long enough to find a phone and hold it up to the code; a touch or a key begins it anew."""

SAID_S = 40.0
"""So long where a voice says the page first."""

PRINTS_S = 20.0
"""A receipt is out in three seconds. Whoever still waits after so many is told to take the code instead."""

SAY = "ticket.say"
"""The page on which a shopper says how it was, on devices that have one."""

OUT = {"paper_out": "done.paper_out", "cover_open": "done.printer_open"}
"""State of a printer -> why there is no paper; anything else that is not ready is "out of order"."""


class DoneScreen(ShopperScreen):
    """Shows the sale `self.args["sale_id"]`."""

    topics = frozenset({"store", "printers", "print_jobs", "health"})
    idle: Idle = "never"
    quiet: ClassVar[bool] = True
    """It says in its own words that the link is away: what counts now is that the sale is safe."""

    def content(self) -> Widget:
        """A page that scrolls."""
        self._page = Column(gap=28, pad=(56, 16, 56, 40))
        self.ring = Ring(132, thick=10, role="h2")
        self._until, self._stays_s = 0.0, FINISH_S
        self._job_id = ""
        self._job_since = 0.0
        self._shown_paper = ""
        self._clock = Clock.schedule_interval(self._count, 0.2)
        self._clock.cancel()
        return Scroll(self._page)

    def buttons(self) -> tuple[Button, ...]:
        """Paper, or the end."""
        self.print = Button("done.print", icon="printer", action=self._print)
        self.finish = Button("done.finish", kind="primary", icon="tick", action=navigation.end_session)
        return (self.finish,)

    def arrived(self) -> None:
        """The ring begins."""
        super().arrived()
        self._job_id = ""
        self.print.busy = False
        self._begin()
        self._clock()

    def left(self) -> None:
        """The ring stops, and paper that has not come out is nobody's any more: the next shopper must not find it."""
        super().left()
        self._clock.cancel()
        job_id, self._job_id = self._job_id, ""
        job = jobs.find(self.device.db, job_id) if job_id else None
        if job is not None and job.state == "waiting":
            self.device.worker.submit(papers.drop, job_id)

    def on_touch_down(self, touch: Any) -> bool:  # Kivy's touch
        """Whoever touches is still reading."""
        self._begin()
        return bool(super().on_touch_down(touch))

    def key_pressed(self, name: str) -> bool:
        """Whoever goes through the page by a keypad is still reading, too."""
        del name
        self._begin()
        return False

    def scanned(self, code: Code) -> None:
        """Whoever scans now is the next one; only the wallet that has just paid may pass the camera once more."""
        if isinstance(code, PayerCode):
            return
        navigation.end_session()
        navigation.current().screen.scanned(code)

    def refresh(self) -> None:
        """Show the sale."""
        self.show_who()
        sale = tables.load_sale(self.device.db, str(self.args.get("sale_id", "")))
        if sale is None:
            self._page.replace(Text(key="done.title", role="display", bold=True))
            return
        paper = self._paper()
        if paper != self._shown_paper:
            self._shown_paper = paper
            self._begin()
        self._show_buttons(paper)
        title = Text(key="done.title", role="display", bold=True)
        parts: list[Widget] = [Row(Icon("ok", 110, colour="ok"), title, gap=28)]
        pills = self._pills(sale)
        if pills:
            parts.append(Flow(*pills, gap=12))
        if paper not in ("none", "can"):
            parts.append(paper_line(paper))
        code = self.device.receipt_code(sale.sale_id, str(sale.number), sale.at)
        parts.append(receipt_card(self.tr, sale, code))
        later = later_panel(self.tr, sale, confirmed=journal.is_acked(self.device.db, sale.event_id))
        parts += [*([later] if later is not None else []), bought_card(self.tr, sale, self._names(sale))]
        if navigation.knows(SAY):
            parts.append(faces_card(partial(self._say, sale.sale_id)))
        parts.append(self._ending())
        self._page.replace(*parts)

    def _names(self, sale: Sale) -> dict[str, str]:
        """What the goods are called in the shopper's language."""
        found = (catalogue.find(self.device.db, line.gtin, self.device.currency) for line in sale.lines[:MOST_LINES])
        return {product.gtin: name_of(product) for product in found if product is not None}

    def _say(self, sale_id: str, face: str) -> None:
        """The first of two taps about how it was."""
        navigation.go(SAY, sale_id=sale_id, face=face)

    # Paper.

    def _paper(self) -> str:
        """How it stands with paper: `none` (no printer), `can`, or the key of what is said of it."""
        slips, counter = self.device.parts.get(Slips), self.device.parts.get(Counter)
        if not isinstance(slips, Slips) or not isinstance(counter, Counter):
            return "none"
        printer = slips.routes.printer_for("receipt")
        if not printer or not slips.asks_first:
            return "none"
        view = next((one for one in counter.views() if one.category == "printer" and one.name == printer), None)
        ready = view is None or view.ready or view.state == "asking"
        trouble = "" if ready else OUT.get(view.state if view else "", "done.printer_down")
        job = jobs.find(self.device.db, self._job_id) if self._job_id else None
        if job is None:
            return trouble or "can"
        if job.state == "printed":
            return "done.printed"
        if job.state in ("waiting", "printing"):
            late = time.monotonic() - self._job_since > PRINTS_S
            return trouble or ("done.printer_down" if late else "done.printing")
        return "done.printer_down"

    def _show_buttons(self, paper: str) -> None:
        printing = paper == "done.printing"
        self.print.busy = printing
        self.finish.disabled = printing
        self.finish.reason = self.tr.text("done.wait_for_paper") if printing else ""
        asked = bool(self._job_id)
        self.finish.label.say_key("done.finish_without" if paper == "can" else "done.finish")
        self.bottom.hold(*((self.print,) if paper == "can" or (printing and asked) else ()), self.finish)

    def _print(self) -> None:
        slips = self.device.part(Slips)

        def queued(job_id: str) -> None:
            self._job_id, self._job_since = job_id, time.monotonic()
            if self.shown:
                self.refresh()
            else:
                self.device.worker.submit(papers.drop, job_id)

        self.submit(slips.print_wanted, str(self.args.get("sale_id", "")), done=queued)

    # What stands around it.

    def _pills(self, sale: Sale) -> list[Pill]:
        pills = []
        if sale.reduced.minor > 0:
            pills.append(
                Pill(self.tr.text("pay.saved", amount=self.tr.money(sale.reduced, "receipt")), "ok", icon="tag")
            )
        if sale.customer and sale.points_earned:
            pills.append(Pill(self.tr.text("done.points", n=sale.points_earned), "gold", icon="star"))
        if self.offline:
            pills.append(Pill(key="done.safe", state="ok", icon="shield"))
        return pills

    def _ending(self) -> Row:
        self.ring = Ring(132, thick=10, role="h2")
        self._words = Text(role="body", colour="ink2")
        self._show_count()
        return Row(self.ring, self._words, gap=28)

    def _begin(self) -> None:
        self._stays_s = (SAID_S if voice.on else FINISH_S) * navigation.patience()
        self._until = time.monotonic() + self._stays_s

    def _count(self, _dt: float) -> None:
        if self._shown_paper == "done.printing":
            # Never in the middle of printing.
            self._begin()
            if self._paper() != self._shown_paper:
                play("no" if self._paper() != "done.printed" else "ok")
                self.refresh()
        if time.monotonic() >= self._until:
            self._clock.cancel()
            navigation.end_session()
        else:
            self._show_count()

    def _show_count(self) -> None:
        left = min(self._stays_s, max(0.0, self._until - time.monotonic()))
        self.ring.value = left / self._stays_s
        self.ring.label.say(str(int(left + 0.99)))
        self._words.say(self.tr.text("done.finish_in", n=int(left + 0.99)))
