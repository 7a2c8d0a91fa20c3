"""The head of a product's page: its picture, large, with the way back, the heart and what the camera found on it."""

from __future__ import annotations

from collections.abc import Callable

from kivy.metrics import dp
from kivy.properties import NumericProperty
from kivy.uix.floatlayout import FloatLayout
from kivy.uix.widget import Widget

from kiosk.home.studio_picture import StudioPicture
from kiosk.ui import navigation
from kiosk.ui.theme import theme
from kiosk.ui.widgets.base import Styled
from kiosk.ui.widgets.boxes import Column, Flow, Gap, Row
from kiosk.ui.widgets.button import RoundButton
from kiosk.ui.widgets.card import Sheet
from kiosk.ui.widgets.pill import Pill
from kiosk.ui.widgets.text import Icon

HERO = 744
"""Design pixels of the picture, top bar included."""

HERO_LARGE = 600
"""The same where large text needs the room."""

HERO_LOW = 464
"""The same where all of it lies within reach of a lower arm."""

GAP = 12
"""Design pixels between two pills."""

OVERLAP = 48
"""The sheet's round corners lie on the picture."""


class Hero(Styled, FloatLayout):
    """The picture behind the top bar; back at the left, heart and comparison at the right."""

    def __init__(self, top: Widget, *, favour: Callable[[], object], compare: Callable[[], object]) -> None:
        super().__init__(size_hint=(1, None))
        self._picture = StudioPicture(below=OVERLAP, pos_hint={"x": 0, "y": 0})
        self._icon = Icon("barcode", 260, colour="ink3", fixed=True, pos_hint={"center_x": 0.5, "center_y": 0.48})
        self._flow = Flow(gap=GAP, pad=(56, 0))
        self._between = Widget(size_hint=(None, None), size=(0, 0))
        self._shown: tuple[tuple[str, str], ...] = ()
        back = RoundButton("back", name_key="ui.back", action=navigation.back, shadow="e2")
        self.heart = RoundButton("heart", name_key="product.favour", action=favour, shadow="e2")
        self.compare = RoundButton("compare", name_key="product.compare", action=compare, shadow="e2")
        self._tools = Column(self.heart, self.compare, gap=24, size_hint=(None, None))
        bars = Column(top, Row(back, Gap(), self._tools, pad=(56, 0), align="top"), pos_hint={"x": 0, "top": 1}, gap=12)
        for part in (self._picture, self._icon, bars, self._flow):
            self.add_widget(part)
        self.bind(pos=self._place, size=self._place)

    def restyle(self) -> None:
        """Take sizes anew."""
        self.height = theme.px(HERO_LOW if theme.low else HERO if theme.text_scale < 1.25 else HERO_LARGE)
        self._tools.width = self.heart.width
        self._place()

    def show(self, path: str, seed: str) -> None:
        """Show a product's picture; without a seed there is none to be had."""
        self._picture.opacity = 1 if seed else 0
        self._icon.opacity = 0 if seed else 1
        if seed:
            self._picture.show(path, seed)
        for tool in (self.heart, self.compare):
            tool.opacity, tool.disabled = (1, False) if seed else (0, True)

    def tell(self, *pills: Pill) -> None:
        """Show these on the picture; the same words again change nothing."""
        shown = tuple((pill.label.whole, pill.state) for pill in pills)
        if shown != self._shown:
            self._shown = shown
            for pill in pills:
                pill.bind(width=self._spread)
            first, *others = pills
            self._flow.replace(first, self._between, *others)
            self._spread()

    def mark(self, favourite: bool, compared: int) -> None:
        """Whether it is a favourite, and how many products wait to be compared, this one or not."""
        self.heart.icon.name = "heart_full" if favourite else "heart"
        self.heart.name_key = "product.unfavour" if favourite else "product.favour"
        kind = "primary" if compared else "secondary"
        if self.compare.kind != kind:
            self.compare.kind = "primary" if compared else "secondary"
            self.compare.restyle()

    def _spread(self, *_: object) -> None:
        """Two pills stand at the two sides, so that the product between them is seen."""
        pills = [child for child in self._flow.children if child is not self._between]
        gaps = theme.px(GAP) * len(pills)
        spare = self.width - 2 * theme.margin - gaps - sum(pill.width for pill in pills)
        # One pixel less than there is: widths are not whole, and a line that is too long would break.
        self._between.width = max(0, int(spare) - 1) if len(pills) == 2 else 0

    def _place(self, *_: object) -> None:
        self._spread()
        self._flow.pos = (self.x, self.y + theme.px(OVERLAP + 32))


class LongSheet(Sheet):
    """A sheet that reaches the lower edge even when it has little to say."""

    least = NumericProperty(dp(0))

    def __init__(self, **named: object) -> None:
        super().__init__(**named)
        self.bind(least=self._hug)

    def _hug(self, *_: object) -> None:
        self.height = max(self.minimum_height, self.least)
