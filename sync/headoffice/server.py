"""Head office as one running process: ingest, effects, housekeeping and HTTP."""

from __future__ import annotations

import logging
import socket
import threading
import time
from contextlib import ExitStack

import uvicorn

from sync.headoffice import http
from sync.headoffice.effects import Effects
from sync.headoffice.housekeeping import Housekeeping
from sync.headoffice.ingest import Ingest, Lag
from sync.headoffice.messenger import Messenger
from sync.headoffice.office import Office
from sync.headoffice.order_watch import Watch
from sync.link import Link

log = logging.getLogger(__name__)

STARTS_IN_S = 20.0


class Server:
    """Runs until `close`. `link` is a broker's or the in-process one; without it only HTTP runs."""

    def __init__(self, office: Office, link: Link | None, host: str = "127.0.0.1", port: int = 0) -> None:
        """`office` must have been started. `port` 0: any free one."""
        self.office = office
        self.ingest: Ingest | None = None
        self._link = link
        self._host = host
        self._port = port
        self._parts = ExitStack()
        self._watch = Watch(office)
        self._http: uvicorn.Server | None = None
        self._http_thread: threading.Thread | None = None

    def start(self) -> None:
        """Start all parts; when this returns, HTTP answers.

        Raises:
            OSError: if the port is taken.
            RuntimeError: if HTTP does not come up.
        """
        office = self.office
        if self._link is not None:
            effects = Effects(office.tenant, office.keys, clock=office.clock, new_id=office.new_id)
            self.ingest = Ingest(
                office.tenant, office.database, self._link, effects.apply, clock=office.clock, new_id=office.new_id
            )
            self.ingest.start()
            self._parts.callback(self.ingest.close)
        housekeeping = Housekeeping(office)
        housekeeping.start()
        self._parts.callback(housekeeping.close)
        messenger = Messenger(office)
        messenger.start()
        self._parts.callback(messenger.close)
        try:
            self._start_http()
        except BaseException:
            self.close()
            raise

    @property
    def address(self) -> str:
        """Where HTTP answers."""
        host = f"[{self._host}]" if ":" in self._host else self._host
        return f"http://{host}:{self._port}"

    def lag(self) -> Lag:
        """How far effects are behind."""
        return Lag(0, 0.0) if self.ingest is None else self.ingest.lag()

    def close(self) -> None:
        """Finish the requests under way, take in what has arrived, stop. The office stays open. May be called twice."""
        # First whoever follows an order: their answers have no end of their own.
        self._watch.close()
        if self._http is not None:
            self._http.should_exit = True
        if self._http_thread is not None:
            self._http_thread.join()
        self._parts.close()

    def _start_http(self) -> None:
        family = socket.AF_INET6 if ":" in self._host else socket.AF_INET
        listener = socket.socket(family, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((self._host, self._port))
        except OSError:
            listener.close()
            raise
        self._port = listener.getsockname()[1]
        app = http.create_app(
            self.office,
            broker=lambda: self.ingest is not None and self.ingest.connected(),
            lag=self.lag,
            watch=self._watch,
        )
        # No access log: it would name members and orders. Bodies are small, downloads are Starlette's own pieces.
        config = uvicorn.Config(
            app, log_config=None, access_log=False, lifespan="on", timeout_graceful_shutdown=5, server_header=False
        )
        self._http = uvicorn.Server(config)
        self._http_thread = threading.Thread(
            target=self._http.run, kwargs={"sockets": [listener]}, name="http", daemon=True
        )
        self._http_thread.start()
        ends_at = time.monotonic() + STARTS_IN_S
        while not self._http.started:
            if not self._http_thread.is_alive() or time.monotonic() > ends_at:
                raise RuntimeError("HTTP did not come up; the log says why")
            time.sleep(0.01)
