"""What a task is about, by when, and who has it, in the words of whoever reads it."""

from __future__ import annotations

import sqlite3
from datetime import datetime

from kiosk.catalogue import tables as catalogue
from kiosk.catalogue.widgets import name_of
from kiosk.money import Money
from kiosk.task.model import CHECKLIST, OWN, Task
from kiosk.ui.tr import Tr
from sync.messages import Texts

ICONS = {
    "own": "tasks",
    "checklist": "checked_list",
    "order_due": "pick",
    "order_risk": "timer",
    "order_choice": "help",
    "put_back": "swap",
    "refund": "cash",
    "gap": "search",
    "count": "digits",
    "price": "tag",
    "printer": "printer",
    "assist": "bell_ring",
    "ticket": "sign",
    "feedback": "hand",
    "appointment": "calendar",
    "arrival": "car",
    "other": "tasks",
}
"""Of each matter."""


def text_of(tr: Tr, texts: Texts) -> str:
    """The text in the language in force."""
    wanted = {"zh_CN": texts.zh_hans, "zh_TW": texts.zh_hant, "en": texts.en}.get(tr.language, "")
    return wanted or texts.zh_hans or texts.en


def title_of(tr: Tr, task: Task) -> str:
    """One line that says what is to be done."""
    if task.matter in (OWN, CHECKLIST) or task.texts.zh_hans:
        return text_of(tr, task.texts) or tr.text("task.title.other")
    named = _named(task)
    key = task.details.get("subject_key", "")
    if key and tr.known(key):
        # What it is called, in the language of whoever reads it, before its number.
        named["subject"] = f"{tr.text(key)} {named['subject']}"
    return tr.text(f"task.title.{task.matter}", **named)


def product_of(db: sqlite3.Connection, task: Task, currency: str) -> str:
    """The name of the product that it is about; empty where it is about none."""
    product = catalogue.find(db, task.details["gtin"], currency) if task.details.get("gtin") else None
    return name_of(product) if product is not None else ""


def more_of(tr: Tr, task: Task, currency: str) -> str:
    """What is worth knowing about it, in a sentence; empty where the title says it all."""
    if task.note:
        return task.note
    key = f"task.more.{task.matter}"
    if tr.known(f"{key}_{task.details.get('kind')}"):
        key = f"{key}_{task.details['kind']}"
    if not tr.known(key):
        return ""
    named = _named(task)
    for price in ("theirs", "ours"):
        if task.details.get(price, "").isdecimal():
            named[price] = tr.money(Money(int(task.details[price]), currency))
    return tr.text(key, **named)


def due_of(tr: Tr, task: Task, now: datetime) -> tuple[str, str]:
    """(words, token of their colour): by when, and how late it is."""
    if task.aside_at(now) and task.later_until is not None:
        return tr.text("task.later_until", time=tr.time(task.later_until)), "ink2"
    if task.due_at is None:
        return tr.text("task.some_time"), "ink2"
    left = (task.due_at - now).total_seconds()
    if left < 0:
        return tr.text("task.late", age=tr.age(-left)), "err"
    if left < 3600:
        return tr.text("task.in_time", age=tr.age(left)), "warn" if left < 900 else "ink"
    return tr.text("task.by", time=_when(tr, task.due_at, now)), "ink2"


def made_of(tr: Tr, task: Task, now: datetime) -> str:
    """When it came about."""
    return _when(tr, task.made_at, now)


def _when(tr: Tr, at: datetime, now: datetime) -> str:
    time = tr.time(at)
    return time if abs((at - now).total_seconds()) < 18 * 3600 else f"{tr.date(at)} {time}"


def _named(task: Task) -> dict[str, object]:
    names = ("number", "device", "printer", "reason", "n", "gtin", "theirs", "ours", "name", "time", "subject")
    return {name: task.details.get(name, "") for name in names}
