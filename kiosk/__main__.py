"""``python -m kiosk SETTINGS.toml`` starts a device, ``python -m kiosk verify DIR`` proves what it has on disk."""

from __future__ import annotations

import argparse
import gc
import logging
import sqlite3
import sys
from pathlib import Path

from kiosk import settings


def main() -> int:
    """Run the device that the settings file describes. Exit status 2 if the file cannot be used."""
    if sys.argv[1:2] == ["verify"]:
        from kiosk.verify import command

        return command.main(sys.argv[2:])
    parser = argparse.ArgumentParser(prog="python -m kiosk", description="One device of the shop floor.")
    parser.add_argument("settings", type=Path, help="the device's settings, e.g. config/kiosk.toml")
    parser.add_argument("--check", action="store_true", help="read the settings, say what they are, and stop")
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    try:
        found = settings.load(options.settings)
    except settings.SettingsError as error:
        print(error, file=sys.stderr)
        return 2
    if options.check:
        print(f"{options.settings}: {found.device.role} {found.device.name} of store {found.device.store}: fine")
        return 0
    # What a start makes stays: to look through it again and again for what is gone takes an eighth of the start.
    gc.disable()
    from kiosk import app

    try:
        (app.run_headless if found.device.role == "edge" else app.run)(found)
    except (sqlite3.Error, OSError) as error:
        print(f"{found.data}: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
