"""Puts an order's papers into the printer's queue. A printer that is dead stops nobody: the paper waits, or is not."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.catalogue import tables as catalogue
from kiosk.errors import Refused
from kiosk.i18n import Translator
from kiosk.paper import actions as papers
from kiosk.paper.layout import Paper
from kiosk.paper.model import Kind, Routes
from kiosk.pickup import order_paper, tables
from kiosk.pickup.model import Order
from kiosk.pickup.order_paper import Shelved
from kiosk.worker import Transaction
from sync.security import Vault


def print_labels(tx: Transaction, vault: Vault, routes: Routes, words: Translator, order_id: str) -> str:
    """The labels of an order's bags; gives the job's id.

    Raises:
        Refused: ``pickup.unknown``, ``paper.no_printer``.
    """
    order = _order(tx, vault, order_id)
    return _queue(tx, routes, "pick", order, order_paper.labels(words, order), f"{order_id}/label")


def print_list(
    tx: Transaction, vault: Vault, routes: Routes, words: Translator, brand: str, lines: Sequence[tuple[str, str]]
) -> str:
    """The list of a walk; `lines` are (order, line) in the order of the walk. Gives the job's id.

    Raises:
        Refused: ``pickup.unknown``, ``paper.no_printer``.
    """
    orders = {order_id: _order(tx, vault, order_id) for order_id, _ in lines}
    first = next(iter(orders.values()))
    found = [(orders[order_id], orders[order_id].line(line_id)) for order_id, line_id in lines]
    products = catalogue.find_many(tx.db, [line.gtin for _, line in found], first.currency)
    shelved = []
    for order, line in found:
        product = products.get(line.gtin)
        name = product.names.text(words.language) if product else line.gtin.lstrip("0")
        number = order.number if len(orders) > 1 else ""
        shelved.append(Shelved(line, name, product.location if product else "", number))
    paper = order_paper.pick_list(words, brand, list(orders.values()), shelved)
    return _queue(tx, routes, "pick", first, paper, "")


def print_history(tx: Transaction, vault: Vault, routes: Routes, words: Translator, brand: str, order_id: str) -> str:
    """Everything that happened to an order; gives the job's id.

    Raises:
        Refused: ``pickup.unknown``, ``paper.no_printer``.
    """
    order = _order(tx, vault, order_id)
    steps = sorted(tables.steps_of(tx.db, vault, order_id), key=lambda step: (step.at, step.device, step.step_id))
    found = catalogue.names(tx.db, [line.gtin for line in order.lines])
    names = {gtin: name.text(words.language) for gtin, name in found.items()}
    paper = order_paper.history(words, brand, order, steps, names)
    return _queue(tx, routes, "report", order, paper, f"{order_id}/history")


def _order(tx: Transaction, vault: Vault, order_id: str) -> Order:
    order = tables.load(tx.db, vault, order_id)
    if order is None:
        raise Refused("pickup.unknown")
    return order


def _queue(tx: Transaction, routes: Routes, kind: Kind, order: Order, paper: Paper, about: str) -> str:
    job = papers.enqueue(tx, routes, kind, order.number, paper, about=about)
    if not job:
        raise Refused("paper.no_printer")
    return job
