"""What people do in the stockroom; each with the network down as with it up."""

from kiosk.stockroom.actions.asking import answer_seen, end_wish, request, wish, withdraw
from kiosk.stockroom.actions.counting import ask_count, book, enter
from kiosk.stockroom.actions.holding import bring_back, keep_in_step, lay, lay_aside, not_found, taken
from kiosk.stockroom.actions.receiving import close, scan_in
from kiosk.stockroom.actions.transferring import ask_transfer, refuse, scan_out, send, take_back

__all__ = (
    "answer_seen",
    "ask_count",
    "ask_transfer",
    "book",
    "bring_back",
    "close",
    "end_wish",
    "enter",
    "keep_in_step",
    "lay",
    "lay_aside",
    "not_found",
    "refuse",
    "request",
    "scan_in",
    "scan_out",
    "send",
    "take_back",
    "taken",
    "wish",
    "withdraw",
)
