"""Head office as a process of its own, for tests that kill it: ``python -m tests.sync.headoffice_process DIR PORT``."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
from pathlib import Path

from tests.sync.conftest import mqtt
from tests.sync.hosts import TestHeadOffice


def main() -> None:
    """Run until somebody kills it; with a third argument it kills itself at the first COMMIT that takes in events."""
    folder, port = Path(sys.argv[1]), int(sys.argv[2])
    office = TestHeadOffice(folder, mqtt(port, "hq"))
    if len(sys.argv) > 3:
        # Listeners run between the COMMIT and the acknowledgement: the moment that must not double anything.
        before = _events(office)
        office.database.on_commit(lambda: os.kill(os.getpid(), signal.SIGKILL) if _events(office) > before else None)
    office.start()
    threading.Event().wait()


def _events(office: TestHeadOffice) -> int:
    with contextlib.closing(office.database.reader()) as db:
        return int(db.execute("SELECT count(*) FROM inbox").fetchone()[0])


if __name__ == "__main__":
    main()
