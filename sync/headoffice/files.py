"""Serves files so that caches and broken downloads work: ETag and 304, Range, If-Range."""

from __future__ import annotations

from pathlib import Path

from litestar import Request, Response
from starlette.responses import FileResponse
from starlette.responses import Response as PlainResponse

FOREVER = "public, max-age=31536000, immutable"
"""For what is named by its content or version and never changes."""

AnyRequest = Request[object, object, object]  # type: ignore[type-var]  # we use neither user nor auth nor state


def matches(request_header: str | None, etag: str) -> bool:
    """Whether an If-None-Match header names this entity (weak comparison, RFC 9110 section 13.1.2)."""
    if request_header is None:
        return False
    names = [name.strip().removeprefix("W/") for name in request_header.split(",")]
    return "*" in names or etag in names


def file(request: AnyRequest, path: Path, etag: str, media_type: str) -> PlainResponse:
    """The file, a part of it, or 304. `etag` is quoted; Starlette answers Range and If-Range by it."""
    headers = {"etag": etag, "cache-control": FOREVER, "accept-ranges": "bytes"}
    if matches(request.headers.get("if-none-match"), etag):
        return PlainResponse(status_code=304, headers=headers)
    return FileResponse(path, headers=headers, media_type=media_type)


def text(request: AnyRequest, content: bytes, etag: str, media_type: str) -> Response[bytes]:
    """A small text that may change, or 304."""
    headers = {"etag": etag, "cache-control": "no-cache"}
    if matches(request.headers.get("if-none-match"), etag):
        return Response(b"", status_code=304, headers=headers)
    return Response(content, headers=headers, media_type=media_type)
