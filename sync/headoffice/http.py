"""Head office over HTTP: the application, and how its errors look. The paths are in `routes` and `downloads`."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from typing import Any

import msgspec
from litestar import Litestar, MediaType, Request, Response
from litestar.datastructures import State
from litestar.exceptions import HTTPException, ValidationException
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin

from sync.headoffice import (
    appointment_routes,
    downloads,
    hook_routes,
    order_routes,
    routes,
    stockroom_routes,
    task_routes,
    ticket_routes,
)
from sync.headoffice.change import Conflict, Invalid, Unknown
from sync.headoffice.ingest import Lag
from sync.headoffice.office import Office
from sync.headoffice.order_watch import Watch
from sync.headoffice.pages import routes as pages
from sync.headoffice.pages.goods import Goods
from sync.headoffice.pages.limits import Limits
from sync.headoffice.requests import Problem

log = logging.getLogger(__name__)

MAX_BODY = 1024 * 1024
"""Bytes of a request; the largest order has a tenth."""

AnyRequest = Request[Any, Any, Any]  # Any: Litestar's user, auth and state types, which we do not use

_AT = re.compile(r"at `\$\.?([^`]*)`")
_TOKEN = re.compile(r"/order/[^/]+")
_FIELD = re.compile(r"field `([^`]+)`")


def create_app(
    office: Office,
    *,
    broker: Callable[[], bool] | None = None,
    lag: Callable[[], Lag] | None = None,
    watch: Watch | None = None,
) -> Litestar:
    """The ASGI application. `broker` tells whether the link stands, `lag` how far effects are behind.

    `watch` lets browsers follow orders; whoever runs the application closes it first.
    """
    state = State(
        {
            "office": office,
            "broker": broker or (lambda: False),
            "lag": lag or (lambda: Lag(0, 0.0)),
            "watch": watch or Watch(office),
            "goods": Goods(office),
            "limits": Limits(),
        }
    )
    return Litestar(
        route_handlers=[
            *downloads.HANDLERS,
            *routes.HANDLERS,
            *order_routes.HANDLERS,
            *hook_routes.HANDLERS,
            *task_routes.HANDLERS,
            *ticket_routes.HANDLERS,
            *appointment_routes.HANDLERS,
            *stockroom_routes.HANDLERS,
            pages.ROUTER,
        ],
        state=state,
        openapi_config=OpenAPIConfig(
            title="Head office",
            version="1",
            description="Snapshots, deltas and pictures for devices; orders, baskets, prices and stock for the chain.",
            path="/v1",
            render_plugins=[JsonRenderPlugin(path="/openapi.json")],
        ),
        exception_handlers={
            Unknown: _unknown,
            Conflict: _conflict,
            Invalid: _invalid,
            ValidationException: _not_valid,
            HTTPException: _other,
            Exception: _fault,
        },
        request_max_body_size=MAX_BODY,
        logging_config=None,
    )


def _problem(status: int, error: str, field: str, detail: str) -> Response[bytes]:
    body = msgspec.json.encode(Problem(error=error, field=field, detail=detail))
    return Response(body, status_code=status, media_type=MediaType.JSON)


def _unknown(_request: AnyRequest, fault: Unknown) -> Response[bytes]:
    return _problem(404, "unknown", fault.field, str(fault))


def _conflict(_request: AnyRequest, fault: Conflict) -> Response[bytes]:
    return _problem(409, "conflict", fault.field, fault.reason)


def _invalid(_request: AnyRequest, fault: Invalid) -> Response[bytes]:
    return _problem(400, "invalid", fault.field, fault.reason)


def _not_valid(_request: AnyRequest, fault: ValidationException) -> Response[bytes]:
    """The field is named by Litestar's own list, or stands in msgspec's text."""
    extra: Any = fault.extra  # Litestar types it as anything
    # Two parameters have other names in Python than outside.
    first = extra[0] if isinstance(extra, list) and extra and isinstance(extra[0], dict) else {}
    detail = str(first.get("message") or fault.detail)
    named = _FIELD.search(detail) or _AT.search(detail)
    key = str(first.get("key") or "")
    # A fault of the body as a whole is filed under our own name for it; msgspec's text says more.
    field = named.group(1) if named and key in ("", "data") else key
    return _problem(400, "invalid", {"since": "from", "key": "Idempotency-Key"}.get(field, field), detail)


def _other(_request: AnyRequest, fault: HTTPException) -> Response[bytes]:
    error = "not_found" if fault.status_code == 404 else "invalid"
    return _problem(fault.status_code, error, "", fault.detail)


def _fault(request: AnyRequest, fault: Exception) -> Response[bytes]:
    # The address of an order's page opens it: it stands in no log.
    path = _TOKEN.sub("/order/...", request.url.path)
    log.error("a fault at %s %s", request.method, path, exc_info=fault)
    return _problem(500, "fault", "", "a fault of head office; its log says more")
