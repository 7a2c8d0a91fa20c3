"""A banner on tablets, tills and desks: who stands where and waits; one tap says "I am coming"."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from kivy.uix.floatlayout import FloatLayout

from kiosk.errors import Refused
from kiosk.service import actions, tables
from kiosk.service.model import Call
from kiosk.service.widgets.words import about_words, since_words
from kiosk.store import Store
from kiosk.ui import navigation
from kiosk.ui.desk import Bell
from kiosk.ui.sounds import play
from kiosk.ui.theme import theme
from kiosk.ui.widgets.base import Styled
from kiosk.ui.widgets.boxes import Column, Row
from kiosk.ui.widgets.button import Button
from kiosk.ui.widgets.plate import Plate
from kiosk.ui.widgets.text import Icon, Text

LIST = "service.calls"


class CallBell(Bell):
    """Rings for calls of other devices that nobody has answered. A role's table puts it into `store.parts`."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._heard: dict[str, int] = {}
        """Call -> how often it had been asked when it was put aside here, or last rang."""
        self._aside: dict[str, int] = {}
        self._banner: CallBanner | None = None

    def look(self) -> None:
        """Once a second: show whoever waits longest, until somebody comes."""
        store = self._store
        now = store.clock()
        waiting = [
            call
            for call in tables.open_calls(store.db, now)
            if call.state == "asked" and call.device != store.device and self._aside.get(call.call_id, 0) < call.asked
        ]
        if not waiting or navigation.front() == LIST:
            self._hide()
            return
        call = waiting[0]
        if self._heard.get(call.call_id, 0) < call.asked:
            self._heard[call.call_id] = call.asked
            play("warn")
        if self._banner is None or self._banner.call_id != call.call_id:
            self._hide()
            self._banner = CallBanner(call.call_id, coming=lambda: self._answer(call), later=lambda: self._later(call))
        self._banner.show(store, call, now, others=len(waiting) - 1)
        navigation.show(self._banner)

    def _answer(self, call: Call) -> None:
        self._hide()
        self._aside[call.call_id] = call.asked
        register = self._store.register
        self._store.worker.submit(actions.answer, register, call.call_id, done=_on_my_way, failed=_too_late)

    def _later(self, call: Call) -> None:
        self._aside[call.call_id] = call.asked
        self._hide()

    def _hide(self) -> None:
        if self._banner is not None:
            navigation.hide(self._banner)
            self._banner = None


class CallBanner(Styled, FloatLayout):
    """Lies over the page's head, and takes only the touches on itself."""

    overlay = True

    def __init__(self, call_id: str, *, coming: Any, later: Any) -> None:  # Any: what can be called
        self.call_id = call_id
        self.title = Text("", role="body", bold=True)
        self.sub = Text("", role="second", colour="ink2")
        self._box = Row(
            Icon("bell_ring", 36, colour="warn"),
            Column(self.title, self.sub, gap=2),
            Button("service.later", size="small", hug=True, kind="quiet", action=later),
            Button("service.come", size="small", hug=True, kind="accent", action=coming),
            gap=16,
            pad=(24, 14),
            size_hint=(None, None),
        )
        super().__init__()
        self._plate = Plate(self._box)
        self.add_widget(self._box)
        self.bind(size=self._place, pos=self._place)
        self._box.bind(size=self._place)

    def show(self, store: Store, call: Call, now: datetime, others: int) -> None:
        """Say who waits, for what, since when."""
        from kiosk.ui.tr import tr

        self.title.say(tr.text("service.waits_at", device=call.device))
        told = [about_words(store.db, call, store.currency), since_words(call, now)]
        if others:
            told.append(tr.text("service.others", n=others))
        self.sub.say("·".join(told))

    def restyle(self) -> None:
        """Take colours and sizes anew."""
        fill = "surface" if theme.contrast else "warn_soft"
        self._plate.dress(fill, line="warn", width=theme.px(2), radius="card", shadow=None if theme.contrast else "e2")
        self._place()

    def collide_point(self, x: float, y: float) -> bool:
        """Only its box is there to be touched."""
        return bool(self._box.collide_point(x, y))

    def _place(self, *_: object) -> None:
        self._box.width = min(self.width - theme.px(88 + 56), theme.px(900))
        self._box.right = self.right - theme.px(28)
        self._box.top = self.top - theme.px(14)


def _on_my_way(call: Call) -> None:
    navigation.say("service.on_your_way", state="ok", device=call.device)


def _too_late(error: Exception) -> None:
    if isinstance(error, Refused):
        navigation.say(f"refused.{error.key}", state="info", **error.details)
