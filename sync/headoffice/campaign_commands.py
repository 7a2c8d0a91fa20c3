"""The command about campaigns: check a file and send it, or list what the stores were told."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from sync.headoffice import campaigns
from sync.headoffice.office import Office

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001  argparse gives no public name


def add(commands: Commands) -> None:
    """Add the command to the command line."""
    command = commands.add_parser(
        "campaigns", help="check and send what screens show while nobody is there (TOML): all of it or nothing"
    )
    command.add_argument("file", type=Path, nargs="?", help="without one: list what the stores were told")
    command.add_argument("--store", default="", metavar="GLN", help="only this store")


def _campaigns(office: Office, options: argparse.Namespace) -> int:
    if options.file is None:
        for line in campaigns.in_words(office.read(lambda db: campaigns.standing(db, options.store))):
            print(line)
        return 0
    made = office.change(lambda change: campaigns.publish(change, options.file, office.image_folder, options.store))
    for note in made.left_out:
        print(note)
    for store, count in made.told.items():
        print(f"store {store}: {count} campaigns, version {made.version}")
    return 0


COMMANDS: dict[str, Callable[[Office, argparse.Namespace], int]] = {"campaigns": _campaigns}
