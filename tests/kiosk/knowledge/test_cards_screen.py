"""Knowledge cards on a tablet: typed, scanned, read; nothing of it needs a network."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kiosk.associate import table
from scripts.demo_store.cards import CARDS
from sync.formats import search_text
from tests.desks import Desk, open_desk
from tests.devices import SERUM, TestDevice
from tests.kiosk.catalogue.test_ground import changed_file
from tests.ui import Ui, ui

__all__ = ["ui"]


@pytest.fixture
def desk(ui: Ui, device: TestDevice) -> Iterator[Desk]:
    """A tablet that knows the demo store's cards; those of its best seller are about the serum."""
    from kiosk import database

    rows = []
    for number, one in enumerate(CARDS, 1):
        texts = (one.title.zh_hans, one.title.zh_hant, one.title.en, one.body.zh_hans, one.body.zh_hant, one.body.en)
        values = ", ".join(
            _text(part) for part in (one.card_id, one.kind, SERUM if one.rank else "", one.category, *texts)
        )
        rows.append(f"INSERT INTO card VALUES ({number}, {values});")
        rows.append(f"INSERT INTO card_search (rowid, tokens) VALUES ({number}, {_text(search_text.tokens(*texts))});")
    database.use_catalogue(device.store.folder, changed_file(device.store.folder, "".join(rows)))
    with open_desk(ui, device, table.screens(device.store), "knowledge.cards") as opened:
        yield opened


def _text(part: str) -> str:
    return "'" + part.replace("'", "''") + "'"


def test_a_scanned_product_shows_what_is_to_be_known_about_it(desk: Desk) -> None:
    desk.scan_product(SERUM)

    assert desk.says("先试手背，再谈功效")
    assert desk.says("请客人自己摸")
    assert not desk.says("三十天内可退换")


def test_typed_pinyin_finds_a_card_and_the_cross_brings_all_back(desk: Desk) -> None:
    for letter in "TUIHUAN":
        desk.screen.type(letter)
    desk.settle()
    assert desk.says("凭小票上的二维码")

    desk.screen.clear()
    desk.settle()
    assert desk.says("水果回家怎么放")


def test_what_nobody_wrote_about_is_said(desk: Desk) -> None:
    for letter in "QXZ":
        desk.screen.type(letter)
    desk.settle()

    assert desk.says("没有找到相关的知识卡")


def test_the_page_stands_the_critical_look(desk: Desk) -> None:
    assert desk.findings("cards", [("en", True, 1.5)]) == []
