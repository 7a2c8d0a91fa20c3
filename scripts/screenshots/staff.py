"""The scenes of those who work here: tablet, till and manager's desk in the states that they meet."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from kiosk.settings import Role
from scripts.screenshots import counter, desk, drawer, paying, people, returns, seldom, selling, tablet, trade
from scripts.screenshots.scene import TABLET, Scene, Stage


def _scenes(role: Role, plays: Sequence[tuple[str, Callable[[Stage], None], bool]]) -> tuple[Scene, ...]:
    return tuple(Scene(name, play, role=role, size=TABLET, key=key) for name, play, key in plays)


SCENES = (
    *_scenes("associate", tablet.PLAYS),
    *_scenes("till", counter.PLAYS),
    *_scenes("till", selling.PLAYS),
    *_scenes("till", paying.PLAYS),
    *_scenes("till", people.PLAYS),
    *_scenes("till", drawer.PLAYS),
    *_scenes("till", returns.PLAYS),
    *_scenes("till", trade.PLAYS),
    *_scenes("till", seldom.PLAYS),
    *_scenes("manager", desk.PLAYS),
    *_scenes("manager", seldom.DESK_PLAYS),
)
