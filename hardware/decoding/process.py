"""Keeps a decoding process alive: hands it frames through shared memory, and replaces it when it dies or hangs."""

from __future__ import annotations

import logging
import mmap
import os
import select
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, TypeVar, cast

import msgspec

from hardware.decoding import wire
from hardware.decoding.orders import Order, Outcome
from hardware.decoding.qr_text import Locale

if TYPE_CHECKING:
    from hardware.decoding.reads import Gray

log = logging.getLogger(__name__)

CAPACITY = 8 << 20
"""Bytes of shared memory. Only what a frame touches is really taken."""

START_S = 20.0
"""A process that has not loaded its engines by then will not do so any more, even on a busy machine."""

JOB_S = 2.0
"""The longest honest frame takes a tenth of this on the slowest device."""

SPARE_AFTER_S = 2.0

T = TypeVar("T")

ROOT = Path(__file__).parent.parent.parent


class DecoderDied(Exception):
    """The decoding process ended or hung on this frame; a new one is on its way."""


class DecoderProcess:
    """One decoding process at a time. For one thread; only ``pid`` and ``abort`` may be used from another."""

    def __init__(
        self, *, capacity: int = CAPACITY, job_s: float = JOB_S, locale: Locale = "zh_CN", spare: bool = False
    ) -> None:
        """``locale`` decides between the old encodings of Chinese in QR codes. With ``spare`` a second process waits
        beside the first, with its engines loaded, to take over at once.
        """
        self._capacity = capacity
        self._job_s = job_s
        self._locale = locale
        self._number = 0
        self._process: subprocess.Popen[bytes] | None = None
        self._greeted = False
        self._with_spare = spare
        self._spare: subprocess.Popen[bytes] | None = None
        self._spare_due = 0.0
        self._closed = threading.Event()
        self.missing = ""
        """Why the process works without libzbar, in one line; empty when it has it or has not said yet."""
        if not hasattr(os, "memfd_create"):
            raise RuntimeError("scanning needs Linux: frames are shared by memfd_create and never touch a disk")
        # Memory without a name: nobody else can open it, and it is gone with the last process that holds it.
        self._file = os.memfd_create("frame")
        os.ftruncate(self._file, capacity)
        self._memory = mmap.mmap(self._file, capacity)

    @property
    def pid(self) -> int | None:
        """Of the running process; None between two."""
        process = self._process
        return process.pid if process is not None and process.poll() is None else None

    @property
    def spare_ready(self) -> bool:
        """True when a second process has loaded its engines and waits."""
        spare = self._spare
        if spare is None or spare.poll() is not None:
            return False
        return bool(select.select([cast(BinaryIO, spare.stdout)], [], [], 0)[0])

    def start(self) -> None:
        """Launch the process without waiting for it; does nothing when it runs already."""
        if self._process is not None or self._closed.is_set():
            return
        self._greeted = False
        self._process = self._launch()
        if self._closed.is_set():
            # `abort` came in between and did not see it.
            self._process.kill()

    def _launch(self) -> subprocess.Popen[bytes]:
        path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH", ""))))
        return subprocess.Popen(
            [sys.executable, "-m", "hardware.decoding.child", str(self._file), str(self._capacity), self._locale],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            pass_fds=(self._file,),
            env={**os.environ, "PYTHONPATH": path, "OPENCV_LOG_LEVEL": "OFF", "OPENBLAS_NUM_THREADS": "1"},
        )

    def decode(self, picture: Gray, order: Order) -> Outcome:
        """Read one frame.

        Raises:
            DecoderDied: the process ended or did not answer in time. Call again with the next frame.
            ValueError: the picture is larger than the shared memory.
        """
        height, width = picture.shape
        if width * height > self._capacity:
            raise ValueError(f"a picture of {width}x{height} does not fit into {self._capacity} bytes")
        self.start()
        self._greet()
        process = self._running()
        # One copy straight from the frame, contiguous or not.
        memoryview(self._memory)[: width * height] = picture.tobytes()
        self._number += 1
        try:
            wire.send(cast(BinaryIO, process.stdin), wire.Job(self._number, width, height, order))
        except OSError as error:
            raise self._lost("ended") from error
        done = self._answer(wire.done_decoder, self._job_s)
        if done.number != self._number:
            raise self._lost("answered another frame")
        self._keep_spare()
        return done.outcome

    def _keep_spare(self) -> None:
        """Launch a second process once the first has been at work for a while: starting up is busy enough."""
        if (
            self._with_spare
            and self._spare is None
            and not self._closed.is_set()
            and time.monotonic() >= self._spare_due
        ):
            self._spare = self._launch()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            raise DecoderDied("the decoder is closed")
        return self._process

    def _greet(self) -> None:
        if self._greeted or self._closed.is_set():
            return
        hello = self._answer(wire.hello_decoder, START_S)
        self._greeted = True
        self._spare_due = time.monotonic() + SPARE_AFTER_S
        if hello.missing and not self.missing:
            # Once and not on each restart.
            log.warning("%s", hello.missing)
        self.missing = hello.missing

    def _answer(self, decoder: msgspec.msgpack.Decoder[T], patience_s: float) -> T:
        stream = cast(BinaryIO, self._running().stdout)
        ends = time.monotonic() + patience_s
        while not select.select([stream], [], [], max(0.0, ends - time.monotonic()))[0]:
            if time.monotonic() >= ends:
                raise self._lost(f"did not answer in {patience_s:g} s")
        data = wire.receive(stream)
        if data is None:
            raise self._lost("ended")
        try:
            return decoder.decode(data)
        except msgspec.MsgspecError as error:
            raise self._lost("answered nonsense") from error

    def _lost(self, how: str) -> DecoderDied:
        """Put the old process away and launch the next one at once."""
        process, self._process = self._process, None
        if process is not None:
            _end(process)
        if not self._closed.is_set():
            log.warning("the decoding process %s; starting another", how)
            self._process, self._spare, self._greeted = self._spare, None, False
            self.start()
        return DecoderDied(f"the decoding process {how}")

    def abort(self) -> None:
        """End the process and start no other, from any thread: whoever waits for an answer gets `DecoderDied`."""
        self._closed.set()
        process = self._process
        if process is not None:
            process.kill()

    def close(self) -> None:
        """End the process and free the memory. Safe to call twice."""
        self._closed.set()
        for process in (self._process, self._spare):
            if process is not None:
                _end(process)
        self._process = self._spare = None
        if not self._memory.closed:
            self._memory.close()
            os.close(self._file)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            try:
                stream.close()
            except BrokenPipeError:
                # What was left in the buffer had nobody to go to.
                continue
