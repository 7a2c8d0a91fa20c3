"""The chosen task at the right: all that is known of it, and what can be done with it."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any

from kiosk.catalogue import tables as catalogue
from kiosk.catalogue.widgets import name_of
from kiosk.task import tables
from kiosk.task.model import Task
from kiosk.task.widgets.card import item_row
from kiosk.task.widgets.photo_sheet import photo_part
from kiosk.task.widgets.words import ICONS, due_of, made_of, more_of, title_of
from kiosk.ui import navigation
from kiosk.ui.theme import theme
from kiosk.ui.widgets.boxes import Column, Grid, Row
from kiosk.ui.widgets.button import Actions, Button
from kiosk.ui.widgets.card import Panel
from kiosk.ui.widgets.list_row import ListRow
from kiosk.ui.widgets.picture import Picture
from kiosk.ui.widgets.pill import Pill
from kiosk.ui.widgets.scroll import Scroll
from kiosk.ui.widgets.stat import Fact
from kiosk.ui.widgets.text import Icon, Text


def detail_of(screen: Any, task: Task, now: datetime) -> list[Any]:  # the tasks' screen; Kivy's widgets have no types
    """The parts of the right side, from top to bottom."""
    tr, store = screen.tr, screen.store
    due, colour = due_of(tr, task, now)
    who = task.holder.name if task.holder is not None else tr.text("task.nobody")
    if not task.is_open:
        who = task.done_by
        due = tr.time(task.done_at) if task.done_at is not None else ""
        colour = "ok"
    head = Row(
        Icon(ICONS[task.matter], 40, colour="accent_line"),
        Column(
            Text(title_of(tr, task), role="h1", bold=True),
            Text(tr.text(f"task.matter.{task.matter}"), role="second", colour="ink2"),
            gap=0,
        ),
        *([Pill(tr.text("task.urgent"), "err", tight=True)] if task.urgent and task.is_open else []),
        gap=16,
    )
    facts = Panel(
        Grid(
            Fact("task.fact_due" if task.is_open else "task.fact_done", due, colour=colour),
            Fact("task.fact_who", who),
            Fact("task.fact_made", made_of(tr, task, now)),
            columns=3,
            large=2,
            gap=16,
        ),
        pad=(20, 14),
    )
    body: list[Any] = []
    more = more_of(tr, task, store.currency)
    if more:
        body.append(Text(more, role="body", colour="ink2"))
    product = catalogue.find(store.db, task.details["gtin"], store.currency) if task.details.get("gtin") else None
    if product is not None:
        lead = Picture(store.image(product.image) or "", seed=product.gtin, width_px=72, height_px=72)
        body.append(ListRow(name_of(product), product.location, lead=lead, line=False, pad=(0, 8)))
    for item in task.items:
        act = partial(screen.tick_item, task, item.name, not item.ticked) if task.is_open else None
        body.append(item_row(tr, item, item is task.items[-1], act))
    if task.photo_id:
        picture = tables.photo(store.db, store.vault, task.photo_id)
        if picture:
            body.append(photo_part(picture, tr.text("task.photo_there")))
        else:
            body.append(Text(tr.text("task.photo_coming"), role="second", colour="ink2"))
    if theme.text_scale > 1:
        # What is to be done needs the room, so when and who scroll along.
        return [head, Scroll(Column(facts, *body, gap=10, pad=(0, 4))), *_buttons(screen, task, now)]
    return [head, facts, Scroll(Column(*body, gap=10, pad=(0, 4))), *_buttons(screen, task, now)]


def _buttons(screen: Any, task: Task, now: datetime) -> list[Any]:
    if not task.is_open:
        return [Actions(Button("task.reopen", icon="undo", size="tall", action=partial(screen.reopen, task)), gap=12)]
    rows: list[Any] = []
    extra: list[Any] = []
    if task.details.get("screen") and navigation.knows(task.details["screen"]):
        extra.append(Button("task.open", icon="forward", size="small", action=partial(screen.open_matter, task)))
    if task.photo and not task.photo_id:
        shoot = Button("task.photo", icon="camera", size="small", action=partial(screen.photograph, task))
        if screen.store.scanner is None:
            shoot.disabled, shoot.reason = True, screen.tr.text("task.no_camera")
        extra.append(shoot)
    if extra:
        rows.append(Actions(*extra, gap=12))
    me = screen.me()
    if task.holder is None:
        later = Button("task.later", icon="clock_line", size="tall", action=partial(screen.put_aside, task))
        if task.aside_at(now):
            later = Button("task.not_later", icon="undo", size="tall", action=partial(screen.bring_back, task))
        take = Button("task.take", icon="person", kind="accent", size="tall", action=partial(screen.take, task))
        rows.append(Actions(later, take, gap=12))
    else:
        back = "task.give_back" if task.holder.name == me else "task.free"
        give = Button(back, size="tall", action=partial(screen.give_back, task))
        done = Button("task.finish", icon="tick_bold", kind="accent", size="tall", action=partial(screen.finish, task))
        if task.left:
            done.disabled, done.reason = True, screen.tr.text("task.left", n=task.left)
        elif task.photo == "needed" and not task.photo_id:
            done.disabled, done.reason = True, screen.tr.text("task.photo_first")
        rows.append(Actions(give, done, gap=12))
    return rows
