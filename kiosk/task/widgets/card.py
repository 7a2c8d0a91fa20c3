"""One task in the list, and one line of a checklist."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from kiosk.store import Store
from kiosk.task.model import Item, Task
from kiosk.task.widgets.words import ICONS, due_of, product_of, text_of, title_of
from kiosk.ui.tr import Tr
from kiosk.ui.widgets.boxes import Column, Row
from kiosk.ui.widgets.card import Card
from kiosk.ui.widgets.list_row import ListRow
from kiosk.ui.widgets.pill import Pill
from kiosk.ui.widgets.press import Action
from kiosk.ui.widgets.text import Icon, Text


class TaskCard(Card):
    """What is to be done, about what, by when, and who does it."""

    def __init__(self, store: Store, tr: Tr, task: Task, now: datetime, action: Action, selected: bool) -> None:
        self.task_id = task.task_id
        due, colour = due_of(tr, task, now)
        done = not task.is_open
        ink = "ink2" if done or task.aside_at(now) else "ink"
        words: list[Any] = [Text(title_of(tr, task), role="body", bold=True, lines=2, colour=ink)]  # Kivy's widgets
        product = product_of(store.db, task, store.currency)
        if product:
            words.append(Text(product, role="second", colour="ink2", lines=1))
        words.append(self._line(tr, task, due, colour))
        mark = "ok" if done else ICONS[task.matter]
        late = task.late_at(now) or (task.urgent and not done)
        icon = Icon(mark, 30, colour="ok" if done else "err" if late else "accent_line")
        super().__init__(
            Row(icon, Column(*words, gap=2), gap=18), pad=(22, 14), gap=4, action=action, selected=selected
        )

    @staticmethod
    def _line(tr: Tr, task: Task, due: str, colour: str) -> Row:
        if not task.is_open and task.done_at is not None:
            told = tr.text("task.done_by", name=task.done_by, time=tr.time(task.done_at))
            return Row(Text(told, role="second", colour="ink2", lines=1))
        parts: list[Any] = [Text(due, role="second", colour=colour, bold=colour == "err", lines=1)]
        if task.holder is not None:
            parts.append(Pill(task.holder.name, "accent", icon="person", tight=True))
        elif task.items:
            done = len(task.items) - task.left
            parts.append(Pill(f"{done}/{len(task.items)}", "neutral", icon="checked_list", tight=True))
        return Row(*parts, gap=12)


def item_row(tr: Tr, item: Item, last: bool, action: Action | None) -> ListRow:
    """A line to tick."""
    lead = Icon("ok" if item.ticked else "neutral", 30, colour="ok" if item.ticked else "ink2")
    trail: tuple[Any, ...] = (Text(item.by, role="second", colour="ink2", hug=True),) if item.by else (Row(hug=True),)
    row = ListRow(text_of(tr, item.texts), lead=lead, trail=trail, line=not last, action=action, pad=(0, 12))
    row.item = item.name
    return row
