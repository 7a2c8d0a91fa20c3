"""A program that is started, killed without warning, and started again."""

from __future__ import annotations

import socket
import subprocess
from pathlib import Path


class Process:
    """One part of a store; its output goes to a log file."""

    def __init__(self, command: list[str], log: Path) -> None:
        self._command = command
        self._log = log
        self._running: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it (again)."""
        with self._log.open("ab") as log:
            self._running = subprocess.Popen(self._command, stdout=log, stderr=log, stdin=subprocess.DEVNULL)

    def kill(self) -> None:
        """End it as a power cut would: SIGKILL, and wait until it is gone."""
        if self._running is not None:
            self._running.kill()
            self._running.wait()
            self._running = None

    def start_again(self) -> None:
        """Start it if it does not run."""
        if self._running is None or self._running.poll() is not None:
            self.start()

    def stop(self, seconds: float = 10) -> None:
        """Ask it to end, and end it if it does not."""
        if self._running is not None:
            self._running.terminate()
            try:
                self._running.wait(timeout=seconds)
            except subprocess.TimeoutExpired:
                self._running.kill()
                self._running.wait()
            self._running = None


def free_port() -> int:
    """A port of the loopback address that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
