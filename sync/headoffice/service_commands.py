"""The commands about what stores offer by appointment: add a service, list them, end one."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from sync.headoffice import appointments
from sync.headoffice.change import Invalid
from sync.headoffice.office import Office
from sync.messages import Texts

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001  argparse gives no public name


def add(commands: Commands) -> None:
    """Add the command to the command line."""
    acts = commands.add_parser("service", help="what stores offer by appointment").add_subparsers(
        dest="act", required=True
    )
    new = acts.add_parser("add", help="offer something, or with --id offer it otherwise than before")
    new.add_argument("names", nargs="+", metavar="NAME", help="zh-CN [zh-TW [en]]")
    new.add_argument("--store", required=True, metavar="GLN")
    new.add_argument("--minutes", type=int, default=30, help="how long it takes (default %(default)s)")
    new.add_argument("--host", action="append", default=[], required=True, metavar="NAME", help="somebody who can")
    new.add_argument("--skill", default="", help="what a host must be able to do")
    new.add_argument("--ask", action="append", default=[], metavar="WORDS", help="a question: zh-CN|zh-TW|en")
    new.add_argument("--from", dest="opens", default="", metavar="HH:MM", help="where it begins later than the store")
    new.add_argument("--until", dest="closes", default="", metavar="HH:MM", help="where it ends sooner than the store")
    new.add_argument("--id", default="", help="of a service that is offered already")
    show = acts.add_parser("list", help="list what is offered")
    show.add_argument("--store", default="", metavar="GLN", help="only this store")
    gone = acts.add_parser("end", help="nobody can book it any more")
    gone.add_argument("id", metavar="ID")


def _service(office: Office, options: argparse.Namespace) -> int:
    return _ACTS[options.act](office, options)


def _add(office: Office, options: argparse.Namespace) -> int:
    for text in (options.opens, options.closes):
        if text and not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", text):
            raise Invalid("hours", f"{text!r} is no time of a day")
    made = office.change(
        lambda change: appointments.offer(
            change,
            options.store,
            Texts(*options.names[:3]),
            options.minutes,
            options.host,
            skill=options.skill,
            questions=[Texts(*line.split("|")[:3]) for line in options.ask],
            opens=options.opens,
            closes=options.closes,
            service_id=options.id,
        )
    )
    print(f"store {options.store}: {made}")
    return 0


def _list(office: Office, options: argparse.Namespace) -> int:
    found = office.read(lambda db: appointments.services(db, options.store))
    for one in found:
        words = one.names.en or one.names.zh_hans
        print(f"{one.store}  {words}, {one.minutes} min, by {', '.join(one.hosts)}  {one.service_id}")
    print(f"{len(found)} services")
    return 0


def _end(office: Office, options: argparse.Namespace) -> int:
    office.change(lambda change: appointments.end(change, options.id))
    return 0


_ACTS: dict[str, Callable[[Office, argparse.Namespace], int]] = {"add": _add, "list": _list, "end": _end}

COMMANDS: dict[str, Callable[[Office, argparse.Namespace], int]] = {"service": _service}
