"""Files become rows; what is wrong in them is named with line, column and reason, and nothing is half loaded."""

from __future__ import annotations

from pathlib import Path

import pytest

from sync.headoffice import imports
from sync.headoffice.csv_rows import BadFile
from sync.headoffice.import_products import import_products
from sync.headoffice.office import Office
from sync.messages import MemberChanged, ProductChanged, StockLevelChanged, StoreChanged
from tests.headoffice import offices
from tests.headoffice.offices import MILK, OTHER, STORE, csv_file, told

HEADER = "gtin,sku,name_zh_hans,name_zh_hant,name_en,brand,category,price_minor,currency,store,on_hand,location,image\n"


def row(**changes: str) -> str:
    """One row of a product, with some cells changed."""
    cells = {
        "gtin": "9529000000014", "sku": "1", "name_zh_hans": "牛奶", "name_zh_hant": "", "name_en": "", "brand": "",
        "category": "dairy", "price_minor": "100", "currency": "CNY", "store": STORE, "on_hand": "5",
        "location": "A1", "image": "",
    }  # fmt: skip
    cells.update(changes)
    return ",".join(cells.values()) + "\n"


def test_a_file_of_products_is_loaded_and_told(office: Office) -> None:
    changed = told(office, STORE, ProductChanged)
    milk = next(one for one in changed if isinstance(one, ProductChanged) and one.gtin == MILK)
    levels = told(office, STORE, StockLevelChanged)

    assert len(changed) == 4
    assert (milk.name.zh_hans, milk.name.zh_hant, milk.name.en) == ("有机纯牛奶", "有機純牛奶", "Pure Organic Milk")
    assert (milk.price_minor, milk.aisle, milk.bay) == (1290, "A3", "05")
    assert (office.image_folder / milk.image).read_bytes().startswith(b"\x89PNG")
    assert {(one.gtin, one.on_hand) for one in levels if isinstance(one, StockLevelChanged)} >= {(MILK, 12)}
    assert len(told(office, OTHER, ProductChanged)) == 1


@pytest.mark.parametrize(
    ("changes", "column", "says"),
    [
        ({"gtin": "9529000000015"}, "gtin", "check digit is 4"),
        ({"gtin": "abc"}, "gtin", "no GTIN"),
        ({"gtin": ""}, "gtin", "empty"),
        ({"name_zh_hans": " "}, "name_zh_hans", "empty"),
        ({"price_minor": "12.90"}, "price_minor", "no whole number"),
        ({"price_minor": "-1"}, "price_minor", "between"),
        ({"currency": "USD"}, "currency", "sells in CNY"),
        ({"currency": "yuan"}, "currency", "ISO 4217"),
        ({"store": "9521000000032"}, "store", "not known"),
        ({"store": "9521000000019"}, "store", "check digit is 8"),
        ({"on_hand": "many"}, "on_hand", "no whole number"),
        ({"image": "../../etc/passwd"}, "image", "not beside"),
        ({"image": "notes.txt"}, "image", "not a PNG"),
        ({"sku": "x,y"}, "", "columns"),
    ],
)
def test_a_bad_row_is_named_and_the_good_ones_are_loaded(
    office: Office, tmp_path: Path, changes: dict[str, str], column: str, says: str
) -> None:
    (tmp_path / "notes.txt").write_text("no picture")
    text = HEADER + row(gtin="9529000000076", name_zh_hans="新品") + row(**changes)

    done = offices.load_products(office, csv_file(tmp_path, "p.csv", text))

    assert done.loaded == 1
    assert [(bad.line, bad.column) for bad in done.bad] == [(3, column)]
    assert says in done.bad[0].reason


def test_the_second_of_two_equal_rows_is_bad(office: Office, tmp_path: Path) -> None:
    done = offices.load_products(office, csv_file(tmp_path, "p.csv", HEADER + row() + row(price_minor="200")))

    assert (done.loaded, [(bad.line, bad.reason) for bad in done.bad]) == (1, [(3, "the same as line 2")])


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (row(), "first row must name the columns"),
        ("", "empty"),
        ("gtin,store\n1,2\n", "name_zh_hans"),
        ("gtin,gtin,name_zh_hans,price_minor,currency,store\n", "twice"),
        (HEADER + '"unclosed', "line"),
    ],
)
def test_a_file_without_a_right_header_is_refused(office: Office, tmp_path: Path, text: str, says: str) -> None:
    before = office.read(lambda db: db.execute("SELECT count(*) FROM product").fetchone()[0])

    with pytest.raises(BadFile, match=says):
        offices.load_products(office, csv_file(tmp_path, "p.csv", text))

    assert office.read(lambda db: db.execute("SELECT count(*) FROM product").fetchone()[0]) == before


def test_a_file_that_breaks_in_the_middle_loads_nothing(office: Office, tmp_path: Path) -> None:
    path = csv_file(tmp_path, "p.csv", HEADER + row(gtin="9529000000076"))
    path.write_bytes(path.read_bytes() + b"\xff\xfe broken")

    with pytest.raises(BadFile, match="UTF-8"):
        offices.load_products(office, path)

    assert office.read(lambda db: db.execute("SELECT 1 FROM product WHERE gtin = '09529000000076'").fetchone()) is None


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("4902030187590", "04902030187590"),  # EAN-13
        ("42191605", "00000042191605"),  # EAN-8
        ("036000291452", "00036000291452"),  # UPC-A
        ("04963406", "00049000006346"),  # UPC-E, no right EAN-8
        ("05096893", "00050968000093"),  # UPC-E, by chance a right EAN-8 too
        ("09529000000014", "09529000000014"),  # GTIN-14
    ],
)
def test_any_form_of_a_gtin_is_stored_as_14_digits(office: Office, tmp_path: Path, typed: str, stored: str) -> None:
    done = offices.load_products(office, csv_file(tmp_path, "p.csv", HEADER + row(gtin=typed)))

    assert done.bad == ()
    assert office.read(lambda db: db.execute("SELECT 1 FROM listing WHERE gtin = ?", (stored,)).fetchone())


def test_a_file_that_says_nothing_new_tells_nobody(office: Office, tmp_path: Path) -> None:
    before = office.read(lambda db: db.execute("SELECT max(n) FROM down").fetchone()[0])

    done = offices.load_products(office, tmp_path / "csv" / "products.csv")

    assert done.loaded == 5
    assert office.read(lambda db: db.execute("SELECT max(n) FROM down").fetchone()[0]) == before


def test_the_first_of_a_family_belongs_to_it(office: Office, tmp_path: Path) -> None:
    header = HEADER.strip() + ",variant_of,size\n"
    text = header + row().strip() + ",,250 ml\n" + row(gtin="9529000000076").strip() + ",9529000000014,1 L\n"

    offices.load_products(office, csv_file(tmp_path, "p.csv", text))

    rows = office.read(lambda db: db.execute("SELECT gtin FROM product WHERE variant_of = ?", (MILK,)).fetchall())
    assert [found[0] for found in rows] == [MILK, "09529000000076"]


def test_many_changes_wait_for_a_release(office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sync.headoffice.import_products.MOST_EVENTS", 1)
    before = len(told(office, STORE, ProductChanged))
    text = HEADER + row(gtin="9529000000076") + row(gtin="9529000000083")

    done = offices.load_products(office, csv_file(tmp_path, "p.csv", text))

    assert "next release" in done.notes[0]
    assert len(told(office, STORE, ProductChanged)) == before


def test_a_missing_picture_is_noted_and_the_product_loaded(office: Office, tmp_path: Path) -> None:
    done = offices.load_products(office, csv_file(tmp_path, "p.csv", HEADER + row(image="lost.png")))

    assert done.loaded == 1
    assert "lost.png" in done.notes[0]


def test_stores_know_each_other_with_distance_and_hours(office: Office) -> None:
    shops = {one.store: one for one in told(office, STORE, StoreChanged) if isinstance(one, StoreChanged)}

    assert shops[STORE].distance_m == 0
    assert 2_500 < shops[OTHER].distance_m < 3_000
    assert (shops[OTHER].opens, shops[OTHER].closes, shops[OTHER].time_zone) == ("10:00", "21:30", "Asia/Shanghai")


def test_members_go_to_their_own_store_only(office: Office) -> None:
    here = [one for one in told(office, STORE, MemberChanged) if isinstance(one, MemberChanged)]
    there = [one for one in told(office, OTHER, MemberChanged) if isinstance(one, MemberChanged)]

    assert [(one.member, one.surname, one.title, one.points) for one in here] == [("M1", "林", "ms", 2480)]
    assert [one.member for one in there] == ["M2"]


def test_purchases_without_a_time_zone_are_refused(office: Office, tmp_path: Path) -> None:
    text = "customer_id,store_id,basket_id,at,product_id,quantity,amount_minor\n"
    text += f"M1,{STORE},B1,2026-05-01T10:00:00+08:00,{MILK},2,100\n"
    text += f"M1,{STORE},B2,2026-05-02T10:00:00,{MILK},2,100\n"
    path = csv_file(tmp_path, "history.csv", text)

    done = office.change(lambda change: imports.import_history(change, path))

    assert (done.loaded, [str(bad) for bad in done.bad]) == (1, ["line 3, at: has no offset from UTC"])


def test_an_import_that_fails_leaves_no_trace(office: Office, tmp_path: Path) -> None:
    path = csv_file(tmp_path, "p.csv", HEADER + row(price_minor="777"))

    def half(change: object) -> None:
        import_products(change, path, office.image_folder)  # type: ignore[arg-type]  # the change is one
        raise RuntimeError("the power went")

    with pytest.raises(RuntimeError):
        office.change(half)

    assert office.read(lambda db: db.execute("SELECT 1 FROM listing WHERE price_minor = 777").fetchone()) is None
