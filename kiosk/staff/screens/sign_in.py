"""A1. Who is at the till: a name or a badge, and the PIN."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from kiosk.codes import OwnCode
from kiosk.staff import actions, tables
from kiosk.staff.model import Denied, Operator
from kiosk.staff.widgets.approve import ApproveDialog
from kiosk.staff.widgets.pin_entry import PinEntry
from kiosk.staff.widgets.who import role_words
from kiosk.ui import navigation
from kiosk.ui.screen import Idle, StoreScreen
from kiosk.ui.sounds import play
from kiosk.ui.theme import theme
from kiosk.ui.tr import NATIVE_NAMES, tr
from kiosk.ui.widgets.boxes import Column, Flow, Gap, Row
from kiosk.ui.widgets.button import Button
from kiosk.ui.widgets.card import Card
from kiosk.ui.widgets.choice import OptionCard
from kiosk.ui.widgets.pill import Chip
from kiosk.ui.widgets.scroll import Scroll
from kiosk.ui.widgets.text import Icon, Text


class SignInScreen(StoreScreen):
    """Names at the left, the PIN pad at the right. A badge chooses a name; it never signs in by itself."""

    topics: ClassVar[frozenset[str]] = frozenset({"staff"})
    idle: Idle = "never"

    chosen = ""
    """Operator id."""
    _denied: Denied | None = None
    """What the last try was answered."""

    def build(self) -> None:
        """Make both sides."""
        self._title = Text("", role="display", bold=True)
        self._sub = Text("", role="second", colour="ink2")
        self._names = Column(gap=10, pad=(2, 2, 14, 8))
        self._languages = {name: Chip(native, action=partial(tr.switch, name)) for name, native in NATIVE_NAMES.items()}
        left = Column(
            Text(self.store.settings.shop.brand, role="second", bold=True, colour="accent_line"),
            Column(self._title, self._sub, gap=0),
            Scroll(self._names),
            Row(
                Icon("qr_scan", 30, colour="ink2"),
                Text(key="staff.badge_hint", role="second", colour="ink2"),
                gap=14,
            ),
            Flow(*self._languages.values(), gap=10),
            gap=16,
            grow=True,
        )
        self._who = Text("", role="h1", bold=True, align="center", lines=1)
        self._state = Text("", role="second", bold=True, align="center")
        self.entry = PinEntry("staff.sign_in", self._entered)
        self._ask = Button("staff.ask_unlock", icon="lock", kind="secondary", action=self._ask_unlock)
        self._closed = Row(Gap(), Icon("lock", 72, colour="err"), Gap())
        self._right = Column(gap=12)
        right = Card(Gap(), self._right, Gap(), pad=(32, 24), radius="panel", grow=True, size_hint=(0.82, 1))
        self.add_widget(
            Row(left, right, gap=40, pad=(40, 28, 28, 28) if theme.tablet else 40, grow=True, align="stretch")
        )

    def arrived(self) -> None:
        """Whoever locked the screen is asked first; a badge that led here chooses its owner."""
        found = tables.session(self.store.db)
        self.chosen = "" if found is None else found.operator.operator_id
        self._denied = None
        self.entry.clear()
        code = self.args.get("code")
        if code is not None:
            self.args = {key: value for key, value in self.args.items() if key != "code"}
            self.on_staff(code)

    def left(self) -> None:
        """Nothing that was typed stays."""
        self.entry.clear()

    def refresh(self) -> None:
        """Show who works here."""
        db = self.store.db
        session, people = tables.session(db), tables.everyone(db)
        self._title.say(
            self.tr.text("staff.locked_title") if session is not None else self.tr.text("staff.sign_in_title")
        )
        self._sub.say(
            self.tr.text("staff.locked_by", name=session.operator.name)
            if session is not None
            else "·".join((self.store.device, self.tr.date(self.store.register.business_date(self.store.clock()))))
        )
        for name, chip in self._languages.items():
            chip.select(name == self.tr.language)
        self._names.replace(
            *[
                OptionCard(
                    one.name,
                    role_words(one.role),
                    selected=one.operator_id == self.chosen,
                    action=partial(self.choose, one.operator_id),
                )
                for one in people
            ]
        )
        if not people:
            self._names.replace(Text(key="staff.nobody_known", role="body", colour="ink2"))
        self._show_pad()

    def choose(self, operator_id: str) -> None:
        """A name was tapped."""
        self.chosen = operator_id
        self._denied = None
        self.entry.clear()
        self.refresh()

    def on_staff(self, code: OwnCode) -> None:
        """A badge chooses its owner."""

        def recognised(found: Operator | Denied) -> None:
            if isinstance(found, Denied):
                self.refuse(f"refused.{found.key}", **found.details)
            else:
                play("ok")
                self.choose(found.operator_id)

        self.submit(actions.recognise, code, done=recognised)

    def key_pressed(self, name: str) -> bool:
        """The PIN may be typed on a keyboard."""
        return self.entry.parent is not None and self.entry.key(name)

    def _show_pad(self) -> None:
        person = tables.find(self.store.db, self.chosen) if self.chosen else None
        tries = tables.tries(self.store.db, self.chosen)
        self._who.say(person.name if person else self.tr.text("staff.choose"))
        denied = self._denied
        if person is not None and tries.locked:
            denied = Denied("staff.locked_out", {"n": actions.minutes(tries.wait_s)})
        self._state.paint("err" if denied else "ink2")
        self._state.say(
            self.tr.text(f"refused.{denied.key}", **denied.details)
            if denied
            else self.tr.text("staff.type_pin" if person else "staff.choose_more")
        )
        self.entry.enable(person is not None and not tries.locked)
        wanted = (
            [self._closed, self._who, self._state, self._ask] if tries.locked else [self._who, self._state, self.entry]
        )
        if list(reversed(self._right.children)) != wanted:
            self._right.replace(*wanted)

    def _entered(self, pin: str) -> None:
        store = self.store
        self.entry.button.busy = True
        store.worker.submit(actions.sign_in, store.vault, self.chosen, pin, done=self._answered, failed=self._failed)

    def _answered(self, found: Operator | Denied) -> None:
        self.entry.button.busy = False
        if isinstance(found, Denied):
            play("no")
            self._denied = found
            self._show_pad()
            return
        play("ok")
        tr.switch(found.language or self.store.settings.shop.language)
        then = self.args.get("then", "")
        if then and navigation.knows(then):
            navigation.go(then, **self.args.get("then_args", {}))
        else:
            navigation.home()

    def _failed(self, error: Exception) -> None:
        self.entry.button.busy = False
        self.explain(error)

    def _ask_unlock(self) -> None:
        locked_out = self.chosen

        def approved(approval: str) -> None:
            self._denied = None
            self.submit(actions.unlock, locked_out, approval)

        navigation.show(ApproveDialog(self.store, "unlock", about=locked_out, done=approved))
