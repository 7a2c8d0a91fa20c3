"""A screen whose acts may need the word of somebody else: it asks for it, and tries again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kiosk.errors import Refused
from kiosk.staff.widgets.approve import ask_approval
from kiosk.ui.desk import DeskScreen


class AskingScreen(DeskScreen):
    """Use `act` for actions that take `register` first and `approval` by name."""

    def act(
        self,
        action: Callable[..., Any],  # any such action
        *args: object,
        done: Callable[[Any], None] | None = None,  # what the action gives
        cancelled: Callable[[], object] | None = None,
        **named: object,
    ) -> None:
        """Run an action; where it needs the word of a colleague, ask for it. `cancelled`: nothing was done."""

        def again(approval: str) -> None:
            self.act(action, *args, done=done, cancelled=cancelled, **{**named, "approval": approval})

        def failed(error: Exception) -> None:
            if isinstance(error, Refused) and error.key == "staff.approval_needed":
                ask_approval(self.store, error, again, cancelled)
                return
            self.explain(error)
            if cancelled is not None:
                cancelled()

        self.store.worker.submit(action, self.store.register, *args, done=done, failed=failed, **named)
