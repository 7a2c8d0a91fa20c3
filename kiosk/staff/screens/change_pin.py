"""Change one's own PIN: the old one, the new one, and the new one again."""

from __future__ import annotations

from typing import ClassVar

from kivy.uix.widget import Widget

from kiosk.staff import actions, tables
from kiosk.staff.model import Denied, Operator
from kiosk.staff.widgets.pin_entry import PinEntry
from kiosk.ui import navigation
from kiosk.ui.desk import DeskScreen
from kiosk.ui.sounds import play
from kiosk.ui.widgets.boxes import Column, Gap, Row
from kiosk.ui.widgets.button import Button
from kiosk.ui.widgets.card import Card
from kiosk.ui.widgets.text import Icon, Text
from sync.formats import pin_hash

STEPS = ("staff.pin_old", "staff.pin_new", "staff.pin_again")


class ChangePinScreen(DeskScreen):
    """Three times the pad; nothing that was typed is ever shown or kept."""

    topics: ClassVar[frozenset[str]] = frozenset({"staff"})

    def content(self) -> Widget:
        """Rules at the left, the pad at the right."""
        self._typed: list[str] = []
        self._marks = Column(gap=16)
        self._problem = Text("", role="body", bold=True, colour="err")
        self.entry = PinEntry("staff.next", self._entered, icon="forward", key_tall=88)
        self._ask = Text("", role="h2", bold=True, align="center")
        left = Column(
            self._marks,
            Text(key="staff.pin_rules", args={"least": pin_hash.LEAST}, role="second", colour="ink2"),
            self._problem,
            Gap(),
            Row(Button("staff.cancel", icon="back", hug=True, action=navigation.back), Gap()),
            gap=20,
            grow=True,
        )
        right = Card(Gap(), self._ask, self.entry, Gap(), pad=(32, 20), gap=12, radius="panel", grow=True)
        return Row(left, right, gap=32, align="stretch", grow=True)

    def arrived(self) -> None:
        """Begin with the old one."""
        self._begin("")

    def left(self) -> None:
        """Nothing that was typed stays."""
        self._typed.clear()
        self.entry.clear()

    def refresh(self) -> None:
        """Show which step this is."""
        found = tables.signed_in(self.store.db)
        self.header.title.say_key("staff.change_pin")
        self.header.sub.say(found.name if found else "")
        at = min(len(self._typed), len(STEPS) - 1)
        self._ask.say(self.tr.text(STEPS[at]))
        self._marks.replace(*[_step(key, place - at) for place, key in enumerate(STEPS)])
        self.entry.able = found is not None
        self.entry.clear()

    def _entered(self, pin: str) -> None:
        if len(self._typed) == 1 and (weakness := pin_hash.weakness(pin)):
            self._say(f"refused.staff.pin_{weakness}")
            return
        if len(self._typed) == 2 and pin != self._typed[1]:
            del self._typed[1:]
            self._say("staff.pin_differs")
            return
        self._typed.append(pin)
        self._problem.say("")
        if len(self._typed) < len(STEPS):
            self.refresh()
            return
        found = tables.signed_in(self.store.db)
        if found is not None:
            old, new, _ = self._typed
            self.submit(actions.change_pin, self.store.vault, found.operator_id, old, new, done=self._answered)

    def _answered(self, found: Operator | Denied) -> None:
        if isinstance(found, Denied):
            play("no")
            self._begin(self.tr.text(f"refused.{found.key}", **found.details))
            return
        play("ok")
        navigation.back()
        navigation.say("staff.pin_changed", "ok")

    def _begin(self, problem: str) -> None:
        self._typed.clear()
        self._problem.say(problem)
        self.refresh()

    def _say(self, key: str) -> None:
        play("no")
        self._problem.say(self.tr.text(key, n=pin_hash.LEAST))
        self.refresh()


def _step(key: str, place: int) -> Row:
    """One step: done, at hand, or to come."""
    icon, colour = ("ok", "ok") if place < 0 else ("forward", "accent_line") if place == 0 else ("neutral", "ink3")
    return Row(
        Icon(icon, 30, colour=colour),
        Text(key=key, role="h2", bold=place == 0, colour="ink" if place <= 0 else "ink2"),
        gap=16,
    )
