"""The commands about what devices said and head office could not use, or would not take: looking, and trying again."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING

from sync.headoffice import inbox
from sync.headoffice.applying import RETRIED, Applier
from sync.headoffice.change import Conflict
from sync.headoffice.effects import Effects
from sync.headoffice.office import Office

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001  argparse gives no public name


def add(commands: Commands) -> None:
    """Add the command to the command line."""
    letters = commands.add_parser("letters", help="what devices said that had no effect, with the reason")
    letters.add_argument("--retry", type=int, metavar="N", help="let this one have its effect now")


def _letters(office: Office, options: argparse.Namespace) -> int:
    if options.retry is not None:
        effects = Effects(office.tenant, office.keys, clock=office.clock, new_id=office.new_id)
        applier, now = Applier(office.tenant, effects.apply), office.clock()
        if not office.database.call(lambda db: applier.retry(db, options.retry, now)):
            raise Conflict("--retry", "it is no open letter that can be tried again, or has no effect now either")
        print(f"{options.retry} had its effect")
        return 0
    found = office.read(inbox.dead_letters)
    for one in found:
        again = "" if one.state == "open" and one.reason in RETRIED else f" ({one.state})"
        print(f"{one.n} {one.last_at} {one.store} {one.device} {one.lane} {one.reason}{again}: {one.detail}")
    print(f"{len(found)} letters")
    return 0


COMMANDS: dict[str, Callable[[Office, argparse.Namespace], int]] = {"letters": _letters}
