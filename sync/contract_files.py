"""The contract as files for partners, made from `messages` and `control.py`: JSON Schema and AsyncAPI 3."""

from __future__ import annotations

import json
from typing import Any

import msgspec

from sync import control, frames, live
from sync.messages import BY_TYPE, DOWN, DOWN_EVENTS, LANES, LIVE, UP, Event, Message

_CONTROL = (control.Hello, control.Welcome, control.Ack, control.DownAck, control.Status, control.HeadOfficeState)
_REF = "#/components/schemas/{name}"
_ADDRESS = "kx/v1/{tenant}/{store}/{device}"
_FRAME = "application/vnd.kx.frame"

Json = dict[str, Any]  # plain JSON values, nested as the standards lay down


def _envelope() -> type:
    """The envelope as the schema shall show it: JSON Schema has no word for "bytes left as they are"."""
    fields: list[tuple[str, Any] | tuple[str, Any, Any]] = []
    for field in msgspec.structs.fields(Event):
        if field.name == "data":
            fields.append(("data", dict[str, Any]))
        elif field.required:
            fields.append((field.name, field.type))
        else:
            fields.append((field.name, field.type, field.default))
    return msgspec.defstruct("Event", fields, kw_only=True, namespace={"__doc__": Event.__doc__})


def files() -> dict[str, str]:
    """File name -> content, as they lie in `sync/contract/`."""
    return {"messages.schema.json": _text(message_schema()), "asyncapi.json": _text(asyncapi())}


def message_schema() -> Json:
    """JSON Schema (2020-12) of every event: the envelope, with the `data` that belongs to its `type`."""
    _, schemas = msgspec.json.schema_components([*BY_TYPE.values(), _envelope()], ref_template="#/$defs/{name}")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Events between the devices of a store and head office",
        "oneOf": [
            {
                "allOf": [
                    {"$ref": "#/$defs/Event"},
                    {"properties": {"type": {"const": name}, "data": {"$ref": f"#/$defs/{kind.__name__}"}}},
                ]
            }
            for name, kind in BY_TYPE.items()
        ],
        "$defs": schemas,
    }


def asyncapi() -> Json:
    """AsyncAPI 3.0 as a device sees it: what it sends, what it receives, and where."""
    _, schemas = msgspec.json.schema_components([*BY_TYPE.values(), _envelope(), *_CONTROL], ref_template=_REF)
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Shop floor sync",
            "version": "1",
            "description": (
                "Every device keeps what it posts in its journal until head office has confirmed it after its COMMIT. "
                "A frame is `KX1`, one byte of flags (0), and a zstd frame of a JSON array of at most "
                f"{frames.MAX_EVENTS} CloudEvents 1.0 (structured); at most {frames.MAX_PAYLOAD} bytes, at most "
                f"{frames.MAX_INFLATED} bytes unpacked. QoS 1, clean sessions, unknown fields are ignored."
            ),
        },
        "defaultContentType": "application/json",
        "channels": _channels(),
        "operations": _operations(),
        "components": {
            "schemas": schemas,
            "messages": {
                **{kind.__name__: _event(kind) for kind in BY_TYPE.values()},
                **{kind.__name__: _control_message(kind) for kind in _CONTROL},
            },
        },
    }


def _channels() -> Json:
    parameters = {
        "tenant": {"description": "The chain."},
        "store": {"description": "GLN of the shop, 13 digits."},
        "device": {"description": "The device's name within the shop."},
    }

    def channel(address: str, kinds: tuple[type, ...], text: str) -> Json:
        named = {name: about for name, about in parameters.items() if f"{{{name}}}" in address}
        kinds_by_name = {kind.__name__: {"$ref": f"#/components/messages/{kind.__name__}"} for kind in kinds}
        return {"address": address, "description": text, "parameters": named, "messages": kinds_by_name}

    lanes = {
        f"up_{lane}": channel(
            f"{_ADDRESS}/up/{lane}",
            tuple(kind for kind in UP if lane == kind.LANE),
            f"Frames of the lane `{lane}`, numbered 1, 2, 3, ... within an epoch.",
        )
        for lane in LANES
    }
    live_text = f"One event a payload, within the store only, expires after {live.EXPIRY_S} s."
    return lanes | {
        "up_hello": channel(f"{_ADDRESS}/up/hello", (control.Hello,), "First word after each connect."),
        "up_ack": channel(f"{_ADDRESS}/up/ack", (control.DownAck,), "The down stream is committed up to here."),
        "down_welcome": channel(f"{_ADDRESS}/down/welcome", (control.Welcome,), "The answer to a hello."),
        "down_ack": channel(f"{_ADDRESS}/down/ack", (control.Ack,), "Cumulative, after head office's COMMIT."),
        "down_event": channel(f"{_ADDRESS}/down/event", DOWN_EVENTS, "Frames of the store's down stream."),
        "status": channel(f"{_ADDRESS}/status", (control.Status,), "Retained; the last will says offline."),
        "live": channel(f"{_ADDRESS}/store/{{kind}}", LIVE, live_text)
        | {"parameters": parameters | {"kind": {"description": "Second word of the event's type."}}},
        "headoffice_state": channel(
            "kx/v1/{tenant}/hq/state", (control.HeadOfficeState,), "Retained: whether head office takes messages in."
        ),
    }


def _operations() -> Json:
    sends = (*(f"up_{lane}" for lane in LANES), "up_hello", "up_ack", "status", "live")
    receives = ("down_welcome", "down_ack", "down_event", "status", "live", "headoffice_state")
    return {
        f"{action}_{name}": {"action": action, "channel": {"$ref": f"#/channels/{name}"}}
        for action, names in (("send", sends), ("receive", receives))
        for name in names
    }


def _event(kind: type[Message]) -> Json:
    where = {DOWN: "down to stores", "": "live within the store"}.get(kind.LANE, f"up, lane {kind.LANE}")
    if kind in LIVE and kind.LANE:
        where += ", and live within the store"
    return {
        "name": kind.TYPE,
        "title": kind.__name__,
        "summary": f"{_first_line(kind)} ({where})",
        "contentType": _FRAME if kind.LANE else "application/json",
        "payload": {
            "allOf": [
                {"$ref": _REF.format(name="Event")},
                {
                    "properties": {
                        "type": {"const": kind.TYPE},
                        "data": {"$ref": _REF.format(name=kind.__name__)},
                    }
                },
            ]
        },
    }


def _control_message(kind: type) -> Json:
    return {
        "name": kind.__name__,
        "summary": _first_line(kind),
        "contentType": "application/json",
        "payload": {"$ref": _REF.format(name=kind.__name__)},
    }


def _first_line(kind: type) -> str:
    return (kind.__doc__ or "").strip().partition("\n")[0]


def _text(document: Json) -> str:
    return json.dumps(document, indent=1, ensure_ascii=False, sort_keys=False) + "\n"
