"""Laying aside for half an hour: for a shopper who wants to try something on, with every cable pulled."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from kiosk.catalogue import tables as catalogue
from kiosk.catalogue.model import Names
from kiosk.errors import Refused
from kiosk.i18n import Translator
from kiosk.record import actions as records
from kiosk.register import Register
from kiosk.stock import actions as stock
from kiosk.stock import tables as levels
from kiosk.stock.actions import FindFail
from kiosk.stockroom import tables
from kiosk.stockroom.model import HOLD, LASTS, Hold, standing
from kiosk.stockroom.model.hold import ASKED, BACK, LAID, SORRY, TAKEN
from kiosk.task import actions as tasks
from kiosk.task.model import Wanted
from kiosk.worker import Transaction
from sync import clock
from sync.messages import Texts
from sync.messages.records import Value
from sync.security import Vault

BRING_WITHIN = timedelta(minutes=5)
"""Nobody waits longer before a mirror."""


def lay_aside(tx: Transaction, vault: Vault, register: Register, gtin: str, units: int = 1) -> Hold:
    """Keep a product for whoever stands here; a colleague fetches it from the shelf.

    Raises:
        Refused: ``till.not_for_sale``, ``stockroom.none_to_try`` if the shelf has none that is nobody's.
    """
    if not catalogue.known(tx.db, gtin):
        raise Refused("till.not_for_sale", gtin=gtin)
    hold_id = tx.new_id()
    if not stock.keep_if_there(tx, _name(hold_id), {gtin: units}):
        raise Refused("stockroom.none_to_try")
    values: dict[str, Value] = {
        "state": ASKED,
        "gtin": gtin,
        "units": units,
        "asked_at": clock.stamp(tx.now),
        "due": clock.stamp(tx.now + LASTS),
    }
    records.new_record(tx, vault, register, HOLD, values, hold_id)
    hold = _loaded(tx, vault, hold_id)
    names = catalogue.names(tx.db, [gtin])
    wanted = Wanted(
        texts=_texts("stockroom.task_try_on", hold.number, names.get(gtin)),
        due_at=tx.now + BRING_WITHIN,
        about=hold_id,
        details={"screen": "stock.holds", "arg.hold_id": hold_id},
        urgent=True,
    )
    tasks.follow(tx, vault, register, wanted, ("hold", hold_id), tx.now)
    return hold


def lay(tx: Transaction, vault: Vault, register: Register, hold_id: str, place: str) -> Hold:
    """A colleague brought it: it waits there.

    Raises:
        Refused: ``stockroom.gone``, ``stockroom.over`` if the half hour is over or it ended otherwise.
    """
    return _set(tx, vault, register, hold_id, {"state": LAID, "place": place})


def taken(tx: Transaction, vault: Vault, register: Register, hold_id: str) -> Hold:
    """The shopper goes to the till with it: what they hold is sold there like anything else.

    Raises:
        Refused: as `lay`.
    """
    return _end(tx, vault, register, hold_id, TAKEN)


def bring_back(tx: Transaction, vault: Vault, register: Register, hold_id: str) -> Hold:
    """It does not fit: it is back on its shelf, and anybody's.

    Raises:
        Refused: as `lay`.
    """
    return _end(tx, vault, register, hold_id, BACK)


def not_found(tx: Transaction, vault: Vault, register: Register, hold_id: str, why: FindFail) -> Hold:
    """There was none: the count is wrong, the shopper is told, head office sends no orders here for it.

    Raises:
        Refused: as `lay`.
    """
    hold = _still(tx, vault, hold_id)
    ended = _end(tx, vault, register, hold_id, SORRY, why)
    stock.find_failed(tx, register.workstation, hold.gtin, hold.units, why, hold_id)
    return ended


def keep_in_step(tx: Transaction, vault: Vault, register: Register) -> None:
    """Bring what this device keeps back in line with the holds that it knows; what ran out ends.

    Called when a hold was heard of and now and then. Of two who asked for the last one on devices that could not hear
    each other the first has it, and the other is told.
    """
    holds = tables.open_holds(tx.db, vault)
    kept = set(tables.holds_on_shelf(tx.db))
    if not holds and not kept:
        return
    for one in holds:
        if one.over(tx.now):
            _expire(tx, vault, register, one)
    live = [one for one in holds if one.keeps(tx.now)]
    for name in kept - {_name(one.hold_id) for one in live}:
        stock.let_go(tx, name)
    for one in live:
        if _name(one.hold_id) not in kept:
            stock.keep_back(tx, _name(one.hold_id), {one.gtin: one.units})
    for late in _too_late(tx, live):
        _end(tx, vault, register, late.hold_id, SORRY, "late")


def _too_late(tx: Transaction, live: Iterable[Hold]) -> list[Hold]:
    by_product: dict[str, list[Hold]] = {}
    for one in live:
        by_product.setdefault(one.gtin, []).append(one)
    late: list[Hold] = []
    for gtin, holds in by_product.items():
        level = levels.level(tx.db, gtin)
        if level is None or len(holds) < 2:
            continue
        # Orders were there before, whatever they were placed for.
        others = level.reserved - sum(one.units for one in holds)
        late += standing(holds, level.on_hand - others)[1]
    return late


def _expire(tx: Transaction, vault: Vault, register: Register, hold: Hold) -> None:
    laid = hold.state == LAID
    _end(tx, vault, register, hold.hold_id, BACK, "over")
    if laid:
        names = catalogue.names(tx.db, [hold.gtin])
        wanted = Wanted(
            texts=_texts("stockroom.task_put_back", hold.number, names.get(hold.gtin)),
            due_at=hold.until + LASTS,
            about=hold.hold_id,
        )
        tasks.follow(tx, vault, register, wanted, ("hold_over", hold.hold_id), hold.until)


def _end(tx: Transaction, vault: Vault, register: Register, hold_id: str, state: str, reason: str = "") -> Hold:
    _still(tx, vault, hold_id, ended=True)
    stock.let_go(tx, _name(hold_id))
    values: dict[str, Value] = {"state": state, **({"reason": reason} if reason else {})}
    records.set_fields(tx, vault, register, HOLD, hold_id, values)
    tasks.drop(tx, vault, register, tasks.id_of(register, "own", "hold", hold_id))
    return _loaded(tx, vault, hold_id)


def _set(tx: Transaction, vault: Vault, register: Register, hold_id: str, values: dict[str, Value]) -> Hold:
    _still(tx, vault, hold_id)
    records.set_fields(tx, vault, register, HOLD, hold_id, values)
    return _loaded(tx, vault, hold_id)


def _still(tx: Transaction, vault: Vault, hold_id: str, *, ended: bool = False) -> Hold:
    hold = _loaded(tx, vault, hold_id)
    if not hold.is_open or (not ended and hold.over(tx.now)):
        raise Refused("stockroom.over")
    return hold


def _loaded(tx: Transaction, vault: Vault, hold_id: str) -> Hold:
    found = tables.hold(tx.db, vault, hold_id)
    if found is None:
        raise Refused("stockroom.gone")
    return found


def _name(hold_id: str) -> str:
    return f"hold/{hold_id}"


def _texts(key: str, number: str, names: Names | None) -> Texts:
    """The words of a task in the three languages."""

    def one(language: str) -> str:
        name = names.text(language) if names is not None else ""
        return Translator(language).text(key, number=number, name=name)

    return Texts(one("zh_CN"), one("zh_TW"), one("en"))
