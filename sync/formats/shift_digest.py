"""The digest of a shift's sales: device, head office and verifier make the same one of the same sales."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date

from msgspec import Struct


class DigestSale(Struct, frozen=True):
    """What of a sale goes into the digest. All else of it hangs on its id, in the journal's own chain of hashes."""

    business_date: date
    series: str
    sequence: int
    sale_id: str
    total_minor: int


def digest(sales: Iterable[DigestSale]) -> str:
    """SHA-256, hex, over the sales in the order of their numbers; one line ``day/series/sequence/id/total`` each.

    The order is that of the numbers and not of time: a clock that is set back changes nothing.
    """
    found = hashlib.sha256()
    for one in sorted(sales, key=lambda sale: (sale.business_date, len(sale.series), sale.series, sale.sequence)):
        line = f"{one.business_date.isoformat()}/{one.series}/{one.sequence}/{one.sale_id}/{one.total_minor}\n"
        found.update(line.encode())
    return found.hexdigest()
