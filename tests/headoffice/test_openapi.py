"""The HTTP interface is a promise: the document that is derived from the types is the one that was approved."""

from __future__ import annotations

import json
import os
from pathlib import Path

from sync.headoffice import http
from sync.headoffice.office import Office

APPROVED = Path(__file__).parents[2] / "sync" / "contract" / "openapi.json"


def test_the_interface_is_as_approved(empty: Office) -> None:
    """To approve a change, run this test with APPROVE=1 and look at the difference."""
    schema = http.create_app(empty).openapi_schema.to_schema()
    text = json.dumps(schema, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    if os.environ.get("APPROVE"):
        APPROVED.parent.mkdir(exist_ok=True)
        APPROVED.write_text(text, encoding="utf-8")

    assert text == APPROVED.read_text(encoding="utf-8"), "head office's HTTP interface is not the approved one"


def test_every_way_to_fail_is_described(empty: Office) -> None:
    schema = http.create_app(empty).openapi_schema.to_schema()

    assert schema["components"]["schemas"]["Problem"]["required"] == ["detail", "error", "field"]
    for path, operations in schema["paths"].items():
        for operation in operations.values():
            for status, answer in operation["responses"].items():
                if int(status) >= 400:
                    body = answer["content"]["application/json"]["schema"]
                    assert body == {"$ref": "#/components/schemas/Problem"}, (path, status)
