"""The light of a camera that the Linux kernel knows, where it has one that programs may switch."""

from __future__ import annotations

import fcntl
import logging
import os
import struct
from pathlib import Path

log = logging.getLogger(__name__)

LED_MODE = 0x009C0901
"""V4L2_CID_FLASH_LED_MODE of linux/v4l2-controls.h: what the lamp beside the lens does."""

NONE, TORCH = 0, 2
"""V4L2_FLASH_LED_MODE_NONE and _TORCH."""

QUERY, GET, SET = 0xC0445624, 0xC008561B, 0xC008561C
"""VIDIOC_QUERYCTRL, VIDIOC_G_CTRL and VIDIOC_S_CTRL of linux/videodev2.h."""

DISABLED, READ_ONLY = 0x0001, 0x0004
"""V4L2_CTRL_FLAG_*: a control that is named and does nothing for us."""

_CONTROL = struct.Struct("=Ii")
_QUERY = struct.Struct("=II32siiiiI8x")


class V4l2Torch:
    """Switches a camera's lamp. Use `torch_of`, which gives one only where there is a lamp."""

    def __init__(self, device: Path) -> None:
        self._device = device

    @property
    def lit(self) -> bool:
        """Whether it is on, as the driver says; a camera that has gone gives no light."""
        try:
            return _value(self._device) == TORCH
        except OSError:
            return False

    def light(self, on: bool) -> None:
        """Switch it. A camera that has gone, or will not, is logged: scanning goes on without."""
        try:
            _set(self._device, TORCH if on else NONE)
        except OSError as error:
            log.warning("the light of %s cannot be switched: %s", self._device, error)


def torch_of(device: Path) -> V4l2Torch | None:
    """Give the lamp of this camera, or None: most have none, and some devices are no cameras at all."""
    try:
        handle = os.open(device, os.O_RDWR | os.O_NONBLOCK)
    except OSError:
        return None
    try:
        answer = fcntl.ioctl(handle, QUERY, _QUERY.pack(LED_MODE, 0, b"", 0, 0, 0, 0, 0))
    except OSError:
        return None
    finally:
        os.close(handle)
    _, _, _, _, highest, _, _, flags = _QUERY.unpack(answer)
    return V4l2Torch(device) if highest >= TORCH and not flags & (DISABLED | READ_ONLY) else None


def _value(device: Path) -> int:
    return _ask(device, GET, 0)


def _set(device: Path, value: int) -> None:
    _ask(device, SET, value)


def _ask(device: Path, request: int, value: int) -> int:
    handle = os.open(device, os.O_RDWR | os.O_NONBLOCK)
    try:
        answer = fcntl.ioctl(handle, request, _CONTROL.pack(LED_MODE, value))
    finally:
        os.close(handle)
    return int(_CONTROL.unpack(answer)[1])
