"""The kiosk's frame: whose shop and who stands here above, the great buttons below, and between them the page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kivy.graphics import Color, Rectangle
from kivy.uix.floatlayout import FloatLayout
from kivy.uix.widget import Widget

from kiosk.ui.theme import theme
from kiosk.ui.tr import NATIVE_NAMES, tr
from kiosk.ui.widgets.base import Styled
from kiosk.ui.widgets.boxes import Column, Gap, Row
from kiosk.ui.widgets.button import Actions, Button, RoundButton
from kiosk.ui.widgets.inline import Inline
from kiosk.ui.widgets.plate import Ground, Plate
from kiosk.ui.widgets.press import Action, Pressable
from kiosk.ui.widgets.scroll import Scroll
from kiosk.ui.widgets.text import Icon, Text

TOP = 128
BOTTOM = 180
"""Design pixels. The bottom bar is where every hand reaches, so the action that counts is always there."""

OVERSCAN = 16

SPACED = "\u00a0"


def wordmark(name: str) -> str:
    """Set a brand's name wide, as a wordmark is."""
    return SPACED.join(name.upper()) if name.isascii() else name


class MemberChip(Pressable, Row):
    """Who is signed in: surname and title, tier and points; a cross to sign out. Never more."""

    def __init__(self, name: str, note: str, action: Action | None = None, leave: Action | None = None) -> None:
        self._avatar = _Avatar()
        self._name = Text(name, role="second", bold=True, hug=True)
        self._note = Text(note, role="micro", colour="gold", hug=True)
        words = Column(self._name, self._note, gap=-6, size_hint=(None, None))
        self._words = words
        parts: list[Any] = [self._avatar, words]  # Kivy's widgets have no types
        if leave is not None:
            parts.append(RoundButton("close", name_key="ui.sign_out", action=leave, size=64, kind="quiet"))
        super().__init__(*parts, action=action, hug=True, gap=14, pad=(10, 6, 30 if leave is None else 10, 6))
        self.plate = Plate(self)
        for text in (self._name, self._note):
            text.bind(width=self._fit)

    def restyle(self) -> None:
        """Take colours and sizes anew."""
        super().restyle()
        self.veil_radius = "pill"
        self.plate.dress("surface", line="line", width=theme.border, radius="pill")
        self._fit()

    def _fit(self, *_: object) -> None:
        self._words.width = max(self._name.width, self._note.width)


class _Avatar(Styled, FloatLayout):
    def __init__(self) -> None:
        super().__init__(size_hint=(None, None))
        self._plate = Plate(self)
        self._icon = Icon("person", 34, colour="gold", fixed=True, pos_hint={"center_x": 0.5, "center_y": 0.5})
        self.add_widget(self._icon)

    def restyle(self) -> None:
        side = theme.px(60)
        self.size = (side, side)
        self._plate.dress("gold_soft", radius="pill")


class LanguageButton(Inline):
    """Goes on to the next language; it shows the one that it leads to, by its own name.

    Args:
        speak: goes on in a language; without it only the screen does.
    """

    def __init__(
        self, speak: Callable[[str], object] = tr.switch, languages: tuple[str, ...] = ("zh_CN", "zh_TW", "en")
    ) -> None:
        self._speak = speak
        self._languages = languages
        super().__init__(
            Text(role="second", bold=True, hug=True),
            Icon("language", 30),
            hug=True,
            tall="small",
            pad=24,
            action=self._next,
        )
        self.plate = Plate(self)

    def _following(self) -> str:
        at = self._languages.index(tr.language) if tr.language in self._languages else -1
        return self._languages[(at + 1) % len(self._languages)]

    def _next(self) -> None:
        self._speak(self._following())

    def restyle(self) -> None:
        """Take colours, sizes and words anew."""
        self.veil_radius = "pill"
        self.plate.dress("surface", line="line", width=theme.border, radius="pill")
        following = self._following()
        self.label.say({"zh_CN": "简体", "zh_TW": "繁體"}.get(following, NATIVE_NAMES[following]))
        super().restyle()


class TopBar(Row):
    """Wordmark and shop at the left; who is signed in and the language at the right."""

    def __init__(self, brand: str, shop: str = "", *right: Widget) -> None:
        self.brand = Text(wordmark(brand), role="h2", bold=True, shrink=True)
        self.shop = Text(shop, role="micro", colour="ink2", shrink=True)
        names = Column(self.brand, self.shop, gap=-6)
        super().__init__(names, *right, gap=20, pad=(56, 30, 56, 14))


class BottomBar(Styled, FloatLayout):
    """The page's actions: at the left what makes the screen easier, then one secondary and one primary button (each may
    be absent)."""

    def __init__(self, *buttons: Button, low_mode: bool = True) -> None:
        self.low = RoundButton("access", name_key="access.title", action=_toggle_low, size=112, kind="quiet")
        self.help = RoundButton("bell_ring", name_key="access.help", size=112, kind="quiet")
        self.actions = Actions(*buttons)
        self._row = Row(*([self.low] if low_mode else []), self.actions, gap=24, pad=(56, 34), align="middle")
        super().__init__(size_hint=(1, None))
        with self.canvas.before:
            self._ground_colour = Color()
            self._ground = Rectangle()
            self._line_colour = Color()
            self._line = Rectangle()
        self.add_widget(self._row)
        self._row.pos_hint = {"x": 0, "y": 0}
        self._row.bind(height=self._follow)
        self.bind(pos=self._draw, size=self._draw)

    def hold(self, *buttons: Button) -> None:
        """Show these buttons."""
        self.actions.clear_widgets()
        for button in buttons:
            self.actions.add_widget(button)

    def restyle(self) -> None:
        """Take colours anew."""
        self._ground_colour.rgba = theme.colour("surface")
        self._line_colour.rgba = theme.colour("line")
        self._show_help()
        self._follow()

    def _show_help(self) -> None:
        """In large and simple mode a colleague is one tap away on every page."""
        self.actions.stack(theme.simple)
        wanted = theme.simple and self.help.action is not None
        if wanted and self.help.parent is None:
            self._row.add_widget(self.help, index=1)
        elif not wanted and self.help.parent is not None:
            self._row.remove_widget(self.help)

    def _follow(self, *_: object) -> None:
        self.height = max(theme.px(BOTTOM), self._row.height)
        self._draw()

    def _draw(self, *_: object) -> None:
        # A little beyond the screen's edges: pages that move by some pixels, so that nothing burns in, leave no gap.
        more = theme.px(OVERSCAN)
        self._ground.pos = (self.x - more, self.y - more)
        self._ground.size = (self.width + 2 * more, self.height + more)
        line = max(1.0, theme.px(2))
        self._line.pos, self._line.size = (self.x - more, self.end_y - line), (self.width + 2 * more, line)


def _toggle_low() -> None:
    theme.choose(low=not theme.low)


class KioskFrame(Styled, FloatLayout):
    """Top bar, page and bottom bar. In low mode all three lie within reach, and the brand stays above.

    Args:
        page: what lies between; give a `Scroll` if it may be higher than the room.
        top: None for pages that fill the screen.
    """

    def __init__(
        self, page: Widget, top: TopBar | None = None, bottom: BottomBar | None = None, *, brand: str = ""
    ) -> None:
        self.page = page
        self.top_bar = top
        self.bottom_bar = bottom
        self._brand = Text(wordmark(brand), role="display", bold=True, align="center", colour="ink3")
        self._lower = Column(*[part for part in (top, page, bottom) if part is not None], grow=True)
        page.size_hint = (1, 1)
        self._above = Column(Gap(), self._brand, Gap(), grow=True)
        super().__init__()
        self.add_widget(self._above)
        self.add_widget(self._lower)

    def bare(self) -> None:
        """Show no brand above the page in low mode: the page itself reaches up there."""
        self._brand.say("")

    def restyle(self) -> None:
        """Lay out for low mode, or not."""
        band = theme.band
        self._lower.size_hint = (1, band.share)
        self._lower.pos_hint = {"x": 0, "y": band.low}
        self._above.size_hint = (1, 1 - band.high)
        self._above.pos_hint = {"x": 0, "top": 1}
        self._above.opacity = 1 if theme.low else 0
        self._above.disabled = not theme.low


def page(*children: Widget, gap: float = 28, pad: Any = (56, 16, 56, 40)) -> Scroll:  # boxes.Padding
    """Give a page that scrolls when its content is higher than its room."""
    return Scroll(Column(*children, gap=gap, pad=pad))


class GroundedColumn(Column):
    """A column on a ground of its own, edge to edge."""

    def __init__(self, *children: Widget, ground: str = "bg", **named: Any) -> None:
        super().__init__(*children, **named)
        self._ground = Ground(self, ground)

    def restyle(self) -> None:
        """Take the ground's colour anew."""
        super().restyle()
        self._ground.dress()
