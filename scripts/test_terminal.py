"""A payment terminal to test against: ``python -m scripts.test_terminal FOLDER``; its faults are typed, one a line."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import cast, get_args

from hardware.nexo_test_terminal import Fault, NexoTestTerminal


def main() -> None:
    """Listen until the input ends."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="for its certificate and its books")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8443)
    parser.add_argument("--delay", type=float, default=3.0, help="seconds that a shopper takes")
    parser.add_argument("--digits", type=int, default=2, help="decimal places of the currency")
    given = parser.parse_args()
    terminal = NexoTestTerminal(given.folder, given.host, given.port, given.delay, given.digits)
    terminal.start()
    faults = [fault for fault in get_args(Fault) if fault]
    print(f"READY url={terminal.url} ca_file={terminal.ca_file.resolve()}", flush=True)
    print(f"The next payment gets what you type here: {', '.join(faults)}. `books` shows what was taken.", flush=True)
    try:
        for line in sys.stdin:
            word = line.strip()
            if word == "books":
                for entry in terminal.books.entries.values():
                    print(entry.intent_id, entry.outcome, entry.amount_minor, entry.currency, entry.reference)
            elif word in faults:
                terminal.plan.append(cast(Fault, word))
            elif word:
                print(f"There is no fault {word!r}.")
    except KeyboardInterrupt:
        pass
    finally:
        terminal.close()


if __name__ == "__main__":
    main()
