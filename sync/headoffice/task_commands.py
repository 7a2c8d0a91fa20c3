"""The commands about tasks: make one for a store, or a checklist for every day; list them; how soon stores do them."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from sync.clock import stamp
from sync.headoffice import stores, tasks
from sync.headoffice.change import Change, Invalid
from sync.headoffice.office import Office
from sync.messages import Texts

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001  argparse gives no public name


def add(commands: Commands) -> None:
    """Add the command to the command line."""
    acts = commands.add_parser("task", help="what stores have to do").add_subparsers(dest="act", required=True)
    make = acts.add_parser("make", help="tell stores what is to be done")
    _words(make)
    make.add_argument("--due", default="", metavar="TIME", help="ISO 8601 with an offset")
    make.add_argument("--note", default="", help="one more line")
    make.add_argument("--urgent", action="store_true")
    daily = acts.add_parser("checklist", help="a list that stores tick again every day")
    _words(daily)
    daily.add_argument("--when", required=True, help="opening, closing or a local HH:MM")
    daily.add_argument("--days", default="1234567", help="1 is Monday (default %(default)s)")
    show = acts.add_parser("list", help="list what stores have to do")
    show.add_argument("--store", default="", metavar="GLN", help="only this store")
    show.add_argument("--state", default="open", choices=("open", "done", "dropped", "all"))
    how = acts.add_parser("measure", help="how soon stores do what there is to do")
    how.add_argument("--store", default="", metavar="GLN", help="only this store")
    how.add_argument("--day", default="", metavar="YYYY-MM-DD", help="only what came about on this day (UTC)")
    back = acts.add_parser("end", help="take a task back, or end a checklist")
    back.add_argument("id", metavar="ID")


def _words(command: argparse.ArgumentParser) -> None:
    command.add_argument("words", nargs="+", metavar="WORDS", help="zh-CN [zh-TW [en]]")
    command.add_argument("--store", default="", metavar="GLN", help="only this store")
    command.add_argument("--photo", default="", choices=("", "wanted", "needed"), help="a picture proves it")
    command.add_argument("--item", action="append", default=[], metavar="WORDS", help="a line to tick: zh-CN|zh-TW|en")


def _task(office: Office, options: argparse.Namespace) -> int:
    return _ACTS[options.act](office, options)


def _make(office: Office, options: argparse.Namespace) -> int:
    due = _moment(options.due)
    wanted = tasks.Wanted(
        texts=_texts(options.words),
        note=options.note,
        due_at=due,
        urgent=options.urgent,
        photo=options.photo,
        items=_items(options.item),
    )
    return _everywhere(office, options.store, lambda change, store: tasks.make(change, store, wanted))


def _checklist(office: Office, options: argparse.Namespace) -> int:
    wanted = tasks.Wanted(texts=_texts(options.words), photo=options.photo, items=_items(options.item))
    return _everywhere(
        office,
        options.store,
        lambda change, store: tasks.make_list(change, store, "", options.when, wanted, options.days),
    )


def _everywhere(office: Office, store: str, act: Callable[[Change, str], str]) -> int:
    named = [store] if store else [shop.store for shop in office.read(stores.everyone)]
    for one in named:
        made = office.change(lambda change, one=one: act(change, one))  # type: ignore[misc]  # a default binds the loop's
        print(f"store {one}: {made}")
    return 0


def _list(office: Office, options: argparse.Namespace) -> int:
    state = "" if options.state == "all" else options.state
    found = office.read(lambda db: tasks.of_store(db, options.store, state))
    for one in found:
        words = one.texts.en or one.texts.zh_hans or f"{one.matter} {one.about}"
        who = one.done_by or one.taken_by
        told = [one.store, one.state, one.due_at or "-", words, *([f"({who})"] if who else []), one.task]
        print("  ".join(told))
    print(f"{len(found)} tasks")
    return 0


def _measure(office: Office, options: argparse.Namespace) -> int:
    now = stamp(office.clock())
    for one in office.read(lambda db: tasks.measured(db, options.store, options.day, now)):
        print(
            f"{one.store}  {one.matter}: {one.made} made, {one.done} done, {one.late} late, "
            f"taken after {one.median_taken_s:.0f} s, done after {one.median_done_s:.0f} s (medians)"
        )
    return 0


def _end(office: Office, options: argparse.Namespace) -> int:
    def end(change: Change) -> None:
        if change.db.execute(
            "SELECT 1 FROM record WHERE kind = ? AND record_id = ?", (tasks.CHECKLIST, options.id)
        ).fetchone():
            tasks.end_list(change, options.id)
        else:
            tasks.take_back(change, options.id)

    office.change(end)
    return 0


def _moment(text: str) -> datetime | None:
    if not text:
        return None
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise Invalid("due", f"{text!r} has no offset")
    return found


def _texts(words: list[str]) -> Texts:
    return Texts(*words[:3])


def _items(lines: list[str]) -> tuple[Texts, ...]:
    return tuple(_texts(line.split("|")) for line in lines)


_ACTS: dict[str, Callable[[Office, argparse.Namespace], int]] = {
    "make": _make,
    "checklist": _checklist,
    "list": _list,
    "measure": _measure,
    "end": _end,
}

COMMANDS: dict[str, Callable[[Office, argparse.Namespace], int]] = {"task": _task}
