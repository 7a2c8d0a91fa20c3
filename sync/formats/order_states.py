"""The states of a pickup order and the moves between them: one table for the store and for head office."""

from __future__ import annotations

from sync.messages import OrderState

MOVES: dict[OrderState, tuple[OrderState, ...]] = {
    "placed": ("accepted", "cancelled", "expired"),
    "accepted": ("picking", "cancelled", "expired"),
    "picking": ("ready", "cancelled"),
    "ready": ("collected", "cancelled", "expired"),
    "collected": (),
    "cancelled": (),
    "expired": (),
}
"""Legal next states of each state. Terminal states have none."""


def may_move(state: OrderState, target: OrderState) -> bool:
    """Whether an order may go from `state` to `target`."""
    return target in MOVES[state]


def is_terminal(state: OrderState) -> bool:
    """Whether nothing comes after `state`."""
    return not MOVES[state]
