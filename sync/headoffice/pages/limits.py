"""How often one browser may look, act and guess."""

from __future__ import annotations

from sync.headoffice import files
from sync.headoffice.pages.rates import Rate


class TooMany(Exception):
    """This browser asks too often; `wait_s` says when it may come again."""

    def __init__(self, wait_s: float) -> None:
        super().__init__(f"too many requests; again in {wait_s:.0f} s")
        self.wait_s = wait_s


class Limits:
    """Counts by the address that a request comes from; a proxy before head office says whose it is."""

    def __init__(self) -> None:
        # Typing a search asks ten times a word; a family behind one address shops together.
        self._looks = Rate(most=200, per_minute=400)
        self._acts = Rate(most=30, per_minute=20)
        # Hours are few: a household needs a handful, somebody who empties the calendar all of them.
        self._books = Rate(most=8, per_minute=2)
        # Nobody mistypes an address thirty times; at this pace a 128-bit tag outlasts the sun.
        self._guesses = Rate(most=15, per_minute=6)

    def look(self, request: files.AnyRequest) -> None:
        """Something is looked at.

        Raises:
            TooMany: if too much is.
        """
        self._take(self._looks, request)

    def act(self, request: files.AnyRequest) -> None:
        """Something is to be changed.

        Raises:
            TooMany: if too much is.
        """
        self._take(self._acts, request)

    def book(self, request: files.AnyRequest) -> None:
        """A colleague's time is to be booked.

        Raises:
            TooMany: if one browser would fill the store's day.
        """
        self._take(self._books, request)

    def guess(self, request: files.AnyRequest, *, right: bool) -> None:
        """A token was shown. Wrong ones are counted, and after too many even a right one waits: nothing is learnt.

        Raises:
            TooMany: if too many were wrong.
        """
        wait_s = self._guesses.wait_s(_who(request)) if right else self._guesses.take(_who(request))
        if wait_s:
            raise TooMany(wait_s)

    @staticmethod
    def _take(rate: Rate, request: files.AnyRequest) -> None:
        wait_s = rate.take(_who(request))
        if wait_s:
            raise TooMany(wait_s)


def _who(request: files.AnyRequest) -> str:
    return request.client.host if request.client else ""
