"""The self-test: every device of this counter with its state in words, and a button that tries it."""

from __future__ import annotations

from functools import partial
from typing import Any, ClassVar

from kivy.uix.widget import Widget

from hardware.scale import Reading, ScaleRefused
from kiosk import codes
from kiosk.errors import Refused
from kiosk.paper import actions as papers
from kiosk.paper import tables as jobs
from kiosk.paper.counter import Counter, DeviceView
from kiosk.paper.model import Job
from kiosk.paper.self_test import self_test
from kiosk.staff import actions as staff
from kiosk.staff.widgets.approve import ask_approval
from kiosk.ui.desk import DeskScreen
from kiosk.ui.sounds import play
from kiosk.ui.widgets.boxes import Column, Gap, Row
from kiosk.ui.widgets.button import Button
from kiosk.ui.widgets.card import Card, Panel
from kiosk.ui.widgets.scroll import Scroll
from kiosk.ui.widgets.text import Icon, Text

ICONS = {"printer": "printer", "drawer": "cash", "line_display": "screen", "scale": "scale"}

ASKS_ALL = ("paper_low", "open", "unknown")
"""States that are no fault and still are said in another colour than a plain "ready"."""


class HardwareScreen(DeskScreen):
    """M8 for one counter."""

    topics: ClassVar[frozenset[str]] = frozenset({"printers", "print_jobs", "scanner"})
    place: ClassVar[str] = "till.hardware"

    said = ""
    """What the last try gave, in words."""

    def content(self) -> Widget:
        """Devices at the left; at the right what a scan gives, and what never came out."""
        self.rows = Column(gap=4)
        self.result = Text("", role="body", bold=True)
        self.scan_words = Text(key="hardware.scan_now", role="body", colour="ink2")
        self.left_jobs = Column(gap=8)
        scan = Card(
            Row(Icon("barcode", 32, colour="ink2"), Text(key="hardware.scanner", role="h2", bold=True), gap=14),
            self.scan_words,
            pad=24,
            gap=8,
        )
        left = Card(
            Text(key="hardware.left_title", role="h2", bold=True), Scroll(self.left_jobs), pad=24, gap=12, grow=True
        )
        side = Column(scan, left, gap=16, grow=True, size_hint=(0.62, 1))
        devices = Card(Scroll(self.rows), self.result, pad=24, gap=12, grow=True)
        return Row(devices, side, gap=24, align="stretch", grow=True)

    @property
    def counter(self) -> Counter | None:
        """The devices; None where this program runs without any."""
        found = self.store.parts.get(Counter)
        return found if isinstance(found, Counter) else None

    def refresh(self) -> None:
        """Show every device as it is."""
        views = self.counter.views() if self.counter is not None else ()
        self.header.title.say_key("hardware.title")
        ready = sum(view.ready for view in views)
        key = "hardware.sub" if views else "hardware.sub_none"
        self.header.sub.say(self.tr.text(key, ready=ready, all=len(views)))
        self.rows.replace(*(self._row(view) for view in views) if views else _nothing())
        self.result.say(self.said)
        left = jobs.left_behind(self.store.db, 20)
        nothing = Text(key="hardware.left_none", role="body", colour="ink2")
        self.left_jobs.replace(*(self._left(job) for job in left), *([] if left else [nothing]))

    def scanned(self, code: codes.Code) -> None:
        """Whatever is scanned here is only shown."""
        play("ok")
        text = code.gtin if isinstance(code, codes.ProductCode) else code.text
        self.scan_words.say(self.tr.text("hardware.scanned", text=text[:60]))

    # One device.

    def _row(self, view: DeviceView) -> Widget:
        tr = self.tr
        icon, colour = ("ok", "ok") if view.ready else ("err", "err")
        if view.state in ("asking", *ASKS_ALL):
            icon, colour = ("warn", "warn") if view.state == "paper_low" else ("info", "info")
        words = [self._state_words(view)]
        if view.waiting:
            words.append(tr.text("hardware.waiting", n=view.waiting))
        if not view.ready and view.fallback:
            words.append(tr.text("hardware.rerouted", name=view.fallback))
        told = [Text("·".join(words), role="second", colour=colour if colour in ("err", "warn") else "ink")]
        if view.detail and view.state in ("offline", "lost", "fault"):
            told.append(Text(view.detail, role="caption", colour="ink2", lines=2))
        name = tr.text(f"hardware.{view.category}", name=view.name)
        words_column = Column(
            Text(name, role="body", bold=True),
            Row(Icon(icon, 22, colour=colour), Column(*told, gap=0), gap=8),
            gap=0,
        )
        return Row(
            Icon(ICONS[view.category], 32, colour="ink2"), words_column, *self._buttons(view), gap=14, pad=(0, 6)
        )

    def _state_words(self, view: DeviceView) -> str:
        if view.category == "drawer" and view.state in ("open", "closed", "unknown"):
            return self.tr.text(f"hardware.drawer_{view.state}")
        return self.tr.text(f"hardware.{view.state}")

    def _buttons(self, view: DeviceView) -> list[Widget]:
        def button(key: str, action: Any) -> Button:  # anything that can be called
            return Button(key, size="small", hug=True, action=action)

        match view.category:
            case "printer":
                return [button("hardware.test_print", partial(self.test_print, view.name))]
            case "drawer":
                return [button("hardware.open_drawer", self.open_drawer)]
            case "line_display":
                return [button("hardware.show_text", self.show_text)]
            case "scale":
                return [
                    button("hardware.weigh", self.weigh),
                    button("hardware.zero", self.zero),
                    button("hardware.tare", self.tare),
                ]

    # Trying them.

    def test_print(self, printer: str) -> None:
        """A page that shows letters, sizes and edges."""
        counter = self.counter
        if counter is None:
            return
        title = self.tr.text("paper.test_title")
        page = self_test(self.store.settings.shop.brand, printer, self.tr.translator, self.store.clock())

        def queue(tx: Any) -> str:  # kiosk.worker.Transaction
            return papers.enqueue(tx, counter.routes, "test", title, page, printer=printer)

        self.submit(queue, done=lambda _: self._say(self.tr.text("hardware.test_queued")))

    def open_drawer(self, approval: str = "") -> None:
        """An open drawer without a sale is allowed to whoever may do that, and is written down."""
        counter = self.counter
        if counter is None:
            return

        def failed(error: Exception) -> None:
            if isinstance(error, Refused) and error.key == "staff.approval_needed":
                ask_approval(self.store, error, self.open_drawer)
            else:
                self.explain(error)

        def allowed(_: object) -> None:
            counter.open_drawer(lambda: self._say(self.tr.text("hardware.drawer_open")), self._failed)

        self.store.worker.submit(
            staff.require,
            self.store.register,
            "no_sale",
            about="self-test",
            approval=approval,
            done=allowed,
            failed=failed,
        )

    def show_text(self) -> None:
        """The brand and the time."""
        if self.counter is not None:
            now = self.tr.time(self.store.clock())
            self.counter.show(self.store.settings.shop.brand, now, self._shown)

    def weigh(self) -> None:
        """What lies on the scale."""
        if self.counter is not None:
            self.counter.weigh(self._weighed, self._failed)

    def zero(self) -> None:
        """Set it to zero."""
        if self.counter is not None:
            self.counter.zero(lambda: self._say(self._grams(0)), self._failed)

    def tare(self) -> None:
        """Take what lies on it for the wrapping."""
        if self.counter is not None:
            self.counter.tare(lambda grams: self._say(self._grams(-grams)), self._failed)

    def _shown(self, lines: tuple[str, str]) -> None:
        text = " / ".join(line.strip() for line in lines)
        self._say(self.tr.text("hardware.shown", text=text))

    def _weighed(self, reading: Reading) -> None:
        stable = reading.state == "stable"
        self._say(self._grams(reading.grams) if stable else self.tr.text(f"hardware.{reading.state}"), ok=stable)

    def _grams(self, grams: int) -> str:
        return self.tr.text("hardware.weight", grams=self.tr.number(grams).replace("-", "\u2212"))

    def _failed(self, error: Exception) -> None:
        status = getattr(error, "status", None)
        if isinstance(error, ScaleRefused):
            words = self.tr.text("hardware.moving" if error.reason == "moving" else "hardware.not_empty")
        else:
            words = self.tr.text(f"hardware.{status.state if status is not None else 'fault'}")
        self._say(words, ok=False)

    def _say(self, words: str, *, ok: bool = True) -> None:
        play("ok" if ok else "warn")
        self.said = words
        self.result.say(words)
        self.result.paint("ink" if ok else "err")

    # What never came out.

    def _left(self, job: Job) -> Widget:
        words = "·".join(
            (self.tr.text(f"hardware.kind_{job.kind}"), f"{self.tr.date(job.made_at)} {self.tr.time(job.made_at)}")
        )
        row = Row(
            Button("hardware.print_now", icon="printer", size="small", action=partial(self._again, job.job_id)),
            Button("hardware.drop", size="small", action=partial(self._drop, job.job_id)),
            gap=8,
        )
        line = Text(job.title, role="body", bold=True)
        return Panel(line, Text(words, role="second", colour="ink2"), row, pad=(16, 12), gap=6)

    def _again(self, job_id: str) -> None:
        self.submit(papers.print_again, job_id)

    def _drop(self, job_id: str) -> None:
        self.submit(papers.drop, job_id)


class TillHardwareScreen(HardwareScreen):
    """The same at a till, whose rail is full: the way there is by the shift's page."""

    place: ClassVar[str] = "shift.home"


def _nothing() -> list[Widget]:
    """Many a desk has no printer of its own."""
    return [
        Gap(120),
        Row(Gap(), Icon("printer", 64, colour="ink3"), Gap()),
        Text(key="hardware.sub_none", role="h2", bold=True, align="center"),
        Text(key="hardware.none_more", role="body", colour="ink2", align="center"),
    ]
