"""The command that photographs the screens plays its scenes on real devices."""

from __future__ import annotations

from pathlib import Path

from PIL import Image

from scripts.screenshots.__main__ import all_scenes
from scripts.screenshots.scene import Look
from scripts.screenshots.shooting import shoot
from tests.ui import Ui, ui

__all__ = ["ui"]

PLAYED = ("scan_camera", "done")


def test_no_two_scenes_write_the_same_picture() -> None:
    names = [scene.name for scene in all_scenes()]

    assert len(names) == len(set(names))
    assert set(PLAYED) <= set(names)


def test_a_scene_becomes_a_picture_in_each_look(ui: Ui, tmp_path: Path) -> None:
    scenes = [scene for scene in all_scenes() if scene.name in PLAYED]
    looks = [Look("zh_CN"), Look("en", contrast=True, text_percent=150)]

    paths = list(shoot(scenes, looks, tmp_path))

    assert len(paths) == len(PLAYED) * len(looks)
    for path in paths:
        with Image.open(path) as picture:
            colours = picture.getcolors(1 << 20) or []
            assert picture.size == (540, 960)
            assert len(colours) > 200, f"{path.name} is nearly empty"
