"""A network printer on this machine's loopback: real sockets, and a hand that pulls its cable."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress

from tests.hardware.escpos_paper import EscposPaper


class TcpPrinter:
    """Listens like a printer does on port 9100. `paper` is what came out and how it answers.

    Args:
        mute: it never answers, as cheap ones do not.
    """

    def __init__(self, *, mute: bool = False) -> None:
        self.paper = EscposPaper()
        self.die_after: int | None = None
        """Bytes of a connection after which the cable is pulled."""
        self.stop_after_rows: int | None = None
        """Rows after which it has no paper: what comes then waits, and only how it is is told."""
        self._stopped = False
        self._mute = mute
        self._listener: socket.socket | None = None
        self._connections: list[socket.socket] = []
        self.port = 0
        self.plug()

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    def plug(self) -> None:
        """Plug it in: at the same port as before."""
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", self.port))
        listener.listen()
        self.port = listener.getsockname()[1]
        self._listener = listener
        threading.Thread(target=self._accept, args=(listener,), name="tcp-printer", daemon=True).start()

    def unplug(self) -> None:
        """Pull the cable."""
        listener, self._listener = self._listener, None
        if listener is not None:
            with suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)
            listener.close()
        for connection in self._connections:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
            connection.close()
        self._connections.clear()

    def _accept(self, listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                connection, _ = listener.accept()
                self._connections.append(connection)
                threading.Thread(target=self._serve, args=(connection,), name="tcp-printer-line", daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        taken = 0
        with suppress(OSError):
            while data := connection.recv(4096):
                taken += len(data)
                if self.die_after is not None and taken >= self.die_after:
                    self.die_after = None
                    self.unplug()
                    return
                answers = b""
                if not self._stopped:
                    answers = self.paper.feed(data)
                elif data[:2] == b"\x10\x04":
                    answers = EscposPaper(online=0x1A, cause=0x32, roll=0x72).feed(data)
                if self.stop_after_rows is not None and self.paper.rows >= self.stop_after_rows:
                    self.stop_after_rows, self._stopped = None, True
                if answers and not self._mute:
                    connection.sendall(answers)
