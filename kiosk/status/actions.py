"""Tells and hears how the sales of the day stand, keeps who was seen, and tries dead letters again."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct

from kiosk.register import Register
from kiosk.status import export, tables
from kiosk.status.model import Device
from kiosk.worker import Transaction
from sync import inbox, messages
from sync.messages import Message

Handlers = Mapping[type[Message], Callable[[Transaction, Any], object]]
"""What each message does: `kiosk.wiring`'s table. Any, because each handler takes its own message type."""


class Desk(Struct, frozen=True):
    """What the manager's screens need of the device's parts; `kiosk.wiring` puts it among them."""

    handlers: Handlers


def tell_sales(tx: Transaction, register: Register) -> None:
    """Tell the store's devices how this one's sales of today stand; says nothing on a day without sales."""
    day = register.business_date(tx.now)
    sales = tables.own_sales(tx.db, register.workstation, day)
    for one in tables.own_days(tx.db, register.workstation, day, tx.now):
        tx.post(
            messages.SalesCounted(
                device=one.device,
                business_date=day,
                series=one.series,
                count=one.count,
                last=one.last,
                acked=one.acked,
                currency=one.currency,
                total_minor=one.total_minor,
                latest=tuple(
                    messages.SaleTold(sale.sequence, sale.at, sale.units, sale.total_minor)
                    for sale in sales
                    if sale.series == one.series
                ),
                at=tx.now,
            )
        )


def on_sales(device: str) -> Callable[[Transaction, messages.SalesCounted], None]:
    """The handler of other devices' counts, for the device of that name."""

    def sales_counted(tx: Transaction, message: messages.SalesCounted) -> None:
        if message.device != device and tables.save_told(tx.db, message):
            tx.touch("sales_told")

    return sales_counted


def see_devices(tx: Transaction, devices: Sequence[Device]) -> None:
    """Keep when each device was last heard of, so that a silence is known after a restart too."""
    tables.save_seen(tx.db, devices)
    tx.touch("devices")


def note_silence(tx: Transaction, device: str) -> None:
    """Somebody has taken note that a device is silent."""
    tables.note_silence(tx.db, device, tx.now)
    tx.touch("devices")


def retry(tx: Transaction, n: int, handlers: Handlers) -> bool:
    """Let a dead letter take effect after all; False if it could not be used this time either (the attempt is kept)."""
    done = inbox.retry(tx.db, n, handlers, tx, tx.now)
    tx.touch("dead_letters", "sync")
    return done


def export_dead(tx: Transaction, folder: Path) -> Path:
    """Write all dead letters into a file for head office; they stay here as well."""
    return export.write(folder, "dead-letters", tx.now, {"dead_letter": inbox.export(tx.db)})


def export_log(tx: Transaction, folder: Path) -> Path:
    """Write where everything stands into a file for whoever helps; no names and no goods are in it."""
    return export.write(folder, "log", tx.now, tables.log_rows(tx.db))
