"""The camera as a scanner: newest frame, decoding process, votes over frames, one scan per code in view."""

from __future__ import annotations

import logging
import re
import threading
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from hardware.decoding.orders import Order, Outcome
from hardware.decoding.process import DecoderDied, DecoderProcess
from hardware.decoding.qr_text import Locale
from hardware.decoding.tally import Tally
from hardware.decoding.views import News, Views
from hardware.frame_reader import FrameReader
from hardware.frame_sources import FrameSource
from hardware.frame_watch import STALE_S, FrameWatch
from hardware.scanner import KnownGtin, Mode, OnScan, OnStatus, PreviewFrame, Scan, ScannerStatus, State, Torch

if TYPE_CHECKING:
    from hardware.decoding.reads import Gray
    from hardware.frame_sources import Frame

log = logging.getLogger(__name__)

SCAN_FRAMES_PER_S = 20
"""More would not be noticed by a person and would cost a core of a small device."""

ATTRACT_FRAMES_PER_S = 5

AWAKE_S = 3.0
"""After a code was seen in attract mode the whole ladder runs for so long."""

BUDGET_MS = 30.0
"""A frame's time at 30 frames a second; passes that would end later wait for their turn on another frame."""

TURNS = 2
"""Slow passes a frame: all of them have had a turn within a third of a second."""

STILL_FRAMES = 12
"""Frames of an unchanged scene after which it holds nothing that a next look could find..."""

STILL_EVERY = 5
"""...and is looked at in full only every fifth frame."""

BACK_OFF_S = (1.0, 2.0, 5.0, 10.0)
"""Waits between attempts to find a lost camera."""

CLOSE_S = 5.0

OPENING_S = 10.0
"""A USB camera may take some seconds to its first frame; one that takes longer hangs."""


class CameraScanner:
    """Reads codes from frames. See ``ScannerWithCamera`` for what it promises."""

    def __init__(
        self,
        new_source: Callable[[], FrameSource],
        *,
        known_gtin: KnownGtin | None = None,
        linear_patterns: Sequence[str] = (),
        mode: Mode = "scan",
        locale: Locale = "zh_CN",
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """``new_source`` makes an unopened source; it is called anew whenever the device has to be found again,
        because an old one may still hang in its driver. ``linear_patterns`` are regular expressions of which a
        whole Code 128, Code 39 or 2-of-5 must match one to be reported when it is no product; by default such
        codes on packs are nobody's business. ``locale`` decides between the old encodings of Chinese in QR codes.
        """
        self._new_source = new_source
        self._patterns = tuple(re.compile(pattern) for pattern in linear_patterns)
        self._clock = clock
        self._mode: Mode = mode
        self._status = ScannerStatus("off", clock())
        self._wake = threading.Event()
        self._closing = False
        self._thread: threading.Thread | None = None
        self._on_scan: OnScan = _nobody
        self._on_status: OnStatus = _nobody
        self._reader: FrameReader | None = None
        self._watch = FrameWatch(live=False)
        self._decoder = DecoderProcess(locale=locale, spare=True)
        self._tally = Tally()
        self._known_gtin = known_gtin
        self._views = Views(self._ask if known_gtin is not None else None)
        self._frame_number = 0
        self._next_frame = 0.0
        self._awake_until = 0.0
        self._still = 0
        self._failures = 0
        self._retry_at = 0.0

    @property
    def status(self) -> ScannerStatus:
        """The newest status."""
        return self._status

    @property
    def mode(self) -> Mode:
        """What was last asked for."""
        return self._mode

    @property
    def running(self) -> bool:
        """True while the camera is open."""
        reader = self._reader
        return reader is not None and reader.open

    @property
    def decoder_pid(self) -> int | None:
        """Process id of the decoder, for the status page and for tests; None between two."""
        return self._decoder.pid

    @property
    def decoder_spare_ready(self) -> bool:
        """True when a second decoder waits to take over."""
        return self._decoder.spare_ready

    @property
    def missing(self) -> str:
        """What the decoder works without (libzbar), in one line; empty when nothing is missing."""
        return self._decoder.missing

    def start(self, on_scan: OnScan, on_status: OnStatus | None = None) -> None:
        """Begin to look. The decoder loads in the background."""
        if self._thread is not None or self._closing:
            raise RuntimeError("this scanner was started or closed before")
        self._on_scan, self._on_status = on_scan, on_status or _nobody
        self._thread = threading.Thread(target=self._run, name="scanner", daemon=True)
        self._thread.start()

    def set_mode(self, mode: Mode) -> None:
        """Change how eagerly it looks."""
        self._mode = mode
        self._wake.set()

    def preview(self) -> PreviewFrame | None:
        """The newest frame, small."""
        reader = self._reader
        if reader is None:
            return None
        reader.want_preview()
        return reader.preview

    @property
    def torch(self) -> Torch | None:
        """The light of the camera that is open, if it has one."""
        reader = self._reader
        return reader.torch if reader is not None else None

    def close(self) -> None:
        """Stop, and free camera and decoder."""
        self._closing = True
        self._wake.set()
        thread = self._thread
        if thread is None:
            self._decoder.close()
        elif thread is not threading.current_thread():
            # It may be waiting for the decoder's answer, which need not come any more.
            self._decoder.abort()
            thread.join(CLOSE_S)

    def _run(self) -> None:
        try:
            while not self._closing:
                try:
                    self._turn()
                except Exception:
                    # The edge of the thread: after a fault of our own the camera is opened anew, as after its own.
                    log.exception("looking through the camera failed")
                    self._lose("a fault in the program; see the log")
        finally:
            self._leave_reader(patience_s=1.0)
            self._decoder.close()
            self._say("off", "closed")

    def _turn(self) -> None:
        """One look: bring up what is down, take the newest frame if there is one, or wait."""
        if self._mode == "off":
            self._leave_reader(patience_s=1.0)
            self._say("off", "switched off")
            self._wait(1.0)
            return
        now = time.monotonic()
        reader = self._reader
        if reader is None:
            if now < self._retry_at:
                self._wait(self._retry_at - now)
                return
            self._decoder.start()
            self._open_reader()
            return
        fault = self._fault(reader, now)
        if fault:
            self._lose(fault)
            return
        newest = reader.newest
        if newest is None or newest[0] == self._frame_number:
            self._wait(0.1)
            return
        if now < self._next_frame:
            self._wait(self._next_frame - now)
            return
        self._frame_number = newest[0]
        self._look(reader, newest[2], now)

    def _fault(self, reader: FrameReader, now: float) -> str:
        if reader.fault:
            return reader.fault
        newest = reader.newest
        if newest is None:
            return f"{reader.source.name} gives no picture" if now - reader.began > OPENING_S else ""
        return f"{reader.source.name} has stopped giving pictures" if now - newest[1] > STALE_S else ""

    def _look(self, reader: FrameReader, frame: Frame, now: float) -> None:
        attract = self._mode == "attract" and now >= self._awake_until
        reader.frames_per_s = ATTRACT_FRAMES_PER_S if attract else SCAN_FRAMES_PER_S
        self._next_frame = now + 1.0 / reader.frames_per_s
        gray = _gray(frame)
        verdict = self._watch.judge(gray, now)
        if verdict == "frozen":
            self._lose(f"{reader.source.name} gives the same picture over and over")
            return
        if verdict == "black":
            self._say("black", f"{reader.source.name} sees nothing: is the lens covered?")
            return
        self._failures = 0
        self._still = self._still + 1 if verdict == "still" and self._views.empty else 0
        try:
            outcome = self._decoder.decode(gray, self._order(first_pass_only=attract))
        except DecoderDied as died:
            if not self._closing:
                self._say("decoder", str(died))
            return
        self._say("ready", reader.source.name)
        self._take(outcome, frame)

    def _order(self, *, first_pass_only: bool) -> Order:
        idle = self._still > STILL_FRAMES and self._still % STILL_EVERY != 0
        return Order(
            stages=1 if first_pass_only or idle else 4,
            budget_ms=BUDGET_MS,
            turns=TURNS,
            in_catalogue=self._views.in_catalogue,
            carried=self._tally.carried(),
            two_families=True,
            settled=self._views.settled,
        )

    def _ask(self, gtin: str) -> bool:
        """What the catalogue says; no when it cannot say, which is the careful answer."""
        assert self._known_gtin is not None
        try:
            return self._known_gtin(gtin)
        except Exception:
            # The edge to code that is not ours: codes are read without the catalogue too.
            log.exception("the catalogue could not say whether it knows a product")
            return False

    def _take(self, outcome: Outcome, frame: Frame) -> None:
        now = time.monotonic()
        self._tally.add(outcome.candidates)
        if outcome.candidates:
            self._awake_until = now + AWAKE_S
        for news in self._views.frame(outcome.candidates, outcome.accepted, now):
            if self._wanted(news):
                self._report(self._scan(news, frame.shape[1], frame.shape[0]))

    def _wanted(self, news: News) -> bool:
        read = news.finding.read
        if read.gtin is not None or read.symbology not in ("CODE128", "CODE39", "ITF"):
            return True
        return any(pattern.fullmatch(read.text) for pattern in self._patterns)

    def _scan(self, news: News, width: int, height: int) -> Scan:
        read = news.finding.read
        return Scan(
            text=read.text.strip(),
            raw=read.raw,
            symbology=read.symbology,
            gtin=read.gtin,
            engines=news.finding.engines,
            at=self._clock(),
            confirmed=news.confirmed,
            in_catalogue=news.in_catalogue,
            score=news.finding.score,
            outline=tuple((x / width, y / height) for x, y in read.corners),
        )

    def _report(self, scan: Scan) -> None:
        try:
            self._on_scan(scan)
        except Exception:
            # The edge to code that is not ours: the next code must still be read.
            log.exception("what was to be done with a scan failed")

    def _say(self, state: State, detail: str) -> None:
        if self._status.state == state and self._status.detail == detail:
            return
        self._status = ScannerStatus(state, self._clock(), detail)
        level = logging.WARNING if state in ("lost", "black", "decoder") else logging.INFO
        log.log(level, "scanner is %s: %s", state, detail)
        try:
            self._on_status(self._status)
        except Exception:
            # The edge to code that is not ours, as with a scan.
            log.exception("what was to be done with a scanner's status failed")

    def _open_reader(self) -> None:
        if self._status.state == "off":
            self._say("starting", "opening the camera")
        source = self._new_source()
        self._watch = FrameWatch(live=source.live)
        self._frame_number = 0
        self._still = 0
        self._tally.clear()
        self._reader = FrameReader(source, self._wake.set)
        self._reader.start()

    def _leave_reader(self, patience_s: float = 0.0) -> None:
        """Let the reader go. One that hangs closes its device itself when its driver lets it."""
        reader = self._reader
        if reader is not None:
            reader.stop(patience_s)
            self._reader = None
            self._views.clear()

    def _lose(self, why: str) -> None:
        self._leave_reader()
        self._say("lost", why)
        self._retry_at = time.monotonic() + BACK_OFF_S[min(self._failures, len(BACK_OFF_S) - 1)]
        self._failures += 1

    def _wait(self, seconds: float) -> None:
        """Wait for a frame, a new mode or the end. An event, so that none is missed that comes before the wait."""
        self._wake.wait(min(seconds, 1.0))
        self._wake.clear()


def _gray(frame: Frame) -> Gray:
    if frame.ndim == 2:
        return frame
    import cv2

    return cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY).astype("uint8", copy=False)


def _nobody(_: Scan | ScannerStatus) -> None:
    """Takes what nobody asked for."""
