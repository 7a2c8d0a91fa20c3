"""What every voice promises, tried on each driver; the real engine wherever it is installed."""

from __future__ import annotations

import os
import shutil
import time
import wave
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hardware.device import DeviceStatus
from hardware.speech import LONGEST, Speech, plain
from hardware.speech_espeak import COMMAND, EspeakSpeech
from hardware.speech_simulated import Said, SimulatedSpeech
from tests.hardware.waiting import wait_until

DRIVERS: dict[str, Callable[[Path], Speech]] = {"simulated": lambda folder: SimulatedSpeech(folder / "said.jsonl")}
if shutil.which(COMMAND):
    DRIVERS["espeak"] = lambda folder: EspeakSpeech(save=str(folder / "said.wav"))


@pytest.fixture(params=DRIVERS)
def voice(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Speech]:
    """Give each driver in turn, started."""
    voice = DRIVERS[request.param](tmp_path)
    voice.start()
    yield voice
    voice.close()


def test_a_voice_that_is_there_says_so(voice: Speech) -> None:
    assert voice.check().state == "ready"


@pytest.mark.parametrize("language", ["zh_CN", "zh_TW", "en"])
def test_every_language_of_the_shop_is_spoken(voice: Speech, language: str, tmp_path: Path) -> None:
    voice.say("水润精华 Serum 228", language)  # type: ignore[arg-type]  # one of the three

    wait_until(lambda: _length(tmp_path) > 0)
    assert voice.check().state == "ready"


def test_words_are_words_and_never_orders(voice: Speech, tmp_path: Path) -> None:
    voice.say("--stdout; $(reboot) [[h@'loU]] <speak> -w/tmp/x", "en")

    wait_until(lambda: _length(tmp_path) > 0)
    assert [path.name for path in tmp_path.iterdir()] in (["said.jsonl"], ["said.wav"])


def test_stopping_and_closing_may_be_done_twice_and_silence_follows(voice: Speech, tmp_path: Path) -> None:
    voice.stop()
    voice.stop()
    voice.close()
    voice.close()

    voice.say("too late", "en")

    assert _length(tmp_path) == 0


def test_an_engine_that_is_not_installed_is_silent_and_tells() -> None:
    told: list[DeviceStatus] = []
    voice = EspeakSpeech(command="no-such-engine")

    voice.start(told.append)
    voice.say("nobody hears this", "en")
    voice.stop()
    voice.close()

    assert voice.check().state == "lost"
    assert "not installed" in voice.check().detail
    assert [status.state for status in told] == []


def test_an_engine_that_breaks_is_told_of_once_and_is_well_again_afterwards(tmp_path: Path) -> None:
    engine = tmp_path / "engine"
    told: list[str] = []
    _write(engine, "cat >/dev/null\n[ -e broken ] && { echo 'error: no sound card' >&2; }\nexit 0")
    (tmp_path / "broken").touch()
    before = Path.cwd()
    os.chdir(tmp_path)
    try:
        voice = EspeakSpeech(command=str(engine))
        voice.start(lambda status: told.append(status.state))
        voice.say("one", "en")
        wait_until(lambda: voice.check().state == "fault")
        (tmp_path / "broken").unlink()
        voice.say("two", "en")
        wait_until(lambda: voice.check().state == "ready")
        voice.close()
    finally:
        os.chdir(before)

    assert told == ["ready", "fault", "ready"]


def test_the_newest_waits_for_the_first_and_what_is_urgent_waits_for_nobody(tmp_path: Path) -> None:
    engine, heard, gate = tmp_path / "engine", tmp_path / "heard", tmp_path / "gate"
    os.mkfifo(gate)
    _write(engine, f"cat >> {heard}; echo >> {heard}; exec cat {gate}")
    voice = EspeakSpeech(command=str(engine))
    voice.start()

    voice.say("first", "en")
    wait_until(lambda: _lines(heard) == ["first"])
    voice.say("overtaken", "en")
    voice.say("second", "en")
    with gate.open("w"):
        pass
    wait_until(lambda: _lines(heard) == ["first", "second"])
    began = time.monotonic()
    voice.say("urgent", "en", now=True)
    wait_until(lambda: _lines(heard) == ["first", "second", "urgent"])
    voice.close()

    assert time.monotonic() - began < 2
    assert voice.check().state == "ready", "being cut off is no fault"


def test_what_is_read_is_one_plain_line_of_bearable_length() -> None:
    assert plain("a\nb\t[[c]] <d>\x1b") == "a b c d"
    assert len(plain("长" * 5000)) == LONGEST


def test_the_simulated_voice_writes_down_what_it_says(tmp_path: Path) -> None:
    voice = SimulatedSpeech(tmp_path / "said.jsonl")
    voice.start()

    voice.say("你好", "zh_CN")
    voice.say("加入购物袋", "zh_CN", now=True)
    voice.stop()

    assert voice.said == [Said("你好", "zh_CN", False), Said("加入购物袋", "zh_CN", True)]
    assert (tmp_path / "said.jsonl").read_text("utf-8").count("\n") == 3


def _length(folder: Path) -> float:
    """Seconds of sound, or lines of words."""
    sound, words = folder / "said.wav", folder / "said.jsonl"
    if words.exists():
        return words.read_text("utf-8").count('"say"')
    if not sound.exists():
        return 0
    try:
        with wave.open(str(sound)) as opened:
            # Its head says how long it is only when all of it is written.
            return opened.getnframes() / opened.getframerate() if sound.stat().st_size > 1000 else 0
    except (wave.Error, EOFError):
        return 0


def _write(path: Path, script: str) -> None:
    path.write_text(f"#!/bin/sh\n{script}\n", "utf-8")
    path.chmod(0o755)


def _lines(path: Path) -> list[str]:
    return path.read_text("utf-8").split() if path.exists() else []
