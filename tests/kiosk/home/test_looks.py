"""Every screen of the shopper as it usually stands, looked at critically in the look that breaks pages first, and in a
language that is longer than any."""

from __future__ import annotations

from collections.abc import Iterator

from kiosk.home import shopper
from kiosk.settings import Role
from scripts.screenshots.__main__ import all_scenes, inspect_window
from scripts.screenshots.scene import Look, Scene
from scripts.screenshots.shooting import dress, play, stood_still
from tests.pseudo import pseudo
from tests.ui import Ui, ui

__all__ = ["ui"]

LOOK = Look("en", text_percent=150)
"""The longest words. The pages of those who work here are walked where their own tests are, and
`python -m scripts.screenshots OUT --inspect` walks all of them in all twelve looks."""


def test_nothing_on_any_screen_is_cut_covered_pale_crowded_or_too_small(ui: Ui) -> None:
    shown: set[str] = set()
    found: dict[str, list[str]] = {}

    for scene, name in _stand("shopper"):
        shown.add(name)
        dress(LOOK, scene.low)
        ui.settle()
        found[f"{scene.name} {LOOK.name}"] = inspect_window()
        with pseudo():
            ui.settle()
            found[f"{scene.name} pseudo"] = [one for one in inspect_window() if not one.startswith("words")]

    assert {page: findings for page, findings in found.items() if findings} == {}
    assert set(shopper.SCREENS) - shown == set(), "no scene shows these as they usually stand"


def _stand(role: Role) -> Iterator[tuple[Scene, str]]:
    """Each scene of a role that shows a screen as it usually stands, with the name of that screen."""
    with play([scene for scene in all_scenes() if scene.key and scene.role == role], picture_px=32) as stages:
        for scene, stage, _ in stages:
            with stood_still():
                yield scene, stage.navigator.name
