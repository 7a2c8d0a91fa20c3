"""Tablets in a stockroom, alone or two that hear each other when a test says so."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from kiosk.stock import actions as moves
from kiosk.stock import tables as stock
from tests.carried import Carried
from tests.devices import TestDevice, open_device
from tests.headoffice import offices


@contextmanager
def two(folder: Path) -> Iterator[tuple[TestDevice, TestDevice, Carried]]:
    """Two tablets; what they say is carried when a test says so."""
    with ExitStack() as stack:
        office = offices.open_office(folder / "hq")
        stack.callback(office.close)
        names = ("tablet-1", "tablet-2")
        one, other = (stack.enter_context(open_device(folder / n, name=n, role="associate")) for n in names)
        yield one, other, Carried(office, [one, other])


def do(device: TestDevice, action: Any, *args: Any, **named: Any) -> Any:
    """Run an action of the stockroom."""
    return device.do(action, device.store.vault, device.store.register, *args, **named)


def on_hand(device: TestDevice, gtin: str) -> int:
    """What is on the shelf by all that the device knows."""
    level = stock.level(device.db, gtin)
    assert level is not None
    return level.on_hand


def sell(device: TestDevice, gtin: str, units: int) -> None:
    """Units leave with a shopper."""
    device.do(moves.move_and_tell, device.store.device, gtin, -units, "sold", "s1")
