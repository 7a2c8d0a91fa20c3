"""What all screens of the shift share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from kiosk.errors import Refused
from kiosk.money import Money
from kiosk.paper.counter import Counter
from kiosk.shift import tables as shifts
from kiosk.shift.model import Shift
from kiosk.staff import tables as staff
from kiosk.staff.widgets.approve import ask_approval
from kiosk.ui.desk import DeskScreen


class ShiftScreen(DeskScreen):
    """A screen of the shift's place in the rail."""

    topics: ClassVar[frozenset[str]] = frozenset({"shift", "sale", "sync", "basket", "payment"})
    place = "shift.home"

    @property
    def shift(self) -> Shift | None:
        """The open shift."""
        return shifts.current(self.store.db)

    def money(self, minor: int) -> str:
        """An amount of the till's currency."""
        return self.tr.money(Money(minor, self.store.currency), "receipt")

    def signed(self, minor: int) -> str:
        """An amount with its sign."""
        return f"{'+' if minor > 0 else ''}{self.money(minor)}"

    def who(self, operator_id: str) -> str:
        """What people call somebody; empty where nobody signs in."""
        found = staff.find(self.store.db, operator_id) if operator_id else None
        return operator_id if found is None else found.name

    def act(
        self,
        action: Callable[..., Any],  # any action that takes `register` first and `approval` by name
        *args: object,
        done: Callable[[Any], None] | None = None,  # what the action gives
        **named: object,
    ) -> None:
        """Run an action; where it needs the word of a colleague, ask for it, and try again."""

        def again(approval: str) -> None:
            self.act(action, *args, done=done, **{**named, "approval": approval})

        def failed(error: Exception) -> None:
            if isinstance(error, Refused) and error.key == "staff.approval_needed":
                ask_approval(self.store, error, again)
            else:
                self.explain(error)

        self.store.worker.submit(action, self.store.register, *args, done=done, failed=failed, **named)

    @property
    def has_drawer(self) -> bool:
        """Whether this till can open its drawer itself."""
        counter = self.store.parts.get(Counter)
        return isinstance(counter, Counter) and any(view.category == "drawer" for view in counter.views())

    def open_drawer(self) -> None:
        """Open it, where there is one; a drawer that is stuck stops nothing."""
        counter = self.store.parts.get(Counter)
        if isinstance(counter, Counter) and self.has_drawer:
            counter.open_drawer(failed=lambda _error: self.refuse("shift.drawer_stuck"))
