"""A shopper calls, a colleague answers, and every device of the store knows it in the same moment."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import datetime, timedelta

from msgspec.structs import replace

from kiosk.errors import Refused
from kiosk.register import Register
from kiosk.service import tables
from kiosk.service.model import ABOUT, Answer, Call, End
from kiosk.staff import tables as staff
from kiosk.worker import Transaction
from sync import clock, messages

TOPIC = "service"

KEEP = timedelta(days=1)


def call_associate(tx: Transaction, register: Register, about: str, gtin: str = "", language: str = "") -> str:
    """Somebody at this device wants a colleague; gives the call's id. Who calls twice has called once.

    Raises:
        ValueError: for a matter that no colleague would understand.
    """
    if about not in ABOUT:
        raise ValueError(f"calls are about {sorted(ABOUT)}, not {about!r}")
    for call in tables.open_calls(tx.db, tx.now, register.workstation):
        if (call.about, call.gtin) == (about, gtin):
            return call.call_id
    call = Call(tx.new_id(), register.workstation, about, _moment(tx), gtin, language)
    _keep(tx, register, call)
    return call.call_id


def answer(tx: Transaction, register: Register, call_id: str) -> Call:
    """Whoever works at this device says that they come.

    Raises:
        Refused: ``service.answered`` with `name` if somebody else said so before, ``service.over``.
    """
    call = _open(tx, call_id)
    if call.answer is not None and call.answer.device != register.workstation:
        raise Refused("service.answered", name=call.answer.name or call.answer.device)
    if call.answer is not None:
        return call
    found = staff.signed_in(tx.db)
    coming = replace(call, answer=Answer(_moment(tx), register.workstation, found.name if found is not None else ""))
    _keep(tx, register, coming)
    return coming


def end(tx: Transaction, register: Register, call_id: str) -> Call:
    """It is settled; or, at the device where it was called, the shopper needs nobody any more.

    Raises:
        Refused: ``service.over``.
    """
    call = _open(tx, call_id)
    how = "taken_back" if call.device == register.workstation and call.answer is None else "done"
    ended = replace(call, end=End(_moment(tx), register.workstation, how))
    _keep(tx, register, ended)
    return ended


def end_all(tx: Transaction, register: Register) -> None:
    """Whoever stood here has gone: nobody need come for them any more."""
    for call in tables.open_calls(tx.db, tx.now, register.workstation):
        how = "taken_back" if call.answer is None else "done"
        _keep(tx, register, replace(call, end=End(_moment(tx), register.workstation, how)))


def coming_to(db: sqlite3.Connection, device: str, now: datetime) -> str | None:
    """Who said that they are coming to this device; None while nobody did. A name may be empty."""
    answers = [call.answer for call in tables.open_calls(db, now, device) if call.answer is not None]
    return answers[0].name if answers else None


def on_changed(register: Register) -> Callable[[Transaction, messages.AssistChanged], None]:
    """The handler of what another device says of a call."""

    def changed(tx: Transaction, message: messages.AssistChanged) -> None:
        heard = _heard(message)
        known = tables.load(tx.db, message.call_id)
        now = heard if known is None else known.merged(heard)
        if now == known:
            return
        tables.save(tx.db, now)
        tx.touch(TOPIC)
        if now != heard and register.workstation == now.device:
            # Whoever said it knows less than is known here: they shall hear it.
            tx.live.append(_message(tx, register, now))

    return changed


def tell_again(tx: Transaction, register: Register) -> None:
    """Now and then: who was switched off or cut off hears of it, and who is not answered asks again."""
    for call in tables.concerning(tx.db, tx.now, register.workstation):
        if call.device == register.workstation and call.due_at(tx.now):
            _keep(tx, register, replace(call, asked=call.asked + 1))
        else:
            tx.live.append(_message(tx, register, call))
    tables.forget(tx.db, tx.now - KEEP)


def _open(tx: Transaction, call_id: str) -> Call:
    call = tables.load(tx.db, call_id)
    if call is None or not call.open_at(tx.now):
        raise Refused("service.over")
    return call


def _moment(tx: Transaction) -> datetime:
    """Now, as exactly as it is kept: what is compared must be the same on disk and on the way."""
    return clock.parse(clock.stamp(tx.now))


def _keep(tx: Transaction, register: Register, call: Call) -> None:
    tables.save(tx.db, call)
    tx.post(_message(tx, register, call))
    tx.touch(TOPIC)


def _message(tx: Transaction, register: Register, call: Call) -> messages.AssistChanged:
    answered, ended = call.answer, call.end
    return messages.AssistChanged(
        call_id=call.call_id,
        device=register.workstation,
        place=call.device,
        about=call.about,
        gtin=call.gtin,
        language=call.language,
        called_at=call.called_at,
        asked=call.asked,
        answered_at=answered.at if answered is not None else None,
        answered_on=answered.device if answered is not None else "",
        answered_by=answered.name if answered is not None else "",
        ended_at=ended.at if ended is not None else None,
        ended_on=ended.device if ended is not None else "",
        end=ended.how if ended is not None else "",
        at=tx.now,
    )


def _heard(message: messages.AssistChanged) -> Call:
    answered, ended = message.answered_at, message.ended_at
    return Call(
        call_id=message.call_id,
        device=message.place,
        about=message.about,
        called_at=message.called_at,
        gtin=message.gtin,
        language=message.language,
        asked=message.asked,
        answer=Answer(answered, message.answered_on, message.answered_by) if answered is not None else None,
        end=End(ended, message.ended_on, message.end) if ended is not None else None,
    )
