"""The papers of the stockroom as their records say them; pure rules, and no field of a record is read elsewhere."""

from __future__ import annotations

from kiosk.stockroom.model.count import COUNT, Count, Difference, Entry
from kiosk.stockroom.model.delivery import DELIVERY, Delivery
from kiosk.stockroom.model.hold import HOLD, LASTS, Hold, standing
from kiosk.stockroom.model.request import REQUEST, WISH, How, Request, Wish
from kiosk.stockroom.model.sheet import Row, Tally, code_of, rows_of, tallied, tally_field
from kiosk.stockroom.model.transfer import TRANSFER, Transfer

__all__ = (
    "COUNT",
    "DELIVERY",
    "HOLD",
    "LASTS",
    "REQUEST",
    "TRANSFER",
    "WISH",
    "Count",
    "Delivery",
    "Difference",
    "Entry",
    "Hold",
    "How",
    "Request",
    "Row",
    "Tally",
    "Transfer",
    "Wish",
    "code_of",
    "rows_of",
    "standing",
    "tallied",
    "tally_field",
)
