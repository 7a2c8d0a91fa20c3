"""The three sounds of the shop: yes, no, and look here. A device without a loudspeaker is silent and says nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

FOLDER = Path(__file__).parents[2] / "assets" / "sounds"
Sound = Literal["ok", "no", "warn"]

_players: dict[str, Any] = {}  # Kivy's sounds have no types
_settings: dict[str, Any] = {"on": False, "volume": 0.6, "hour": None}

LATE, EARLY = 20, 9
"""From so many o'clock and until so many a shop is quiet, and a sound is heard that is half as loud."""


def enable(on: bool, volume: float = 0.6, hour: Callable[[], int] | None = None) -> None:
    """Let sounds be heard, or not; volume 0 to 1. Off until the app says otherwise: tests and tours are quiet.

    `hour` tells the hour of the shop's day.
    """
    _settings.update(on=on, volume=volume, hour=hour)


def loudness(hour: int) -> float:
    """The share of the usual volume at this hour of the shop's day."""
    return 1.0 if EARLY <= hour < LATE else 0.5


def play(sound: Sound) -> None:
    """Play one of the sounds, from its start; early and late not so loud."""
    if not _settings["on"]:
        return
    if sound not in _players:
        from kivy.core.audio import SoundLoader

        _players[sound] = SoundLoader.load(str(FOLDER / f"{sound}.wav"))
    player = _players[sound]
    if player is not None:
        player.stop()
        hour = _settings["hour"]
        player.volume = _settings["volume"] * (loudness(hour()) if hour is not None else 1.0)
        player.play()
