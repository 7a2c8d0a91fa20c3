"""Pages of the till that are seldom open: payments in doubt, past reports, printers and drawers."""

from __future__ import annotations

from scripts.screenshots.drawer import shift_z
from scripts.screenshots.scene import Stage
from scripts.screenshots.store_line import line


def payments(stage: Stage) -> None:
    """No payment is in doubt, as on most days."""
    line(stage)
    stage.go("payment.open")


def history(stage: Stage) -> None:
    """The reports of the days before."""
    shift_z(stage)
    stage.go("shift.history")


def hardware(stage: Stage) -> None:
    """What hangs at this till, and how it is."""
    line(stage)
    stage.go("till.hardware")


PLAYS = (
    ("till_payments", payments, True),
    ("shift_history", history, True),
    ("till_hardware", hardware, True),
)

DESK_PLAYS = (("desk_hardware", hardware, True),)
