"""A serial line that is opened when it is used, and anew after it was pulled out."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from hardware.device import DeviceFailed, DeviceStatus


class SerialLine:
    """One line, 8 data bits, no parity, used by one thread."""

    def __init__(self, path: str, baud: int = 9600, timeout_s: float = 1.0) -> None:
        self._path = path
        self._baud = baud
        self._timeout_s = timeout_s
        self._port: Any = None  # pyserial has no types

    def open(self) -> None:
        """Open it if it is not.

        Raises:
            DeviceFailed: if it is not there.
        """
        with self._faults():
            self._opened()

    def write(self, data: bytes) -> None:
        """Send all of it.

        Raises:
            DeviceFailed: if the line is gone.
        """
        with self._faults():
            port = self._opened()
            port.write(data)
            port.flush()

    def ask(self, data: bytes, end: bytes = b"\n") -> bytes:
        """Send a question; gives the answer up to `end`, empty if there was none in time.

        Raises:
            DeviceFailed: if the line is gone.
        """
        with self._faults():
            port = self._opened()
            port.reset_input_buffer()
            port.write(data)
            port.flush()
            return bytes(port.read_until(end))

    def close(self) -> None:
        """Let the line go. Safe to call twice."""
        port, self._port = self._port, None
        if port is not None:
            with suppress(*_errors()):
                port.close()

    def _opened(self) -> Any:  # pyserial's port
        if not Path(self._path).exists():
            # Its name goes with it when it is pulled out; an open line notices only when something is sent.
            raise FileNotFoundError(errno.ENOENT, "no such device", self._path)
        if self._port is None:
            import serial  # with the first use: most counters have no such line

            self._port = serial.Serial(
                self._path, self._baud, timeout=self._timeout_s, write_timeout=self._timeout_s, exclusive=True
            )
        return self._port

    @contextmanager
    def _faults(self) -> Iterator[None]:
        try:
            yield
        except _errors() as error:
            self.close()
            line = str(error).strip().replace("\n", " ")
            raise DeviceFailed(DeviceStatus("lost", datetime.now(UTC), line)) from error


def _errors() -> tuple[type[BaseException], ...]:
    """What a line that is gone raises; the terminal's own error is no OSError."""
    import termios

    return (OSError, termios.error)
