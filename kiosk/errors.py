"""The shop says no: the one exception that is meant for people."""

from __future__ import annotations


class Refused(Exception):
    """An action was turned down for a reason of the trade; the screen shows it in the shopper's language.

    `key` names the message (``till.not_for_sale``), `details` fills its gaps.
    """

    def __init__(self, key: str, **details: object) -> None:
        super().__init__(f"{key} {details}" if details else key)
        self.key = key
        self.details = details
