"""A scene: how a device comes to show one screen in one state; and the stage that it is played on."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from msgspec import Struct

from kiosk.settings import Role
from scripts.screenshots.world import World

KIOSK = (540, 960)
"""Half of a real kiosk in each direction: the same layout, a quarter of the pixels."""

KIOSK_FULL = (1080, 1920)
TABLET = (1280, 800)

PATIENCE_S = 60.0
"""A machine that has other work takes its time."""

REST_S = 0.005
"""Between two looks whether what is waited for is there: looking costs a layout."""


@dataclass
class Stage:
    """What a scene plays on: a device and its screens."""

    world: World
    navigator: Any  # kiosk.ui.navigation.Navigator, which must not be imported before the window is set up
    pump: Callable[[int], None]

    def go(self, name: str, **args: Any) -> None:  # what the screen takes
        """Bring a screen to the front."""
        self.navigator.go(name, args)
        self.settle()

    def until(self, condition: Callable[[], object]) -> None:
        """Let frames pass until the condition holds.

        Raises:
            TimeoutError: if it does not within a minute.
        """
        end = time.monotonic() + PATIENCE_S
        while not condition():
            if time.monotonic() > end:
                raise TimeoutError("a scene waits for something that never comes")
            self.pump(1)
            self.tell()
            time.sleep(REST_S)  # other threads bring what is waited for

    def settle(self) -> None:
        """Let what was begun come to rest: actions, pictures, layout."""
        from kiosk.ui.textures import textures

        self.world.do(_nothing)
        for _ in range(3):
            self.pump(4)
            self.tell()
        self.until(lambda: not textures.busy())
        self.pump(4)

    def tell(self) -> None:
        """Tell the screens what changed since."""
        heard, self.world.changed[:] = list(self.world.changed), []
        for topics in heard:
            self.navigator.changed(topics)


def _nothing(_tx: object) -> None:
    """An action that comes after all that were submitted before it."""


class Scene(Struct, frozen=True):
    """One screen in one state."""

    name: str
    play: Callable[[Stage], None]
    role: Role = "shopper"
    size: tuple[int, int] = KIOSK
    empty: bool = False
    """On a device that has no snapshot yet."""
    low: bool = False
    """With everything that is touched in the lower part of the screen."""
    key: bool = False
    """Whether it shows a screen as it usually stands: these are made when not all states are asked for."""


class Look(Struct, frozen=True):
    """How a picture looks: language, theme, size of the text."""

    language: str
    contrast: bool = False
    text_percent: int = 100

    @property
    def name(self) -> str:
        theme = "hc" if self.contrast else "light"
        return f"{self.language}_{theme}" + (f"_{self.text_percent}" if self.text_percent != 100 else "")


MATRIX = tuple(
    Look(language, contrast, percent)
    for language in ("zh_CN", "zh_TW", "en")
    for contrast in (False, True)
    for percent in (100, 150)
)


def look_of(name: str) -> Look:
    """Give a look by its name: `zh_CN_light`, `en_hc_150`.

    Raises:
        ValueError: if no look has such a name.
    """
    found = re.fullmatch(r"(zh_CN|zh_TW|en)_(light|hc)(?:_(100|125|150))?", name)
    if found is None:
        raise ValueError(f"no look is called {name!r}: they are language_theme_size, such as zh_CN_light or en_hc_150")
    return Look(found[1], found[2] == "hc", int(found[3] or 100))


def path_of(folder: Path, scene: Scene, look: Look) -> Path:
    """Where a picture is written."""
    return folder / f"{scene.name}_{look.name}.png"
