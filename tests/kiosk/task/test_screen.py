"""A2 on the tablet: a push to the right takes a task, one to the left puts it aside, and both can be taken back."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy
import pytest

from hardware.scanner import PreviewFrame
from kiosk.associate.widgets.counts import TabletCounts
from kiosk.task import actions, photo, tables
from kiosk.task.model import Task, Wanted
from kiosk.task.screens.tasks import TasksScreen
from kiosk.ui.desk import Counts, DeskPlace
from kiosk.ui.widgets.swipe_row import SwipeRow
from sync.messages import Texts
from tests.desks import HARDEST, Desk, open_desk
from tests.devices import NOON, SERUM, open_device
from tests.ui import Ui

PLACES = (DeskPlace("associate.tasks", "tasks", "rail.tasks"), DeskPlace("service.calls", "bell", "rail.calls"))
MOP, SHELF = Texts("拖地", "拖地", "Mop the floor"), Texts("整理货架", "整理貨架", "Tidy the shelf")


class Camera:
    """Sees a grey wall."""

    def preview(self) -> PreviewFrame:
        return PreviewFrame(1, 64, 36, "luminance", numpy.full((36, 64), 128, numpy.uint8))


@pytest.fixture
def desk(ui: Ui, tmp_path: Path) -> Iterator[Desk]:
    with open_device(tmp_path, name="tablet-1", role="associate") as device:
        device.store.parts[Counts] = TabletCounts(device.store)
        screens = {"associate.tasks": lambda: TasksScreen(device.store, places=PLACES)}
        with open_desk(ui, device, screens, "associate.tasks") as opened:
            yield opened


def make(desk: Desk, **wanted: Any) -> str:
    store = desk.device.store
    task = desk.device.do(actions.make, store.vault, store.register, Wanted(**wanted))
    desk.settle()
    assert isinstance(task, Task)
    return task.task_id


def known(desk: Desk, task_id: str) -> Task:
    store = desk.device.store
    return tables.get(store.db, store.vault, task_id)


def row(desk: Desk, task_id: str) -> SwipeRow:
    return next(widget for widget in desk.ui.walk() if isinstance(widget, SwipeRow) and widget.card.task_id == task_id)


def push(desk: Desk, task_id: str, part: float) -> None:
    """Push a row aside with a finger, by a part of its width."""
    found = row(desk, task_id)
    x, y = found.to_window(found.center_x, found.center_y)
    desk.ui.drag((x, y), (x + found.width * part, y))
    desk.settle()


def test_a_push_to_the_right_takes_and_within_five_seconds_it_is_given_back(desk: Desk) -> None:
    task_id = make(desk, texts=MOP, due_at=NOON + timedelta(minutes=20))

    push(desk, task_id, 0.4)

    assert known(desk, task_id).holder is not None
    assert desk.says("您来做：拖地")
    desk.tap("ui.undo")
    assert known(desk, task_id).holder is None


def test_a_push_to_the_left_puts_it_aside_and_a_short_one_does_nothing(desk: Desk) -> None:
    first, second = make(desk, texts=MOP, due_at=NOON + timedelta(minutes=5)), make(desk, texts=SHELF)

    push(desk, first, -0.15)
    assert not known(desk, first).aside_at(NOON)
    push(desk, first, -0.45)

    assert known(desk, first).aside_at(NOON)
    assert desk.says("稍后（1）")
    assert desk.findings("aside", HARDEST) == []
    desk.tap("ui.undo")
    assert not known(desk, first).aside_at(NOON)
    assert known(desk, second).is_open


def test_the_same_is_done_with_buttons_and_what_was_done_by_a_slip_is_open_again(desk: Desk) -> None:
    task_id = make(desk, matter="price", details={"gtin": SERUM, "theirs": "19800", "ours": "22800"}, about=SERUM)
    assert desk.says("核对价签")
    assert desk.says("货架写 ¥198")

    desk.tap("task.take")
    assert desk.says("tablet-1")
    desk.tap("task.finish")
    assert known(desk, task_id).state == "done"
    assert desk.says("已完成（1）")

    desk.tap("task.reopen")
    assert known(desk, task_id).is_open


def test_a_checklist_says_what_is_left_and_takes_its_picture(desk: Desk) -> None:
    desk.device.store.scanner = Camera()  # type: ignore[assignment]  # all that the sheet asks of a camera
    task_id = make(desk, matter="checklist", texts=MOP, items=(MOP, SHELF), photo="needed")
    desk.tap("task.take")
    assert desk.says("还有 2 项没有打勾")
    assert desk.findings("checklist", HARDEST) == []

    for item in ("01", "02"):
        desk.screen.tick_item(known(desk, task_id), item, True)
    desk.settle()
    assert desk.says("需要先拍照")
    desk.tap("task.photo")
    desk.tap("task.photo_take")
    desk.tap("task.finish")

    task = known(desk, task_id)
    assert task.state == "done"
    store = desk.device.store
    assert photo.pixels_of(tables.photo(store.db, store.vault, task.photo_id)) is not None


def test_without_a_camera_it_says_why_no_picture_can_be_taken(desk: Desk) -> None:
    make(desk, texts=MOP, photo="wanted")

    assert desk.says("此设备没有摄像头")


def test_the_rail_counts_what_is_open(desk: Desk) -> None:
    assert desk.says("都做完了")
    make(desk, texts=MOP)
    make(desk, texts=SHELF)

    desk.screen._second(0.0)
    desk.lay_out()

    assert "2" in desk.words()
    assert desk.findings("rail", HARDEST) == []


def test_a_picture_that_is_none_or_too_large_is_not_shown() -> None:
    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", (2000, 10)).save(out, "JPEG")

    assert photo.pixels_of("not base64!") is None
    assert photo.pixels_of(base64.b64encode(b"no picture").decode()) is None
    assert photo.pixels_of(base64.b64encode(out.getvalue()).decode()) is None
