"""Approval at the moment of need: what is asked and by whom; a colleague says yes with badge or name, and PIN."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from kiosk.codes import OwnCode
from kiosk.errors import Refused
from kiosk.money import Money
from kiosk.staff import actions, tables
from kiosk.staff.model import Denied, Operator
from kiosk.staff.widgets.pin_entry import PinEntry
from kiosk.store import Store
from kiosk.ui import navigation
from kiosk.ui.sounds import play
from kiosk.ui.theme import theme
from kiosk.ui.tr import tr
from kiosk.ui.widgets.boxes import Column, Flow, Gap, Row
from kiosk.ui.widgets.button import Button
from kiosk.ui.widgets.card import Card, Panel
from kiosk.ui.widgets.dialog import Layer
from kiosk.ui.widgets.pill import Chip
from kiosk.ui.widgets.scroll import Scroll
from kiosk.ui.widgets.text import Icon, Text


def ask_approval(
    store: Store, refusal: Refused, done: Callable[[str], object], cancelled: Callable[[], object] | None = None
) -> ApproveDialog:
    """Show the dialog that answers a ``staff.approval_needed``; `done(approval_id)` does the act again, with it."""
    details: dict[str, Any] = refusal.details  # as `require` filled them
    dialog = ApproveDialog(
        store,
        str(details["permission"]),
        about=str(details["about"]),
        amount_minor=int(details["amount_minor"]),
        percent_bp=int(details["percent_bp"]),
        done=done,
        cancelled=cancelled,
    )
    navigation.show(dialog)
    return dialog


class PinDialog(Layer):
    """Words at the left, the PIN pad at the right; on a kiosk below one another."""

    def __init__(self, button_key: str, *words: Any, icon: str = "shield") -> None:  # Kivy's widgets have no types
        super().__init__()
        self.entry = PinEntry(button_key, self.entered, icon=icon, key_tall=96 if theme.tablet else 0)
        self.problem = Text("", role="second", bold=True, colour="err")
        self.back = Button("staff.cancel", icon="back", action=self.cancel)
        if theme.tablet:
            side = Column(*words, self.problem, self.back, gap=12, grow=True, size_hint=(1, 1))
            right = Column(self.entry, size_hint=(0.78, None))
            inner: Any = Row(side, right, gap=32, align="stretch", size_hint=(1, None))
            right.bind(height=inner.setter("height"))
            inner.unbind(minimum_height=inner._hug)  # noqa: SLF001  the pad decides the height
        else:
            inner = Column(*words, self.problem, self.entry, self.back, gap=24)
        self._card = Card(inner, radius="panel", shadow="e2", pad=32 if theme.tablet else 56, size_hint=(None, None))
        self.add_widget(self._card)
        self.bind(size=self._place)
        self._card.bind(height=self._place)

    def entered(self, pin: str) -> None:
        """A PIN was typed."""

    def cancel(self) -> None:
        """Go away without an answer."""
        navigation.hide(self)

    def key_pressed(self, name: str) -> bool:
        """The PIN may be typed on a keyboard; Escape goes away."""
        if name == "escape":
            self.cancel()
        else:
            self.entry.key(name)
        return True

    def deny(self, denied: Denied) -> None:
        """Say why not, here: a toast would lie beside what it is about."""
        play("no")
        self.problem.say(tr.text(f"refused.{denied.key}", **denied.details))

    def explain(self, error: Exception) -> None:
        """A fault, or a refusal that was raised."""
        if isinstance(error, Refused):
            self.deny(Denied(error.key, error.details))
        else:
            play("warn")
            navigation.say("fault.ask_a_colleague", state="err")

    def restyle(self) -> None:
        """Take sizes anew."""
        super().restyle()
        self._place()

    def _place(self, *_: object) -> None:
        self._card.width = min(self.width - 2 * theme.margin, theme.px(1000 if theme.tablet else 900))
        self._card.center_x, self._card.center_y = round(self.center_x), round(self.center_y)


class BadgePinDialog(PinDialog):
    """The PIN that proves a badge; `proven(operator)` is called when it is right."""

    def __init__(self, store: Store, operator: Operator, proven: Callable[[Operator], object]) -> None:
        self._store = store
        self._operator = operator
        self._proven = proven
        super().__init__(
            "staff.confirm",
            Text(key="staff.pin_of", args={"name": operator.name}, role="h1", bold=True),
            Text(key="staff.pin_unseen", role="second", colour="ink2"),
            *([Gap()] if theme.tablet else []),
        )

    def entered(self, pin: str) -> None:
        """Check it."""

        def answered(found: Operator | Denied) -> None:
            if isinstance(found, Denied):
                self.deny(found)
                return
            navigation.hide(self)
            self._proven(found)

        store = self._store
        store.worker.submit(
            actions.verify, store.vault, self._operator.operator_id, pin, done=answered, failed=self.explain
        )


class ApproveDialog(PinDialog):
    """Asks for the word of somebody who may do what is asked; whoever asks cannot give it.

    Args:
        about, amount_minor, percent_bp: as `require` wants them; the approval holds for exactly this.
        done: gets the id of the approval.
        cancelled: called if nobody gave it.
    """

    def __init__(
        self,
        store: Store,
        permission: str,
        *,
        about: str = "",
        amount_minor: int = 0,
        percent_bp: int = 0,
        done: Callable[[str], object],
        cancelled: Callable[[], object] | None = None,
    ) -> None:
        self._store = store
        self._asked: tuple[str, str, int, int] = (permission, about, amount_minor, percent_bp)
        self._done = done
        self._cancelled = cancelled
        self._chosen = ""
        db = store.db
        asker = tables.answering(db)
        if permission == "unlock":
            asker = tables.find(db, about)
        self._choices = {
            one.operator_id: Chip(one.name, icon="person", action=partial(self._choose, one.operator_id))
            for one in tables.everyone(db)
            if (asker is None or one.operator_id != asker.operator_id)
            and tables.role(db, one.role).permits(permission, amount_minor, percent_bp)
        }
        names = Scroll(Flow(*self._choices.values(), gap=10, pad=(2, 4))) if self._choices else Gap()
        names.size_hint = (1, 1)
        super().__init__(
            "staff.approve",
            Text(key="staff.approve_title", role="h1", bold=True),
            Panel(
                Text(key=f"staff.may_{permission}", role="h2", bold=True),
                *_size(store, amount_minor, percent_bp),
                *([Text(key="staff.asks", args={"name": asker.name}, role="second", colour="ink2")] if asker else []),
                pad=(18, 12),
                gap=2,
            ),
            Row(
                Icon("qr_scan", 26 if theme.tablet else 40, colour="ink2"),
                Text(
                    key="staff.approve_how" if self._choices else "staff.approve_nobody", role="second", colour="ink2"
                ),
                gap=12,
            ),
            names,
        )
        self.entry.enable(False)
        if len(self._choices) == 1:
            self._choose(next(iter(self._choices)))

    def on_staff(self, code: OwnCode) -> None:
        """A badge: whose word it will be."""
        self._store.worker.submit(actions.recognise, code, done=self._recognised, failed=self.explain)

    def entered(self, pin: str) -> None:
        """The PIN of whoever was chosen."""

        def answered(given: str | Denied) -> None:
            if isinstance(given, Denied):
                self.deny(given)
                return
            play("ok")
            navigation.hide(self)
            self._done(given)

        permission, about, amount_minor, percent_bp = self._asked
        self._store.worker.submit(
            actions.approve,
            self._store.vault,
            permission,
            approver=self._chosen,
            pin=pin,
            about=about,
            amount_minor=amount_minor,
            percent_bp=percent_bp,
            done=answered,
            failed=self.explain,
        )

    def cancel(self) -> None:
        """Nobody said yes."""
        super().cancel()
        if self._cancelled is not None:
            self._cancelled()

    def _recognised(self, found: Operator | Denied) -> None:
        if isinstance(found, Denied):
            self.deny(found)
        elif found.operator_id not in self._choices:
            asker = tables.answering(self._store.db)
            same = asker is not None and asker.operator_id == found.operator_id
            self.deny(Denied("staff.same_person") if same else Denied("staff.may_not_approve", {"name": found.name}))
        else:
            play("ok")
            self._choose(found.operator_id)

    def _choose(self, operator_id: str) -> None:
        self._chosen = operator_id
        for name, chip in self._choices.items():
            chip.select(name == operator_id)
        self.problem.say("")
        self.entry.enable(True)


def _size(store: Store, amount_minor: int, percent_bp: int) -> list[Text]:
    """How much is asked for."""
    words = []
    if amount_minor:
        words.append(tr.money(Money(abs(amount_minor), store.currency), "receipt"))
    if percent_bp:
        words.append(f"{abs(percent_bp) / 100:g} %")
    return [Text("·".join(words), role="display", bold=True)] if words else []
