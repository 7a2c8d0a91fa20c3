"""An order in words: how far it is, who may fetch it, what the shopper chose."""

from __future__ import annotations

from kiosk.pickup.model import Order
from kiosk.ui.tr import tr

STEPS = ("collect.step_paid", "collect.step_prepared", "collect.step_check", "collect.step_handed")
"""What an order goes through as its shopper sees it."""

_AT = {
    "placed": 1,
    "accepted": 1,
    "picking": 1,
    "picked": 1,
    "ready": 2,
    "arrived": 2,
    "partly_collected": 3,
    "collected": 4,
}

RELATIONS = ("family", "friend", "courier")
"""Who comes instead of the shopper, as the kiosk asks it."""


def step_of(order: Order) -> int | None:
    """Which of `STEPS` is now; as many as there are means all are done; None where the order ended otherwise."""
    return _AT.get(order.state)


def delegate_text(relation: str, digits: str) -> str:
    """How the order's history writes down who else may fetch it: no name, but what the counter can check."""
    return f"{relation}:{digits}"


def delegate_words(text: str) -> str:
    """Who else may fetch it. What the web shop wrote is a name."""
    relation, colon, digits = text.partition(":")
    if colon and relation in RELATIONS:
        return tr.text("collect.delegated", who=tr.text(f"collect.relation_{relation}"), digits=digits)
    return text


def state_key(order: Order) -> str:
    """Message key of the page's headline."""
    return f"collect.state_{order.state}"


def choice_words(choice: str) -> str:
    """What the shopper chose for what is short."""
    kind = choice.partition(":")[0]
    key = f"collect.choice_{kind}"
    return tr.text(key) if tr.known(key) else choice
