"""The far end of a serial line: a real pseudo-terminal, with a device behind it that can be pulled out."""

from __future__ import annotations

import os
import threading
import tty
from collections.abc import Callable
from pathlib import Path


class SerialEnd:
    """A line under a name of its own, which is there while it is plugged in. `answer(data)` gives what is said back."""

    def __init__(self, path: Path, answer: Callable[[bytes], bytes]) -> None:
        self.path = path
        self._answer = answer
        self._master = -1
        self.plug()

    def plug(self) -> None:
        """Plug it in."""
        master, slave = os.openpty()
        tty.setraw(slave)
        self.path.symlink_to(os.ttyname(slave))
        os.close(slave)
        # One end of ours stays open, so that the line lives while the driver closes and opens its own.
        self._keep = os.open(self.path, os.O_RDWR | os.O_NOCTTY)
        self._master = master
        threading.Thread(target=self._serve, args=(master,), name="serial-end", daemon=True).start()

    def unplug(self) -> None:
        """Pull it out."""
        if self._master < 0:
            return
        self.path.unlink()
        master, self._master = self._master, -1
        os.close(self._keep)
        os.close(master)

    def _serve(self, master: int) -> None:
        while True:
            try:
                data = os.read(master, 1024)
                if not data:
                    return
                back = self._answer(data)
                if back:
                    os.write(master, back)
            except OSError:
                return
