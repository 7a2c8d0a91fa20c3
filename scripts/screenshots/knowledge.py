"""Scenes of the knowledge cards."""

from __future__ import annotations

from scripts.screenshots.scene import TABLET, Scene, Stage


def _product(stage: Stage) -> None:
    stage.go("knowledge.cards", gtin=stage.world.gtin(1))


def _searched(stage: Stage) -> None:
    stage.go("knowledge.cards")
    for letter in "TUIH":
        stage.navigator.screen.type(letter)


def _nothing(stage: Stage) -> None:
    stage.go("knowledge.cards")
    for letter in "QXZ":
        stage.navigator.screen.type(letter)


SCENES = (
    Scene("knowledge", _product, "associate", TABLET, key=True),
    Scene("knowledge_searched", _searched, "associate", TABLET),
    Scene("knowledge_nothing", _nothing, "associate", TABLET),
)
