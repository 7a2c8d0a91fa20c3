"""A device as it is started in a shop, and a thread beside it that says where things are on its screen.

``python -m scripts.person.window SETTINGS [IDLE_S QUESTION_S]``: each line in is a JSON object with "ask", each answer
one with "value". It only looks: whatever is done at this device is done through its window. With the two numbers it
asks sooner whether somebody is still there.
"""

from __future__ import annotations

import json
import queue
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from kiosk import app, settings
from kiosk.ui import idle, mainloop

Question = dict[str, Any]  # plain JSON values

ANSWER_S = 30.0
"""A frame takes a hundredth of a second; a device that needs longer than this has come to a stop."""


def main() -> int:
    """Run the device; look where one is told to."""
    found = settings.load(Path(sys.argv[1]))
    if len(sys.argv) > 2:
        idle.PERSONAL_S = idle.ANONYMOUS_S = float(sys.argv[2])
        idle.QUESTION_S = float(sys.argv[3])
    threading.Thread(target=_listen, daemon=True).start()
    app.run(found)
    return 0


def _listen() -> None:
    for line in sys.stdin:
        question: Question = json.loads(line)
        answers: queue.SimpleQueue[object] = queue.SimpleQueue()
        mainloop.post(_look, question, answers.put)
        try:
            answer = {"value": answers.get(timeout=ANSWER_S)}
        except queue.Empty:
            answer = {"value": None}
        print(json.dumps(answer, ensure_ascii=False), flush=True)


def _look(question: Question, answer: Callable[[object], object]) -> None:
    """Between two frames. Kivy is imported only when the window is there."""
    from kiosk.ui import navigation

    kinds: dict[str, Callable[[], object]] = {
        "front": navigation.front,
        "texts": lambda: [text for _, text in _said()],
        "find": lambda: _find(question),
        "words": lambda: _words(question["key"], question.get("args", {})),
        "codes": lambda: [widget.text for widget in _walk() if type(widget).__name__ == "QrCode" and widget.text],
    }
    answer(kinds[question["ask"]]())


def _words(key: str, args: dict[str, Any]) -> str:
    from kiosk.ui.tr import tr

    return tr.text(key, **args)


def _find(question: Question) -> list[dict[str, Any]]:
    """Everything with these words, the topmost last: where it is, and whether a finger would reach it."""
    said = _words(question["key"], question.get("args", {})) if "key" in question else str(question["text"])
    wanted = "".join(said.split())
    kind = question.get("kind", "")
    every = [(widget, "".join(text.split())) for widget, text in _said() if kind in ("", type(widget).__name__)]
    found = [widget for widget, text in every if text == wanted]
    return [_spot(widget) for widget in found or [widget for widget, text in every if text.startswith(wanted)]]


def _walk() -> Iterator[Any]:
    """All widgets of the window; only those of the topmost layer while one covers the page."""
    from kivy.core.window import Window

    from kiosk.ui.widgets.dialog import Layer

    every = [widget for child in reversed(list(Window.children)) for widget in child.walk(restrict=True)]
    layers = [widget for widget in every if isinstance(widget, Layer)]
    yield from layers[-1].walk(restrict=True) if layers else every


def _says(widget: Any) -> object:  # any Kivy widget
    """Its words; those of a key of a pad, or of a button that is an icon alone, are not written on it as text."""
    if type(widget).__name__ == "Key":
        return widget.word
    name = getattr(widget, "name_key", "")
    return _words(name, {}) if name else getattr(widget, "text", "")


def _said() -> Iterator[tuple[Any, str]]:
    """Each widget that says something, and what."""
    for widget in _walk():
        text = _says(widget)
        if isinstance(text, str) and text.strip():
            yield widget, text


def _spot(widget: Any) -> dict[str, Any]:  # any Kivy widget
    """Where it is, in pixels from the upper left."""
    from kivy.core.window import Window

    from kiosk.ui.widgets.press import Pressable

    x, y = widget.to_window(*widget.center)
    touch, shown, middle, ancestor = widget, True, x, widget
    pressable = isinstance(widget, Pressable)
    while ancestor.parent is not None and ancestor.parent is not ancestor:
        ancestor = ancestor.parent
        if not pressable and isinstance(ancestor, Pressable) and ancestor.action is not None:
            touch, pressable = ancestor, True
        if hasattr(ancestor, "scroll_y"):
            middle, low = ancestor.to_window(ancestor.center_x, ancestor.y)
            shown = shown and low + 8 <= y <= low + ancestor.height - 8
    return {
        "middle": middle,
        "x": x,
        "y": Window.height - y,
        "touch": pressable and bool(getattr(touch, "touchable", True)),
        "shown": shown and widget.width > 0 and widget.opacity > 0,
    }


if __name__ == "__main__":
    sys.exit(main())
