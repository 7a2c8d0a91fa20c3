"""The decoding process: reads jobs from its standard input, frames from shared memory, and answers until the end.

A customer may hold any code before the camera, and some made old engines abort or run for ever. Here that
costs one frame and not the shop. Run as ``python -m hardware.decoding.child FD CAPACITY LOCALE``.
"""

from __future__ import annotations

import mmap
import os
import signal
import sys
from typing import cast

from hardware.decoding import wire
from hardware.decoding.qr_text import Locale

LONGEST_JOB_S = 20
"""Seconds after which the process ends itself, should nobody be left to end it."""

NICENESS = 5
"""Screens go first when the processor is short."""


def main() -> None:
    """Serve until the other side closes the stream."""
    shared, capacity, locale = int(sys.argv[1]), int(sys.argv[2]), cast(Locale, sys.argv[3])
    jobs = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb")
    _keep_engines_quiet()
    os.nice(NICENESS)

    # Loaded only now, so that what they say while loading does not get into the answers.
    import cv2
    import numpy

    from hardware.decoding.ladder import Ladder
    from hardware.decoding.passes import Passes
    from hardware.decoding.scene import Scene
    from hardware.decoding.votes import learnt_weights

    cv2.setNumThreads(1)
    passes = Passes(locale)
    ladder = Ladder(passes, learnt_weights())
    # Some parts of the libraries load on first use; that must not fall on the first customer.
    ladder.warm_up()
    with mmap.mmap(shared, capacity, access=mmap.ACCESS_READ) as memory:
        pixels = numpy.frombuffer(memory, dtype=numpy.uint8)
        wire.send(answers, wire.Hello(passes.missing))
        while (data := wire.receive(jobs)) is not None:
            job = wire.job_decoder.decode(data)
            signal.alarm(LONGEST_JOB_S)
            picture = pixels[: job.width * job.height].reshape(job.height, job.width)
            outcome = ladder.climb(Scene(picture), job.order)
            signal.alarm(0)
            wire.send(answers, wire.Done(job.number, outcome))
        # The memory cannot be closed while an array looks into it.
        del picture, pixels


def _keep_engines_quiet() -> None:
    """Libraries may write what they like to 1 and 2; our own tracebacks still reach the real standard error."""
    sys.stderr = os.fdopen(os.dup(2), "w", encoding="utf-8", errors="backslashreplace", buffering=1)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    os.close(nowhere)


if __name__ == "__main__":
    main()
