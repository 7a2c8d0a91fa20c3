"""A receiver of web-hooks on this machine: takes letters in, checks their signatures, and fails when told to."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import msgspec
from msgspec import Struct

from sync.formats import hook_signature


class Got(Struct, frozen=True):
    """One letter that was taken in."""

    id: str
    n: int
    type: str
    data: dict[str, object]
    signed: bool


class Receiver:
    """Listens on a free port of the loopback; `start` again after `stop` takes the same one."""

    def __init__(self, secret: str, clock: Callable[[], datetime]) -> None:
        self.secret = secret
        self.clock = clock
        self.answers: list[int] = []
        """Statuses of the next requests; 200 when there are none."""
        self.got: list[Got] = []
        self.asked = 0
        self._port = 0
        self._server: ThreadingHTTPServer | None = None
        self._thread: threading.Thread | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}/hooks?shop=1"

    def start(self) -> Receiver:
        """Listen."""
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                self.send_response(receiver.take(body, self.headers.get(hook_signature.HEADER, "")))
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the library's name
                """Say nothing."""

        ThreadingHTTPServer.allow_reuse_address = True
        self._server = ThreadingHTTPServer(("127.0.0.1", self._port), Handler)
        self._port = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        self._thread.start()
        return self

    def stop(self) -> None:
        """Answer nobody any more. May be called twice."""
        if self._server is not None and self._thread is not None:
            self._server.shutdown()
            self._server.server_close()
            self._thread.join()
            self._server = None

    def take(self, body: bytes, signature: str) -> int:
        """What is answered to one letter."""
        self.asked += 1
        status = self.answers.pop(0) if self.answers else 200
        if status < 300:
            letter = msgspec.json.decode(body)
            signed = hook_signature.holds(self.secret, signature, body, self.clock())
            self.got.append(Got(letter["id"], letter["n"], letter["type"], letter["data"], signed))
        return status
