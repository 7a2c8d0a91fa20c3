"""What people call a device of the shop: `till-1` is till 1 to them."""

from __future__ import annotations

from kiosk.ui.tr import tr


def device_words(device: str) -> str:
    """A device's name in the language in force; names of another form stand as they were given."""
    kind, _, number = device.rpartition("-")
    key = f"ui.device.{kind}"
    return tr.text(key, n=int(number)) if number.isdecimal() and tr.known(key) else device
