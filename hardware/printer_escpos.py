"""Receipt printers that speak ESC/POS, over USB, a network, a file or a serial line, by way of python-escpos.

Commands and bits of the answers: Epson's ESC/POS reference, `DLE EOT n`, `GS r n`, `GS v 0`, `GS V`, `ESC p`.
"""

from __future__ import annotations

import errno
import logging
import os
import shutil
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from hardware.printer import Paper, Pin, PrinterStatus, PrintFailed, Raster, State

log = logging.getLogger(__name__)

Transport = Literal["usb", "network", "file", "serial"]

INIT = b"\x1b@"
SEND_PAPER = b"\x1dr\x01"
"""Answered when all that was sent before it has been worked off: so a print is known to be on paper."""

ANSWER_S = 0.6
"""A printer answers `DLE EOT` within a tenth of a second. Longer than this, and it is taken for mute."""

PRINTED_S = 20.0
"""The longest receipt takes some 10 s at 100 mm/s."""

CONNECT_S = 3.0

SILENT = "it does not answer any more"

_LOST = (OSError, AssertionError)
"""What python-escpos and what is below it raise when a device is not there; its own errors are added when it loads."""


class EscposPrinter:
    """One ESC/POS printer. It is connected at the first use, and anew after anything went wrong.

    Args:
        transport: the way to it.
        address: ``04b8:0202`` (vendor and product, and ``:82:01`` for the end points in and out) for USB,
            ``192.0.2.7`` or ``192.0.2.7:9100`` for a network, a path for a file or a serial line.
        width: dots from edge to edge.
        printed_s: how long a print may take until it is confirmed.
    """

    def __init__(self, transport: Transport, address: str, width: int = 576, *, printed_s: float = PRINTED_S) -> None:
        self._transport = transport
        self._address = address
        self._width = width
        self._printed_s = printed_s
        self._device: Any = None  # python-escpos has no types for what its printers share
        self._talks = transport != "file"
        """Whether it answers. Found out at the first question, and anew after anything went wrong."""
        self._talked = False
        """Whether it has ever answered: then silence is a fault, and not its nature."""
        self._known = False
        self._confirms = True
        self._worked_off = False
        """Whether the answer to `SEND_PAPER` was heard, which may come between two others."""

    @property
    def width(self) -> int:
        return self._width

    def check(self) -> PrinterStatus:
        """Ask for cover, paper and drawer."""
        found = self._checked()
        self._rest()
        return found

    def _checked(self) -> PrinterStatus:
        try:
            self._open()
            if self._talks:
                return self._ask()
            self._look()
            return _status("ready", detail="it does not tell how it is")
        except _lost() as error:
            self.close()
            return _status("offline", detail=_line(error))

    def print(self, dots: Raster) -> None:
        """Print and cut; where the printer answers, wait until it has worked everything off.

        Raises:
            PrintFailed: if it did not come out, or may not have.
            ValueError: if it is wider than the paper.
        """
        if dots.width > self._width:
            raise ValueError(f"{dots.width} dots do not fit on {self._width}")
        before = self._checked()
        if not before.can_print:
            self._rest()
            raise PrintFailed(before, 0)
        given = 0
        try:
            self._write(INIT)
            for band in dots.bands():
                given += band.height  # counted before: of a band that broke off nobody knows how much came out
                self._device.image(_picture(band), impl="bitImageRaster", fragment_height=band.height)
            self._device.cut()
            after = self._settled() if self._talks and self._confirms else before
        except _lost() as error:
            self.close()
            raise PrintFailed(_status("offline", detail=_line(error)), given) from error
        self._rest()
        if not after.can_print:
            raise PrintFailed(after, given)

    def kick(self, pin: Pin = 2) -> None:
        """Send the pulse.

        Raises:
            PrintFailed: if the printer cannot be reached.
        """
        try:
            self._open()
            self._device.cashdraw(pin)
        except _lost() as error:
            self.close()
            raise PrintFailed(_status("offline", detail=_line(error)), 0) from error
        self._rest()

    def close(self) -> None:
        """Let the device go, and ask it anew at the next use what it can."""
        self._let_go()
        self._known = False

    def _rest(self) -> None:
        """A printer on the network listens to one device at a time: between two uses it is free for the others."""
        if self._transport == "network":
            self._let_go()

    def _let_go(self) -> None:
        device, self._device = self._device, None
        if device is not None:
            with suppress(*_lost()):
                device.close()

    def _open(self) -> None:
        if self._device is None:
            device = _MAKERS[self._transport](self._address)
            device.open()
            self._device = device
        if not self._known:
            self._talks = self._transport != "file"
            self._confirms = self._known = True

    def _look(self) -> None:
        """See whether one that does not answer is still there at all.

        Raises:
            OSError: if it is not.
        """
        if self._transport == "network":
            self._read(0.001)
        elif not Path(self._address).exists():
            raise FileNotFoundError(errno.ENOENT, "no such device", self._address)

    def _write(self, command: bytes) -> None:
        self._device._raw(command)  # noqa: SLF001 - the library's way to send a command that it has no word for

    def _read(self, seconds: float) -> bytes:
        """What the printer said; empty if it said nothing in time.

        Raises:
            OSError: if the connection ended.
        """
        if self._transport == "network":
            self._device.device.settimeout(seconds)
        try:
            said = bytes(self._device._read())  # noqa: SLF001 - the library's way to hear an answer
        except OSError as error:
            if isinstance(error, TimeoutError) or error.errno in (errno.ETIMEDOUT, errno.EAGAIN):
                return b""
            raise
        finally:
            if self._transport == "network":
                self._device.device.settimeout(CONNECT_S)
        if not said and self._transport == "network":
            raise ConnectionResetError(errno.ECONNRESET, "the printer ended the connection")
        return said

    def _question(self, number: int) -> int | None:
        """The answer to `DLE EOT number`; None if there was none."""
        self._write(bytes((16, 4, number)))
        end = time.monotonic() + ANSWER_S
        while (left := end - time.monotonic()) > 0:
            found = None
            for byte in self._hear(left):
                if byte & 0x93 == 0x12:  # the fixed bits of these answers; others belong to other commands
                    found = byte
            if found is not None:
                return found
        return None

    def _hear(self, seconds: float) -> bytes:
        """What the printer said, with what it said about the paper's end taken note of."""
        said = self._read(seconds)
        self._worked_off = self._worked_off or any(byte & 0x90 == 0 for byte in said)
        return said

    def _ask(self) -> PrinterStatus:
        online = self._question(1)
        if online is None:
            if self._talked:
                return _status("offline", detail=SILENT)
            self._talks = False
            return _status("ready", detail="it does not answer how it is")
        self._talked = True
        return self._understood(online)

    def _understood(self, online: int) -> PrinterStatus:
        """What its answers mean; `online` is the first of them."""
        high = bool(online & 0x04)
        cause = (self._question(2) or 0) if online & 0x08 else 0
        roll = self._question(4) or 0
        paper: Paper = "out" if roll & 0x60 or cause & 0x20 else "low" if roll & 0x0C else "ok"
        if cause & 0x04:
            return _status("cover_open", paper, high, "the cover is open")
        if paper == "out":
            return _status("paper_out", paper, high, "no paper")
        if cause & 0x40:
            return _status("fault", paper, high, "the printer reports an error")
        if online & 0x08:
            return _status("offline", paper, high, "switched to offline at the printer")
        return _status("ready", paper, high)

    def _settled(self) -> PrinterStatus:
        """Wait until all that was sent is on paper, or until the printer says why it stopped."""
        self._worked_off = False
        self._write(SEND_PAPER)
        end = time.monotonic() + self._printed_s
        now = _status("ready")
        while time.monotonic() < end:
            self._hear(ANSWER_S)
            if self._worked_off:
                return _status("ready")
            now = self._ask()
            # Some answer no question while they print: only the end of our patience tells them from dead ones.
            if not now.can_print and now.detail != SILENT:
                return now
        if now.detail == SILENT:
            return now
        # It is well and has paper: one that does not know the question at all.
        log.warning("the printer at %s does not confirm what it has printed", self._address)
        self._confirms = False
        return _status("ready")


def _status(state: State, paper: Paper = "unknown", high: bool | None = None, detail: str = "") -> PrinterStatus:
    return PrinterStatus(state, datetime.now(UTC), paper, high, detail)


def _line(error: BaseException) -> str:
    return str(error).strip().replace("\n", " ") or type(error).__name__


def _picture(band: Raster) -> Any:  # a PIL image; Pillow is loaded with the first print
    from PIL import Image

    return Image.frombytes("1", (band.width, band.height), bytes(255 - byte for byte in band.rows))


def _lost() -> tuple[type[BaseException], ...]:
    """The errors of a device that is not there."""
    escpos = _library()
    import termios  # a terminal line that is pulled out raises an error that is no OSError

    import usb.core

    return (*_LOST, escpos.exceptions.Error, usb.core.NoBackendError, termios.error)


_loaded: list[Any] = []  # the module python-escpos, which has no types


def _library() -> Any:  # the same
    """python-escpos, loaded at the first use with one small profile of ours in place of its list of all printers."""
    if not _loaded:
        os.environ.setdefault("ESCPOS_CAPABILITIES_FILE", str(Path(__file__).with_name("escpos_profile.json")))
        import escpos.capabilities
        import escpos.exceptions
        import escpos.printer

        # It keeps a copy of the list in a folder of its own, made anew by every process.
        if "ESCPOS_CAPABILITIES_PICKLE_DIR" not in os.environ:
            made = Path(escpos.capabilities.pickle_dir)
            if made.parent == Path(tempfile.gettempdir()):
                shutil.rmtree(made, ignore_errors=True)
        _loaded.append(escpos)
    return _loaded[0]


def _usb(address: str) -> Any:  # a printer of python-escpos
    parts = [int(part, 16) for part in address.split(":")]
    ends = {"in_ep": parts[2], "out_ep": parts[3]} if len(parts) == 4 else {}
    return _library().printer.Usb(parts[0], parts[1], timeout=int(PRINTED_S * 1000), **ends)


def _network(address: str) -> Any:  # the same
    host, _, port = address.rpartition(":") if ":" in address else (address, "", "9100")
    return _library().printer.Network(host, int(port), timeout=CONNECT_S)


def _file(address: str) -> Any:  # the same
    if address.startswith("/dev/") and not Path(address).exists():
        # Opened for writing it would come into being as a file, and fill the memory that /dev lies in.
        raise FileNotFoundError(errno.ENOENT, "no such device", address)
    return _library().printer.File(address)


def _serial(address: str) -> Any:  # the same
    return _library().printer.Serial(address, baudrate=19200, timeout=ANSWER_S, dsrdtr=False)


_MAKERS: dict[Transport, Callable[[str], Any]] = {"usb": _usb, "network": _network, "file": _file, "serial": _serial}
