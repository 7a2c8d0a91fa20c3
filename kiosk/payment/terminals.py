"""The terminals that the settings describe: who is asked for which kind of payment."""

from __future__ import annotations

from pathlib import Path

from hardware.payment_terminal import PaymentKind, PaymentTerminal
from hardware.payment_terminal_simulated import SimulatedTerminal
from kiosk.i18n import CURRENCIES
from kiosk.payment.timing import Timing
from kiosk.settings import Settings

Terminals = dict[PaymentKind, PaymentTerminal]


def terminals_of(settings: Settings, folder: Path) -> Terminals:
    """Not started yet. Kinds that nobody takes are missing; one terminal may take several."""
    found: Terminals = {}
    card = _card(settings, folder)
    if card is not None:
        found["card"] = card
    wallet = settings.wallet
    if wallet.kind == "simulated":
        acquirer = SimulatedTerminal(folder / "wallet.jsonl", settings.terminal.delay_s)
        found["wallet"] = acquirer
        found["qr"] = acquirer
    elif wallet.kind == "terminal" and card is not None:
        found["wallet"] = card
        found["qr"] = card
    return found


def timing_of(settings: Settings) -> Timing:
    """How often is asked, and when is given up."""
    payment = settings.payment
    return Timing(
        first_query_s=payment.first_query_s,
        poll_s=payment.poll_s,
        give_up_s=payment.give_up_s,
        reverse_after_s=payment.reverse_after_s,
        slowest_s=payment.slowest_s,
        card_patience_s=payment.card_patience_s,
        qr_lives_s=payment.qr_lives_s,
    )


def _card(settings: Settings, folder: Path) -> PaymentTerminal | None:
    terminal = settings.terminal
    if terminal.kind == "simulated":
        return SimulatedTerminal(folder / "terminal.jsonl", terminal.delay_s)
    if terminal.kind == "none":
        return None
    from hardware.payment_terminal_nexo import Nexo, NexoTerminal  # requests is slow to load, and few devices need it

    digits = CURRENCIES.get(settings.shop.currency, ("", 2))[1]
    return NexoTerminal(
        Nexo(
            url=terminal.url,
            ca_file=settings.path(terminal.ca_file),
            poi_id=terminal.poi_id,
            sale_id=terminal.sale_id or settings.device.name,
            digits=digits,
            answer_s=terminal.answer_s,
        )
    )
