"""The three sounds of the shop: yes, no, and look here. A device without a loudspeaker is silent and says nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

FOLDER = Path(__file__).parents[2] / "assets" / "sounds"
Sound = Literal["ok", "no", "warn"]

_players: dict[str, Any] = {}  # Kivy's sounds have no types
_settings = {"on": False, "volume": 0.6}


def enable(on: bool, volume: float = 0.6) -> None:
    """Let sounds be heard, or not; volume 0 to 1. Off until the app says otherwise: tests and tours are quiet."""
    _settings["on"] = on
    _settings["volume"] = volume


def play(sound: Sound) -> None:
    """Play one of the sounds, from its start."""
    if not _settings["on"]:
        return
    if sound not in _players:
        from kivy.core.audio import SoundLoader

        _players[sound] = SoundLoader.load(str(FOLDER / f"{sound}.wav"))
    player = _players[sound]
    if player is not None:
        player.stop()
        player.volume = _settings["volume"]
        player.play()
