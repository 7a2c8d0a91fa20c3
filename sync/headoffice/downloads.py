"""What devices fetch: manifests, snapshots, deltas, pictures."""

from __future__ import annotations

import hashlib
import re
from typing import Annotated

import msgspec
from litestar import Response, get
from litestar.datastructures import State
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath, QueryParameter
from starlette.responses import Response as StarletteResponse

from sync import security
from sync.formats.delta import SIGNATURE_HEADER
from sync.formats.manifest import Sealed
from sync.headoffice import deltas, files, images, snapshots
from sync.headoffice import requests as wire
from sync.headoffice.change import Unknown
from sync.headoffice.office import Office

_FILE = re.compile(r"(\d{1,18})\.sqlite\.zst")


@get(
    "/v1/stores/{store:str}/catalogue/manifest",
    sync_to_thread=True,
    summary="The signed manifest of the newest snapshot; ETag and 304",
    responses={
        200: ResponseSpec(Sealed, description="Exactly the signed text, and its signature", generate_examples=False),
        400: wire.WRONG,
        404: wire.NOT_THERE,
    },
)
def manifest(request: files.AnyRequest, state: State, store: FromPath[str]) -> Response[bytes]:
    """The newest release of a store."""
    office: Office = state.office
    found = office.read(lambda db: snapshots.newest(db, store))
    if found is None:
        raise Unknown("store", store)
    body = msgspec.json.encode(found[0])
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    return files.text(request, body, etag, "application/json")


@get(
    "/v1/stores/{store:str}/catalogue/delta",
    sync_to_thread=True,
    summary="What changed since a version, as signed zstd-compressed lines of JSON; 409 if a snapshot is needed",
    responses={
        200: ResponseSpec(bytes, description="A delta", media_type="application/zstd", generate_examples=False),
        400: wire.WRONG,
        404: wire.NOT_THERE,
        409: wire.CONFLICT,
    },
)
def delta(
    state: State, store: FromPath[str], since: Annotated[int, QueryParameter(name="from", ge=0, description="version")]
) -> Response[bytes]:
    """The delta of a store."""
    office: Office = state.office
    now = office.clock()
    body = office.read(lambda db: deltas.make(db, tenant=office.tenant, store=store, since=since, now=now))
    headers = {SIGNATURE_HEADER: security.sign(office.keys.root, body), "cache-control": "no-store"}
    return Response(body, headers=headers, media_type="application/zstd")


@get(
    "/v1/stores/{store:str}/catalogue/{name:str}",
    sync_to_thread=True,
    summary="A snapshot, VERSION.sqlite.zst; Range, If-Range, ETag and 304",
    responses={
        200: ResponseSpec(bytes, description="The file", media_type="application/zstd", generate_examples=False),
        206: ResponseSpec(bytes, description="A part of it", media_type="application/zstd", generate_examples=False),
        400: wire.WRONG,
        404: wire.NOT_THERE,
    },
)
def snapshot(request: files.AnyRequest, state: State, store: FromPath[str], name: FromPath[str]) -> StarletteResponse:
    """A released snapshot."""
    office: Office = state.office
    match = _FILE.fullmatch(name)
    found = office.read(lambda db: snapshots.file_of(db, store, int(match[1]))) if match else None
    if found is None:
        raise Unknown("version", name)
    return files.file(request, office.snapshot_folder / found[0], f'"{found[1]}"', "application/zstd")


@get(
    "/v1/images/{sha256:str}",
    sync_to_thread=True,
    summary="A picture by the SHA-256 of its content",
    responses={
        200: ResponseSpec(bytes, description="The picture", media_type="image/webp", generate_examples=False),
        400: wire.WRONG,
        404: wire.NOT_THERE,
    },
)
def image(request: files.AnyRequest, state: State, sha256: FromPath[str]) -> StarletteResponse:
    """A product's picture."""
    return picture(request, state.office, sha256)


def picture(request: files.AnyRequest, office: Office, sha256: str) -> StarletteResponse:
    """The same, for whoever has another path to it.

    Raises:
        Unknown: if there is none.
    """
    path = images.find(office.image_folder, sha256)
    if path is None:
        raise Unknown("sha256", sha256[:80])
    with path.open("rb") as file:
        kind = images.media_type(file.read(8)) or "application/octet-stream"
    return files.file(request, path, f'"{sha256}"', kind)


HANDLERS = (manifest, delta, snapshot, image)
