"""Scrolling up and down: cut above and below only, so that shadows at the sides stay whole; a thin bar as a hint."""

from __future__ import annotations

from typing import Any

from kivy.graphics import Color, Rectangle, StencilPop, StencilPush, StencilUnUse, StencilUse
from kivy.uix.scrollview import ScrollView
from kivy.uix.widget import Widget

from kiosk.ui.arranging import Turn, settle
from kiosk.ui.theme import theme
from kiosk.ui.widgets.base import Styled
from kiosk.ui.widgets.boxes import Box
from kiosk.ui.widgets.patches import box, lay

BLEED = 24
"""Design pixels at each side that shadows may reach into."""


class Scrolling(Styled):
    """The look of whatever scrolls; comes before one of Kivy's scrolling widgets, whose own rules are not used."""

    def __init__(self, **named: Any) -> None:
        self._scroll_turn = Turn(self, self.update_from_scroll)
        super().__init__(do_scroll_x=False, always_overscroll=False, **named)
        with self.canvas.before:
            StencilPush()
            self._cut = Rectangle()
            StencilUse()
        with self.canvas.after:
            StencilUnUse()
            self._uncut = Rectangle()
            StencilPop()
            self._bar_colour = Color(0, 0, 0, 0)
            self._bar = box()
        self.bind(pos=self._draw, size=self._draw, scroll_y=self._draw_bar, viewport_size=self._draw_bar)

    @property
    def _trigger_update_from_scroll(self) -> Turn:
        """Kivy's trigger for placing what scrolls: it takes its turn among all that is laid out."""
        return self._scroll_turn

    @_trigger_update_from_scroll.setter
    def _trigger_update_from_scroll(self, trigger: object) -> None:
        """Kivy makes one that knows no order."""

    def update_from_scroll(self, *_: object) -> None:
        """Place what scrolls. Kivy's own does the same, and fades a bar that is not drawn here."""
        page = self._viewport
        if page is None:
            self.g_translate.xy = self.pos
            return
        if page.size_hint_x is not None:
            page.width = page.size_hint_x * self.width
        settle(page)
        if isinstance(page, Box):
            page.take_room(float(self.height))
            settle(page)
        if page.size_hint_y is not None:
            page.height = page.size_hint_y * self.height
        beyond = page.height - self.height
        page.pos = (0, 0)  # it is drawn elsewhere, not moved
        self.g_translate.xy = (self.x, self.y - self.scroll_y * beyond if beyond > 0 else self.end_y - page.height)

    def _bind_inactive_bar_color(self, *_: object) -> None:
        """The toolkit's own bar is not drawn, so it need not fade; its fading would keep pages that are gone."""

    def restyle(self) -> None:
        """Take colours and sizes anew."""
        self._bar_colour.rgba = theme.colour("ink3", 0.35 if not theme.contrast else 1.0)
        self.scroll_distance = theme.px(24)
        self.scroll_wheel_distance = theme.px(60)
        self._draw()

    def _draw(self, *_: object) -> None:
        bleed = theme.px(BLEED)
        for cut in (self._cut, self._uncut):
            cut.pos, cut.size = (self.x - bleed, self.y), (self.width + 2 * bleed, self.height)
        self._draw_bar()

    def _draw_bar(self, *_: object) -> None:
        whole = self.viewport_size[1] if self.viewport_size else 0
        if whole <= self.height + 1:
            # Its corners as well: they would be drawn however small it is.
            self._bar.border, self._bar.size = (0, 0, 0, 0), (0, 0)
            return
        low, part = self.vbar
        width = theme.px(6)
        # Beside the content where there is room, else over its edge.
        outside = self.end_x + width + theme.px(8) <= theme.width
        x = self.end_x + theme.px(8) if outside else self.end_x - width - theme.px(4)
        radius = width / 2
        high = max(width * 2, part * self.height)
        lay(self._bar, x, self.y + low * self.height, width, high, (radius, radius, radius, radius))


class Scroll(Scrolling, ScrollView):
    """Scrolls one child."""

    def __init__(self, child: Widget | None = None, **named: Any) -> None:
        super().__init__(**named)
        if child is not None:
            self.add_widget(child)
