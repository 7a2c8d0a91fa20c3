"""One HTTP connection to head office: every fate of a request is an answer or one of our errors."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import requests
from urllib3.exceptions import HTTPError

from sync.bulk_faults import Damaged, NotThere, Unreachable

CONNECT_S = 3.0
READ_S = 10.0
"""Silence this long inside an answer means that the line is dead."""

PIECE = 1 << 18


class Line:
    """Requests to one address."""

    def __init__(self, address: str, session: requests.Session) -> None:
        """`address`: such as http://127.0.0.1:8080."""
        self._address = address.rstrip("/")
        self._session = session

    def close(self) -> None:
        """Close the connections. May be called twice."""
        self._session.close()

    @contextmanager
    def get(self, path: str, headers: dict[str, str]) -> Iterator[requests.Response]:
        """An answer of 200, 206, 304, 409 or 416; every other fate is one of our errors."""
        try:
            with self._session.get(
                self._address + path,
                # Bytes as they are: a proxy's own compression would break ranges and checksums.
                headers={"Accept-Encoding": "identity", **headers},
                stream=True,
                timeout=(CONNECT_S, READ_S),
                allow_redirects=False,
            ) as answer:
                if answer.status_code == 404:
                    raise NotThere(f"head office has nothing at {path}")
                if answer.status_code not in (200, 206, 304, 409, 416):
                    raise Unreachable(f"head office answers {answer.status_code} at {path}")
                yield answer
        except (requests.RequestException, ConnectionError, TimeoutError) as fault:
            raise Unreachable(f"head office does not answer: {type(fault).__name__}") from fault


def pieces(answer: requests.Response) -> Iterator[bytes]:
    """The body as it arrives: what came before the line broke is given, too."""
    try:
        while piece := answer.raw.read1(PIECE, decode_content=False):
            yield piece
    except HTTPError as fault:
        raise Unreachable(f"the line broke: {type(fault).__name__}") from fault


def read(answer: requests.Response, most: int, report: Callable[[int, int], None] | None = None) -> bytes:
    total = int(answer.headers.get("Content-Length", "0") or "0")
    body = bytearray()
    for piece in pieces(answer):
        body += piece
        if len(body) > most:
            raise Damaged(f"an answer of more than {most} bytes")
        if report is not None:
            report(len(body), total)
    if total and len(body) != total:
        raise Unreachable("the line broke")
    return bytes(body)
