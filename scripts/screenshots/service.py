"""Scenes of a call for a colleague: what the shopper is told, and what colleagues see."""

from __future__ import annotations

from datetime import timedelta

from msgspec.structs import replace

from kiosk.service import actions, tables
from kiosk.service.model import Answer
from scripts.screenshots.scene import TABLET, Scene, Stage
from sync import messages

WHO = "Yue"


def _call(stage: Stage) -> str:
    stage.go("product.page", gtin=stage.world.gtin(2))
    stage.go("service.call", about="product", gtin=stage.world.gtin(2))
    store = stage.world.store
    found = tables.open_calls(store.db, store.clock())
    return found[0].call_id


def _calling(stage: Stage) -> None:
    _call(stage)


def _coming(stage: Stage) -> None:
    call_id = _call(stage)

    def come(tx: object) -> None:
        store = stage.world.store
        db = tx.db  # type: ignore[attr-defined]  # a transaction
        call = tables.load(db, call_id)
        assert call is not None
        tables.save(db, replace(call, answer=Answer(store.clock(), "tablet-1", WHO)))
        tx.touch(actions.TOPIC)  # type: ignore[attr-defined]  # the same

    stage.world.do(come)
    stage.settle()


def _late(stage: Stage) -> None:
    _call(stage)
    stage.world.clock.now += timedelta(seconds=75)
    stage.navigator.screen.refresh()
    stage.settle()


def _cut_off(stage: Stage) -> None:
    stage.world.link.cut(True)
    _call(stage)


def _rings(stage: Stage) -> None:
    """Two kiosks call; one of them a while ago."""
    world = stage.world
    for number, (device, about, language, seconds) in enumerate(
        (("kiosk-1", "product", "en", 80), ("kiosk-2", "check", "zh_CN", 12))
    ):
        message = messages.AssistChanged(
            call_id=f"0193a000-0000-7000-8000-00000000000{number}",
            device=device,
            place=device,
            about=about,
            gtin=world.gtin(2) if about == "product" else "",
            language=language,
            called_at=world.clock() - timedelta(seconds=seconds),
            at=world.clock(),
        )
        world.do(actions.on_changed(world.store.register), message)
    stage.settle()


def _banner(stage: Stage) -> None:
    from kiosk.service.widgets.bell import CallBell

    _rings(stage)
    CallBell(stage.world.store).look()
    stage.settle()


def _list(stage: Stage) -> None:
    _rings(stage)
    stage.go("service.calls")


def _nobody(stage: Stage) -> None:
    stage.go("service.calls")


SCENES = (
    Scene("call", _calling, key=True),
    Scene("call_coming", _coming),
    Scene("call_late", _late),
    Scene("call_cut_off", _cut_off),
    Scene("calls_banner", _banner, "associate", TABLET),
    Scene("calls_till_banner", _banner, "till", TABLET),
    Scene("calls_list", _list, "associate", TABLET, key=True),
    Scene("calls_nobody", _nobody, "associate", TABLET),
)
