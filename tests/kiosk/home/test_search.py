"""Searching and browsing as people do it: keys, words that are picked, filters, shelves, and what is left behind."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from kiosk.search.model import Filters
from kiosk.ui.input_method.entry import Entry
from kiosk.ui.theme import theme
from kiosk.ui.tr import tr
from kiosk.ui.widgets.product_grid import ProductView
from kiosk.ui.widgets.touch_pad import EraseKey, Key
from kiosk.writing import making
from sync import messages
from tests.devices import GEL, NOON, ROWS, SERUM, TEA, WATER, Row, TestDevice, gtin_of, open_device
from tests.kiosks import Kiosk, open_kiosk
from tests.ui import Ui

MILK = gtin_of(20)
MANY = 60


@pytest.fixture(scope="module", autouse=True)
def dictionary() -> Path:
    """The touch pad's words, made by set-up."""
    return making.ensure()


@pytest.fixture
def shelves(ui: Ui, tmp_path: Path) -> Iterator[Kiosk]:
    """A kiosk whose shop has milk, and a long shelf."""
    more = tuple(
        Row(gtin_of(100 + n), f"护手霜 {n} 号", f"護手霜 {n} 號", f"Hand cream {n}", 1000 + n) for n in range(MANY)
    )
    rows = (*ROWS, Row(MILK, "鲜牛奶", "鮮牛奶", "Fresh milk", 1200, brand="LACTELLE"), *more)
    with open_device(tmp_path / "device", rows=rows) as device, open_kiosk(ui, device, tmp_path) as kiosk:
        yield kiosk


def press(kiosk: Kiosk, keys: str) -> None:
    """Tap these keys of the pad."""
    for letter in keys:
        kiosk.ui.tap(next(one for one in kiosk.screen.pad.walk() if isinstance(one, Key) and one.word == letter))
    kiosk.settle()


def answered(kiosk: Kiosk) -> None:
    """Wait for the answer to what stands in the field."""
    screen = kiosk.screen
    kiosk.until(lambda: screen.found is not None and screen.found.question == screen.question)


def names(kiosk: Kiosk) -> list[str]:
    """The names on the cards that are known, in order."""
    grid = kiosk.screen.results.grid
    return [grid._views[place].name for place in sorted(grid._views)]


def test_milk_is_written_by_its_initials_and_picked_with_one_tap(shelves: Kiosk) -> None:
    shelves.go("search.find")
    press(shelves, "NN")
    answered(shelves)

    assert shelves.screen.line.shown[0] == "牛奶"
    shelves.tap_words("牛奶")
    answered(shelves)

    assert shelves.screen.field.text == "牛奶"
    assert names(shelves) == ["鲜牛奶"]


def test_a_part_of_what_was_typed_can_be_picked_and_the_rest_goes_on(shelves: Kiosk) -> None:
    shelves.go("search.find", entry=Entry("", "xianniun"))
    answered(shelves)
    candidate = next(one for one in shelves.screen.found.candidates if one.text == "鲜")

    shelves.screen._chosen(candidate)
    answered(shelves)

    assert shelves.screen.field.text == "鲜NIUN"
    assert names(shelves) == ["鲜牛奶"]


def test_all_words_lie_over_the_keys_page_by_page(shelves: Kiosk) -> None:
    shelves.go("search.find", entry=Entry("", "shi"))
    answered(shelves)
    shelves.ui.tap(shelves.screen.line.more)
    shelves.settle()
    first = shelves.words()

    shelves.ui.tap(next(one for one in shelves.screen.pad.walk() if getattr(one, "name_key", "") == "writing.next"))
    shelves.settle()
    word = shelves.screen.found.candidates[24]

    assert shelves.words() != first
    shelves.tap_words(word.text)
    assert shelves.screen.field.text == word.text
    assert not shelves.screen.pad.picking


def test_taiwan_writes_with_its_own_keys_and_tones(shelves: Kiosk) -> None:
    tr.switch("zh_TW")
    shelves.go("search.find")
    press(shelves, "ㄋㄧㄡˊㄋㄞˇ")
    answered(shelves)

    assert shelves.screen.line.shown[0] == "牛奶"
    assert names(shelves) == ["鮮牛奶"]


def test_the_space_bar_takes_the_first_word_and_erasing_gives_it_back(shelves: Kiosk) -> None:
    shelves.go("search.find")
    press(shelves, "NIUNAI")
    answered(shelves)

    shelves.tap_words(tr.text("ui.space"))
    assert shelves.screen.field.text == "牛奶"
    shelves.ui.tap(next(one for one in shelves.screen.pad.walk() if isinstance(one, EraseKey)))
    answered(shelves)

    assert shelves.screen.field.text == "牛"


def test_another_language_has_other_keys_and_keeps_what_is_settled(shelves: Kiosk) -> None:
    shelves.go("search.find", entry=Entry("牛奶", ""))
    answered(shelves)

    tr.switch("en")
    answered(shelves)

    assert shelves.screen.field.text == "牛奶"
    assert names(shelves) == ["Fresh milk"]


def test_the_keys_go_away_for_the_cards_and_come_back_with_the_field(shelves: Kiosk) -> None:
    shelves.go("search.find", entry=Entry("牛奶", ""))
    answered(shelves)

    shelves.ui.tap(shelves.screen.pad.enter)
    shelves.settle()
    assert shelves.screen._keys.parent is None
    shelves.ui.tap(shelves.screen.field)
    shelves.settle()

    assert shelves.screen._keys.parent is not None


def test_filters_narrow_at_once_and_come_off_again(shelves: Kiosk) -> None:
    shelves.go("search.find")
    answered(shelves)
    shelves.ui.tap(shelves.screen.filter)
    shelves.until(lambda: shelves.screen.found.counted is not None)
    shelves.settle()

    shelves.tap_words("LACTELLE  1")
    answered(shelves)
    assert names(shelves) == ["鲜牛奶"]
    assert shelves.screen.question.filters == Filters(brands=frozenset({"LACTELLE"}))
    shelves.tap("search.no_filters")
    answered(shelves)

    assert len(shelves.screen.found.ids) == len(ROWS) + 1 + MANY


def test_who_comes_back_from_a_product_finds_the_page_as_it_was(shelves: Kiosk) -> None:
    shelves.go("search.find", entry=Entry("", "nn"), filters=Filters(brands=frozenset({"LACTELLE"})))
    answered(shelves)
    shelves.screen.open_product(MILK)
    shelves.settle()
    assert shelves.name == "product.page"

    shelves.navigator.back()
    answered(shelves)

    assert shelves.screen.field.text == "NN"
    assert shelves.screen.question.filters.brands == {"LACTELLE"}


def test_nothing_that_was_typed_is_there_for_the_next_shopper(shelves: Kiosk) -> None:
    shelves.go("search.find", entry=Entry("护手霜", "mm"))
    answered(shelves)
    page = shelves.screen

    shelves.navigator.end_session()
    shelves.settle()
    assert page.field.text == ""
    assert page.line.shown == []
    shelves.go("search.find")
    answered(shelves)

    assert shelves.screen.field.text == ""
    assert "护手霜" not in " ".join(shelves.screen.line.shown)


def test_a_member_sees_what_it_costs_them_once_the_prices_are_known(shelves: Kiosk) -> None:
    shelves.go("search.find", entry=Entry("牛奶", ""))
    answered(shelves)
    results = shelves.screen.results
    shelves.until(lambda: MILK in results._tags)
    shelves.until(lambda: results.grid._by_index[0].view.price == "¥12")
    tag = results._tags[MILK]

    results._priced({MILK: replace(tag, amount=replace(tag.amount, minor=900))})

    view = results.grid._views[0]
    assert (view.price, view.old_price) == ("¥9", "¥12")


def test_a_price_that_changes_is_read_again_where_the_page_stands(shelves: Kiosk) -> None:
    from kiosk.catalogue import actions as catalogue

    shelves.go("search.find", entry=Entry("牛奶", ""))
    answered(shelves)
    changed = messages.PriceChanged(gtin=MILK, price_minor=1100, currency="CNY", version=101, at=NOON)

    shelves.device.do(catalogue.price_changed, changed)
    shelves.settle()

    shelves.until(lambda: shelves.screen.results.grid._views[0].price == "¥11")
    assert shelves.screen.field.text == "牛奶"


def test_a_shelf_is_gone_along_to_its_end_and_its_cards_come_as_they_are_seen(shelves: Kiosk) -> None:
    shelves.go("browse.shelf", category="care")
    answered(shelves)
    grid = shelves.screen.results.grid
    whole = len(ROWS) + 1 + MANY
    assert grid.count == whole
    assert len(grid._cards) < 30

    grid.scroll_y = 0
    shelves.until(lambda: grid.bring(whole - 1) is not None)

    assert grid.bring(whole - 1).view.name == f"护手霜 {MANY - 1} 号"
    assert len(grid._cards) < 30


def test_a_card_that_is_not_known_yet_is_grey_and_opens_nothing(shelves: Kiosk) -> None:
    shelves.go("browse.shelf", category="care")
    answered(shelves)
    grid = shelves.screen.results.grid
    opened: list[str] = []
    grid._open = opened.append

    shelves.screen.results._found = None
    shelves.screen.results._hits.clear()
    grid.show(5, {0: ProductView(TEA, "乌龙茶")})
    shelves.until(lambda: grid._by_index[1].view.gtin == "")

    assert grid._by_index[1].action is None
    assert grid._by_index[1]._words.opacity == 0
    assert grid._by_index[0].action is not None


def test_the_shelf_above_is_one_step_up_and_then_back(shelves: Kiosk) -> None:
    shelves.go("home.scan")
    shelves.go("browse.shelf", category="care")
    answered(shelves)

    shelves.ui.tap(shelves.screen.back)
    answered(shelves)
    assert (shelves.name, shelves.screen.question.filters.category) == ("browse.shelf", "")
    shelves.ui.tap(shelves.screen.back)
    shelves.settle()

    assert shelves.name == "home.scan"


@pytest.mark.parametrize("low", [False, True])
def test_nothing_on_these_pages_is_cut_covered_pale_or_too_small(shelves: Kiosk, low: bool) -> None:
    theme.choose(low=low)
    found = []
    for name, args in (
        ("search.find", {"entry": Entry("", "hss")}),
        ("search.find", {"entry": Entry("§§")}),
        ("browse.shelf", {"category": "care"}),
    ):
        shelves.go(name, **args)
        answered(shelves)
        found += shelves.findings(name)
    theme.choose(low=False)

    assert found == []


def test_a_product_that_came_since_the_snapshot_is_found_by_its_name(device: TestDevice, kiosk: Kiosk) -> None:
    from kiosk.catalogue import actions as catalogue

    fresh = messages.ProductChanged(
        gtin=gtin_of(77),
        sku="200077",
        name=messages.Texts("桂花酒酿", "桂花酒釀", "Osmanthus rice"),
        brand="",
        category="care",
        price_minor=3900,
        currency="CNY",
        version=101,
        at=NOON,
    )
    device.do(catalogue.product_changed, fresh)

    kiosk.go("search.find", text="桂花")
    answered(kiosk)

    assert names(kiosk) == ["桂花酒酿"]
    assert {WATER, GEL, SERUM}.isdisjoint(hit.product.gtin for hit in kiosk.screen.found.hits)


def test_a_number_of_yesterday_is_not_told_as_one_on_cards_and_beside_others(kiosk: Kiosk) -> None:
    kiosk.go("browse.shelf")
    kiosk.until(lambda: kiosk.says("本店 4 件"))

    kiosk.device.clock.pass_time(minutes=9 * 60)
    kiosk.screen.refresh()
    kiosk.until(lambda: kiosk.says("本店有货"))
    assert not kiosk.says("本店 4 件")
    kiosk.go("product.compare", gtins=(TEA, SERUM))

    assert kiosk.says("本店有货")
    assert not kiosk.says("本店 4 件")
