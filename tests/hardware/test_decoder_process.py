"""The decoding process: it may die or hang on any frame, and the next frame is read."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy
import pytest

from hardware.decoding.orders import Order
from hardware.decoding.process import ROOT, DecoderDied, DecoderProcess
from tests.hardware import pictures
from tests.hardware.waiting import wait_until

WATER = "6901234567892"


@pytest.fixture
def decoder() -> Iterator[DecoderProcess]:
    """Give a decoder with little patience."""
    process = DecoderProcess(job_s=1.0)
    yield process
    process.close()


def texts(decoder: DecoderProcess, picture: numpy.ndarray) -> list[str]:
    """Give what a decoder accepts on a picture."""
    return [code.read.text for code in decoder.decode(picture, Order()).accepted]


def test_a_process_that_was_killed_costs_one_frame(decoder: DecoderProcess) -> None:
    code = pictures.ean13(WATER)
    assert texts(decoder, code) == [WATER]
    first = decoder.pid
    assert first is not None

    os.kill(first, signal.SIGKILL)
    with pytest.raises(DecoderDied):
        decoder.decode(code, Order())

    assert texts(decoder, code) == [WATER]
    assert decoder.pid != first


def test_a_spare_takes_over_at_once() -> None:
    # given
    decoder = DecoderProcess(spare=True)
    code = pictures.ean13(WATER)

    def at_work() -> bool:
        decoder.decode(code, Order())
        return decoder.spare_ready

    try:
        wait_until(at_work)
        first = decoder.pid
        assert first is not None

        # when
        os.kill(first, signal.SIGKILL)
        with pytest.raises(DecoderDied):
            decoder.decode(code, Order())
        killed = time.monotonic()
        assert texts(decoder, code) == [WATER]
        took = time.monotonic() - killed

        # then: far less than loading the engines takes
        assert took < 0.5
    finally:
        decoder.close()


def test_a_process_that_hangs_is_replaced(decoder: DecoderProcess) -> None:
    code = pictures.ean13(WATER)
    texts(decoder, code)
    assert decoder.pid is not None

    os.kill(decoder.pid, signal.SIGSTOP)
    with pytest.raises(DecoderDied, match="did not answer"):
        decoder.decode(code, Order())

    assert texts(decoder, code) == [WATER]


def test_a_picture_that_is_a_view_of_a_larger_one_is_read(decoder: DecoderProcess) -> None:
    scene = pictures.on_scene(pictures.ean13(WATER))

    assert texts(decoder, scene[::-1, ::-1]) == [WATER]


def test_a_picture_too_large_for_the_memory_is_refused(decoder: DecoderProcess) -> None:
    with pytest.raises(ValueError, match="does not fit"):
        decoder.decode(numpy.zeros((4000, 4000), numpy.uint8), Order())


def test_a_closed_decoder_answers_no_more_and_leaves_no_process(decoder: DecoderProcess) -> None:
    texts(decoder, pictures.ean13(WATER))
    pid = decoder.pid

    decoder.close()
    decoder.close()

    assert decoder.pid is None
    assert not Path(f"/proc/{pid}").exists()


def test_the_process_ends_when_the_program_that_started_it_is_killed() -> None:
    # given: a program with a decoder
    program = (
        "import numpy, time\n"
        "from hardware.decoding.orders import Order\n"
        "from hardware.decoding.process import DecoderProcess\n"
        "decoder = DecoderProcess()\n"
        "decoder.decode(numpy.zeros((20, 20), numpy.uint8), Order())\n"
        "print(decoder.pid, flush=True)\n"
        "time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True, cwd=ROOT) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())

        # when
        parent.kill()

    # then
    wait_until(lambda: not _alive(pid))


def _alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def test_neither_side_loads_what_belongs_to_the_other() -> None:
    # The screen's process must start fast and not die of an engine; the decoder must not open a window.
    program = (
        "import sys, time\n"
        "import hardware.scanner_camera, hardware.scanner_keyboard, hardware.scanner_simulated\n"
        "print([name for name in ('cv2', 'zxingcpp', 'pyzbar', 'kivy') if name in sys.modules])\n"
        "import hardware.decoding.child, hardware.decoding.ladder\n"
        "print([name for name in ('kivy', 'kiosk', 'sync') if name in sys.modules])\n"
    )

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)

    assert done.stdout.split("\n")[:2] == ["[]", "[]"]


def test_a_death_is_one_line_in_the_log(decoder: DecoderProcess, caplog: pytest.LogCaptureFixture) -> None:
    texts(decoder, pictures.ean13(WATER))
    assert decoder.pid is not None
    os.kill(decoder.pid, signal.SIGKILL)

    with caplog.at_level(logging.WARNING), pytest.raises(DecoderDied):
        decoder.decode(pictures.ean13(WATER), Order())

    assert [record.message for record in caplog.records] == ["the decoding process ended; starting another"]
