"""Which sale of this device a held-out receipt names."""

from __future__ import annotations

from kiosk import trust
from kiosk.codes import OwnCode
from kiosk.errors import Refused
from kiosk.till import tables
from kiosk.till.model import Sale
from kiosk.worker import Transaction


def look_up(tx: Transaction, code: OwnCode) -> Sale:
    """The sale that a receipt's code names, with what came back of it so far.

    Raises:
        Refused: ``code.*`` if the code may not be believed, ``till.no_such_sale`` if it was sold on another device.
    """
    trust.check(tx, code.token)
    sale = tables.load_sale(tx.db, code.token.subject)
    if sale is None:
        raise Refused("till.no_such_sale")
    return sale
