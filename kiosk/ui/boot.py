"""Sets the toolkit up before its first import: environment, then configuration, then type, theme and the main loop.

Kivy reads its environment when it is imported and opens its window when `kivy.core.window` is imported, and neither can
be undone. So this module imports nothing of Kivy at its top, and `prepare` comes before everything else that does.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from zoneinfo import ZoneInfo

from msgspec import Struct

from kiosk.ui import memory
from sync import clock

ENVIRONMENT = {
    "KIVY_NO_ARGS": "1",  # otherwise Kivy takes the program's own arguments
    "KIVY_NO_CONFIG": "1",  # nothing of ~/.kivy is read or written
    "KIVY_NO_FILELOG": "1",
    "KIVY_NO_CONSOLELOG": "1",
    "KIVY_LOG_MODE": "PYTHON",  # the root logger stays ours
    "KIVY_METRICS_DENSITY": "1",  # a pixel is a pixel: theme.scale is the only scale
    "KIVY_METRICS_FONTSCALE": "1",
    "KIVY_DPI": "96",
    "KIVY_SDL_GL_ALPHA_SIZE": "0",  # KMSDRM has no window with alpha
}

FIRST = ("KIVY_NO_ARGS", "KIVY_NO_CONFIG")
"""What Kivy reads when it is first imported: without these it has taken our arguments and a stranger's settings."""

LAYOUT_PASSES = 40
"""Width decides where a text wraps, that its height, and that its parents' heights: one pass for each step of nesting.
Kivy's 10 would leave deep pages unfinished until the next frame."""

WARM_AFTER_S = 1.0
"""Seconds after the start until the type sizes are opened: the first frame has been drawn by then."""

_prepared = False


class WindowPlan(Struct, frozen=True):
    """What window to open."""

    width: int = 1080
    """Pixels."""

    height: int = 1920
    title: str = ""
    fullscreen: bool = False
    left: int | None = None
    """Pixels from the screen's left edge; None lets the system choose."""

    top: int | None = None
    frames_per_second: int = 60
    """0 does not limit them: for tests."""


def prepare(plan: WindowPlan) -> None:
    """Set environment and configuration for one window. No window is opened yet.

    Raises:
        RuntimeError: if Kivy has read its configuration already, so that ours would not count.
    """
    global _prepared
    lost = "kivy.config" in sys.modules and any(os.environ.get(name) != "1" for name in FIRST)
    if not _prepared and ("kivy.core.window" in sys.modules or lost):
        raise RuntimeError("Kivy was imported before boot.prepare, so our settings are lost")
    os.environ.update(ENVIRONMENT)
    memory.stay_flat()
    _configure(plan)
    _prepared = True


def start(
    theme: str = "light",
    text_percent: int = 100,
    language: str = "zh_CN",
    fonts: Path | None = None,
    *,
    zone: str = "Asia/Shanghai",
    sound: bool = False,
) -> None:
    """Open the window if none is open, and make type, theme, words and main loop ready for the first screen.

    `zone` is the shop's, for times on screen; without `sound` the device is silent.

    Raises:
        kiosk.ui.fonts.FontSourceMissing: if fonts must be cut and their source is not installed.
    """
    from kivy.clock import Clock
    from kivy.core.window import Window

    from kiosk.i18n import Translator
    from kiosk.ui import mainloop, sounds, type_faces
    from kiosk.ui.motion import motion
    from kiosk.ui.theme import theme as tokens
    from kiosk.ui.tr import tr

    Clock.max_iteration = LAYOUT_PASSES
    type_faces.register(fonts)
    tokens.fit(*Window.size)
    tokens.choose(contrast=theme == "high_contrast", text_scale=text_percent / 100)
    tr.use(Translator(language, zone=zone))
    sounds.enable(sound, hour=lambda: clock.utc_now().astimezone(ZoneInfo(zone)).hour)
    Window.clearcolor = (*tokens.rgb("bg"), 1)
    Window.unbind(on_resize=_resized)
    Window.bind(on_resize=_resized)
    _lock_down(Window)
    mainloop.start()
    motion.watch(Window)
    Clock.schedule_once(type_faces.warm, WARM_AFTER_S)


def _resized(_window: object, width: int, height: int) -> None:
    from kiosk.ui.theme import theme

    theme.fit(width, height)


def _lock_down(window: object) -> None:
    """A kiosk has no settings panel, no inspector, no close key: every key goes to the scanner's listener alone."""
    window.unbind(on_keyboard=_swallow)  # type: ignore[attr-defined]  # Kivy is untyped
    window.bind(on_keyboard=_swallow, on_request_close=_swallow_close)  # type: ignore[attr-defined]  # the same


def _swallow(*_event: object) -> bool:
    return True


def _swallow_close(*_event: object, **_source: object) -> bool:
    """The window's own close button belongs to a developer's desktop; in full screen there is none to press."""
    from kivy.config import Config

    return str(Config.get("graphics", "fullscreen")) != "0"


def _configure(plan: WindowPlan) -> None:
    from kivy.config import Config

    graphics: dict[str, object] = {
        "width": plan.width,
        "height": plan.height,
        "multisamples": 0,  # shapes smooth themselves; four samples cost 2.4 times the frame
        "fullscreen": "auto" if plan.fullscreen else 0,  # 1 would change the screen's mode
        "borderless": 0,
        "resizable": 1,
        "maxfps": plan.frames_per_second,
        "vsync": 1 if plan.frames_per_second else 0,
        "show_cursor": 0 if plan.fullscreen else 1,
        "position": "auto" if plan.left is None and plan.top is None else "custom",
        "left": plan.left or 0,
        "top": plan.top or 0,
    }
    for key, value in graphics.items():
        Config.set("graphics", key, str(value))
    Config.set("kivy", "exit_on_escape", "0")
    Config.set("kivy", "keyboard_mode", "")
    Config.set("kivy", "log_level", "warning")
    # A second touch provider would report each finger twice, and right clicks would leave red dots.
    Config.remove_section("input")
    Config.add_section("input")
    Config.set("input", "mouse", "mouse,disable_multitouch")
    Config.set("postproc", "jitter_distance", "0.004")
