"""An icon and some words in the middle of a shape that grows with them: the body of buttons, pills and chips."""

from __future__ import annotations

from typing import Any

from kivy.properties import NumericProperty
from kivy.uix.layout import Layout

from kiosk.ui.arranging import settle
from kiosk.ui.theme import theme
from kiosk.ui.widgets.base import hint
from kiosk.ui.widgets.press import Pressable
from kiosk.ui.widgets.text import Icon, Text
from kiosk.ui.widgets.written import measure


class Inline(Pressable, Layout):
    """Lays `icon` and `label` beside one another in the middle, and wraps the label where room ends.

    Args:
        hug: as wide as its words need; otherwise its parent decides the width.
        tall: name of the control height it has at least.
        pad: design pixels left and right.
        air: design pixels above and below the words, together.
        below: a second text under the label, shown while it has words.
    """

    minimum_height: float = NumericProperty(0)
    minimum_width: float = NumericProperty(0)

    def __init__(
        self,
        label: Text,
        icon: Icon | None = None,
        *,
        hug: bool = False,
        tall: str = "action",
        pad: float = 32,
        gap: float = 12,
        below: Text | None = None,
        align: str = "center",
        air: float = 8,
        **named: Any,
    ) -> None:
        self.label = label
        self.icon = icon
        self.below = below
        self.tall = tall
        self._pad = pad
        self._gap = gap
        self._hug = hug
        self._align = align
        self._air = air
        self._unsettled = True
        hint(named, None if hug else 1, None)
        super().__init__(**named)
        for child in (icon, label, below):
            if child is not None:
                self.add_widget(child)
        self.fbind("pos", self._trigger_layout.moved)
        for name in ("size", "size_hint_y"):
            self.fbind(name, self._trigger_layout)

    def restyle(self) -> None:
        """Lay out anew; subclasses dress first."""
        self._again()

    @property
    def label_key(self) -> str:
        """Message key of its words, if they are fixed."""
        return str(self.label.key)

    def natural_width(self) -> float:
        """How wide it would like to be: its words on one line, its icon, its padding."""
        icon = self.icon.width + theme.px(self._gap) if self.icon is not None and self.icon.name else 0.0
        words = measure(self.label.whole, theme.font, theme.size_of(self.label.role), bool(self.label.bold))
        return words + icon + 2 * theme.px(self._pad) + 4

    def least_height(self) -> float:
        """How high it is at least, screen pixels."""
        return theme.control(self.tall)

    def _again(self, *_: object) -> None:
        self._unsettled = True
        self._trigger_layout()

    def do_layout(self, *_: object) -> None:
        """Place icon and words; not a second time only because its size has changed by that."""
        self._unsettled = False
        width = self.width
        self._arrange()
        if not self._unsettled and (self._hug or self.width == width):
            self._trigger_layout.rest()

    def hugged_width(self) -> float:
        """How wide it is where it hugs its words."""
        return max(self.minimum_width, self.minimum_height)

    def _arrange(self) -> None:
        pad, gap = theme.px(self._pad), theme.px(self._gap)
        icon_width = self.icon.width if self.icon is not None and self.icon.name else 0.0
        if icon_width and self.label.whole:
            icon_width += gap
        limit = getattr(self, "max_width", 0) if self._hug else self.width
        if limit:
            # Setting it decides size and lines of the words anew.
            self.label.max_width = max(1.0, limit - 2 * pad - icon_width)
        settle(self.label)
        words = self.label.width if self.label.whole else 0.0
        second = self.below is not None and bool(self.below.whole)
        if second and self.below is not None and limit:
            self.below.max_width = max(1.0, limit - 2 * pad)
        if self.below is not None:
            settle(self.below)
        inner = max(icon_width + words, self.below.width if second and self.below is not None else 0.0)
        stack = max(self.label.height if self.label.whole else 0.0, self.icon.height if self.icon is not None else 0.0)
        below_height = self.below.height if second and self.below is not None else 0.0
        self.minimum_width = inner + 2 * pad
        self.minimum_height = max(self.least_height(), stack + below_height + theme.px(self._air))
        if self._hug:
            self.size = (self.hugged_width(), self.height)
        if self.size_hint_y is None:
            self.size = (self.width, self.minimum_height)
        left = self.x + pad if self._align == "left" else self.middle_x - (icon_width + words) / 2
        middle = self.middle_y + below_height / 2
        if self.icon is not None:
            self.icon.pos = (round(left), round(middle - self.icon.height / 2))
        self.label.pos = (round(left + icon_width), round(middle - self.label.height / 2))
        if self.below is not None:
            self.below.opacity = 1 if second else 0
            self.below.pos = (round(self.middle_x - self.below.width / 2), round(middle - stack / 2 - below_height))
