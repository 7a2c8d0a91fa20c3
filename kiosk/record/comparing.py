"""Devices of a store compare what they know: whoever was switched off or cut off catches up without head office.

Each says now and then in brief what it knows. Who knows something else says in full what it knows of those parts, to
one neighbour at a time; that neighbour tells what the other lacks, and hears in return what it lacks itself.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from kiosk.record import actions, tables
from kiosk.register import Register
from kiosk.worker import Transaction
from sync import messages
from sync.security import Vault

ASK_AGAIN = timedelta(seconds=8)
"""So long an answer may be on its way before another neighbour is asked about the same part."""

MOST_PARTS = 16
"""Parts asked about at once; the others follow at the next beat."""

MOST_TOLD = 200
"""Records told in answer at once, so that selling need not wait behind them."""

_Bucket = tuple[str, int, int, int]
"""(kind, part of it, how many records, sum of their stamps)."""


def tell_again(tx: Transaction, register: Register) -> None:
    """Say in brief what this device knows of the last days, and erase what is kept no longer."""
    tables.tidy(tx.db, tx.now)
    since = tables.since(tx.now)
    tx.live.append(
        messages.RecordDigests(
            device=register.workstation, since=since, buckets=_buckets(tables.totals(tx.db, since)), at=tx.now
        )
    )


def on_digests(register: Register) -> Callable[[Transaction, messages.RecordDigests], None]:
    """The handler of what a neighbour says that it knows."""
    asked: dict[_Bucket, datetime] = {}

    def heard(tx: Transaction, message: messages.RecordDigests) -> None:
        for bucket in [bucket for bucket, at in asked.items() if abs(tx.now - at) >= ASK_AGAIN]:
            del asked[bucket]
        mine = set(_buckets(tables.totals(tx.db, message.since)))
        # Two neighbours who know the same are one to ask; who has nothing of a part has nothing to tell of it.
        wanted = [bucket for bucket in message.buckets if bucket not in mine and bucket not in asked][:MOST_PARTS]
        if not wanted:
            return
        asked.update(dict.fromkeys(wanted, tx.now))
        parts = tuple((kind, part, tables.stamps(tx.db, message.since, kind, part)) for kind, part, *_ in wanted)
        tx.live.append(
            messages.RecordStamps(
                device=register.workstation, to=message.device, since=message.since, parts=parts, at=tx.now
            )
        )

    return heard


def on_stamps(vault: Vault, register: Register) -> Callable[[Transaction, messages.RecordStamps], None]:
    """The handler of what a neighbour knows in full: it is told what it lacks, and what stands otherwise here."""

    def heard(tx: Transaction, message: messages.RecordStamps) -> None:
        if message.to != register.workstation:
            return
        left = MOST_TOLD
        for kind, part, theirs in message.parts:
            for record_id, stamp in tables.stamps(tx.db, message.since, kind, part).items():
                if left <= 0:
                    return
                if theirs.get(record_id) == stamp:
                    continue
                left -= 1
                actions.tell(tx, vault, register, kind, record_id)

    return heard


def _buckets(totals: dict[tuple[str, int], tuple[int, int]]) -> tuple[_Bucket, ...]:
    return tuple((kind, part, many, total) for (kind, part), (many, total) in sorted(totals.items()))
