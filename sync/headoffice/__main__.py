"""python -m sync.headoffice: runs head office, or does one thing at it (import, release, price, stock, codes, key)."""

from __future__ import annotations

import argparse
import logging
import signal
import sqlite3
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

from sync.headoffice import commands
from sync.headoffice.office import DEFAULT_TENANT, Office

DEFAULT_HTTP = "127.0.0.1:8080"
DEFAULT_BROKER = "mqtt://127.0.0.1:1883"


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit status 0 if it was done, 1 if not (the reason is printed), 2 for a wrong command line."""
    parser = _parser()
    options = parser.parse_args(arguments)
    logging.basicConfig(
        level=logging.INFO if options.verbose else logging.WARNING,
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
        stream=sys.stderr,
    )
    office = Office(options.data, options.tenant)
    try:
        office.start()
    except (OSError, ValueError, sqlite3.Error) as fault:
        print(f"head office cannot open {options.data}: {fault}", file=sys.stderr)
        return 1
    try:
        if options.command is None:
            return _serve(office, options)
        return commands.run(office, options)
    finally:
        office.close()


def _serve(office: Office, options: argparse.Namespace) -> int:
    from sync.headoffice.server import Server  # uvicorn and Litestar: a command line does not wait for them

    host, _, port = options.http.rpartition(":")
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: stop.set())
    try:
        link = commands.link_to(options.broker, options.tenant)
        server = Server(office, link, host.strip("[]") or "127.0.0.1", int(port))
        server.start()
    except (OSError, ValueError, RuntimeError) as fault:
        print(f"head office cannot start: {fault}", file=sys.stderr)
        return 1
    try:
        print(f"READY http={server.address} broker={options.broker} data={office.folder}", flush=True)
        stop.wait()
    finally:
        server.close()
    print("stopped", flush=True)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m sync.headoffice", description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("headoffice-data"), metavar="DIR", help="default %(default)s")
    parser.add_argument("--tenant", default=DEFAULT_TENANT, help="name of the chain in topics (default %(default)s)")
    parser.add_argument("--broker", default=DEFAULT_BROKER, metavar="URL", help="mqtt://HOST:PORT, or none")
    parser.add_argument("--http", default=DEFAULT_HTTP, metavar="HOST:PORT", help="port 0: any free one")
    parser.add_argument("--verbose", action="store_true")
    commands.add(parser.add_subparsers(dest="command", metavar="COMMAND", title="commands (without one, it runs)"))
    return parser


if __name__ == "__main__":
    sys.exit(main())
