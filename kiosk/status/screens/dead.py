"""What arrived and could not be used: why, since when, and to try it again. Nothing is ever deleted here."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import ClassVar

from kivy.uix.widget import Widget

from kiosk.status import actions
from kiosk.status.screens.base import Rows, StatusScreen
from kiosk.status.watch import View
from kiosk.ui import navigation
from kiosk.ui.sounds import play
from kiosk.ui.theme import theme
from kiosk.ui.widgets.boxes import Column, Gap, Grid, Row
from kiosk.ui.widgets.button import Actions, Button
from kiosk.ui.widgets.card import Card, Panel
from kiosk.ui.widgets.pill import Pill
from kiosk.ui.widgets.scroll import Scroll
from kiosk.ui.widgets.stat import Fact
from kiosk.ui.widgets.text import Icon, Text
from sync import clock, inbox
from sync.inbox import DeadLetter

REASONS = ("unknown_type", "malformed", "no_handler", "failed", "wrong_source", "bad_control")
"""Reasons of single messages that have words of their own."""

FRAME_REASONS = ("oversize", "bomb", "no_frame", "unknown_flags", "damaged", "no_json_array", "too_many_events")
"""Reasons of whole packets; which of them it was matters to a technician, and stands in the detail."""

TYPES = (
    "kx.price.changed.v1",
    "kx.product.changed.v1",
    "kx.stock.level.v1",
    "kx.stock.near.v1",
    "kx.store.changed.v1",
    "kx.member.changed.v1",
    "kx.basket.online.v1",
    "kx.order.placed.v1",
    "kx.order.cancelled.v1",
    "kx.config.published.v1",
    "kx.catalogue.released.v1",
    "kx.price_book.published.v1",
)


class DeadScreen(StatusScreen):
    """Reason, retry, export."""

    place = "status.dead"
    topics: ClassVar[frozenset[str]] = StatusScreen.topics

    chosen = 0
    """Number of the letter that is shown beside the list."""

    def beside_title(self) -> Sequence[Widget]:
        """What a manager may do with all of them."""
        self.export_button = Button("status.export_dead", icon="export", size="small", hug=True, action=self.export)
        return (self.export_button,)

    def content(self) -> Widget:
        """The letters at the left, the chosen one at the right."""
        self.list = Column(gap=12, pad=(2, 2, 2, 8))
        self._left = Scroll(self.list, size_hint=(0.8, 1))
        self.detail = Card(pad=24, gap=16, grow=True)
        self._page = Row(self._left, self.detail, gap=24, align="stretch", grow=True)
        self._rows = Rows(self.list)
        return self._page

    def show(self, view: View) -> None:
        """Show this moment."""
        tr = self.tr
        self.header.title.say_key("status.dead_title")
        self.header.sub.say(tr.text("status.dead_sub", n=view.dead) if view.dead else tr.text("status.dead_sub_none"))
        letters = inbox.dead_letters(self.store.db)
        self.export_button.disabled = not letters
        if not letters:
            self._page.replace(self._nothing())
            return
        if self._left.parent is None:
            self._page.replace(self._left, self.detail)
        if all(letter.n != self.chosen for letter in letters):
            self.chosen = letters[0].n
        minutes = round((view.now - clock.parse(letters[0].last_at)).total_seconds() / 60)
        look = (tr.language, theme.contrast, theme.text_scale, minutes)
        shown = tuple((one.n, one.tries, one.state, one.last_at, one.reason) for one in letters)
        self._rows.show((shown, self.chosen, look), partial(self._make, letters, view))

    def choose(self, n: int) -> None:
        """Show another letter beside the list."""
        self.chosen = n
        self.refresh()

    def retry(self, n: int) -> None:
        """Try it again."""
        desk: actions.Desk = self.store.part(actions.Desk)

        def done(worked: bool) -> None:
            play("ok" if worked else "no")
            navigation.say("status.retried" if worked else "status.still_dead", state="ok" if worked else "warn")

        self.submit(actions.retry, n, desk.handlers, done=done)

    def export(self) -> None:
        """Write all of them into a file for head office."""

        def done(path: Path) -> None:
            navigation.say("status.exported", state="ok", path=f"{path.parent.name}/{path.name}")

        self.submit(actions.export_dead, self.store.folder, done=done)

    # How it looks.

    def _nothing(self) -> Widget:
        return Column(
            Gap(),
            Row(Gap(), Icon("ok", 72, colour="ok"), Gap()),
            Text(key="status.dead_empty", role="h1", bold=True, align="center"),
            Text(key="status.dead_empty_more", role="body", colour="ink2", align="center"),
            Gap(),
            gap=12,
            grow=True,
        )

    def _make(self, letters: Sequence[DeadLetter], view: View) -> list[Widget]:
        chosen = next(letter for letter in letters if letter.n == self.chosen)
        self._show(chosen)
        return [self._card(letter, view) for letter in letters]

    def _card(self, letter: DeadLetter, view: View) -> Widget:
        tr = self.tr
        age = tr.age((view.now - clock.parse(letter.last_at)).total_seconds())
        return Card(
            Row(Text(self._type(letter), role="body", bold=True), self._state(letter), gap=12),
            Text(self._reason(letter), role="second", colour="ink2", lines=2),
            Text(tr.text("status.ago", age=age), role="second", colour="ink2"),
            pad=(20, 14),
            gap=4,
            action=partial(self.choose, letter.n),
            selected=letter.n == self.chosen,
        )

    def _show(self, letter: DeadLetter) -> None:
        tr = self.tr
        first = clock.parse(letter.first_at)
        sender = letter.source.rsplit("/", 1)[-1] if letter.source else "-"
        facts = Grid(
            Fact("status.fact_first", f"{tr.date(first)} {tr.time(first)}"),
            Fact("status.fact_tries", tr.number(letter.tries)),
            Fact("status.fact_sender", sender),
            Fact("status.fact_place", tr.number(letter.seq) if letter.seq else "-"),
            columns=4,
            large=2,
            gap=16,
        )
        parts: list[Widget] = [
            Row(Text(self._type(letter), role="h1", bold=True), self._state(letter), gap=16),
            Text(self._reason(letter), role="body"),
            Panel(facts, pad=(20, 14)),
        ]
        if letter.detail:
            detail = Text(f"{letter.reason}: {letter.detail}", role="second", colour="ink2")
            name = Text(key="status.fact_detail", role="second", colour="ink2")
            parts.append(Panel(name, detail, pad=(20, 14), gap=4))
        body = Scroll(Column(*parts, gap=16))
        self.detail.replace(body, *self._answers(letter))

    def _answers(self, letter: DeadLetter) -> list[Widget]:
        if letter.state == "retried":
            words = Text(key="status.settled", role="body", colour="ok")
            return [Panel(Row(Icon("ok", 30, colour="ok"), words, gap=16), tone="ok_soft", pad=(20, 14))]
        kept = Text(key="status.kept", role="second", colour="ink2")
        if letter.direction != "down" or actions.Desk not in self.store.parts:
            return [Text(key="status.only_export", role="body", colour="ink2"), kept]
        again = Button("status.retry", icon="refresh", kind="accent", size="tall", action=partial(self.retry, letter.n))
        return [kept, Actions(again)]

    def _state(self, letter: DeadLetter) -> Pill:
        if letter.state == "retried":
            return Pill(self.tr.text("status.letter_settled"), "ok", tight=True)
        return Pill(self.tr.text("status.letter_open"), "err", tight=True)

    def _type(self, letter: DeadLetter) -> str:
        if letter.type in TYPES:
            return self.tr.text("status.type." + letter.type.removeprefix("kx.").removesuffix(".v1"))
        return (
            self.tr.text("status.type.other", type=letter.type) if letter.type else self.tr.text("status.type.unknown")
        )

    def _reason(self, letter: DeadLetter) -> str:
        if letter.type == "kx.price_book.published.v1" and letter.reason == "failed":
            return self.tr.text("status.reason.price_book")
        if letter.reason in REASONS:
            return self.tr.text(f"status.reason.{letter.reason}")
        if letter.reason in FRAME_REASONS:
            return self.tr.text("status.reason.bad_frame")
        return self.tr.text("status.reason.other", reason=letter.reason)
