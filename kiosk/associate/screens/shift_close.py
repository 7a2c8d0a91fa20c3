"""Closing a shift as a checklist: each step says how it stands, and none of them can prevent the end of the day."""

from __future__ import annotations

from functools import partial

from kivy.uix.widget import Widget

from kiosk.associate.screens.shift_base import ShiftScreen
from kiosk.associate.widgets.step_card import StepCard
from kiosk.shift.model import VARIANCE_REASONS, Counted
from kiosk.shift.report import Leftover, Report
from kiosk.till import day
from kiosk.till.day_layout import leftover_words
from kiosk.ui import navigation
from kiosk.ui.sounds import play
from kiosk.ui.widgets.boxes import Column, Grid
from kiosk.ui.widgets.button import Actions, Button
from kiosk.ui.widgets.choice import OptionCard
from kiosk.ui.widgets.scroll import Scroll
from kiosk.ui.widgets.text import Text

SHOWN_ELSEWHERE = ("unsent", "not_counted", "old_count", "missing")
"""Things left over that have a step of their own."""


class ShiftCloseScreen(ShiftScreen):
    """M9. What is unsent or left over must be understood, the drawer counted or knowingly not."""

    understood = -1
    """How many unsent facts somebody has taken note of; more of them ask again."""
    carried: frozenset[str] = frozenset()
    """Names of the things left over that somebody has taken note of."""
    uncounted = False
    reason = ""

    def content(self) -> Widget:
        """The steps, and the end."""
        self.steps = Column(gap=12, pad=(2, 2, 2, 12))
        self.end = Button("shift.close_now", icon="checked_list", kind="primary", action=self.close_shift)
        return Column(Scroll(self.steps), Actions(self.end), gap=16, grow=True)

    def arrived(self) -> None:
        """What somebody understood before he went to count stays understood, as long as the shift is the same."""
        shift = self.shift
        if shift is None or shift.shift_id != getattr(self, "_of", ""):
            self.understood, self.carried, self.uncounted, self.reason = -1, frozenset(), False, ""
        self._of = shift.shift_id if shift is not None else ""

    def refresh(self) -> None:
        """Read how everything stands."""
        self.header.title.say_key("shift.close_title")
        self.header.sub.say_key("shift.close_sub")
        shift = self.shift
        if shift is None:
            self.steps.replace(Text(key="shift.title_closed", role="h1", bold=True))
            self.end.disabled = True
            return
        report = day.report(self.store.db, self.store.register, shift, self.store.clock())
        counted = day.counted_now(self.store.db, shift)
        # Counting is a fact, too, so what is unsent is asked about after it.
        steps = [self._numbers(report), self._drawer(counted), self._left(report), self._sent(report)]
        self.steps.replace(*steps)
        ready = all(step.settled for step in steps)
        self.end.disabled = not ready
        self.end.reason = "" if ready else self.tr.text("shift.steps_first")

    # The steps.

    def _numbers(self, report: Report) -> StepCard:
        if report.missing:
            return StepCard(self.tr.text("shift.numbers_missing", n=report.missing), settled=True, grave=True)
        return StepCard(self.tr.text("shift.numbers_ok"), settled=True)

    def _sent(self, report: Report) -> StepCard:
        tr = self.tr
        if not report.unsent:
            return StepCard(tr.text("shift.step_sent"), settled=True)
        return StepCard(
            tr.text("shift.step_unsent", n=report.unsent),
            tr.text("shift.step_unsent_more"),
            settled=report.unsent <= self.understood,
            grave=True,
            answers=(Button("shift.understood", size="small", hug=True, action=partial(self._note, report.unsent)),),
        )

    def _left(self, report: Report) -> StepCard:
        tr = self.tr
        left = [one for one in report.leftovers if one.kind not in SHOWN_ELSEWHERE]
        if not left:
            return StepCard(tr.text("shift.step_clear"), settled=True)
        names = frozenset(_name(one) for one in left)
        return StepCard(
            tr.text("shift.step_left", n=len(left)),
            settled=names <= self.carried,
            grave=True,
            under=[Text(leftover_words(one, report.currency, tr), role="body", colour="ink2") for one in left],
            answers=(Button("shift.carry", size="small", hug=True, action=partial(self._carry, names)),),
        )

    def _drawer(self, counted: Counted | None) -> StepCard:
        tr = self.tr
        go = partial(navigation.go, "shift.count", purpose="close")
        count = Button("shift.count", icon="cash", size="small", hug=True, kind="accent", action=go)
        skip = Button("shift.skip_count", size="small", hug=True, action=self._skip)
        if counted is None and self.uncounted:
            return StepCard(
                tr.text("shift.step_uncounted"), tr.text("shift.step_uncounted_more"), settled=True, grave=True,
                answers=(count,), always=True,
            )  # fmt: skip
        if counted is None:
            return StepCard(tr.text("shift.step_count"), tr.text("shift.step_count_more"), answers=(skip, count))
        if counted.again:
            return StepCard(tr.text("shift.step_again"), tr.text("shift.step_count_more"), answers=(count,))
        if counted.fits:
            amount = self.money(counted.count.counted_minor)
            return StepCard(tr.text("shift.step_fits", amount=amount), settled=True)
        more = tr.text(
            "shift.step_off_more",
            counted=self.money(counted.count.counted_minor),
            expected=self.money(counted.count.expected_minor),
        )
        options = [
            OptionCard(key=f"shift.variance_{one}", selected=one == self.reason, action=partial(self.give_reason, one))
            for one in VARIANCE_REASONS
        ]
        return StepCard(
            tr.text("shift.step_off", amount=self.signed(counted.count.variance_minor)),
            more,
            settled=self.reason in VARIANCE_REASONS,
            grave=True,
            more=[Grid(*options, columns=3, large=2, gap=10)],
        )

    # What somebody answers.

    def _note(self, unsent: int) -> None:
        self.understood = unsent
        self.refresh()

    def _carry(self, names: frozenset[str]) -> None:
        self.carried = names
        self.refresh()

    def _skip(self) -> None:
        self.uncounted = True
        self.refresh()

    def give_reason(self, reason: str) -> None:
        """Why the drawer does not fit."""
        self.reason = reason
        self.refresh()

    def close_shift(self) -> None:
        """The Z."""
        self.act(day.close, variance_reason=self.reason, seal=self.store.receipt_code, done=self._closed)

    def _closed(self, report: Report) -> None:
        play("ok")
        navigation.go("shift.report", shift_id=report.shift_id)


def _name(one: Leftover) -> str:
    return f"{one.kind}/{one.what}/{one.count}"
