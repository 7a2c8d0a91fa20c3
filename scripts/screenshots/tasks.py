"""Scenes of a tablet's tasks: a Saturday's list, a checklist with its picture, and nothing left to do."""

from __future__ import annotations

import base64
import io
from datetime import timedelta
from typing import Any

from kiosk.task import actions
from kiosk.task.model import Task, Wanted
from scripts.screenshots.scene import TABLET, Scene, Stage
from scripts.screenshots.shopper import ShownCamera
from sync.messages import Texts

WINDOW = Texts("更换橱窗的冬季陈列", "更換櫥窗的冬季陳列", "Change the window to the winter display")
CLOSING = Texts("打烊检查", "打烊檢查", "Closing checklist")
LINES = (
    Texts("清点并锁好钱箱", "清點並鎖好錢箱", "Count and lock the cash drawers"),
    Texts("试用装消毒、盖好", "試用裝消毒、蓋好", "Clean and cover the testers"),
    Texts("取货区没有遗留的订单", "取貨區沒有遺留的訂單", "No order is left in the pickup bay"),
    Texts("关掉橱窗和货架的灯", "關掉櫥窗和貨架的燈", "Switch off window and shelf lights"),
)


def _do(stage: Stage, action: Any, *args: Any) -> Any:  # any action, and what it gives
    store = stage.world.store
    return stage.world.do(action, store.vault, store.register, *args)


def _make(stage: Stage, matter: str, minutes: float | None, **named: Any) -> Task:  # fields of Wanted
    now = stage.world.clock()
    due = now + timedelta(minutes=minutes) if minutes is not None else None
    task: Task = _do(stage, actions.make, Wanted(matter, due_at=due, **named))
    return task


def _goods(stage: Stage, rank: int) -> dict[str, str]:
    gtin = stage.world.gtin(rank)
    return {"gtin": gtin, "screen": "stock.lookup", "arg.gtin": gtin}


def _day(stage: Stage) -> dict[str, Task]:
    """What there is to do on a Saturday afternoon."""
    from kiosk.associate.widgets.counts import TabletCounts
    from kiosk.ui.desk import Counts

    stage.world.store.parts[Counts] = TabletCounts(stage.world.store)
    order = {"number": "B-0040", "screen": "associate.orders"}
    made = {
        "order": _make(stage, "order_due", -6, details=order),
        "price": _make(stage, "price", 24, details=_goods(stage, 2) | {"theirs": "19800", "ours": "22800"}),
        "gap": _make(stage, "gap", 70, details=_goods(stage, 9)),
        "window": _make(stage, "own", 180, texts=WINDOW, photo="wanted"),
        "count": _make(stage, "count", 95, details=_goods(stage, 15) | {"n": "-1"}),
        "printer": _make(
            stage, "printer", 3, urgent=True, details={"device": "till-2", "printer": "receipt", "reason": "paper_out"}
        ),
        "closing": _make(stage, "checklist", 340, texts=CLOSING, items=LINES, photo="needed"),
        "own": _make(stage, "own", None, texts=Texts("整理试用装", "整理試用裝", "Tidy the testers")),
    }
    _do(stage, actions.finish, made["own"].task_id)
    return made


def _list(stage: Stage) -> None:
    made = _day(stage)
    _do(stage, actions.take, made["gap"].task_id)
    _do(stage, actions.put_aside, made["count"].task_id)
    stage.go("associate.tasks", task_id=made["price"].task_id)


def _pushed(stage: Stage) -> None:
    """A finger pushes the second row to the right."""
    _list(stage)
    from kiosk.ui.widgets.swipe_row import SwipeRow

    rows = [row for row in reversed(stage.navigator.screen.list.children) if isinstance(row, SwipeRow)]
    rows[2]._slide(rows[2].width * 0.36)  # noqa: SLF001  as a finger would
    stage.pump(2)


def _taken(stage: Stage) -> None:
    made = _day(stage)
    stage.go("associate.tasks", task_id=made["price"].task_id)
    stage.navigator.screen.take(made["price"])
    stage.settle()


def _checklist(stage: Stage) -> None:
    stage.world.store.scanner = ShownCamera(stage)
    made = _day(stage)
    task_id = made["closing"].task_id
    _do(stage, actions.take, task_id)
    for item in ("01", "02"):
        _do(stage, actions.tick, task_id, item)
    stage.go("associate.tasks", task_id=task_id)


def _proved(stage: Stage) -> None:
    """All ticked, with the picture of a lit window."""
    from PIL import Image, ImageDraw, ImageFilter

    made = _day(stage)
    task_id = made["window"].task_id
    picture = Image.new("RGB", (640, 360), "#2b3a37")
    draw = ImageDraw.Draw(picture)
    for shelf in range(3):
        draw.rectangle((40, 110 + 100 * shelf, 600, 118 + 100 * shelf), fill="#c9a66b")
        for place in range(9):
            tint = ("#e7ddcf", "#9fb8ad", "#d8b4a0")[(place + shelf) % 3]
            draw.rounded_rectangle(
                (60 + 60 * place, 50 + 100 * shelf, 96 + 60 * place, 110 + 100 * shelf), 8, fill=tint
            )
    out = io.BytesIO()
    picture.filter(ImageFilter.GaussianBlur(1.2)).save(out, "JPEG", quality=80)
    _do(stage, actions.take, task_id)
    _do(stage, actions.add_photo, task_id, base64.b64encode(out.getvalue()).decode())
    stage.go("associate.tasks", task_id=task_id)


def _nothing(stage: Stage) -> None:
    stage.go("associate.tasks")


SCENES = (
    Scene("tasks", _list, "associate", TABLET, key=True),
    Scene("tasks_pushed", _pushed, "associate", TABLET),
    Scene("tasks_taken", _taken, "associate", TABLET),
    Scene("tasks_checklist", _checklist, "associate", TABLET, key=True),
    Scene("tasks_proved", _proved, "associate", TABLET),
    Scene("tasks_nothing", _nothing, "associate", TABLET),
)
