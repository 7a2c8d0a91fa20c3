"""What screens show while nobody is there."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, ClassVar, Literal

from msgspec import Meta, Struct

from sync.messages.base import DOWN, Id, Message, Texts

MOST_CAMPAIGNS = 60
"""In force or to come, in one store: more are never seen, and all of them travel in one message."""

GtinOrNone = Annotated[str, Meta(pattern=r"^(\d{14})?$")]
TimeOfDay = Annotated[str, Meta(pattern=r"^(([01]\d|2[0-3]):[0-5]\d)?$")]
Weekday = Annotated[int, Meta(ge=1, le=7)]
Picture = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$")]


class Campaign(Struct, frozen=True, kw_only=True):
    """One picture with one sentence, and when it is shown."""

    campaign: Id
    title: Texts
    """One short sentence."""
    more: Texts = Texts("")
    """A second, quieter one."""
    picture: Picture
    """sha256, hex."""
    gtin: GtinOrNone = ""
    """The product that a tap on the picture opens; empty for none."""
    begins: datetime | None = None
    """The first moment; None: at once."""
    ends: datetime | None = None
    """The first moment at which it is over; None: until head office says so."""
    hours_from: TimeOfDay = ""
    hours_until: TimeOfDay = ""
    """HH:MM on the shop's own clock, every day; not later than `hours_from` means after midnight. Empty: all day."""
    weekdays: tuple[Weekday, ...] = ()
    """1 for Monday to 7; hours that pass midnight belong to the day on which they began. Empty: every day."""
    languages: tuple[Literal["zh_CN", "zh_TW", "en"], ...] = ()
    """Only while the screen speaks one of these; empty: whichever it speaks."""
    dark: bool = False
    """The picture is a dark one, for the scenes that let the screen rest."""


class CampaignsPublished(Message, frozen=True, kw_only=True):
    """All campaigns of a store, in the order in which they take turns; what is not named any more is over."""

    TYPE: ClassVar[str] = "kx.campaigns.published.v1"
    LANE: ClassVar[str] = DOWN

    campaigns: Annotated[tuple[Campaign, ...], Meta(max_length=MOST_CAMPAIGNS)]
    version: int
    at: datetime

    @property
    def key(self) -> str:
        return "campaigns"
