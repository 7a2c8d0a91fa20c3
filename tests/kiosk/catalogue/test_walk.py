"""A walk past several shelves: every place once, never longer than going from one to the nearest next."""

from __future__ import annotations

from itertools import permutations

from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.catalogue.walk import length, walk

places = st.lists(st.tuples(st.integers(0, 3000).map(float), st.integers(0, 2000).map(float)), min_size=0, max_size=12)


@given(places)
@settings(max_examples=60, deadline=None)
def test_every_place_is_passed_once(found: list[tuple[float, float]]) -> None:
    assert sorted(walk((0.0, 0.0), found)) == list(range(len(found)))


@given(st.lists(st.tuples(st.integers(0, 30).map(float), st.integers(0, 20).map(float)), max_size=6))
@settings(max_examples=40, deadline=None)
def test_a_short_walk_is_hardly_longer_than_the_shortest(found: list[tuple[float, float]]) -> None:
    start = (0.0, 0.0)

    best = min(length(start, found, order) for order in permutations(range(len(found))))

    assert length(start, found, walk(start, found)) <= best * 1.35 + 1e-6


def test_aisles_are_walked_one_after_another() -> None:
    aisles = [(400.0, 100.0), (800.0, 100.0), (400.0, 700.0), (800.0, 700.0)]

    assert walk((0.0, 0.0), aisles) in ([0, 2, 3, 1], [0, 1, 3, 2])
