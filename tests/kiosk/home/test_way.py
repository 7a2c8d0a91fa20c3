"""The way through a shop: around the shelves, and in words that fit the drawing."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.catalogue.model import PlanPlace, PlanShelf, StorePlan
from kiosk.catalogue.way import ROOM, way
from kiosk.home.comparing import best_rated, cheapest_each, per_unit

SHELF = PlanShelf("A1", 400, 400, 800, 80, 8)
PLAN = StorePlan((SHELF,), (PlanPlace("entrance", "", 800, 1200), PlanPlace("kiosk", "kiosk-1", 200, 1000)))


def test_the_way_goes_around_a_shelf_and_ends_at_the_product() -> None:
    found = way(PLAN, (800.0, 1000.0), (800.0, 200.0))

    assert found is not None
    assert found.points[0] == (800.0, 1000.0)
    assert found.points[-1] == (800.0, 200.0)
    assert found.length > 800
    for x, y in found.points[1:-1]:
        assert not (400 - ROOM < x < 1200 + ROOM and 400 - ROOM < y < 480 + ROOM)


def test_its_words_turn_as_the_drawing_does() -> None:
    found = way(PLAN, (200.0, 1000.0), (420.0, 440.0))

    assert found is not None
    turns = [leg.turn for leg in found.legs]
    assert turns[0] == "start"
    assert set(turns[1:]) <= {"left", "right"}
    assert sum(leg.metres for leg in found.legs) <= round(found.length / 100) + len(turns)


def test_where_shelves_leave_no_way_there_is_none() -> None:
    walls = (
        PlanShelf("N", 300, 300, 400, 60, 0),
        PlanShelf("S", 300, 640, 400, 60, 0),
        PlanShelf("W", 300, 300, 60, 400, 0),
        PlanShelf("E", 640, 300, 60, 400, 0),
    )

    assert way(StorePlan(walls, ()), (100.0, 100.0), (500.0, 500.0)) is None


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 15), st.integers(0, 9), st.integers(0, 15))
def test_from_anywhere_the_way_is_about_as_long_as_it_must_be(x: int, y: int, goal: int) -> None:
    start, end = (x * 80.0 + 20, 560.0 + y * 60), (goal * 80.0 + 20, 600.0)

    found = way(PLAN, start, end)

    assert found is not None
    least = max(abs(start[0] - end[0]), abs(start[1] - end[1]))
    assert least - 1 <= found.length <= abs(start[0] - end[0]) + abs(start[1] - end[1]) + 200


def test_the_price_for_the_same_amount_says_which_one_is_best_value() -> None:
    assert per_unit("30 ml", 22800) == (76000, "100ml")
    assert per_unit("1 kg", 5000) == (500, "100g")
    assert per_unit("M", 5000) == (0, "")
    assert cheapest_each([("15 ml", 12800), ("30 ml", 22800), ("50 ml", 33800)]) == 2
    assert cheapest_each([("15 ml", 12800), ("30 g", 22800)]) is None
    assert cheapest_each([("15 ml", 100), ("30 ml", 200)]) is None


def test_the_best_rated_is_named_where_there_is_one() -> None:
    assert best_rated([45, 48, None]) == 1
    assert best_rated([48, 48]) is None
    assert best_rated([48, None]) is None
