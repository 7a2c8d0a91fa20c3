"""The devices of a counter: asked without waiting, and told when one does not do what it should."""

from __future__ import annotations

import queue
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from hardware.cash_drawer import DrawerFailed
from kiosk import settings as reading
from kiosk.paper.counter import Counter, NoDevice
from kiosk.settings import Drawer, LineDisplay, Printer, Scale, SettingsError
from tests.devices import TestDevice, open_device
from tests.hardware.waiting import wait_until


@pytest.fixture
def device(tmp_path: Path) -> Iterator[TestDevice]:
    with open_device(tmp_path, name="till-1", role="till") as opened:
        yield opened


def opened(device: TestDevice, **parts: Any) -> tuple[Counter, list[frozenset[str]]]:
    """A started counter with these devices, whose main loop is the caller's own thread's queue."""
    told: list[frozenset[str]] = []
    counter = Counter(
        msgspec.structs.replace(device.store.settings, **parts),
        device.store.worker,
        device.store.folder,
        clock=device.clock,
        post=lambda act, *args: act(*args),
        changed=told.append,
    )
    counter.start()
    return counter, told


def states(counter: Counter) -> dict[str, str]:
    return {view.category: view.state for view in counter.views()}


def heard(ask: Callable[..., None]) -> object:
    """What an asked device answers, or why it does not."""
    answers: queue.SimpleQueue[object] = queue.SimpleQueue()
    ask(lambda *given: answers.put(given[0] if given else None), answers.put)
    return answers.get(timeout=10)


def test_a_counter_without_devices_has_none_and_says_so(device: TestDevice) -> None:
    counter, _ = opened(device)

    assert counter.views() == ()
    assert isinstance(heard(counter.open_drawer), NoDevice)
    assert isinstance(heard(counter.weigh), NoDevice)
    counter.show("nobody sees it")
    counter.close()
    counter.close()


@pytest.mark.parametrize("kind", ["printer", "simulated"])
def test_a_drawer_opens_and_a_jammed_one_is_told_until_it_opens_again(device: TestDevice, kind: Any) -> None:
    counter, told = opened(
        device,
        printer=(Printer("receipt", "simulated"),),
        drawer=Drawer(kind, "receipt" if kind == "printer" else "", open_level="high"),
    )
    driver: Any = counter.spooler._lines["receipt"]._printer
    if counter._drawer is not None:
        driver = counter._drawer._device
        assert heard(counter.open_drawer) is None
        assert states(counter)["drawer"] == "open"
        driver.shut()
        driver.jammed = True
    else:
        driver.drawer_high = False  # the pulse moves nothing here: jammed from the beginning

    error = heard(counter.open_drawer)

    assert isinstance(error, DrawerFailed)
    wait_until(lambda: states(counter)["drawer"] == "jammed")
    assert frozenset({"printers"}) in told
    driver.jammed, driver.drawer_high = False, True
    assert heard(counter.open_drawer) is None
    wait_until(lambda: states(counter)["drawer"] == "open" or kind == "printer")
    counter.close()


def test_a_display_that_is_gone_holds_nobody_up(device: TestDevice) -> None:
    counter, _ = opened(device, line_display=LineDisplay("simulated"), scale=Scale("simulated"))
    wait_until(lambda: states(counter) == {"line_display": "ready", "scale": "ready"})
    assert counter._display is not None
    display: Any = counter._display._device

    counter.show_amount("洁面啫喱", "合计", "¥128.00")
    wait_until(lambda: display.lines[1].endswith("¥128.00"))
    display.plugged = False
    counter.show("gone")

    wait_until(lambda: states(counter)["line_display"] == "lost")
    trouble = counter.trouble()
    assert trouble is not None
    assert trouble.category == "line_display"
    assert getattr(heard(counter.weigh), "grams", None) == 0
    counter.close()


def test_a_printer_that_is_named_and_not_there_is_found_out_at_the_start(tmp_path: Path) -> None:
    good = '[device]\ntenant = "demo"\nstore = "9521000000018"\nname = "till-1"\nrole = "till"\ndata = "data"\n'
    for wrong, named in (
        ('[[printer]]\nname = "a"\nfallback = "b"', "there is no printer 'b'"),
        ('[drawer]\nkind = "printer"\nprinter = "x"', "there is no printer 'x'"),
        ('[[printer]]\nname = "a"\n[[printer]]\nname = "a"', "same name"),
        ('[[printer]]\nname = "a"\nwidth_mm = 57', "width_mm"),
        ('[[weighed_code]]\nprefix = "69"', "prefix"),
    ):
        path = tmp_path / "till.toml"
        path.write_text(good + wrong, "utf-8")
        with pytest.raises(SettingsError, match=named):
            reading.load(path)
