"""A knowledge card, as it is read on a tablet."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from kiosk.catalogue.model import Names

Kind = Literal["tip", "answer", "how_to", "policy"]

KINDS: tuple[Kind, ...] = ("tip", "answer", "how_to", "policy")


class Card(Struct, frozen=True):
    """What a colleague should know about a product, a category or an everyday question."""

    card_id: str
    kind: str
    """One of `KINDS`; another one is shown as an answer."""
    gtin: str
    """The product that it is about; empty: a category, or anything."""
    category: str
    title: Names
    body: Names
    """Paragraphs, divided by line ends."""
