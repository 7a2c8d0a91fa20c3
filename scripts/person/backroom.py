"""What every shop has in its back room: a broker and the line to head office; here both run on this machine."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from scripts.processes import Process, free_port

ROOT = Path(__file__).parents[2]


def mosquitto() -> str | None:
    """Debian puts it where only the administrator's path leads."""
    return shutil.which("mosquitto", path="/usr/bin:/usr/sbin:/usr/local/sbin")


class Backroom:
    """Broker and head office on ports that nobody else has.

    Args:
        office: head office's data folder.
        folder: where the logs and the devices' settings lie.
        root_key: head office's public key, which the devices pin.
    """

    def __init__(self, office: Path, tenant: str, folder: Path, root_key: str) -> None:
        self.folder = folder
        self.broker_port, self.http_port = free_port(), free_port()
        self._root_key = root_key
        config = ROOT / "config" / "mosquitto" / "demo.conf"
        broker = [mosquitto() or "mosquitto", "-c", str(config), "-p", str(self.broker_port)]
        self.broker = Process(broker, folder / "broker.log")
        command = [sys.executable, "-m", "sync.headoffice", "--data", str(office), "--tenant", tenant]
        command += ["--broker", f"mqtt://127.0.0.1:{self.broker_port}", "--http", f"127.0.0.1:{self.http_port}"]
        self.office = Process(command, folder / "office.log")

    def open(self) -> None:
        """Start both."""
        (self.folder / "head-office.key").write_text(self._root_key + "\n", "ascii")
        self.broker.start()
        self.office.start()

    def close(self) -> None:
        """End both. May be called twice."""
        self.office.stop()
        self.broker.stop()
