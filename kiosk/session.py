"""Who stands before the screen and what they have done so far; forgotten when they go."""

from __future__ import annotations

from msgspec import Struct, field

from sync.clock import NewId

MOST_VIEWED = 12
"""How many products back a session remembers what was looked at."""

MOST_COMPARED = 3
"""Columns that can be read side by side."""


class Session(Struct):
    """One person's time at the screen. Lives on the main loop only; nothing of it but the basket is stored."""

    basket_id: str
    language: str
    """zh_CN, zh_TW or en."""
    member_id: str = ""
    """The member who held out a code; everything else about them is read when it is shown."""
    held: str = ""
    """The basket that they put aside for whoever shows its code."""
    viewed: list[str] = field(default_factory=list)
    """GTINs looked at, newest first, each once."""

    compare: list[str] = field(default_factory=list)
    """GTINs that they want to see side by side, in the order in which they were chosen."""
    refused: set[str] = field(default_factory=set)
    """GTINs that they do not want to be offered again."""
    refused_kinds: set[str] = field(default_factory=set)
    """Categories of which they want no more offers."""
    no_offers: bool = False
    """They want no offers at all."""
    heart: str = ""
    """The product that they want to find again, as soon as it is known who they are."""

    @classmethod
    def begin(cls, new_id: NewId, language: str) -> Session:
        """A fresh session for whoever comes next."""
        return cls(basket_id=new_id(), language=language)

    def saw(self, gtin: str) -> None:
        """A product was looked at."""
        self.viewed = [gtin, *(one for one in self.viewed if one != gtin)][:MOST_VIEWED]

    def put_beside(self, gtin: str) -> bool:
        """One more to compare; of more than three the oldest gives way. False if it is among them already."""
        if gtin in self.compare:
            return False
        self.compare = [*self.compare, gtin][-MOST_COMPARED:]
        return True
