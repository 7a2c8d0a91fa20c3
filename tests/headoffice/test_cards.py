"""Knowledge cards: loaded from a file, sent with a release, and bad rows are named."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import zstandard

from kiosk import database
from kiosk.knowledge import tables
from kiosk.knowledge.model import Card
from kiosk.schema import SCHEMA
from sync.headoffice import cards
from sync.headoffice.office import Office
from tests.headoffice.offices import MILK, SOAP, STORE, csv_file

HEADER = "card_id,kind,gtin,category,title_zh_hans,title_zh_hant,title_en,body_zh_hans,body_zh_hant,body_en\n"
CARDS = (
    HEADER
    + f"""milk-warm,tip,{MILK},,温热更香甜,溫熱更香甜,Sweeter when warm,热到四十度,熱到四十度,Warm to forty degrees
dairy-keep,how_to,,dairy,乳品怎么保存,乳品怎麼保存,Keeping dairy,冷藏在四度以下,冷藏在四度以下,Below four degrees
back-30,policy,,,三十天内可退货,三十天內可退貨,Thirty days to return,带小票来,帶收據來,Bring the receipt for the milk
"""
)


@pytest.fixture
def device(office: Office, tmp_path: Path) -> Iterator[database.Connection]:
    """A device's reading connection after a release with these cards."""
    done = office.change(lambda change: cards.import_cards(change, csv_file(tmp_path, "cards.csv", CARDS)))
    assert (done.loaded, done.bad) == (3, ())
    made = office.release(STORE)[0]
    folder = tmp_path / "device"
    database.migrate(folder, SCHEMA)
    raw = zstandard.ZstdDecompressor().stream_reader(made.file.open("rb"), read_across_frames=True).read()
    (folder / "catalogue-1.sqlite").write_bytes(raw)
    database.use_catalogue(folder, "catalogue-1.sqlite")
    with closing(database.open_reader(folder)) as db:
        yield db


def titles(found: list[Card]) -> list[str]:
    """Their English titles."""
    return [card.title.en for card in found]


def test_cards_are_found_in_chinese_in_words_and_by_pinyin(device: database.Connection) -> None:
    assert titles(tables.find(device, "保存")) == ["Keeping dairy"]
    assert titles(tables.find(device, "wenre")) == ["Sweeter when warm"]
    assert titles(tables.find(device, "degrees")) == ["Keeping dairy", "Sweeter when warm"]
    assert titles(tables.find(device, "退貨")) == ["Thirty days to return"]
    assert tables.find(device, "没有这样的") == []
    assert tables.count(device) == len(tables.find(device, "")) == 3


def test_cards_of_a_product_stand_before_those_of_its_category_and_others_do_not_stand(
    device: database.Connection,
) -> None:
    assert titles(tables.about(device, MILK, "dairy")) == ["Sweeter when warm", "Keeping dairy"]
    assert titles(tables.about(device, SOAP, "care")) == []
    assert titles(tables.about(device, "", "")) == []


def test_bad_rows_are_named_and_good_ones_are_loaded(office: Office, tmp_path: Path) -> None:
    text = HEADER + "a,poem,,,题,,,文,,\n" + "b,tip,123,,题,,,文,,\n" + "c,tip,,,题,,,文,,\n" + "d,tip,,,,,,文,,\n"
    done = office.change(lambda change: cards.import_cards(change, csv_file(tmp_path, "cards.csv", text)))

    assert done.loaded == 1
    assert [(bad.line, bad.column) for bad in done.bad] == [(2, "kind"), (3, "gtin"), (5, "title_zh_hans")]


def test_what_a_card_says_may_have_several_lines_and_its_title_has_one(office: Office, tmp_path: Path) -> None:
    file = csv_file(tmp_path, "cards.csv", HEADER + 'a,tip,,,题,,,"一\r\n二",,\nb,tip,,,"题\n目",,,一,,\n')

    done = office.change(lambda change: cards.import_cards(change, file))

    assert (done.loaded, [(one.line, one.column) for one in done.bad]) == (1, [(5, "title_zh_hans")])
    assert office.read(lambda db: db.execute("SELECT body_zh_hans FROM card").fetchall()[0][0]) == "一\n二"
