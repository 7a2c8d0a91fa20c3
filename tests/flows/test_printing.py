"""A sale and its paper: what was printed was sold, and a sudden stop loses no paper and doubles none unseen."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PIL import Image

from kiosk.paper import tables as papers
from kiosk.paper.counter import Counter
from kiosk.settings import Device, Drawer, LineDisplay, Link, Printer, Settings, Terminal
from kiosk.till import actions
from kiosk.wiring import open_store
from tests.brokers import ROOT
from tests.devices import STORE, TEA, write_catalogue
from tests.hardware.waiting import wait_until


def test_a_till_that_is_killed_while_it_prints_loses_no_paper_and_doubles_none_unseen(tmp_path: Path) -> None:
    line = [sys.executable, "-m", "tests.flows.doomed_printing", str(tmp_path)]
    done = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    found: list[dict[str, Any]] = [json.loads(one) for one in done.stdout.splitlines()]

    heights = {piece["height"] for one in found for piece in one["paper"]}
    original, copy = sorted(heights)
    assert len(found) == 11
    for one in found:
        paper = one["paper"]
        if one["at"] == "in the sale":
            assert (one["sales"], one["states"], paper) == (0, [], []), one
            continue
        # Printed implies sold, and what was sold is on paper in the end.
        assert (one["sales"], one["states"]) == (1, ["printed"]), one
        assert paper[-1]["rows"] == paper[-1]["height"], one
        # Whatever comes after the first piece says that it is a copy.
        assert all(piece["height"] == copy for piece in paper[1:]), one
        assert sum(piece["height"] == original for piece in paper) <= 1, one
    by_step = {one["at"]: [piece["height"] for piece in one["paper"]] for one in found}
    assert by_step["sold"] == [original]
    assert by_step["half printed"] == by_step["all printed"] == [original, copy]
    assert by_step["asked to print"] == [copy]  # nobody can say that nothing came out


def test_a_cash_sale_prints_by_itself_opens_the_drawer_and_tells_the_shopper(tmp_path: Path) -> None:
    # given
    settings = Settings(
        device=Device("demo", STORE, "till-1", "till", "data"),
        link=Link(kind="none"),
        terminal=Terminal(delay_s=0.0),
        printer=(Printer("receipt", "simulated"),),
        drawer=Drawer("printer", "receipt"),
        line_display=LineDisplay("simulated"),
        folder=str(tmp_path),
    )
    name = write_catalogue(tmp_path / "data")
    (tmp_path / "data" / "catalogue.current").write_text(name, "ascii")

    def post(act: Callable[..., None], *args: object) -> None:
        act(*args)

    # when
    with open_store(settings, post=post, changed=lambda _: None) as store:
        basket_id = store.new_id()
        store.worker.call(actions.add_product, store.register, basket_id, TEA)
        counter = store.part(Counter)
        assert counter._display is not None
        display: Any = counter._display._device
        wait_until(lambda: display.lines == ("WuLongCha           ", "HeJi          ¥18.00"))
        sale = store.worker.call(actions.pay_cash, store.register, basket_id, 5000)
        wait_until(lambda: [job.state for job in papers.recent(store.db)] == ["printed"])
        job = papers.recent(store.db)[0]
        pictures = list((tmp_path / "data" / "paper" / "receipt").glob("*.png"))
        kicked: list[int] = []
        counter.spooler.do("receipt", lambda printer: kicked.extend(printer.kicks)).result(5)  # type: ignore[attr-defined] # the simulated one

        wait_until(lambda: display.lines == ("XieXieGuangLin      ", "ZhaoLing      ¥32.00"))

    # then
    assert (job.about, job.title, job.copy) == (sale.sale_id, sale.number.short, 0)
    assert [Image.open(picture).width for picture in pictures] == [576]
    assert kicked == [2]
