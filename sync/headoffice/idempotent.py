"""How a path of the HTTP interface acts once: in one transaction, with the answer of the first time ever after."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, TypeVar

import msgspec
from litestar.datastructures import State
from litestar.params import HeaderParameter

from sync.headoffice import idempotency
from sync.headoffice import requests as wire
from sync.headoffice.change import Change
from sync.headoffice.office import Office

T = TypeVar("T")

ANSWERS = {400: wire.WRONG, 404: wire.NOT_THERE, 409: wire.CONFLICT}
READ = {400: wire.WRONG, 404: wire.NOT_THERE}

Key = Annotated[
    str,
    HeaderParameter(
        name="Idempotency-Key",
        description="The same key and request again: the same answer, and nothing done twice. Another request: 409.",
    ),
]


def once(state: State, key: str, path: str, request: msgspec.Struct, kind: type[T], act: Callable[[Change], T]) -> T:
    """Act in one transaction, or answer as the first time."""
    office: Office = state.office
    asked = path.encode() + b"\n" + msgspec.json.encode(request)
    return office.change(lambda change: idempotency.once(change, key, asked, kind, lambda: act(change)))
