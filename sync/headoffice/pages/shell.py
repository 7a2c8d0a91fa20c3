"""The files of the pages, and what every answer to a browser carries so that nothing else can act in them."""

from __future__ import annotations

import hashlib
import re
from functools import cache
from pathlib import Path

from litestar import Response

from sync.headoffice import files
from sync.headoffice.change import Unknown

FOLDER = Path(__file__).parent / "static"

TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".webmanifest": "application/manifest+json",
}

_NAME = re.compile(r"[a-z][a-z0-9_-]{0,40}\.(?:css|js|json|svg|webmanifest)", re.IGNORECASE)

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "worker-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types order-pages",
    )
)
"""Only files of ours run, nothing is written as HTML, nobody else is asked for anything.

The one trusted type is the address of the service worker, a text of ours.
"""

HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    # The address of an order page is a secret: no other site may learn it from a link.
    "referrer-policy": "no-referrer",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}

PRIVATE = {**HEADERS, "cache-control": "no-store"}
"""Of answers about somebody's order."""


@cache
def _content(name: str) -> tuple[bytes, str]:
    """A file and its ETag; read once, as a running program's files do not change."""
    content = (FOLDER / name).read_bytes()
    return content, f'"{hashlib.sha256(content).hexdigest()[:32]}"'


def page(request: files.AnyRequest, name: str) -> Response[bytes]:
    """One of the pages; the same for everybody, so nothing of anybody stands in it."""
    content, etag = _content(f"{name}.html")
    return _with_headers(files.text(request, content, etag, TYPES[".html"]))


def asset(request: files.AnyRequest, name: str) -> Response[bytes]:
    """A file that the pages use.

    Raises:
        Unknown: if there is no such file.
    """
    if _NAME.fullmatch(name) is None or not (FOLDER / name).is_file():
        raise Unknown("file", name[:60])
    content, etag = _content(name)
    answer = _with_headers(files.text(request, content, etag, TYPES[Path(name).suffix]))
    if name == "worker.js":
        answer.headers["service-worker-allowed"] = "/"
    return answer


def _with_headers(answer: Response[bytes]) -> Response[bytes]:
    answer.headers.update(HEADERS)
    return answer
