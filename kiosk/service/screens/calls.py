"""The list of whoever waits for a colleague: where, for what, since when, and who comes."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from kivy.uix.widget import Widget

from kiosk.service import actions, tables
from kiosk.service.model import Call
from kiosk.service.widgets.words import about_words, since_words
from kiosk.store import Store
from kiosk.ui.desk import DeskScreen
from kiosk.ui.widgets.boxes import Column
from kiosk.ui.widgets.button import Button
from kiosk.ui.widgets.card import Card
from kiosk.ui.widgets.list_row import ListRow
from kiosk.ui.widgets.pill import Pill
from kiosk.ui.widgets.scroll import Scroll
from kiosk.ui.widgets.text import Icon, Text


class CallsScreen(DeskScreen):
    """Longest waiting first. Ages grow by the second."""

    store: Store
    topics: ClassVar[frozenset[str]] = frozenset({actions.TOPIC})
    place: ClassVar[str] = "service.calls"

    def content(self) -> Widget:
        """One list."""
        self.rows = Column(gap=0)
        self._shown: tuple[object, ...] = ()
        return Card(Scroll(self.rows), pad=24, grow=True)

    def refresh(self) -> None:
        """Show who waits now."""
        self._shown = ()
        self.tick()

    def tick(self) -> None:
        """A second later: the ages are others."""
        now = self.store.clock()
        calls = tables.open_calls(self.store.db, now)
        self.header.title.say_key("service.calls")
        self.header.sub.say_key("service.calls_sub", n=len(calls))
        shown = tuple((call, since_words(call, now)) for call in calls)
        if (shown, self.tr.language) == self._shown:
            return
        self._shown = (shown, self.tr.language)
        nothing = Column(
            Icon("ok", 72, colour="ok", pos_hint={"center_x": 0.5}),
            Text(key="service.nobody", role="h2", bold=True, align="center"),
            gap=16,
            pad=(0, 90),
        )
        self.rows.replace(*(self._row(call, since) for call, since in shown), *([] if shown else [nothing]))

    def _row(self, call: Call, since: str) -> Widget:
        answer = call.answer
        trail: list[Widget] = []
        if answer is not None:
            trail.append(Pill(self.tr.text("service.comes", name=answer.name or answer.device), "ok", icon="person"))
        mine = answer is not None and answer.device == self.store.device
        if answer is None:
            trail.append(
                Button("service.come", size="small", hug=True, kind="accent", action=partial(self._answer, call))
            )
        if mine or call.device == self.store.device:
            trail.append(Button("service.done", size="small", hug=True, action=partial(self._end, call)))
        late = call.late_at(self.store.clock())
        return ListRow(
            self.tr.text("service.waits_at", device=call.device),
            f"{about_words(self.store.db, call, self.store.currency)}·{since}",
            lead=Icon("bell_ring" if answer is None else "person_circle", 30, colour="warn" if late else "ink2"),
            sub_colour="warn" if late else "ink2",
            trail=tuple(trail),
        )

    def _answer(self, call: Call) -> None:
        self.submit(actions.answer, self.store.register, call.call_id)

    def _end(self, call: Call) -> None:
        self.submit(actions.end, self.store.register, call.call_id)
