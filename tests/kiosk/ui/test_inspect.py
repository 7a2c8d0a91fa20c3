"""The critical look finds what is wrong: each of its checks is shown a page that it must not let pass."""

from __future__ import annotations

from typing import Any

import pytest
from kivy.uix.floatlayout import FloatLayout
from kivy.uix.widget import Widget

from kiosk.ui import inspect
from kiosk.ui.inspect.finding import Kind
from kiosk.ui.theme import theme
from kiosk.ui.widgets.boxes import Column, Gap, Row
from kiosk.ui.widgets.button import Button, RoundButton
from kiosk.ui.widgets.card import Card
from kiosk.ui.widgets.scroll import Scroll
from kiosk.ui.widgets.text import Icon, Text
from tests.ui import Ui, ui

__all__ = ["ui"]


def _page(*children: Widget) -> FloatLayout:
    page = FloatLayout()
    for child in children:
        page.add_widget(child)
    return page


def _at(widget: Any, x: float, y: float, width: float = 0, height: float = 0) -> Any:  # Kivy's widgets
    """Put a widget at a place of its own, in design pixels, as no layout of ours would."""
    widget.pos_hint = {}
    if width:
        widget.size_hint_x, widget.width = None, theme.px(width)
    if height:
        widget.size_hint_y, widget.height = None, theme.px(height)
    widget.pos = (theme.px(x), theme.px(y))
    return widget


def _nothing() -> None:
    """What a button does here."""


def _words_beyond_their_card() -> Widget:
    card = Card(Text("a card"), size_hint=(None, None))
    word = Text("far too long for so small a card", role="h1", hug=True)
    card.add_widget(word)
    return _page(_at(card, 100, 800, 200, 160))


def _words_on_words() -> Widget:
    one, other = (_at(Text(word, role="h1", hug=True), 100, 800) for word in ("one word", "another word"))
    return _page(one, other)


def _icon_on_words() -> Widget:
    return _page(_at(Text("one word", role="h1", hug=True), 100, 800), _at(Icon("search", 80), 110, 800))


def _words_under_a_card() -> Widget:
    return _page(
        _at(Text("below", role="h1", hug=True), 100, 800), _at(Card(size_hint=(None, None)), 80, 780, 300, 200)
    )


def _page_that_pushes_its_title_into_the_header() -> Widget:
    header = Column(Text("the shop", role="body"), size_hint=(1, None))
    body = Column(*(Card(Text(f"line {number}", role="h1"), pad=60) for number in range(20)), grow=True)
    return Column(header, body, grow=True)


def _letter_that_no_font_has() -> Widget:
    text = Text("ok", role="h1", hug=True)
    page = _page(_at(text, 100, 800))
    text.text = "ok \U0001f600"
    return page


def _icon_that_the_font_has_not() -> Widget:
    icon = Icon("search", 80)
    page = _page(_at(icon, 100, 800))
    icon.text = "\U000f9999"
    return page


def _pale_words() -> Widget:
    card = Card(_at(Text("line on surface", colour="line", hug=True), 0, 0), size_hint=(None, None))
    return _page(_at(card, 100, 800, 600, 200))


def _pale_icon() -> Widget:
    card = Card(Icon("search", 80, colour="line"), size_hint=(None, None))
    return _page(_at(card, 100, 800, 600, 200))


def _button_half_out_of_the_screen() -> Widget:
    return _page(_at(RoundButton("close", name_key="ui.close", action=_nothing, size=64), -40, 800))


def _two_small_buttons_side_by_side() -> Widget:
    return Row(
        RoundButton("plus", name_key="ui.more", action=_nothing, size=64),
        RoundButton("minus", name_key="ui.fewer", action=_nothing, size=64),
        Gap(),
        gap=4,
        grow=True,
    )


def _button_that_says_nothing() -> Widget:
    return _page(_at(RoundButton("dot", name_key="", action=_nothing, size=112), 100, 800))


def _key_without_words() -> Widget:
    return _page(_at(Text(key="nobody.wrote_this", role="h1", hug=True), 100, 800))


def _button_that_is_off_for_no_reason() -> Widget:
    button = Button("ui.confirm", action=_nothing, hug=True)
    button.disabled = True
    return _page(_at(button, 100, 800))


BAD: tuple[tuple[Kind, Any], ...] = (
    ("cut", _words_beyond_their_card),
    ("overlap", _words_on_words),
    ("overlap", _icon_on_words),
    ("cover", _words_under_a_card),
    ("spill", _page_that_pushes_its_title_into_the_header),
    ("glyph", _letter_that_no_font_has),
    ("glyph", _icon_that_the_font_has_not),
    ("contrast", _pale_words),
    ("contrast", _pale_icon),
    ("target", _button_half_out_of_the_screen),
    ("crowd", _two_small_buttons_side_by_side),
    ("words", _button_that_says_nothing),
    ("words", _key_without_words),
    ("reason", _button_that_is_off_for_no_reason),
)


@pytest.mark.parametrize(("kind", "make"), BAD, ids=lambda one: one if isinstance(one, str) else one.__name__)
def test_a_page_that_is_wrong_does_not_pass(ui: Ui, kind: Kind, make: Any) -> None:
    page = ui.mount(make())

    assert kind in {finding.kind for finding in inspect.walk(page)}


def test_a_page_that_is_right_passes(ui: Ui) -> None:
    page = ui.mount(
        Column(
            Text(key="ui.search", role="h1", bold=True),
            Row(Icon("search"), Text("plain words"), gap=20),
            Card(Text("a card"), Button("ui.confirm", kind="primary", action=_nothing)),
            Gap(),
            grow=True,
            pad=56,
            gap=20,
        )
    )

    assert inspect.walk(page) == []


def test_what_lies_below_the_fold_is_looked_at_too(ui: Ui) -> None:
    rows = [Card(Text(f"row {number}", role="h1"), pad=40) for number in range(30)]
    last = Icon("search", 80)
    rows.append(Card(last))
    page = ui.mount(Column(Scroll(Column(*rows, gap=20)), grow=True))
    last.text = "\U000f9999"

    assert {finding.kind for finding in inspect.walk(page)} == {"glyph"}


def test_what_scrolled_away_is_not_under_the_bar_above_it(ui: Ui) -> None:
    rows = [Card(Text(f"row {number}", role="h1"), pad=40) for number in range(30)]
    scroll = Scroll(Column(*rows, gap=20))
    page = ui.mount(Column(Card(Text("the bar", role="h1")), scroll, grow=True))
    scroll.scroll_y = 0.4
    ui.settle()

    assert inspect.walk(page) == []


def test_words_of_what_is_off_may_be_pale_if_the_reason_is_said(ui: Ui) -> None:
    button = Button("ui.confirm", kind="primary", action=_nothing)
    button.disabled = True
    button.reason = "Please choose a size first"

    page = ui.mount(Column(button, Gap(), grow=True, pad=56))

    assert inspect.walk(page) == []
