"""A colleague's badge at a shopper's screen: whose it is, and where the settings ask for it, their PIN."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.codes import OwnCode
from kiosk.staff import actions as staff
from kiosk.staff.model import Denied, Operator
from kiosk.staff.widgets.approve import BadgePinDialog
from kiosk.ui import navigation
from kiosk.ui.screen import StoreScreen
from kiosk.ui.sounds import play


def prove(screen: StoreScreen, code: OwnCode, proven: Callable[[Operator], object]) -> None:
    """Call `proven` with whoever the badge and their PIN say is here; what is refused is said on the screen."""

    def here(operator: Operator) -> None:
        play("ok")
        proven(operator)

    def recognised(found: Operator | Denied) -> None:
        if isinstance(found, Denied):
            screen.refuse(f"refused.{found.key}", **found.details)
        elif screen.store.settings.staff.badge_pin and found.name:
            navigation.show(BadgePinDialog(screen.store, found, here))
        else:
            here(found)

    screen.submit(staff.recognise, code, done=recognised)
