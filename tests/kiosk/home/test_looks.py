"""Every screen of every role as it usually stands, looked at critically in the looks that break pages first."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module

import pytest

from kiosk.app import SCREENS
from kiosk.settings import Role
from scripts.screenshots.__main__ import all_scenes, inspect_window
from scripts.screenshots.scene import Look, Scene
from scripts.screenshots.shooting import dress, play, stood_still
from tests.pseudo import pseudo
from tests.ui import Ui, ui

__all__ = ["ui"]

LOOKS = (Look("en", text_percent=150), Look("zh_TW", contrast=True, text_percent=150))
"""The longest words and the longest prices; `python -m scripts.screenshots OUT --all --inspect` goes through all."""

ROLES: tuple[Role, ...] = ("shopper", "associate", "till", "manager")


SEEN_ELSEWHERE: dict[str, set[str]] = {
    "associate": {"product.page", "staff.sign_in", "staff.pin"},
    "till": {"pickup.collect", "stock.lookup", "service.calls"},
}
"""The same page, walked on another device: what a tablet and a till share, and the lookup under its second name."""


@pytest.mark.parametrize("role", ROLES)
def test_nothing_on_any_screen_is_cut_covered_pale_crowded_or_too_small(ui: Ui, role: Role) -> None:
    shown: set[str] = set()
    found: dict[str, list[str]] = {}

    for scene, name in _stand(role):
        shown.add(name)
        for look in LOOKS if role == "shopper" else LOOKS[:1]:
            dress(look, scene.low)
            ui.settle()
            found[f"{scene.name} {look.name}"] = inspect_window()
        with pseudo():
            ui.settle()
            found[f"{scene.name} pseudo"] = [one for one in inspect_window() if not one.startswith("words")]

    assert {page: findings for page, findings in found.items() if findings} == {}
    missing = set(import_module(SCREENS[role]).screens(None)) - shown - SEEN_ELSEWHERE.get(role, set())
    assert missing == set(), "no scene shows these as they usually stand"


def _stand(role: Role) -> Iterator[tuple[Scene, str]]:
    """Each scene of a role that shows a screen as it usually stands, with the name of that screen."""
    with play([scene for scene in all_scenes() if scene.key and scene.role == role], picture_px=32) as stages:
        for scene, stage, _ in stages:
            with stood_still():
                yield scene, stage.navigator.name
