"""An HTTP server whose answers can break: it stands between a client and head office and passes requests on."""

from __future__ import annotations

import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import requests

Change = Callable[[str, bytes], bytes]
"""Given path and body, the body that is sent instead."""


class FlakyHttp:
    """Passes everything on to `target`; `break_after` has the bytes of a snapshot after which the line breaks."""

    def __init__(self, target: str) -> None:
        self.target = target
        self.break_after: list[int] = []
        self.change: Change = lambda _path, body: body
        self.status = 0
        """If set, every answer has this status and no body."""
        self.asked: list[tuple[str, str]] = []
        """(path, Range header) of each request."""
        outer = self

        class Handler(BaseHTTPRequestHandler):
            """Answers on behalf of head office."""

            def do_GET(self) -> None:
                outer.pass_on(self)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the name is the base class's
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self._thread.start()

    @property
    def address(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def pass_on(self, handler: BaseHTTPRequestHandler) -> None:
        """Ask head office and answer, wholly or in part."""
        self.asked.append((handler.path, handler.headers.get("Range", "")))
        if self.status:
            handler.send_response(self.status)
            handler.send_header("Content-Length", "0")
            handler.end_headers()
            return
        names = ("Range", "If-Range", "If-None-Match")
        sent = {name: handler.headers[name] for name in names if name in handler.headers}
        answer = requests.get(self.target + handler.path, headers=sent, timeout=10)
        body = self.change(handler.path, answer.content)
        handler.send_response(answer.status_code)
        for name, value in answer.headers.items():
            if name.lower() not in ("content-length", "connection", "date", "server"):
                handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        if self.break_after and handler.path.endswith(".zst"):
            handler.wfile.write(body[: self.break_after.pop(0)])
            handler.wfile.flush()
            handler.connection.close()
            return
        handler.wfile.write(body)

    def close(self) -> None:
        """Stop."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
