"""K18: a colleague is called, and the shopper is told the truth about it."""

from __future__ import annotations

from datetime import timedelta

from kivy.clock import Clock
from kivy.uix.widget import Widget

from kiosk.catalogue import tables as catalogue
from kiosk.catalogue.widgets import name_of
from kiosk.customer.widgets.shopper_screen import ShopperScreen
from kiosk.service import actions, tables
from kiosk.service.model import COMES_IN_MIN, Call
from kiosk.ui import navigation
from kiosk.ui.sounds import play
from kiosk.ui.widgets.boxes import Column, Row
from kiosk.ui.widgets.button import Button
from kiosk.ui.widgets.card import Card, Panel
from kiosk.ui.widgets.scroll import Scroll
from kiosk.ui.widgets.text import Icon, Text

LOOK_S = 1.0

WAITED_FOR = timedelta(minutes=3)
"""Who has waited for so long, or was waited for, and is not there has gone or found somebody else."""

INSTEAD = (("appointment.book", "calendar", "appointment.book"), ("queue.take", "people", "queue.take"))
"""Screens, icons and words of what somebody may do who has more to ask than a colleague has time for now."""


class CallScreen(ShopperScreen):
    """Calls about `self.args["about"]` (and `gtin`), and stays until somebody comes or the shopper goes on.

    Who comes is told on whatever page the shopper is by then.
    """

    topics = frozenset({actions.TOPIC, "store", "health"})

    def content(self) -> Widget:
        """A mark, one sentence, and what it is about."""
        self.mark = Icon("bell_ring", 220, colour="accent_line", pos_hint={"center_x": 0.5})
        self.title = Text(role="display", bold=True, align="center")
        self.more = Text(role="body", colour="ink2", align="center")
        self.matter = Text(role="second", bold=True, align="center")
        self.counter = Panel(Text(key="service.counter", role="body"), pad=36)
        self._call = ""
        self._said = ""
        self._watch = Clock.schedule_interval(self._look, LOOK_S)
        self._watch.cancel()
        self.about = Panel(self.matter, pad=28)
        card = Card(Column(self.mark), self.title, self.more, self.about, pad=(56, 96), gap=32, swell=1600)
        others = [_way(name, icon, key) for name, icon, key in INSTEAD if navigation.knows(name)]
        return Scroll(Column(card, self.counter, *others, gap=28, pad=(56, 16, 56, 40)))

    def buttons(self) -> tuple[Button, ...]:
        """Nobody has to stand and wait."""
        self.never_mind = Button("service.never_mind", action=self._take_back)
        go_on = Button("service.go_on", kind="primary", action=navigation.back)
        return (self.never_mind, go_on)

    def arrived(self) -> None:
        """Call, unless it rings already."""
        super().arrived()
        self._call = ""
        store = self.device
        about, gtin = str(self.args.get("about", "help")), str(self.args.get("gtin", ""))
        self.submit(actions.call_associate, store.register, about, gtin, store.session.language, done=self._called)
        self._watch()

    def refresh(self) -> None:
        """Say how it stands."""
        self.show_who()
        call = self._known()
        alone = self.device.link is None or self.offline
        # Nobody touches a screen before which they wait for somebody: to end the session would end the call.
        self.idle = "never" if not alone and self._waited_for(call) else "question"
        if call is not None and call.state == "ended":
            navigation.back()
            return
        if call is not None and call.state == "coming":
            icon, colour, title = "person_circle", "ok", "service.coming" if _name(call) else "service.coming_somebody"
            more = "service.coming_more"
        elif alone:
            icon, colour, title, more = "lan_off", "warn", "service.cut_off", "service.cut_off_more"
        elif call is not None and call.late_at(self.device.clock()):
            icon, colour, title, more = "bell_ring", "warn", "service.late", "service.late_more"
        else:
            icon, colour, title, more = "bell_ring", "accent_line", "service.calling", "service.calling_more"
        self.mark.name = icon
        self.mark.paint(colour)
        self.title.say_key(title, name=_name(call) if call is not None else "")
        self.more.say_key(more, n=COMES_IN_MIN)
        store = self.device
        product = catalogue.find(store.db, call.gtin, store.currency) if call is not None and call.gtin else None
        self.matter.say(name_of(product) if product is not None else "")
        self.about.opacity = 1 if product is not None else 0

    def _called(self, call_id: str) -> None:
        self._call = call_id
        if self.shown:
            self.refresh()

    def _known(self) -> Call | None:
        return tables.load(self.device.db, self._call) if self._call else None

    def changed(self, topics: frozenset[str]) -> None:
        """Somebody answered: told on whatever page the shopper is by now."""
        if actions.TOPIC in topics and self._built:
            self._tell()
        super().changed(topics)

    def left(self) -> None:
        """Nobody looks at the seconds."""
        super().left()
        self._watch.cancel()

    def dismiss(self) -> bool:
        """Escape goes on without ending the call, also while nobody is asked whether they are still there."""
        navigation.back()
        return True

    def _waited_for(self, call: Call | None) -> bool:
        """Whether somebody may still be on their way: a colleague who said so, or one who has not answered yet."""
        if call is None or call.state == "ended":
            return False
        since = call.called_at if call.answer is None else call.answer.at
        return self.device.clock() - since < WAITED_FOR

    def _tell(self) -> None:
        call = self._known()
        if call is None or call.state != "coming" or self._said == call.call_id:
            return
        self._said = call.call_id
        play("ok")
        if not self.shown:
            navigation.say("service.coming" if _name(call) else "service.coming_somebody", state="ok", name=_name(call))

    def _look(self, _dt: float) -> None:
        """Nobody has come for a while: the page says so when it is time to."""
        call = self._known()
        over = self.idle == "never" and not self._waited_for(call)
        if over or (call is not None and call.state == "asked"):
            self.refresh()

    def _take_back(self) -> None:
        if self._call and self._known() is not None:
            self.submit(actions.end, self.device.register, self._call, done=lambda _: self._gone())
        else:
            navigation.back()

    def _gone(self) -> None:
        if self.shown:
            navigation.back()


def _way(name: str, icon: str, key: str) -> Panel:
    words = Column(Text(key=key, role="body", bold=True), Text(key=f"{key}_more", role="second", colour="ink2"), gap=2)
    row = Row(Icon(icon, 44, colour="ink2"), words, Icon("next", 36, colour="ink2"), gap=24)
    return Panel(row, pad=(36, 26), action=lambda: navigation.go(name))


def _name(call: Call) -> str:
    return call.answer.name if call.answer is not None else ""
