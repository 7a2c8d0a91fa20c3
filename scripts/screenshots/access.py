"""Scenes of what makes the screen easier, of the question whether somebody is there, and of faults."""

from __future__ import annotations

from functools import partial

from scripts.screenshots.scene import Scene, Stage
from scripts.screenshots.shopper import CHOCOLATE, GEL, SERUM, SUN, fill, product


def sheet(stage: Stage) -> None:
    """The sheet over the product's page."""
    product(stage)
    stage.navigator.screen.open_access()


def silent(stage: Stage) -> None:
    """Speech is wanted, and this machine has no voice."""
    from hardware.speech_simulated import SimulatedSpeech
    from kiosk.ui.voice import voice

    voice.use(SimulatedSpeech(installed=False))
    product(stage)
    voice.turn(True)
    stage.navigator.screen.open_access()


def question(stage: Stage) -> None:
    """Nobody has touched the bag's page for a while; the ring is full."""
    from kiosk.ui.idle import IdleWatch

    fill(stage, (SERUM, 1, "here"), (GEL, 2, "here"))
    stage.go("basket.show")
    stage.navigator.idle = IdleWatch()
    stage.navigator.ask()
    stage.navigator.top().hold()
    stage.navigator.idle = None


def fault(kind: str, stage: Stage) -> None:
    """The page of a fault."""
    stage.go("home.fault", kind=kind)


def fault_paying(stage: Stage) -> None:
    """The same over a page that must not be left."""
    from kiosk.ui.widgets.fault_card import FaultLayer, place_of

    fill(stage, (SERUM, 1, "here"))
    stage.go("basket.show")
    stage.navigator.show(FaultLayer("disk", stage.navigator.hide, place_of(stage.world.store)))


def ring(stage: Stage) -> None:
    """A keypad's ring on the button that puts the product into the bag."""
    product(stage)
    bottom = stage.navigator.screen.bottom
    for _ in range(60):
        stage.navigator.key("tab")
        stage.settle()
        at = stage.navigator.focus.at
        if at in bottom.actions.children and at.kind == "primary":
            return


def large(name: str, stage: Stage) -> None:
    """A page in 大字版."""
    from kiosk.ui.theme import theme

    if name == "basket.show":
        fill(stage, (SERUM, 1, "here"), (GEL, 2, "online"), (SUN, 1, "recommended"), (CHOCOLATE, 3, "here"))
    theme.choose(simple=True)
    if name == "product.page":
        product(stage)
    else:
        stage.go(name)


SCENES = [
    Scene("access", sheet, key=True),
    Scene("access_silent", silent),
    Scene("low_access", sheet, low=True),
    Scene("question", question, key=True),
    Scene("low_question", question, low=True),
    Scene("fault", partial(fault, "disk"), key=True),
    Scene("fault_camera", partial(fault, "camera")),
    Scene("fault_printer", partial(fault, "printer")),
    Scene("fault_payment", partial(fault, "payment")),
    Scene("fault_database", partial(fault, "database")),
    Scene("fault_program", partial(fault, "program")),
    Scene("fault_paying", fault_paying),
    Scene("low_fault", partial(fault, "disk"), low=True),
    Scene("focus_ring", ring),
    Scene("large_attract", partial(large, "home.attract")),
    Scene("large_product", partial(large, "product.page")),
    Scene("large_basket", partial(large, "basket.show")),
]
