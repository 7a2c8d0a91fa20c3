"""The scenes of signing in: names and PIN pad, a lock-out, an approval, a changed PIN."""

from __future__ import annotations

from functools import lru_cache

from kiosk.errors import Refused
from kiosk.staff import actions
from scripts.screenshots.counter import till_basket
from scripts.screenshots.scene import Stage
from scripts.screenshots.store_line import line
from sync import messages, sealing
from sync.formats import pin_hash, staff_roster
from sync.formats.staff_roster import OperatorEntry, Roster

PIN = "730185"
CREW = (
    ("op-1", "林晓雯", "cashier", "zh_CN"),
    ("op-2", "Weiqiang Zhang", "senior", "en"),
    ("op-3", "陳靜儀", "supervisor", "zh_TW"),
    ("op-4", "梅岚", "manager", "zh_CN"),
    ("op-5", "周子涵", "cashier", "zh_CN"),
    ("op-6", "Alexandra Montgomery-Ferreira", "supervisor", "en"),
)


@lru_cache
def _kept() -> str:
    return pin_hash.hash_of(PIN, pin_hash.Cost(1, 8, 1))


def hire(stage: Stage) -> None:
    """Head office has named who works here."""
    line(stage)
    world, shop = stage.world, stage.world.store.settings.device.store
    roster = Roster(
        kind="staff",
        store=shop,
        version=world.next_version(),
        sealing_key=sealing.public_text(bytes(32)),
        operators=tuple(
            OperatorEntry(operator_id=who, name=name, role=role, language=language, pin=_kept(), pin_version=1000)
            for who, name, role, language in CREW
        ),
    )
    document, signature = staff_roster.seal(roster, world.head_office)
    message = messages.StaffPublished(document=document, signature=signature, version=roster.version, at=world.clock())
    world.hear(actions.on_staff(world.store.vault, world.head_office.public_key(), shop), message)


def sign_in(stage: Stage, operator: str = "op-1") -> None:
    """Somebody signs in."""
    hire(stage)
    stage.world.do(actions.sign_in, stage.world.store.vault, operator, PIN)


def names(stage: Stage) -> None:
    """Nobody is here yet."""
    hire(stage)
    stage.go("staff.sign_in")


def chosen(stage: Stage) -> None:
    """A name was tapped, and four digits typed."""
    names(stage)
    stage.navigator.screen.choose("op-2")
    for digit in PIN[:4]:
        stage.navigator.screen.entry.type(digit)


def locked_out(stage: Stage) -> None:
    """Five wrong PINs."""
    hire(stage)
    for nth in range(5):
        stage.world.do(actions.sign_in, stage.world.store.vault, "op-5", f"10000{nth}")
    stage.go("staff.sign_in")
    stage.navigator.screen.choose("op-5")


def locked(stage: Stage) -> None:
    """The screen locked itself."""
    sign_in(stage)
    stage.world.do(actions.lock, "idle")
    stage.go("staff.sign_in")


def approval(stage: Stage) -> None:
    """A cashier asks for a price that takes somebody else's word."""
    from kiosk.staff.widgets.approve import ask_approval  # Kivy, which waits for `boot.prepare`

    sign_in(stage)
    till_basket(stage)
    refusal = Refused(
        "staff.approval_needed", permission="price_override", about="line-1", amount_minor=6800, percent_bp=2500
    )
    ask_approval(stage.world.store, refusal, lambda _: None)


def who(stage: Stage) -> None:
    """Who is signed in, and what they can do."""
    from kiosk.associate import till_table  # Kivy, which waits for `boot.prepare`

    sign_in(stage)
    till_table.people(stage.world.store)
    stage.go("till.sell")
    till_basket(stage)
    stage.navigator.screen.open_person()


def pin(stage: Stage) -> None:
    """The new PIN is asked for."""
    sign_in(stage)
    stage.go("staff.pin")
    for digit in PIN:
        stage.navigator.screen.entry.type(digit)
    stage.navigator.screen.entry.enter()


PLAYS = (
    ("staff_names", names, False),
    ("staff_chosen", chosen, True),
    ("staff_locked_out", locked_out, False),
    ("staff_locked", locked, False),
    ("staff_approval", approval, True),
    ("staff_who", who, False),
    ("staff_pin", pin, True),
)
