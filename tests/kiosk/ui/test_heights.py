"""Heights that are told from outside: tiles of one line, rows of a list."""

from __future__ import annotations

import pytest

from kiosk.ui.widgets.boxes import Grid, Row
from kiosk.ui.widgets.card import Card
from kiosk.ui.widgets.stat import Stat
from kiosk.ui.widgets.text import Text
from tests.ui import TABLET, Ui, ui

__all__ = ["ui"]


def test_tiles_never_break_a_number_and_keep_their_lines_whatever_its_length(ui: Ui) -> None:
    for minor in range(100_000, 130_000, 1_777):
        long, short = Stat("status.tile_sales", f"¥{minor / 100:,.2f}", "8"), Stat("status.tile_dead", "0", "8")
        ui.mount(Grid(long, short, columns=2, size_hint=(None, None), width=452), TABLET)
        ui.pump(4)

        assert long.value.height < 2 * long.value.font_size
        assert long.note.y == pytest.approx(short.note.y, abs=1)


def test_a_row_whose_list_gives_it_a_height_keeps_it(ui: Ui) -> None:
    row = Card(Text("一行", role="body"))
    row.unbind(minimum_height=row._hug, size_hint_y=row._hug)
    row.size_hint_y = None
    row.height = 300
    ui.mount(Row(row), TABLET)
    ui.pump(4)

    assert row.minimum_height < 200
    assert row.height == 300
