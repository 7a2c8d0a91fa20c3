"""The window: which screens a role has, and how a scan finds the screen in front."""

from __future__ import annotations

import gc
import logging
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from importlib import import_module
from typing import TYPE_CHECKING, Any

from hardware.scanner import KnownGtin, Scan, Scanner, ScannerStatus, ScannerWithCamera
from hardware.scanner_keyboard import KeyboardScanner
from kiosk import codes, database
from kiosk.catalogue import tables as catalogue
from kiosk.home.together import InView
from kiosk.settings import Role, Settings
from kiosk.store import Store
from kiosk.till import actions as till
from kiosk.ui import boot, mainloop
from kiosk.ui.thumbnails import Thumbnails
from kiosk.wiring import open_store
from sync.link import Link

if TYPE_CHECKING:
    from kiosk.ui.navigation import Navigator

log = logging.getLogger(__name__)

MakeCamera = Callable[[KnownGtin], ScannerWithCamera | None]
"""Gives the camera, told who knows products; None for none."""

SCREENS: dict[Role, str] = {
    "shopper": "kiosk.home.shopper",
    "associate": "kiosk.associate.table",
    "till": "kiosk.associate.till_table",
    "manager": "kiosk.status.table",
}
"""Each module has `HOME`, the name of the first screen (or `first(store)`, where settings name another), and
`screens(store)`, how each screen is made by its name.

Imported when the role is known: a manager's desk need not load the shopper's screens."""


def run(settings: Settings) -> None:
    """Open the window of the settings' role and work until somebody ends the program."""
    display = settings.display
    boot.prepare(
        boot.WindowPlan(
            width=display.width,
            height=display.height,
            title=f"{settings.shop.brand} - {settings.device.name}",
            fullscreen=display.fullscreen,
            left=None if display.fullscreen else display.left,
            top=None if display.fullscreen else display.top,
        )
    )
    from kiosk.ui.textures import textures

    textures.hold()
    with open_app(settings) as app:
        from kivy.base import runTouchApp, stopTouchApp
        from kivy.core.window import Window

        def first_frame(window: Any) -> None:  # Kivy's window
            window.unbind(on_flip=first_frame)
            textures.go()
            _say_ready()
            mainloop.post(app.go_live)

        signal.signal(signal.SIGTERM, lambda *_: mainloop.post(stopTouchApp))
        Window.bind(on_flip=first_frame)
        runTouchApp()


def run_headless(settings: Settings) -> None:
    """Work without a window: the role `edge`, which keeps the store's data in step and nothing else."""
    stopping = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stopping.set())
    with open_store(settings, post=mainloop.post, changed=_nobody_looks):
        _say_ready()
        while not stopping.wait(0.05):
            mainloop.drain()


@contextmanager
def open_app(settings: Settings, *, camera: MakeCamera | None = None, link: Link | None = None) -> Iterator[App]:
    """A device with its window; closed in reverse. Scanners and network start with `app.go_live()`, after a frame.

    `boot.prepare` came before.
    `camera(known)` makes another camera than the settings describe, `link` is another link than theirs.
    """
    with ExitStack() as stack:
        app = App()
        app.go_live = lambda: _go_live(settings, app, stack, camera or (lambda known: _camera(settings, known)))
        store = stack.enter_context(
            open_store(settings, post=mainloop.post, changed=app.changed, link=link, go_online=False)
        )
        display = settings.display
        shop = settings.shop
        boot.start(display.theme, display.text_percent, shop.language, zone=shop.zone, sound=display.sound)
        stack.callback(app.close)
        app.open(store)
        yield app


class App:
    """One window with the screens of one role. Lives on the main loop."""

    def __init__(self) -> None:
        self.store: Store | None = None
        self.navigator: Navigator | None = None
        self._in_view = InView()
        self.go_live: Callable[[], None] = _nothing
        self.forget_keys: Callable[[], None] = _nothing
        """Forgets what was typed and ends nothing."""

    def open(self, store: Store) -> None:
        """Show the role's first screen."""
        from kivy.core.window import Window

        from kiosk.ui import faults, navigation
        from kiosk.ui.idle import IdleWatch
        from kiosk.ui.navigation import Navigator
        from kiosk.ui.textures import textures

        self.store = store
        if store.settings.device.role == "shopper":
            _make_accessible(store.settings)
        table = import_module(SCREENS[store.settings.device.role])
        is_kiosk = store.settings.device.role == "shopper"
        # A role in which people sign in says who must, and when the screen locks itself.
        people = getattr(table, "people", lambda _store: None)(store)
        idle = IdleWatch(personal=lambda: bool(store.session.member_id)) if is_kiosk else people and people.watch
        self.navigator = Navigator(
            table.screens(store),
            getattr(table, "first", lambda _store: table.HOME)(store),
            on_session_end=self._end_session,
            idle=idle,
            gate=people.gate if people else None,
            keypad=is_kiosk,
            on_fault=self.fault,
        )
        navigation.open_navigator(self.navigator)
        kept = store.parts.get(Thumbnails)
        textures.keep(kept if isinstance(kept, Thumbnails) else None)
        Window.add_widget(self.navigator)
        mainloop.start(self.fault)
        faults.watch(self.fault)
        self.navigator.home()
        # Who was in the middle of something when the program stopped goes on there.
        getattr(table, "resume", _nobody_waits)(store)

    def close(self) -> None:
        """Take the screens away. May be called twice."""
        from kivy.core.window import Window

        from kiosk.ui import faults, navigation
        from kiosk.ui.textures import textures
        from kiosk.ui.voice import voice

        textures.keep(None)
        if self.navigator is not None:
            Window.remove_widget(self.navigator)
            navigation.close_navigator()
            self.navigator = None
        voice.use(None)
        mainloop.close()
        faults.watch(None)

    def changed(self, topics: frozenset[str]) -> None:
        """A commit touched these topics."""
        if "online_basket" in topics:
            self._join_online_basket()
        if self.navigator is not None:
            self.navigator.changed(topics)

    def scanned(self, scan: Scan) -> None:
        """Hand a scan to the screen in front. An unknown product that one engine alone read is never sold."""
        if self.navigator is None:
            return
        self.navigator.present()
        screen = self.navigator.screen
        if scan.gtin is not None and not scan.confirmed:
            screen.refuse("scan.again")
        elif scan.gtin is not None:
            screen.scanned(codes.ProductCode(scan.gtin, self._in_view.beside(scan)))
        else:
            screen.scanned(codes.classify(scan.text, scan.symbology))

    def key(self, name: str) -> bool:
        """A person pressed a key of a keyboard: the screen in front may make use of it."""
        return self.navigator is not None and self.navigator.key(name)

    def scanner_changed(self, status: ScannerStatus) -> None:
        """The camera came, went, or sees nothing."""
        log.info("scanner: %s %s", status.state, status.detail)
        self.changed(frozenset({"scanner"}))
        if status.state == "lost" and self.store is not None and not self.store.settings.scanner.keyboard:
            self._no_eyes()

    def _no_eyes(self) -> None:
        """The camera is gone and no scanner types here: whoever holds something before it is told."""
        from kiosk.ui import navigation

        if self.navigator is not None and self.navigator.name == "home.scan" and navigation.knows(navigation.FAULT):
            navigation.go(navigation.FAULT, kind="camera")

    def _join_online_basket(self) -> None:
        """What a member put into the web shop's basket while they stand here comes in like what was there before."""
        store = self.store
        if store is not None and store.session.member_id and store.register.online_basket == "max":
            store.worker.submit(
                till.join_online_basket, store.register, store.vault, store.session.basket_id, store.session.member_id
            )

    def _end_session(self) -> None:
        """Whoever was here is forgotten; their basket is closed unless its money is under way."""
        assert self.store is not None
        from kiosk.home import farewell

        self.forget_keys()
        self._in_view.forget()
        farewell.forget(self.store)

    def fault(self, error: Exception) -> None:
        """Something went wrong on the main loop; the shop goes on."""
        from kiosk.ui import navigation

        navigation.fault(error)


def _make_accessible(settings: Settings) -> None:
    """What everybody reaches of this display, and who reads it aloud."""
    from kiosk.ui.reach import reach_of
    from kiosk.ui.theme import theme
    from kiosk.ui.voice import voice
    from kiosk.ui.voices import speech_of

    display = settings.display
    theme.reach = reach_of(display.width, display.height, display.diagonal_in, display.bottom_edge_mm)
    voice.use(speech_of(settings), from_keypad=settings.speech.from_keypad)


def _go_live(settings: Settings, app: App, stack: ExitStack, new_camera: MakeCamera) -> None:
    """The screen stands: now the eyes and the network. What they load would have delayed the first frame."""
    assert app.store is not None
    for scanner in _scanners(settings, app, new_camera):
        stack.callback(scanner.close)
    app.store.go_online()
    app.changed(frozenset({"scanner", "health"}))
    _keep_tidy(stack)


def _keep_tidy(stack: ExitStack) -> None:
    """From now on memory is cleared in pauses."""
    from kiosk.ui.tidy import tidying

    tidying.start()
    stack.callback(tidying.close)


def _scanners(settings: Settings, app: App, new_camera: MakeCamera) -> list[Scanner]:
    """Start what reads codes, as the settings say."""

    def on_scan(scan: Scan) -> None:
        mainloop.post(app.scanned, scan)

    def on_status(status: ScannerStatus) -> None:
        mainloop.post(app.scanner_changed, status)

    started: list[Scanner] = []
    camera = new_camera(_known(settings))
    if camera is not None:
        assert app.store is not None
        app.store.scanner = camera
        camera.start(on_scan, on_status)
        started.append(camera)
    wedge: KeyboardScanner | None = None
    if settings.scanner.keyboard:
        wedge = KeyboardScanner(labels=settings.device.role != "shopper")
        wedge.start(on_scan)
        started.append(wedge)
    _listen(wedge, app, keypad=settings.device.role == "shopper")
    return started


def _camera(settings: Settings, known: KnownGtin) -> ScannerWithCamera | None:
    scanner = settings.scanner
    if scanner.kind == "none":
        return None
    from hardware.frame_sources import PictureFolder, source_of
    from hardware.scanner_camera import CameraScanner

    if scanner.kind == "simulated":
        from hardware.scanner_simulated import SimulatedScanner

        return SimulatedScanner(known_gtin=known)
    locale = settings.shop.language
    if scanner.kind == "folder":
        each = 1 / scanner.pictures_per_second
        folder = settings.path(scanner.source)
        return CameraScanner(lambda: PictureFolder(folder, seconds_each=each), known_gtin=known, locale=locale)
    if scanner.kind == "video":
        return CameraScanner(
            lambda: source_of(f"video:{settings.path(scanner.source)}"), known_gtin=known, locale=locale
        )
    device = f":/dev/video{scanner.source}" if scanner.source.isdigit() else f":{scanner.source}"
    return CameraScanner(
        lambda: source_of("camera" + (device if scanner.source else "")), known_gtin=known, locale=locale
    )


def _known(settings: Settings) -> KnownGtin:
    """Answers the reader's vote on its own thread, through a connection of that thread."""
    own, rules = threading.local(), settings.weighed_rules

    def known(gtin: str) -> bool:
        if not hasattr(own, "db"):
            own.db = database.open_reader(settings.data)
        database.attach(own.db, settings.data)
        pack = codes.weighed(codes.ProductCode(gtin), rules)  # whose label no catalogue has, but its article
        return catalogue.known(own.db, pack.gtin if pack is not None else gtin)

    return known


def _listen(scanner: KeyboardScanner | None, app: App, *, keypad: bool) -> None:
    """Let a scanner that types be heard: its text by characters, its end by the key; other keys are a person's.

    `keypad`: people here have arrows, Enter and Escape, and no letters.
    """
    from kivy.clock import Clock
    from kivy.core.window import Window

    from kiosk.ui.focus import KEYS
    from kiosk.ui.keyboard import Keyboard

    keyboard = Keyboard(app.key, only=KEYS if keypad else None)

    def waited_since(now: float) -> float:
        """A key that is read now may have waited since the last frame began: nothing is read while one is drawn."""
        return now - max(0.0, float(Clock.time() - Clock.get_time()))

    def typed(_window: object, text: str) -> None:
        now = time.monotonic()
        if scanner is not None:
            scanner.feed(text, now, waited_since(now))
        keyboard.typed(text, now)

    def pressed(_window: object, code: int, _scancode: int, key: str | None, modifiers: list[str]) -> bool:
        now = time.monotonic()
        since = waited_since(now)
        scan = scanner is not None and scanner.key_down(_KEYS.get(code, key or ""), now, since)
        if keypad and not scan and not OTHERS.isdisjoint(modifiers):
            return True  # no keypad holds these down: somebody tries what opens other programs elsewhere
        return keyboard.pressed(code, since, scan=scan, shift="shift" in modifiers)

    def forget() -> None:
        keyboard.close()
        if scanner is not None:
            scanner.forget()

    app.forget_keys = forget
    Window.bind(on_textinput=typed, on_key_down=pressed)


OTHERS = frozenset({"ctrl", "alt", "meta"})

_KEYS = {13: "enter", 271: "enter", 9: "tab"}
"""Key codes that end a scan (enter, the number pad's enter, tab), by SDL."""


def _nothing() -> None:
    """Before the window is open."""


def _nobody_waits(store: Store) -> None:
    """A role whose people sign in finds its own way back."""


def _nobody_looks(topics: frozenset[str]) -> None:
    """There is no screen that would have to read again."""


def _say_ready() -> None:
    """Tell whoever started the program that it can be used; from now on what is gone is cleared away."""
    gc.enable()
    print("READY", flush=True)  # noqa: T201 - a supervisor waits for this line
