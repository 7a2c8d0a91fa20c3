"""The tablet's page of everything else."""

from __future__ import annotations

from scripts.screenshots.scene import TABLET, Scene, Stage


def _more(stage: Stage) -> None:
    stage.go("associate.more")


SCENES = (Scene("more", _more, "associate", TABLET, key=True),)
