"""The first page with campaigns: one of them, the scene that lets the panel rest, and one without a dark picture."""

from __future__ import annotations

from typing import Any

from kiosk.campaign import actions as campaigns
from scripts.screenshots.ground import published
from scripts.screenshots.scene import Scene, Stage


def _send(stage: Stage, *names: str) -> None:
    world = stage.world
    message = published(world.store.folder, world.products, world.next_version(), world.clock(), names)
    world.hear(campaigns.campaigns_published, message)
    stage.navigator.changed(frozenset({"campaign"}))
    stage.settle()


def _turn(stage: Stage, times: int) -> None:
    """Let so many scenes go by."""
    screen: Any = stage.navigator.screen  # an AttractScreen, which must not be imported before the window is set up
    for _ in range(times):
        screen.turn()
        stage.settle()


def campaign(stage: Stage) -> None:
    """A campaign is in force."""
    _send(stage)


def campaign_evening(stage: Stage) -> None:
    """Its dark picture, on the dark page."""
    _send(stage)
    _turn(stage, 3)


def evening(stage: Stage) -> None:
    """A best seller on the dark page."""
    _turn(stage, 3)


SCENES = (
    Scene("campaign", campaign),
    Scene("campaign_evening", campaign_evening),
    Scene("campaign_low", campaign, low=True),
    Scene("evening", evening),
)
