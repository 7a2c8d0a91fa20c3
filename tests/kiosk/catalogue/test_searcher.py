"""Searching while somebody types: the newest text counts, and nothing is ever answered with a blank."""

from __future__ import annotations

import queue
from collections.abc import Callable
from functools import partial

from kiosk.catalogue.searcher import Found, Searcher, look_up
from tests.devices import TEA, WATER, TestDevice


def _names(found: Found) -> list[str]:
    return [product.gtin for product in found.products]


def test_an_empty_text_is_answered_with_what_sells_best(device: TestDevice) -> None:
    found = look_up(device.db, "  ", "CNY")

    assert _names(found)[:2] == [WATER, TEA]
    assert found.near == ""


def test_a_text_that_fits_nothing_falls_back_to_its_longest_beginning_that_does(device: TestDevice) -> None:
    found = look_up(device.db, "乌龙茶叶蛋", "CNY")

    assert _names(found) == [TEA]
    assert found.near == "乌龙茶"


def test_a_text_that_fits_nothing_at_all_brings_nothing(device: TestDevice) -> None:
    assert look_up(device.db, "§§", "CNY") == Found("§§", ())


def test_a_question_that_was_overtaken_is_never_answered(device: TestDevice) -> None:
    answers: queue.SimpleQueue[Found] = queue.SimpleQueue()

    def post(function: Callable[..., None], *answer: object) -> None:
        function(*answer)

    searcher = Searcher(device.store.folder, "CNY", post)
    for text in ("w", "wl", "wlc"):
        searcher.find(text, answers.put)
    searcher.start()
    found = answers.get(timeout=5)
    searcher.close()
    searcher.close()

    assert (found.text, _names(found)) == ("wlc", [TEA])
    assert answers.empty()


def test_an_answer_that_waits_for_its_frame_is_shown_to_nobody_who_has_gone(device: TestDevice) -> None:
    waiting: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
    shown: list[Found] = []

    def post(function: Callable[..., None], *answer: object) -> None:
        waiting.put(partial(function, *answer))

    searcher = Searcher(device.store.folder, "CNY", post)
    searcher.find("wlc", shown.append)
    searcher.start()
    frame = waiting.get(timeout=5)
    searcher.close()
    frame()

    assert shown == []
