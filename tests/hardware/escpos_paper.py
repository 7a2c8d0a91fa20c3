"""The paper of an ESC/POS printer: reads what is sent to it back into the picture, and answers as a printer does."""

from __future__ import annotations

from dataclasses import dataclass, field

from hardware.printer import Raster


@dataclass
class EscposPaper:
    """Understands the commands that our driver sends, and stumbles over every other."""

    pieces: list[Raster] = field(default_factory=list)
    """What was cut off, oldest first."""
    kicks: list[int] = field(default_factory=list)
    """Pins that got a pulse."""
    online: int = 0x12
    """Answer to DLE EOT 1."""
    cause: int = 0x12
    roll: int = 0x12
    spring: bool = False
    """A drawer hangs on it whose sensor goes from high to low when it springs open."""
    _left: bytes = b""
    _rows: bytearray = field(default_factory=bytearray)
    _width: int = 0

    @property
    def rows(self) -> int:
        """Rows that are on the paper and not cut off."""
        return len(self._rows) * 8 // self._width if self._width else 0

    def feed(self, data: bytes) -> bytes:
        """Take what was sent; gives the answers."""
        self._left += data
        answers = b""
        while self._left:
            taken, answer = self._command(self._left)
            if not taken:
                break
            self._left = self._left[taken:]
            answers += answer
        return answers

    def _command(self, data: bytes) -> tuple[int, bytes]:
        """(bytes taken, answer) of the first command; 0 if it is not whole yet."""
        if data[0] == 0x10:  # DLE EOT n
            if len(data) < 3:
                return 0, b""
            assert data[1] == 4, data[:3]
            return 3, bytes(({1: self.online, 2: self.cause, 4: self.roll}[data[2]],))
        if data[0] == 0x1B:
            return self._escape(data)
        assert data[0] == 0x1D, f"unknown command {data[:8].hex(' ')}"
        return self._group(data)

    def _escape(self, data: bytes) -> tuple[int, bytes]:
        sizes = {b"@": 2, b"d": 3, b"p": 5}
        kind = data[1:2]
        if not kind or len(data) < sizes[kind]:
            return 0, b""
        if kind == b"p":
            self.kicks.append({0: 2, 1: 5}[data[2]])
            if self.spring:
                self.online &= ~0x04
        return sizes[kind], b""

    def _group(self, data: bytes) -> tuple[int, bytes]:
        kind = data[1:2]
        if kind == b"V" and len(data) >= 3:
            self.pieces.append(Raster(self._width, self.rows, bytes(self._rows)))
            self._rows.clear()
            return 3, b""
        if kind == b"r" and len(data) >= 3:
            return 3, b"\x00"
        if kind == b"v" and len(data) >= 8:
            assert data[2:4] == b"0\x00"
            across, down = int.from_bytes(data[4:6], "little"), int.from_bytes(data[6:8], "little")
            if len(data) < 8 + across * down:
                return 0, b""
            self._width = across * 8
            self._rows += data[8 : 8 + across * down]
            return 8 + across * down, b""
        return 0, b""
