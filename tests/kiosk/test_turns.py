"""Whose turn it is on the worker: people first, and nobody waits for ever."""

from __future__ import annotations

import queue
import time

import pytest

from kiosk.turns import LONGEST_S, PAUSE_S, Closed, Turns


def test_what_a_person_waits_for_goes_before_what_came_earlier_by_itself() -> None:
    turns: Turns[str] = Turns()
    turns.put("gossip", behind=True)
    turns.put("acknowledgement", behind=True)
    turns.put("sale")
    turns.put("receipt")

    assert [turns.next() for _ in range(4)] == ["sale", "receipt", "gossip", "acknowledgement"]


def test_right_after_a_persons_act_nothing_starts_by_itself() -> None:
    turns: Turns[str] = Turns()
    turns.put("gossip", behind=True)
    turns.acted()
    began = time.monotonic()

    assert turns.next() == "gossip"
    assert PAUSE_S * 0.9 <= time.monotonic() - began < LONGEST_S


def test_people_who_never_pause_hold_up_the_rest_only_for_a_moment() -> None:
    turns: Turns[str] = Turns()
    turns.put("gossip", behind=True)
    until = time.monotonic() + LONGEST_S * 4
    order = []
    while "gossip" not in order and time.monotonic() < until:
        turns.put("sale")
        order.append(turns.next())
        turns.acted()

    assert order[0] == "sale"
    assert order[-1] == "gossip"


def test_a_pause_is_told_and_the_end_only_after_everything() -> None:
    turns: Turns[str] = Turns()
    with pytest.raises(queue.Empty):
        turns.next(0.01)
    turns.put("gossip", behind=True)
    turns.put("sale")
    turns.close()

    assert [turns.next(), turns.next()] == ["sale", "gossip"]
    with pytest.raises(Closed):
        turns.next()
