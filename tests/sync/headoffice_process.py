"""Head office as a process of its own, for tests that kill it: ``python -m tests.sync.headoffice_process DIR PORT``."""

from __future__ import annotations

import os
import random
import signal
import sys
import threading
from pathlib import Path

from tests.sync.conftest import mqtt
from tests.sync.hosts import TestHeadOffice


def main() -> None:
    """Run until somebody kills it; with a third argument it kills itself right after some of its commits."""
    folder, port = Path(sys.argv[1]), int(sys.argv[2])
    office = TestHeadOffice(folder, mqtt(port, "hq"))
    rng = random.Random(os.getpid())
    if len(sys.argv) > 3:
        # Listeners run between the COMMIT and the acknowledgement: the moment that must not double anything.
        office.database.on_commit(lambda: os.kill(os.getpid(), signal.SIGKILL) if rng.random() < 0.3 else None)
    office.start()
    threading.Event().wait()


if __name__ == "__main__":
    main()
