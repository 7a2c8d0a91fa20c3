"""A scale on a serial line that speaks MT-SICS, the Standard Interface Command Set of Mettler Toledo, level 0 and 1.

Commands: ``SI`` weight now, ``Z`` zero, ``T`` tare; answers as ``S S     123.45 g`` (stable), ``S D`` (moving),
``S +`` and ``S -`` (over and under), ``S I`` (not now).
"""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation

from hardware.device import DeviceFailed, DeviceStatus
from hardware.scale import Reading, ScaleRefused
from hardware.serial_line import SerialLine

GRAMS = {
    "g": Decimal(1),
    "kg": Decimal(1000),
    "mg": Decimal("0.001"),
    "lb": Decimal("453.59237"),
    "oz": Decimal("28.349523125"),
}


class SicsScale:
    """A scale at the end of a serial line."""

    def __init__(self, path: str, baud: int = 9600) -> None:
        self._line = SerialLine(path, baud)

    def check(self) -> DeviceStatus:
        """Ask for the weight: one that is switched off does not answer."""
        try:
            self.read()
        except DeviceFailed as failed:
            return failed.status
        return DeviceStatus("ready", datetime.now(UTC))

    def read(self) -> Reading:
        """What it shows now.

        Raises:
            DeviceFailed: if it does not answer, or says what nobody can understand.
        """
        words = self._ask("SI")
        now = datetime.now(UTC)
        match words[1:]:
            case ["S", value, unit]:
                return Reading(_grams(value, unit, words), "stable", now)
            case ["D", value, unit]:
                return Reading(_grams(value, unit, words), "moving", now)
            case ["+"]:
                return Reading(0, "over", now)
            case ["-"]:
                return Reading(0, "under", now)
            case ["I"]:
                return Reading(0, "moving", now)
        raise _failed(words)

    def zero(self) -> None:
        """Set to zero.

        Raises:
            ScaleRefused: if it moves, or something lies on it.
            DeviceFailed: if it does not answer.
        """
        match self._ask("Z")[1:]:
            case ["A"]:
                return
            case ["+"] | ["-"]:
                raise ScaleRefused("out_of_range")
        raise ScaleRefused("moving")

    def tare(self) -> int:
        """Take what lies on it for the wrapping.

        Raises:
            ScaleRefused: if it moves or is out of range.
            DeviceFailed: if it does not answer.
        """
        words = self._ask("T")
        match words[1:]:
            case ["S", value, unit]:
                return _grams(value, unit, words)
            case ["+"] | ["-"]:
                raise ScaleRefused("out_of_range")
        raise ScaleRefused("moving")

    def close(self) -> None:
        """Let the line go."""
        self._line.close()

    def _ask(self, command: str) -> list[str]:
        answer = self._line.ask(f"{command}\r\n".encode("ascii"))
        words = answer.decode("ascii", "replace").split()
        if not words:
            raise DeviceFailed(DeviceStatus("lost", datetime.now(UTC), "it does not answer"))
        if words[0] != command[0]:
            raise _failed(words)
        return words


def _grams(value: str, unit: str, words: list[str]) -> int:
    try:
        return int((Decimal(value) * GRAMS[unit]).to_integral_value())
    except (InvalidOperation, KeyError):
        raise _failed(words) from None


def _failed(words: list[str]) -> DeviceFailed:
    return DeviceFailed(DeviceStatus("fault", datetime.now(UTC), f"it says {' '.join(words)!r}"))
