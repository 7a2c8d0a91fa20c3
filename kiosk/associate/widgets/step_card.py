"""One step of a checklist: how it stands, what it means, and what can be answered."""

from __future__ import annotations

from collections.abc import Sequence

from kivy.uix.widget import Widget

from kiosk.ui.widgets.boxes import Column, Row
from kiosk.ui.widgets.button import Button
from kiosk.ui.widgets.card import Card
from kiosk.ui.widgets.text import Icon, Text


class StepCard(Card):
    """A step.

    Args:
        settled: nothing is to be done about it any more.
        grave: it is not as it should be, settled or not.
        under: texts below its words, such as what is left over.
        more: widgets below everything, as wide as the card.
        answers: buttons; they go when the step is settled, but for those that stay `always`.
    """

    def __init__(
        self,
        title: str,
        more_text: str = "",
        *,
        settled: bool = False,
        grave: bool = False,
        under: Sequence[Widget] = (),
        more: Sequence[Widget] = (),
        answers: Sequence[Button] = (),
        always: bool = False,
    ) -> None:
        self.settled = settled
        icon, colour = ("warn", "warn") if grave else ("ok", "ok") if settled else ("neutral", "ink3")
        words: list[Widget] = [Text(title, role="h2", bold=True)]
        if more_text:
            words.append(Text(more_text, role="body", colour="ink2"))
        words += under
        front: list[Widget] = [Icon(icon, 34, colour=colour), Column(*words, gap=2)]
        if settled and grave:
            front.append(Icon("tick_bold", 28, colour="ok"))
        shown = [] if settled and not always else list(answers)
        super().__init__(Row(*front, *shown, gap=16), *more, pad=(22, 14), gap=12)
