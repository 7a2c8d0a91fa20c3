"""The root of the window: one screen in front, sheets and a message above it, the idle rules, the focus ring."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from kivy.animation import Animation
from kivy.clock import Clock
from kivy.uix.floatlayout import FloatLayout

from kiosk.ui.focus import KEYS, Focus
from kiosk.ui.forgetting import clear_away
from kiosk.ui.idle import IdleWatch
from kiosk.ui.motion import PAGE_S, SLIDE, Drift, Ease, ease, motion
from kiosk.ui.reading import describe, facts
from kiosk.ui.theme import theme
from kiosk.ui.tidy import tidying
from kiosk.ui.voice import voice
from kiosk.ui.widgets.written import forget_texts

if TYPE_CHECKING:
    from kivy.uix.widget import Widget

    from kiosk.ui.screen import StoreScreen

log = logging.getLogger(__name__)

MakeScreen = Callable[[], "StoreScreen"]

Gate = Callable[[str], str]
"""Takes the name of a screen that shall come; gives the one that must come first, or nothing."""

LONGEST_PRESS_S = 5.0
"""A finger that is said to be down for longer was lifted unnoticed: some panels lose the end of a touch."""

CLEARED_S = 1.2
"""So long after a session what it left in memory is cleared away: pages that were on their way have come to rest."""

LAID_OUT_S = 0.1
"""After so long a new page lies as it will lie, and can be read aloud."""

HISTORY = 20
"""Nobody goes back further, and a kiosk runs for months."""

FAULT = "home.fault"
"""The page that says what went wrong, on devices that have one."""

OTHER_BUTTONS = ("right", "middle", "mouse4", "mouse5")
"""Of a mouse; also what some panels make of a long touch. They open nothing here."""


class Navigator(FloatLayout):  # type: ignore[misc,unused-ignore]  # Kivy is untyped
    """The root of the window: one screen, and above it sheets, dialogs and one toast.

    Args:
        screens: how each screen is made, by name; made when first shown, then kept.
        home: the name of the first screen, where `home()` and the end of a session lead.
        on_session_end: called when a session ends (time-out, or `end_session`), before home comes to the front.
        idle: the idle rules; None where people sign in and out themselves.
        gate: asked before a screen comes to the front: gives the name of the one that must come first, or nothing. That
            one finds where the person was going in its arguments `then` and `then_args`.
        keypad: whether arrows, Enter and Escape move a focus ring: on a shopper's kiosk, where nothing else takes keys.
        on_fault: hears of a page that failed while it read, instead of the program ending; without it the error is
            raised, which is what a test wants.
    """

    def __init__(
        self,
        screens: Mapping[str, MakeScreen],
        home: str,
        *,
        on_session_end: Callable[[], None] | None = None,
        idle: IdleWatch | None = None,
        gate: Gate | None = None,
        keypad: bool = False,
        on_fault: Callable[[Exception], None] | None = None,
    ) -> None:
        super().__init__()
        self._make = dict(screens)
        self._screens: dict[str, StoreScreen] = {}
        self._home = home
        self._past: list[tuple[str, dict[str, Any]]] = []
        self._name = ""
        self._leaving = FloatLayout()
        """Draws the page that goes while the next one comes. It is no child here: nobody can touch it any more."""
        self._moving: Ease | None = None
        self._drifts: WeakKeyDictionary[StoreScreen, Drift] = WeakKeyDictionary()
        self._stage = FloatLayout()
        self._layers = FloatLayout()
        self.add_widget(self._leaving)
        self.add_widget(self._stage)
        self.add_widget(self._layers)
        self._on_session_end = on_session_end
        self.idle = idle
        self._gate = gate
        self._toast: Widget | None = None
        self._question: Widget | None = None
        self._on_fault = on_fault
        self.focus = Focus(self) if keypad else None
        self._announce = Clock.create_trigger(self._say_screen, LAID_OUT_S)
        self._clear_away = Clock.create_trigger(clear_away, CLEARED_S)
        self._fingers: dict[object, float] = {}
        self._waiting: frozenset[str] = frozenset()
        self._tick = Clock.schedule_interval(self._watch_idle, 1.0) if idle else None

    def close(self) -> None:
        """Stop watching. May be called twice."""
        self.settle()
        if self._tick is not None:
            self._tick.cancel()
            self._tick = None

    @property
    def name(self) -> str:
        """Name of the screen in front."""
        return self._name

    @property
    def screen(self) -> StoreScreen:
        """The screen in front."""
        return self._screens[self._name]

    def knows(self, name: str) -> bool:
        """Whether this device has such a screen."""
        return name in self._make

    def go(self, name: str, args: dict[str, Any], *, remember: bool = True) -> None:  # what the screen takes
        """Bring a screen to the front.

        Raises:
            KeyError: if this device has no such screen.
        """
        if name not in self._make:
            raise KeyError(f"this device has no screen {name!r}")
        first = self._gate(name) if self._gate is not None else ""
        if first:
            args = {"then": name, "then_args": args}
            name, remember = first, False
        if self._name:
            before = self.screen
            if remember and self._name != name:
                self._past = [*self._past[-HISTORY:], (self._name, before.args)]
            before.leave()
        screen = self._screens.get(name)
        if screen is None:
            screen = self._screens[name] = self._make[name]()
        same = self._name == name
        self._name = name
        if not same:
            self._bring(screen)
        # Questions and sheets belong to the page they lay over; a message may be about the way here.
        self._layers.clear_widgets([layer for layer in self._layers.children if layer is not self._toast])
        if self.idle and self._question is not None:
            # Something led on from under the question, such as a scan: somebody is there.
            self._question = None
            self.idle.here()
        try:
            screen.enter(args)
        except Exception as error:
            if not self.broken(screen, error):
                raise
            return
        if self.focus is not None:
            self.focus.moved()
        self._announce()
        if self.idle:
            self.idle.touched()

    def _bring(self, screen: StoreScreen) -> None:
        """Lay a screen on the stage: over the one before, which goes when it is there, or at once in its place."""
        self.settle()
        past = list(self._stage.children) if motion.on else []
        self._stage.clear_widgets()
        if past:
            self._leaving.canvas.add(past[0].canvas)
        screen.pos_hint = {"x": 0, "y": 0}
        self._stage.add_widget(screen)
        if not past:
            screen.opacity = 1
            return
        drift = self._drifts.get(screen)
        if drift is None:
            drift = self._drifts[screen] = Drift(screen)
        down = theme.px(SLIDE)

        def come(part: float) -> None:
            screen.opacity = part
            drift.to(0, -down * (1 - part))

        motion.page_comes = True
        self._moving = ease(PAGE_S, come, self._came)

    def _came(self) -> None:
        """The page is there; the one before it is not drawn any more."""
        motion.page_comes = False
        self._leaving.canvas.clear()

    def settle(self) -> None:
        """Let what still moves be where it belongs."""
        if self._moving is not None:
            self._moving.end()
            self._moving = None

    def back(self) -> None:
        """Go to the screen before this one, or home."""
        if self._past:
            name, args = self._past.pop()
            self.go(name, args, remember=False)
        else:
            self.home()

    def home(self) -> None:
        """Go to the first screen and forget the way here."""
        self._past.clear()
        self.go(self._home, {}, remember=False)

    def end_session(self) -> None:
        """End what this person did: the app forgets them, every screen but home is thrown away, home comes."""
        voice.forget()
        if self.focus is not None:
            self.focus.off()
        if self._on_session_end is not None:
            self._on_session_end()
        if self.idle:
            self.idle.new_session()
        self._hide_toast()
        self.home()
        self.settle()
        for name in [name for name in self._screens if name != self._home]:
            for widget in self._screens.pop(name).walk(restrict=True):
                # What still moves would be kept by its own movement.
                Animation.cancel_all(widget)
        forget_texts()
        self._clear_away()

    def changed(self, topics: frozenset[str]) -> None:
        """Tell every screen that these topics changed; the one in front reads again.

        Not under a finger: a button that is being pressed must not be replaced. It waits until the finger is up.
        """
        now = Clock.get_time()
        if any(now - since < LONGEST_PRESS_S for since in self._fingers.values()):
            self._waiting |= topics
            Clock.schedule_once(self._catch_up, LONGEST_PRESS_S)
            return
        for screen in list(self._screens.values()):
            screen.changed(topics)

    def show(self, layer: Widget) -> None:
        """Lay a sheet or a dialog over the screen."""
        if layer.parent is None:
            self._layers.add_widget(layer)
            if self.focus is not None:
                self.focus.moved()
            self._announce()

    def hide(self, layer: Widget) -> None:
        """Take it away again."""
        self._layers.remove_widget(layer)
        if self.focus is not None:
            self.focus.moved()

    def top(self) -> Any | None:  # a Kivy widget
        """The uppermost sheet or question, or else the screen in front."""
        layer = next((layer for layer in self._layers.children if layer is not self._toast), None)
        return layer if layer is not None else self._screens.get(self._name)

    def leave(self) -> bool:
        """Escape of a keypad: close what lies above, or go one step back where the screen lets one."""
        there = self.top()
        return bool(there is not None and getattr(there, "dismiss", _stay)())

    def listener(self, handler: str) -> Widget | None:
        """The uppermost sheet or dialog that wants to hear of such a code (`on_staff`, ...), before the screen does."""
        return next((layer for layer in self._layers.children if hasattr(layer, handler)), None)

    def key(self, name: str) -> bool:
        """A key of a keyboard: for the uppermost sheet or dialog, or else for the screen. True if it did something."""
        self.touched()
        there = self.top()
        if getattr(there, "key_pressed", _deaf)(name):
            return True
        if self.focus is None or name not in KEYS:
            return False
        voice.hush()
        if voice.from_keypad and voice.able and not voice.on and name != "escape":
            # Who cannot see the screen cannot look for the button that makes it speak.
            voice.turn(True)
            self._announce()
        return self.focus.key(name)

    def broken(self, screen: StoreScreen, error: Exception) -> bool:
        """A screen failed while it read or was made. It is thrown away; the fault page says so. False: nobody does."""
        name = next((name for name, one in self._screens.items() if one is screen), self._name)
        if self._on_fault is None or name == FAULT:
            return False
        log.error("the screen %s failed", name, exc_info=error)
        self._screens.pop(name, None)
        if name == self._name:
            self.settle()
            self._stage.clear_widgets()
            self._name = ""
        self._on_fault(error)
        return True

    def say(self, text: str, state: str) -> None:
        """Show a toast; it takes the place of one that is still there."""
        from kiosk.ui.widgets.toast import Toast

        self._hide_toast()
        self._toast = Toast(text, state, self._layers.remove_widget)
        self._layers.add_widget(self._toast)
        voice.say(text, now=True)

    def _hide_toast(self) -> None:
        if self._toast is not None:
            self._layers.remove_widget(self._toast)
            self._toast = None

    def _say_screen(self, _dt: float) -> None:
        """Say what is in front now, once it has been laid out."""
        there = self.top()
        if there is not None and voice.on:
            words = getattr(there, "spoken", None)
            voice.say(words() if words is not None else facts(there), now=True)
            if self.focus is not None and self.focus.at is not None:
                voice.say(describe(self.focus.at))

    def touched(self) -> None:
        """Somebody is there: a touch, a key."""
        tidying.touched()
        if self.idle:
            self.idle.touched()

    def present(self) -> None:
        """Somebody is there for certain, with goods in hand: a scan answers even the question whether they are."""
        if self.idle and self._question is not None:
            self.hide(self._question)
            self._question = None
            self.idle.here()
        self.touched()

    def on_touch_up(self, touch: Any) -> bool:  # Kivy's touch
        """What changed under the finger is read now."""
        self._fingers.pop(touch.uid, None)
        taken = bool(super().on_touch_up(touch))
        Clock.schedule_once(self._catch_up)
        return taken

    def _catch_up(self, _dt: float) -> None:
        """Read what waited for a finger."""
        if self._waiting:
            waiting, self._waiting = self._waiting, frozenset()
            self.changed(waiting)

    def on_touch_down(self, touch: Any) -> bool:  # Kivy's touch
        """Every touch counts as presence, then goes where it belongs. A mouse has one button here."""
        if "button" in touch.profile and touch.button in OTHER_BUTTONS:
            return True
        self.touched()
        if self.focus is not None and self.focus.on:
            self.focus.off()
        voice.hush()
        self._fingers[touch.uid] = Clock.get_time()
        return bool(super().on_touch_down(touch))

    def _watch_idle(self, _dt: float) -> None:
        assert self.idle is not None
        rule = self.screen.idle_now if self._name else "home"
        left = rule == "home" and self.top() is not self._screens.get(self._name)  # a sheet, and whoever opened it
        self.idle.tick("question" if left else rule, self.ask, self.end_session)

    def ask(self) -> None:
        """Ask whether somebody is still there; the idle rules do when nobody seems to be."""
        from kiosk.ui.widgets.idle_question import IdleQuestion

        assert self.idle is not None
        idle = self.idle

        def more() -> None:
            self._question = None
            idle.more_time()
            self.hide(dialog)

        self._question = dialog = IdleQuestion(idle.question_s, more, self.end_session)
        self.show(dialog)


def _deaf(_name: str) -> bool:
    """What has no use for a keyboard."""
    return False


def _stay() -> bool:
    """What nobody leaves by a key."""
    return False
