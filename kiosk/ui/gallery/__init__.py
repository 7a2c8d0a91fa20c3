"""Every widget of the kit on a few pages, to be looked at: in each language, theme and text size."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from msgspec import Struct

from kiosk.ui.gallery.desk_pages import pick, sync
from kiosk.ui.gallery.kiosk_pages import parts, pickup, product, search
from kiosk.ui.widgets.bars import GroundedColumn


class Scene(Struct, frozen=True):
    """One page of the gallery."""

    name: str
    size: tuple[int, int]
    make: Callable[[], Any]  # any Kivy widget

    def build(self) -> Any:  # any Kivy widget
        """Make the page, on the ground that a screen has."""
        return GroundedColumn(self.make(), grow=True)


SCENES = (
    Scene("product", (1080, 1920), product),
    Scene("search", (1080, 1920), search),
    Scene("pickup", (1080, 1920), pickup),
    Scene("parts", (1080, 1920), parts),
    Scene("pick", (1280, 800), pick),
    Scene("sync", (1280, 800), sync),
)
