"""The contract's files are what the messages are: a change to a message is a change to a promise."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sync import contract_files
from sync.messages import BY_TYPE

FOLDER = Path(__file__).resolve().parents[2] / "sync" / "contract"


@pytest.mark.parametrize("name", contract_files.files())
def test_the_approved_contract_is_what_the_messages_are(name: str) -> None:
    approved = (FOLDER / name).read_text(encoding="utf-8")

    assert contract_files.files()[name] == approved, "scripts/contract writes it anew; say so in CHANGELOG.md"


def test_every_message_stands_in_the_contract_with_its_place() -> None:
    document = json.loads((FOLDER / "asyncapi.json").read_text(encoding="utf-8"))

    named = {message["name"] for message in document["components"]["messages"].values()}
    placed = {name for channel in document["channels"].values() for name in channel["messages"]}

    assert set(BY_TYPE) <= named
    assert {kind.__name__ for kind in BY_TYPE.values()} <= placed


def test_all_references_of_the_contract_lead_somewhere() -> None:
    for name in contract_files.files():
        document = json.loads((FOLDER / name).read_text(encoding="utf-8"))
        for reference in _references(document):
            place = document
            for word in reference.removeprefix("#/").split("/"):
                place = place[word]


def _references(node: object) -> list[str]:
    if isinstance(node, dict):
        own = [node["$ref"]] if isinstance(node.get("$ref"), str) else []
        return own + [found for value in node.values() for found in _references(value)]
    if isinstance(node, list):
        return [found for value in node for found in _references(value)]
    return []
