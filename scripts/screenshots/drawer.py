"""The drawer's scenes: opened, counted, closed with things left over."""

from __future__ import annotations

from datetime import timedelta

from kiosk.shift import actions as shifts
from kiosk.shift.model import MovementKind
from kiosk.till import actions as till
from kiosk.till import day
from scripts.screenshots.desk import everything_arrives
from scripts.screenshots.scene import Stage
from scripts.screenshots.store_line import line
from scripts.screenshots.world import NOW

FLOAT = {"note:10000": 2, "note:5000": 2, "note:2000": 5, "note:1000": 6, "note:500": 4, "coin:100": 20}

MOVES: tuple[tuple[MovementKind, int, str], ...] = (
    ("paid_in", 20_000, "change_fund"),
    ("paid_out", 3_850, "courier"),
    ("no_sale", 0, "give_change"),
    ("drop", 50_000, "large_notes"),
)


def sell(stage: Stage, rank: int) -> None:
    """One sale in cash."""
    store = stage.world.store
    basket_id = store.new_id()
    stage.world.do(till.add_product, store.register, basket_id, stage.world.gtin(rank))
    stage.world.do(till.pay_cash, store.register, basket_id, 1_000_000)


def morning(stage: Stage) -> None:
    """A shift with sales and movements."""
    line(stage)
    world = stage.world
    world.clock.now = NOW - timedelta(hours=5)
    world.do(shifts.open_shift, world.store.register, 0, pieces=FLOAT)
    for nth, rank in enumerate((2, 9, 15, 43, 2, 7)):
        world.clock.now += timedelta(minutes=17)
        sell(stage, rank)
        if nth < len(MOVES):
            kind, amount, reason = MOVES[nth]
            world.do(shifts.move, world.store.register, kind, amount, reason)
    world.do(everything_arrives)
    world.clock.now = NOW


def evening(stage: Stage) -> None:
    """The same, with a parked basket and facts that wait."""
    morning(stage)
    store = stage.world.store
    basket_id = store.new_id()
    stage.world.do(till.add_product, store.register, basket_id, stage.world.gtin(9))
    stage.world.do(till.park, store.register, basket_id)
    sell(stage, 15)


def expected(stage: Stage) -> int:
    """What should be in the drawer."""
    shift = stage.navigator.screen.shift
    return day.cash(stage.world.store.db, shift).expected_minor


def shift_closed(stage: Stage) -> None:
    """No shift; the last one left things over."""
    evening(stage)
    stage.world.do(day.close, stage.world.store.register, seal=stage.world.store.receipt_code)
    stage.go("shift.home")


def shift_open(stage: Stage) -> None:
    """In the middle of the day."""
    evening(stage)
    stage.go("shift.home")


def shift_float(stage: Stage) -> None:
    """The float is counted."""
    line(stage)
    stage.go("shift.count", purpose="open")
    screen = stage.navigator.screen
    for key, number in FLOAT.items():
        screen.set_number(key, number)
    screen.choose("note:2000")
    screen.type("5")


def shift_paid_out(stage: Stage) -> None:
    """Money for the courier."""
    morning(stage)
    stage.go("shift.move", kind="paid_out")
    screen = stage.navigator.screen
    screen.choose("courier")
    for digit in "3850":
        screen.type(digit)


def shift_no_sale(stage: Stage) -> None:
    """The drawer is opened without a sale."""
    morning(stage)
    stage.go("shift.move", kind="no_sale")
    stage.navigator.screen.choose("give_change")


def shift_close(stage: Stage) -> None:
    """The checklist, untouched."""
    evening(stage)
    stage.go("shift.close")


def shift_variance(stage: Stage) -> None:
    """Counted twice, and it does not fit."""
    shift_close(stage)
    for _ in range(2):
        stage.world.do(day.count, stage.world.store.register, expected(stage) - 500)
    stage.navigator.screen.refresh()
    stage.settle()


def shift_z(stage: Stage) -> None:
    """The Z."""
    shift_variance(stage)
    stage.navigator.screen.give_reason("change_error")
    stage.navigator.screen.close_shift()
    stage.settle()


def shift_x(stage: Stage) -> None:
    """The X."""
    morning(stage)
    stage.go("shift.home")
    stage.navigator.screen.show_x()
    stage.settle()


PLAYS = (
    ("shift_closed", shift_closed, False),
    ("shift_open", shift_open, True),
    ("shift_float", shift_float, True),
    ("shift_paid_out", shift_paid_out, True),
    ("shift_no_sale", shift_no_sale, False),
    ("shift_close", shift_close, False),
    ("shift_variance", shift_variance, True),
    ("shift_x", shift_x, False),
    ("shift_z", shift_z, True),
)
