"""What all messages share: their base, and the types of their fields."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from msgspec import Meta, Struct

Lane = Literal["money", "ops", "telemetry"]
"""Up-going lanes, in the order in which a device drains them."""

LANES: tuple[Lane, ...] = ("money", "ops", "telemetry")
DOWN = "down"
"""The lane of events from head office to a store."""

Gtin = Annotated[str, Meta(pattern=r"^\d{14}$")]
Gln = Annotated[str, Meta(pattern=r"^\d{13}$")]
Id = Annotated[str, Meta(min_length=1, max_length=64)]
Minor = int
"""Money in minor units of the currency named beside it."""


class Texts(Struct, frozen=True):
    """One text in the three languages of the shop; a missing one falls back to zh-Hans."""

    zh_hans: str
    zh_hant: str = ""
    en: str = ""


class Message(Struct, frozen=True, kw_only=True):
    """Base of every message. `TYPE` is its wire name, `LANE` the lane it travels in."""

    TYPE: ClassVar[str] = ""
    LANE: ClassVar[str] = ""

    @property
    def key(self) -> str:
        """What the message is about (`subject` of the event); of several down events with one key the last counts."""
        return ""
