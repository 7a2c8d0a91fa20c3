"""What the kiosk shows while nobody is there. A scan works from here, without any other touch."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import timedelta
from typing import Any, ClassVar

from kivy.clock import Clock
from kivy.graphics import PopMatrix, PushMatrix, Translate
from kivy.uix.floatlayout import FloatLayout
from kivy.uix.widget import Widget

from kiosk.campaign import actions as campaigns
from kiosk.catalogue import tables as catalogue
from kiosk.customer.widgets.shopper_screen import ShopperScreen
from kiosk.home.attract_scenes import Scene, Turns, scenes, unreadable
from kiosk.home.attract_sheet import AttractSheet
from kiosk.home.fading_picture import Dimmer, FadingPicture
from kiosk.home.left_behind import nothing_left
from kiosk.payment.desk import PaymentDesk
from kiosk.stock import tables as stock
from kiosk.ui import navigation
from kiosk.ui.camera import Camera
from kiosk.ui.screen import Idle
from kiosk.ui.theme import theme
from kiosk.ui.widgets.boxes import Column
from kiosk.ui.widgets.button import Button
from kiosk.ui.widgets.pill import Pill
from kiosk.ui.widgets.press import SLIP
from kiosk.ui.widgets.text import Icon

SCENE_S = 8.0
FADE_S = 0.6
PREPARE_S = 2.0
"""After a scene has come, the picture of the next one is read."""

DIP = 0.92
"""How dark it gets between a light page and a dark one: the change itself is not seen."""

CLOSED = 0.7
"""Out of hours three tenths of the light are left."""

NIGHT_AFTER = timedelta(hours=2)
"""So long after the shop has closed, and until so long before it opens, nobody passes by: the screen is black."""

AWAKE_S = 30.0
"""So long after a touch the screen is bright out of hours."""

SHIFTS = ((0, 0), (5, -3), (-4, -6), (6, 2), (-5, -4), (3, 5), (-6, 1))
"""Design pixels by which all of it is moved, another with each scene (4 to 8 away), so that no edge burns in."""


EDGE = 2
"""Design pixels that a soft edge takes."""


class AttractScreen(ShopperScreen):
    """A large picture, one sentence, and the ways in."""

    topics = frozenset({"catalogue", "stock", "store", "release", "pictures", "scanner", "campaign"})
    idle: Idle = "home"
    bleeds: ClassVar[bool] = True

    def content(self) -> Widget:
        """The picture fills the screen; the sheet rises over its lower part."""
        self.picture = FadingPicture(size_hint=(None, None))
        self.camera = Camera(self.device, mode="attract")
        self.sheet = AttractSheet(self.speak)
        self._eye = Pill(key="home.camera_on", state="neutral", icon="camera")
        self.look = Pill(state="plain", icon="next", action=self._open_product)
        self._head = Column(self.top_bar)
        self._stage = FloatLayout()
        self._waiting = Icon("cloud_sync", 220, colour="ink3", fixed=True)
        for part in (self.picture, self._waiting, self._head, self.look, self.sheet):
            self._stage.add_widget(part)
        self._stage.bind(pos=self._place, size=self._place)
        self.sheet.bind(height=self._place)
        self.look.bind(size=self._place)
        self._head.bind(height=self._place)
        self._dipping = False
        self._scenes: tuple[Scene, ...] = ()
        self._scene: Scene | None = None
        self._turns = Turns()
        self._empty = self._closed = self._night = self._awake = self._evening = False
        self._opens = ""
        self._told: set[str] = set()
        self._clock = Clock.schedule_interval(self._next, SCENE_S)
        self._clock.cancel()
        self._soon = Clock.create_trigger(self._prepare, PREPARE_S)
        self._dress_again = Clock.create_trigger(lambda _dt: self._wear(evening=self._evening))
        self._sleep = Clock.create_trigger(self._fall_asleep, AWAKE_S)
        return self._stage

    def build(self) -> None:
        """Make the page, what moves all of it by some pixels, and what dims it."""
        super().build()
        self.frame.bare()
        self._shift = Translate(0, 0, 0)
        self.frame.canvas.before.insert(0, PushMatrix())
        self.frame.canvas.before.insert(1, self._shift)
        self.frame.canvas.after.add(PopMatrix())
        self._dimmer = Dimmer()
        self.add_widget(self._dimmer)

    def buttons(self) -> tuple[Button, ...]:
        """One great button for who looks for one."""
        return (Button("home.begin", kind="primary", icon="scan", action=lambda: navigation.go("home.scan")),)

    def arrived(self) -> None:
        """Let the pictures take turns; the camera looks now and then."""
        super().arrived()
        self._turns.begin()
        self._scene = None
        self._wear(evening=False)
        self._awake = False
        self._clock()
        self._soon()

    def left(self) -> None:
        """Stand still."""
        super().left()
        if self._closed:
            # Other pages take the camera as it is.
            self.camera.start()
        self.camera.stop()
        self._clock.cancel()
        self._sleep.cancel()
        self._soon.cancel()
        self.picture.stop()
        self._dipping = False
        self._dimmer.to(0.0, 0.0)

    def restyle(self) -> None:
        """Dress anew; a dark page once more when all that lies on it has dressed itself."""
        super().restyle()
        if self._built and self._evening:
            self._dress_again()

    def refresh(self) -> None:
        """Read what is shown, and whether the shop is open."""
        self.show_who()
        if theme.low:
            # The languages stand on the sheet, too; up there nobody would reach them.
            self.who.clear_widgets()
            self._who = None
        store = self.device
        db = store.db
        self._empty = catalogue.snapshot(db).products == 0
        self._scenes = scenes(store, self.tr.language) if not self._empty else ()
        self._tell_unreadable()
        self._look_at_the_clock()
        current = self._current()
        if current is None:
            if self._scene is not None:
                # What ended, or is not said in this language, goes at once, and the others begin.
                self._turns = Turns()
            current = self._turns.next(self._scenes)
        self._scene = current
        self._lay_sheet()
        self._show(0.0)
        self._wear(evening=self._evening and self._turns.resting)

    def on_touch_down(self, touch: Any) -> bool:  # Kivy's touch
        """Somebody is here: out of hours the light comes back."""
        self._wake()
        return bool(super().on_touch_down(touch))

    def key_pressed(self, name: str) -> bool:
        """Somebody is here who has a keypad."""
        del name
        self._wake()
        return False

    def on_touch_up(self, touch: Any) -> bool:  # Kivy's touch
        """A tap on the picture opens its product."""
        if super().on_touch_up(touch) or touch.grab_list:
            return True
        slip = theme.px(SLIP)
        tapped = abs(touch.x - touch.ox) <= slip and abs(touch.y - touch.oy) <= slip
        if tapped and self.sheet.end_y < touch.oy < self._head.y:
            self._open_product()
            return True
        return False

    def show_notice(self, pill: Pill | None) -> None:
        """While the link is away, the promise is that shopping goes on."""
        self._link = Pill(key="home.offline", state="warn", icon="offline") if pill is not None else None

    @property
    def idle_now(self) -> Idle:
        """Whoever came back to this page, or changed it, and went is asked for as on any other."""
        return "home" if nothing_left(self.device) else "question"

    @property
    def scene(self) -> Scene | None:
        """What is shown."""
        return self._scene

    @property
    def resting(self) -> bool:
        """Whether the page is a dark one."""
        return self._evening

    def _current(self) -> Scene | None:
        """The scene that is shown, as it is now; None if it is over."""
        was = self._scene
        if was is None:
            return None
        return next((one for one in self._scenes if (one.campaign, one.seed) == (was.campaign, was.seed)), None)

    def _lay_sheet(self) -> None:
        """Say on the sheet what goes with the scene, or what is more urgent than that."""
        device, scene = self.device, self._scene
        hint = "home.promise_more" if self.camera.there else "home.promise_scanner"
        progress = device.progress
        done = progress.done_bytes / progress.total_bytes if self._empty and progress.total_bytes else None
        if self._empty:
            self.sheet.say("home.no_catalogue", "home.no_catalogue_more")
        elif self._closed:
            self.sheet.say("home.closed", "home.closed_more", time=self._opens)
        elif scene is not None and scene.title:
            self.sheet.tell(scene.title, scene.more, hint)
        else:
            self.sheet.say("home.promise", hint)
        # Whoever passes by sees that there is an eye, and that nothing is kept of them.
        seen = [self._eye] if self.camera.scanner is not None and self.camera.scanner.running else []
        self.sheet.lay(done, [*([self._link] if self._link is not None else []), *seen], self.tr.language)

    def _next(self, _dt: float) -> None:
        if PaymentDesk in self.device.parts:
            self.device.part(PaymentDesk).ask_again()
        self.turn()

    def turn(self) -> None:
        """The next scene's turn."""
        self._scenes = scenes(self.device, self.tr.language)
        before, self._scene = self._scene, self._turns.next(self._scenes)
        if self._scene is None or before is None:
            self.refresh()
            return
        self._look_at_the_clock()
        evening = self._turns.resting and not theme.contrast
        if evening != self._evening:
            self._dip(evening)
        else:
            self._lay_sheet()
            self._show(FADE_S if theme.motion and before != self._scene else 0.0)
        self._soon()

    def _prepare(self, _dt: float) -> None:
        """Read the next picture while this one stands."""
        scene = self._turns.peek(self._scenes)
        if scene is not None:
            self.picture.prepare((scene.picture, scene.seed, scene.full))

    def _look_at_the_clock(self) -> None:
        """Open or closed: out of hours the screen is dim and the camera closed, until somebody touches it."""
        hours = stock.hours(self.device.db, self.device.settings.device.store)
        self._closed = hours is not None and not hours.open_at(self.device.clock())
        self._opens = hours.opens if hours is not None else ""
        near = (self.device.clock() + by for by in (-NIGHT_AFTER, NIGHT_AFTER))
        self._night = hours is not None and self._closed and not any(map(hours.open_at, near))
        self._rest_or_look()

    def _dip(self, evening: bool) -> None:
        """From a light page to a dark one or back, through the dark."""

        def turn(*_: object) -> None:
            self._dipping = False
            self._wear(evening=evening)
            self._lay_sheet()
            self._show(0.0)
            if self._evening:
                self._wear(evening=True)
            self._dimmer.to(self._light_off, FADE_S * 0.6 if theme.motion else 0.0)

        darker = self._dimmer.to(DIP, FADE_S * 0.4 if theme.motion else 0.0)
        if darker is None:
            turn()
        else:
            self._dipping = True
            darker.bind(on_complete=turn)

    def _wear(self, *, evening: bool) -> None:
        """Dress the page light or dark. High contrast is dark as it is."""
        if evening == self._evening and not evening:
            return
        self._evening = evening
        # Cards have no shadow in the dark: they are a little lighter than what they lie on.
        self.sheet.tone = "bg" if evening else "surface"
        with theme.evening() if evening else nullcontext():
            self._ground.dress()
            for root in (self.sheet, self.bottom, self._head, self.look):
                for widget in root.walk(restrict=True):
                    if hasattr(widget, "restyle"):
                        widget.restyle()

    def _show(self, fade_s: float) -> None:
        scene = self._scene
        self._waiting.opacity = 0 if scene is not None else 1
        self.look.say(scene.product if scene is not None else "")
        self._show_look()
        if scene is None:
            self.picture.clear()
            return
        self.picture.dusk = 1.0 if self._evening and not scene.dark else 0.0
        self._move()
        self.picture.show((scene.picture, scene.seed, scene.full), fade_s)

    def _move(self) -> None:
        """Move all of it by some pixels. The sheet is that much wider, so that it still reaches both sides."""
        x, y = SHIFTS[self._turns.number % len(SHIFTS)]
        self._shift.xy = (theme.px(x), theme.px(y))
        self.sheet.widen(abs(x) + EDGE)
        self._place()

    def _open_product(self) -> None:
        if self._scene is not None and self._scene.gtin:
            navigation.go("product.page", gtin=self._scene.gtin)

    @property
    def _light_off(self) -> float:
        if self._awake or not self._closed:
            return 0.0
        return 1.0 if self._night else CLOSED

    def _rest_or_look(self) -> None:
        if self._light_off:
            self.camera.rest()
        else:
            self.camera.start()
        if self._dimmer.strength != self._light_off and not self._dipping:
            # A dip that was broken off would leave a dark picture on a light page; it ends with the right light itself.
            self._dimmer.to(self._light_off, FADE_S if theme.motion and self._turns.number > 0 else 0.0)

    def _wake(self) -> None:
        if self._closed:
            self._awake = True
            self._sleep.cancel()
            self._sleep()
            self._rest_or_look()

    def _fall_asleep(self, _dt: float) -> None:
        self._awake = False
        self._rest_or_look()

    def _tell_unreadable(self) -> None:
        for one in unreadable(self.device):
            if one.campaign not in self._told:
                self._told.add(one.campaign)
                self.device.worker.submit(campaigns.picture_unreadable, one.campaign, one.picture)

    def _place(self, *_: object) -> None:
        """The picture reaches up to the screen's edge, also in low mode: it is to be looked at."""
        stage, ceiling = self._stage, self.frame.end_y
        more = theme.px(self.sheet.beyond)
        self.sheet.width = stage.width + 2 * more
        self.sheet.pos = (stage.x - more, stage.y)
        self._head.pos = (stage.x, ceiling - self._head.height)
        low = stage.y + self.sheet.height - theme.px(48)
        self.picture.size = (stage.width, max(1.0, ceiling - low))
        self.picture.pos = (stage.x, low)
        self._waiting.center = (round(stage.center_x), round(low + (ceiling - low) / 2))
        gap = theme.px(28)
        self.look.max_width = stage.width - 2 * theme.margin
        self.look.pos = (round(stage.x + theme.margin), round(self.sheet.end_y + gap))
        self.picture.keep_clear(self._head.height, theme.px(48) + self.look.height + 2 * gap)
        self._show_look()

    def _show_look(self) -> None:
        """Name the scene's product, where it is known and a hand reaches it."""
        reached = self.look.end_y <= self.frame.y + self.frame.height * theme.band.high
        seen = self._scene is not None and bool(self._scene.product) and (reached or not theme.low)
        self.look.opacity = 1 if seen else 0
        self.look.disabled = not seen
