"""A device with two simulated printers, the second of which takes the place of the first."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from hardware.printer_simulated import SimulatedPrinter
from kiosk.paper import actions, layout, tables
from kiosk.paper import spooler as spooling
from kiosk.paper.model import Job, Kind, Routes
from kiosk.paper.spooler import Spooler
from tests.devices import TestDevice, open_device
from tests.hardware.waiting import wait_until

ROUTES = Routes((("counter", frozenset()), ("office", frozenset({"report"}))), (("counter", "office"),))
ALONE = Routes((("counter", frozenset()), ("office", frozenset({"report"}))))

SLIP = layout.Paper("en", (layout.Heading("Slip"), layout.Rule(), layout.Pair("Total", "¥5.00", "total")))


@dataclass
class Counter:
    """A counter with its printers."""

    device: TestDevice
    printers: dict[str, SimulatedPrinter]
    routes: Routes = ROUTES
    spooler: Spooler | None = None
    told: list[int] = field(default_factory=list)

    def start(self) -> Spooler:
        """Begin to print, as after a start of the program."""
        store = self.device.store
        self.spooler = Spooler(
            store.worker,
            store.folder,
            self.printers,
            self.routes,
            clock=store.clock,
            told=lambda: self.told.append(1),
        )
        self.spooler.start()
        return self.spooler

    def ask(self, kind: Kind = "receipt", about: str = "sale-1", title: str = "till-1-A0001") -> str:
        """Queue a slip."""
        return str(self.device.do(actions.enqueue, self.routes, kind, title, SLIP, about=about))

    def job(self, job_id: str) -> Job:
        """The job as it stands on disk."""
        job = tables.find(self.device.db, job_id)
        assert job is not None
        return job

    def becomes(self, job_id: str, state: str) -> Job:
        """The job, as soon as it is in this state."""
        wait_until(lambda: self.job(job_id).state == state)
        return self.job(job_id)

    def until(self, condition: Callable[[], object]) -> None:
        """Wait."""
        wait_until(condition)


@pytest.fixture
def counter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Counter]:
    monkeypatch.setattr(spooling, "LOOK_WAITING_S", 0.1)
    monkeypatch.setattr(spooling, "NEWS_S", 0.02)
    with open_device(tmp_path, name="till-1", role="till") as device:
        made = Counter(device, {"counter": SimulatedPrinter(384), "office": SimulatedPrinter(576)})
        yield made
        if made.spooler is not None:
            made.spooler.close()
