"""What every widget of the kit shares: it dresses itself from the theme, once made and again at each change."""

from __future__ import annotations

from typing import Any, ClassVar

from kivy.uix.widget import Widget, WidgetMetaclass

from kiosk.ui.arranging import Turn
from kiosk.ui.theme import theme


class StyledMeta(WidgetMetaclass):
    """Calls `restyle` when the whole constructor has run, whichever class began it.

    Called from a constructor, it would run before a subclass has set what it needs.
    """

    def __call__(cls, *args: Any, **named: Any) -> Any:  # noqa: N805 - a metaclass; it takes what the class takes
        """Make the widget, and dress it."""
        widget = super().__call__(*args, **named)
        theme.watch(widget)
        widget.restyle()
        return widget


class Styled(Widget, metaclass=StyledMeta):
    """A widget that takes its looks from the theme."""

    toolkit_rules: ClassVar[bool] = False
    """Whether Kivy's own kv rules apply. It chooses them by a class's bare name, and has a `Button` and a `ProgressBar`
    too; so only what builds on one of its widgets (texts, scrolling) says yes."""

    def __init__(self, *args: Any, **named: Any) -> None:  # as Kivy's own
        act = getattr(self, "do_layout", None)
        if act is not None:
            # Kivy's layouts make a trigger of their own, which knows no order, unless there is one.
            self._trigger_layout = Turn(self, act)
        super().__init__(*args, **named)

    def apply_class_lang_rules(self, *args: Any, **named: Any) -> None:
        """Take the toolkit's kv rules, where they are wanted."""
        if self.toolkit_rules:
            super().apply_class_lang_rules(*args, **named)

    @property
    def end_x(self) -> float:
        """Its right edge. Kivy's own `right`, `top` and `center` are remembered, and may still be of before a move
        when `pos` tells of it."""
        return float(self.x + self.width)

    @property
    def end_y(self) -> float:
        """Its upper edge."""
        return float(self.y + self.height)

    @property
    def middle_x(self) -> float:
        """Its middle, from left to right."""
        return float(self.x + self.width / 2)

    @property
    def middle_y(self) -> float:
        """Its middle, from below to above."""
        return float(self.y + self.height / 2)

    @property
    def middle(self) -> tuple[float, float]:
        """Its middle."""
        return (self.middle_x, self.middle_y)

    def restyle(self) -> None:
        """Take colours, sizes and words anew. Called when the widget is made and when theme or language change."""


def hint(named: dict[str, Any], x: float | None, y: float | None) -> None:  # a constructor's arguments
    """Fill in the size hints that the caller did not give; `size_hint_x` alone leaves the other as it would be."""
    if "size_hint" not in named:
        named["size_hint"] = (named.pop("size_hint_x", x), named.pop("size_hint_y", y))


def inside(widget: Any, x: float, y: float, reach: float) -> bool:  # any Kivy widget
    """Whether a point (in the widget's own space) lies on it, or within its reach if it is smaller than `reach`."""
    more_x = max(0.0, (reach - widget.width) / 2)
    more_y = max(0.0, (reach - widget.height) / 2)
    return bool(widget.x - more_x <= x <= widget.right + more_x and widget.y - more_y <= y <= widget.top + more_y)
