"""A2: what is to be done, the most pressing first; pushed to the right it is taken, to the left it waits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, ClassVar

from kivy.uix.widget import Widget

from kiosk.store import Store
from kiosk.task import actions, tables
from kiosk.task.model import Task
from kiosk.task.widgets.card import TaskCard
from kiosk.task.widgets.detail import detail_of
from kiosk.task.widgets.photo_sheet import PhotoSheet
from kiosk.task.widgets.words import title_of
from kiosk.ui import navigation
from kiosk.ui.desk import DeskScreen
from kiosk.ui.sounds import play
from kiosk.ui.widgets.boxes import Column, Gap, Row
from kiosk.ui.widgets.button import Button
from kiosk.ui.widgets.card import Card
from kiosk.ui.widgets.scroll import Scroll
from kiosk.ui.widgets.swipe_row import SwipeRow
from kiosk.ui.widgets.text import Icon, Text
from kiosk.ui.widgets.undo_bar import UndoBar

DESK = "associate.tickets"
"""The service desk's page, on devices that have one."""

MOST_SHOWN = 40
"""Nobody does more than these in a shift; the others come as these are done."""

READ_EVERY = 20
"""Seconds after which the list is read again though nothing changed: it says how late things are, to the minute."""


class TasksScreen(DeskScreen):
    """The list at the left, the chosen task at the right. `self.args["task_id"]` names one to begin with."""

    store: Store
    topics: ClassVar[frozenset[str]] = frozenset({actions.TOPIC, "record.photo", "catalogue"})
    place: ClassVar[str] = "associate.tasks"

    chosen = ""
    _seconds = 0

    def content(self) -> Widget:
        """Two columns."""
        self.list = Column(gap=10, pad=(2, 2, 2, 8))
        self._left = Scroll(self.list, size_hint=(0.85, 1))
        self.detail = Card(pad=24, gap=14, grow=True)
        self._page = Row(self._left, self.detail, gap=24, align="stretch", grow=True)
        self._bar: UndoBar | None = None
        self._sheet: PhotoSheet | None = None
        return self._page

    def beside_title(self) -> Sequence[Widget]:
        """The way to the service desk stands beside how the link stands."""
        link = super().beside_title()
        if not navigation.knows(DESK):
            return link
        return (
            Button("rail.tickets", icon="message", size="small", hug=True, action=partial(navigation.go, DESK)),
            *link,
        )

    def arrived(self) -> None:
        """A task may have been named."""
        self.chosen = str(self.args.get("task_id", self.chosen))

    def left(self) -> None:
        """Nothing of this page lies over another."""
        super().left()
        self._close_bar()
        self._close_sheet()

    def refresh(self) -> None:
        """Read the tasks, and show them."""
        self._seconds = 0
        store, now = self.store, self.store.clock()
        tasks = tables.open_tasks(store.db, store.vault, now)
        done = tables.done_tasks(store.db, store.vault, now)
        late = sum(task.late_at(now) for task in tasks)
        self.header.title.say_key("task.title")
        self.header.sub.say(self.tr.text("task.summary_late" if late else "task.summary", n=len(tasks), late=late))
        if not tasks and not done:
            self._page.replace(_nothing())
            return
        if self._left.parent is None:
            self._page.replace(self._left, self.detail)
        shown = [*tasks, *done]
        if all(task.task_id != self.chosen for task in shown):
            self.chosen = shown[0].task_id
        waiting = [task for task in tasks if not task.aside_at(now)]
        aside = [task for task in tasks if task.aside_at(now)]
        parts: list[Any] = [self._row(task) for task in waiting[:MOST_SHOWN]]  # Kivy's widgets have no types
        if len(waiting) > MOST_SHOWN:
            more = self.tr.text("task.more_wait", n=len(waiting) - MOST_SHOWN)
            parts.append(Text(more, role="second", colour="ink2", align="center"))
        for key, group in (("task.later_head", aside), ("task.done_head", done)):
            if group:
                parts.append(Text(self.tr.text(key, n=len(group)), role="second", bold=True, colour="ink2"))
                parts += [self._row(task) for task in group]
        self.list.replace(*parts)
        self.detail.replace(*detail_of(self, next(task for task in shown if task.task_id == self.chosen), now))

    def tick(self) -> None:
        """What is left until a task is due shrinks by itself."""
        self._seconds += 1
        if self._seconds >= READ_EVERY:
            self.refresh()

    # What a person does.

    def choose(self, task_id: str) -> None:
        """Show another task beside the list."""
        self.chosen = task_id
        self.refresh()

    def take(self, task: Task) -> None:
        """I do it."""
        self.act(actions.take, task, "task.taken_said", partial(self.act, actions.give_back, task))

    def put_aside(self, task: Task) -> None:
        """Not now."""
        self.act(actions.put_aside, task, "task.aside_said", partial(self.act, actions.bring_back, task))

    def finish(self, task: Task) -> None:
        """It is done."""
        self.act(actions.finish, task, "task.done_said", partial(self.act, actions.reopen, task))

    def give_back(self, task: Task) -> None:
        """Somebody else may do it."""
        self.act(actions.give_back, task)

    def bring_back(self, task: Task) -> None:
        """Now after all."""
        self.act(actions.bring_back, task)

    def reopen(self, task: Task) -> None:
        """It was not done."""
        self.act(actions.reopen, task)

    def tick_item(self, task: Task, item: str, ticked: bool) -> None:
        """A line of a checklist."""
        self.submit(actions.tick, self.store.vault, self.store.register, task.task_id, item, ticked)

    def act(
        self, action: Callable[..., Task], task: Task, said: str = "", undo: Callable[[], None] | None = None
    ) -> None:
        """Run one, and offer the way back for five seconds."""
        store = self.store

        def done(after: Task) -> None:
            if undo is not None and self.shown:
                play("ok")
                self._offer(self.tr.text(said, title=title_of(self.tr, after)), undo)

        self._close_bar()
        self.submit(action, store.vault, store.register, task.task_id, done=done)

    def open_matter(self, task: Task) -> None:
        """Go where the task is dealt with."""
        screen = task.details.get("screen", "")
        args = {name[4:]: value for name, value in task.details.items() if name.startswith("arg.")}
        if navigation.knows(screen):
            navigation.go(screen, **args)

    def photograph(self, task: Task) -> None:
        """Take the picture that proves it."""
        camera = self.store.scanner
        if camera is None:
            return

        def took(text: str) -> None:
            self.submit(actions.add_photo, self.store.vault, self.store.register, task.task_id, text)

        self._close_sheet()
        self._sheet = PhotoSheet(camera, took, self._close_sheet)
        navigation.show(self._sheet)

    # How it is shown.

    def _row(self, task: Task) -> Widget:
        card = TaskCard(
            self.store,
            self.tr,
            task,
            self.store.clock(),
            partial(self.choose, task.task_id),
            task.task_id == self.chosen,
        )
        if not task.is_open:
            return card
        person = self.me()
        mine = task.holder is not None and task.holder.name == person
        right = ("tick_bold", "task.finish", "ok_soft", partial(self.finish, task)) if mine else None
        if task.holder is None:
            right = ("person", "task.take", "accent_soft", partial(self.take, task))
        left = None
        if (mine or task.holder is None) and not task.aside_at(self.store.clock()):
            left = ("clock_line", "task.later", "warn_soft", partial(self.put_aside, task))
        return SwipeRow(card, right=right, left=left)

    def me(self) -> str:
        """Who works here, as tasks name them."""
        return actions.person_here(self.store.db, self.store.register)[1]

    def _offer(self, words: str, undo: Callable[[], None]) -> None:
        self._close_bar()
        self._bar = UndoBar(words, undo, over=self._left)
        navigation.show(self._bar)

    def _close_bar(self) -> None:
        if self._bar is not None:
            self._bar.close()
            self._bar = None

    def _close_sheet(self) -> None:
        if self._sheet is not None:
            navigation.hide(self._sheet)
            self._sheet = None


def _nothing() -> Widget:
    return Column(
        Gap(),
        Row(Gap(), Icon("checked_list", 64, colour="ok"), Gap()),
        Text(key="task.nothing", role="h1", bold=True, align="center"),
        Text(key="task.nothing_more", role="body", colour="ink2", align="center"),
        Gap(),
        gap=12,
        grow=True,
    )
