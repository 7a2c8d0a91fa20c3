"""Still there? A ring of seconds, more time by one tap, or the end."""

from __future__ import annotations

from kiosk.ui.widgets.dialog import Dialog
from kiosk.ui.widgets.press import Action


class IdleQuestion(Dialog):
    """Asked by sight and sound when nobody has touched the screen for a while."""

    def __init__(self, seconds: float, more: Action, finish: Action) -> None:
        super().__init__(
            "idle.title",
            "idle.body",
            primary=("idle.more_time", more),
            secondary=("idle.finish", finish),
            countdown_s=seconds,
            icon="timer",
        )
