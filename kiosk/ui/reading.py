"""Reads a widget tree as a person would: what can be pressed, in which order, and what to call it aloud."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kivy.uix.scrollview import ScrollView

from kiosk.ui.tr import tr
from kiosk.ui.widgets.bars import TopBar
from kiosk.ui.widgets.press import Pressable
from kiosk.ui.widgets.text import Icon, Text

Node = Any
"""A Kivy widget; they have no types."""

HEADLINES = ("display", "h1", "price", "numeral")
"""Roles of what a page is about."""

ENOUGH = 120
"""Characters of headlines with which a page has said what it is about."""

MOST = 240
"""Characters that a page says of itself; the rest is found by its controls."""

ICON_WORDS = {
    "erase": "speech.erase",
    "close": "ui.close",
    "plus": "ui.more",
    "minus": "ui.fewer",
    "back": "ui.back",
    "search": "ui.search",
    "language": "access.language",
    "access": "access.title",
    "person_circle": "rail.person",
    "heart": "speech.favourite",
    "heart_full": "speech.favourite",
}
"""What a control says that is an icon and has no words of its own."""


def in_order(widget: Node) -> list[Node]:
    """The children, as they are read. A list that re-uses its cards holds them in any order."""
    children = list(reversed(widget.children))
    places = getattr(widget, "view_indices", None)
    if places is not None:
        children.sort(key=lambda child: places.get(child, 0))
    return children


def can_be_seen(widget: Node) -> bool:
    """Whether it is there at all, apart from what hides it further up or lets it scroll out of sight."""
    return bool(widget.opacity > 0.05 and widget.width >= 1 and widget.height >= 1)


def can_be_pressed(widget: Node) -> bool:
    """Whether a keypad stops here: at what can be pressed, and at what is off and says why."""
    if not isinstance(widget, Pressable) or widget.action is None:
        return False
    return widget.touchable or bool(getattr(widget, "reason", "")) or bool(getattr(widget, "busy", False))


def controls(root: Node) -> list[Node]:
    """Everything to stop at, in reading order. A page that scrolls and has nothing to press is a stop by itself."""
    return list(_controls(root))


def _controls(widget: Node) -> Iterator[Node]:
    if not can_be_seen(widget):
        return
    if can_be_pressed(widget):
        yield widget
    below = [stop for child in in_order(widget) for stop in _controls(child)]
    if isinstance(widget, ScrollView) and not below and overflows(widget):
        yield widget
    yield from below


def overflows(scroll: Node) -> bool:
    """Whether there is more than the view shows."""
    return bool(scroll.viewport_size and scroll.viewport_size[1] > scroll.height + 1)


def texts(root: Node, *, within_controls: bool = False) -> Iterator[Text]:
    """The words that can be seen, in reading order; those of controls are the controls' own business."""
    for child in in_order(root):
        if not can_be_seen(child) or isinstance(child, TopBar):
            continue
        if isinstance(child, Text):
            if child.whole.strip():
                yield child
        elif within_controls or not (isinstance(child, Pressable) and child.action is not None):
            yield from texts(child, within_controls=within_controls)


def name_of(control: Node) -> str:
    """What a control is called: its own name, its words, or those of its icon."""
    given = getattr(control, "spoken_name", "")
    if given:
        return str(given)
    key = getattr(control, "name_key", "")
    if key:
        return tr.text(key)
    words = [text.whole.strip() for text in _own_texts(control)]
    letter = str(getattr(control, "word", "")).strip()
    if letter and letter not in words:
        words.insert(0, letter)
    if words:
        return "，".join(words) if tr.language != "en" else ", ".join(words)
    icons = (child.name for child in control.walk(restrict=True) if isinstance(child, Icon))
    known = [ICON_WORDS[icon] for icon in icons if icon in ICON_WORDS]
    return tr.text(known[0]) if known else ""


def describe(control: Node) -> str:
    """A control's name, what it is, and how it is, in one sentence."""
    if isinstance(control, ScrollView):
        return tr.text("speech.page", words=facts(control))
    name = name_of(control)
    if getattr(control, "busy", False):
        return tr.text("speech.busy", name=name)
    if not control.touchable:
        return tr.text("speech.off", name=name, reason=getattr(control, "reason", ""))
    if getattr(control, "selected", False):
        return tr.text("speech.chosen", name=name)
    return tr.text("speech.button", name=name)


def facts(root: Node) -> str:
    """What a page is about: its headlines, and more of its words while they are few."""
    found = list(texts(root))
    chosen = [text for text in found if text.role in HEADLINES]
    length = sum(len(text.whole) for text in chosen)
    if length < ENOUGH:
        for text in found:
            if text in chosen or length >= MOST:
                continue
            chosen.append(text)
            length += len(text.whole)
    stop = "。" if tr.language != "en" else ". "
    return stop.join(dict.fromkeys(text.whole.strip() for text in found if text in chosen))[:MOST]


def _own_texts(control: Node) -> Iterator[Text]:
    """The words of a control, without those of another control inside it."""
    for child in in_order(control):
        if not can_be_seen(child) or (isinstance(child, Pressable) and child.action is not None):
            continue
        if isinstance(child, Text):
            if child.whole.strip():
                yield child
        else:
            yield from _own_texts(child)
