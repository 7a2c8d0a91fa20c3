"""Commands around orders: what is owed to shoppers, what web-hooks would not take, and telling somebody once more."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from sync.headoffice import hooks, notices, order_moves, orders, promises, refunds, shop_floor, stores
from sync.headoffice.change import Invalid
from sync.headoffice.office import Office
from sync.headoffice.shop_floor import Delivery

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001  argparse gives no public name


def add(commands: Commands) -> None:
    """Add the commands to the command line."""
    money = commands.add_parser("refunds", help="list money that shoppers get back for orders, and settle it")
    money.add_argument("--all", action="store_true", help="those that are settled, too")
    money.add_argument("--settle", type=int, metavar="N", help="this one was given back")
    money.add_argument("--reference", default="", help="what it was given back with")
    hook = commands.add_parser("hooks", help="web-hooks: who hears what happens to orders")
    verbs = hook.add_subparsers(dest="verb", metavar="VERB", required=True)
    new = verbs.add_parser("add", help="subscribe an address; prints its id and, once, its secret")
    new.add_argument("url")
    new.add_argument("--events", default="order.*", help="comma-separated (default %(default)s)")
    new.add_argument("--store", default="", metavar="GLN", help="only of this store")
    new.add_argument("--secret-stdin", action="store_true", help="read the secret from standard input")
    verbs.add_parser("list", help="all subscriptions, with what waits and what is dead")
    gone = verbs.add_parser("remove", help="end a subscription")
    gone.add_argument("hook")
    verbs.add_parser("dead", help="letters that no receiver would take")
    again = verbs.add_parser("resend", help="send a letter again, or all dead ones")
    again.add_argument("delivery", nargs="?", default="")
    notice = commands.add_parser("notices", help="what a shopper was told of an order")
    notice.add_argument("order", help="its id or its number")
    notice.add_argument("--resend", action="store_true", help="tell them once more")
    rule = commands.add_parser("guarantee", help="points for members whose order is not ready when it was promised")
    rule.add_argument("points", type=int, help="0: nothing")
    rule.add_argument("--store", required=True, metavar="GLN")
    way = commands.add_parser("way", help="what a store asks and promises for goods that are sent or brought")
    way.add_argument("method", nargs="?", choices=("ship", "delivery"), help="without it: what holds now")
    way.add_argument("--store", required=True, metavar="GLN")
    way.add_argument("--fee", type=int, metavar="MINOR", help="what it costs, in minor units")
    way.add_argument("--free-from", type=int, metavar="MINOR", help="no fee from goods of this sum on")
    way.add_argument("--minutes", type=int, nargs=2, metavar=("FIRST", "LAST"), help="how long it takes")
    way.add_argument("--off", action="store_true", help="it is not offered any more")
    kept = commands.add_parser("promises", help="how a store's promises of pickup were kept")
    kept.add_argument("--store", required=True, metavar="GLN")
    stop = commands.add_parser("cancel-order", help="take an order back")
    stop.add_argument("order", help="its id or its number")
    stop.add_argument("--reason", default="")


def find(office: Office, text: str) -> orders.Order:
    """The order of an id or a number.

    Raises:
        Unknown: if there is none.
    """
    if text.upper().startswith("B-"):
        return office.read(lambda db: orders.find_number(db, text.upper()))
    return office.read(lambda db: orders.get(db, text))


def _refunds(office: Office, options: argparse.Namespace) -> int:
    if options.settle is not None:
        if not options.reference:
            raise Invalid("--reference", "what it was given back with")
        done = office.change(lambda change: refunds.settle(change, options.settle, options.reference))
        print(f"settled: {done.amount_minor} {done.currency} of {done.order_id}")
        return 0
    found = office.read(lambda db: refunds.newest(db, "" if options.all else "open"))
    for one in found:
        number = office.read(partial(orders.get, order_id=one.order_id)).number
        print(f"{one.n} {one.store} {number} {one.amount_minor} {one.currency} {one.reason} {one.state}", one.reference)
    print(f"{len(found)} refunds")
    return 0


def _hooks(office: Office, options: argparse.Namespace) -> int:
    return _VERBS[options.verb](office, options)


def _add(office: Office, options: argparse.Namespace) -> int:
    secret = sys.stdin.readline().strip() if options.secret_stdin else ""
    events = [one for one in options.events.split(",") if one]
    hook_id, made = office.change(lambda change: hooks.subscribe(change, options.url, events, options.store, secret))
    print(hook_id if secret else f"{hook_id} {made}")
    return 0


def _list(office: Office, _options: argparse.Namespace) -> int:
    found = office.read(hooks.everyone)
    for one in found:
        rest = f", rests until {one.rest_until}" if one.rest_until else ""
        counts = f"{one.waiting} wait, {one.dead} dead" + (f", {one.dropped} dropped" if one.dropped else "")
        print(f"{one.hook_id} {one.url} {','.join(one.events)} {one.store}: {counts}{rest}")
    print(f"{len(found)} web-hooks")
    return 0


def _remove(office: Office, options: argparse.Namespace) -> int:
    office.change(lambda change: hooks.unsubscribe(change, options.hook))
    print("removed")
    return 0


def _dead(office: Office, _options: argparse.Namespace) -> int:
    found = office.read(lambda db: hooks.deliveries(db, "dead"))
    for one in found:
        print(f"{one.delivery_id} {one.hook_id} {one.type} {one.subject} {one.made_at}: {one.error}")
    print(f"{len(found)} dead letters")
    return 0


def _resend(office: Office, options: argparse.Namespace) -> int:
    count = office.change(lambda change: hooks.resend(change, options.delivery))
    print(f"{count} are sent again")
    return 0


def _notices(office: Office, options: argparse.Namespace) -> int:
    order = find(office, options.order)
    if options.resend:
        again = office.change(lambda change: notices.resend(change, order.order_id))
        print(f"{again.kind} goes out again")
        return 0
    for one in office.read(lambda db: notices.of_order(db, order.order_id)):
        print(f"{one.due_at} {one.kind} {one.state} {one.channels or one.reason}".rstrip())
    return 0


def _guarantee(office: Office, options: argparse.Namespace) -> int:
    office.change(lambda change: promises.set_rule(change, options.store, options.points))
    print(f"{options.store}: {options.points} points for an order that is late")
    return 0


def _way(office: Office, options: argparse.Namespace) -> int:
    store = office.read(lambda db: stores.get(db, options.store)).store
    known = {one.method: one for one in office.read(lambda db: shop_floor.ways(db, store))}
    if options.method is None:
        for one in known.values():
            print(_say_way(one))
        print(f"{len(known)} ways")
        return 0
    if options.off:
        gone = office.change(lambda change: shop_floor.end_way(change, store, options.method))
        print(f"{store}: {options.method} is not offered" + ("" if gone else ", and was not"))
        return 0
    made = _new_way(store, options, known.get(options.method))
    office.change(lambda change: shop_floor.set_way(change, made))
    print(_say_way(made))
    return 0


def _new_way(store: str, options: argparse.Namespace, before: Delivery | None) -> Delivery:
    if options.fee is None or options.fee < 0:
        raise Invalid("--fee", "what it costs, in minor units; 0: nothing")
    if options.free_from is not None and options.free_from < 0:
        raise Invalid("--free-from", "a sum in minor units")
    minutes = options.minutes or ([before.ready_minutes_min, before.ready_minutes_max] if before else None)
    if minutes is None or not 0 <= minutes[0] <= minutes[1]:
        raise Invalid("--minutes", "how long it takes at least and at most")
    cutoff = before.cutoff if before else ""
    return Delivery(store, options.method, minutes[0], minutes[1], options.fee, options.free_from, cutoff)


def _say_way(one: Delivery) -> str:
    free = "" if one.free_from_minor is None else f", free from {one.free_from_minor}"
    minutes = f"{one.ready_minutes_min} to {one.ready_minutes_max} minutes"
    return f"{one.store}: {one.method} {one.fee_minor}{free}, {minutes}"


def _promises(office: Office, options: argparse.Namespace) -> int:
    office.read(lambda db: stores.get(db, options.store))
    found = office.read(lambda db: promises.kept(db, options.store))
    print(f"{found.orders} orders became ready, {found.kept} of them when promised")
    print(f"half of them within {found.median_minutes} minutes; {found.late_points} points given for late ones")
    return 0


def _cancel(office: Office, options: argparse.Namespace) -> int:
    order_id = find(office, options.order).order_id
    order = office.change(lambda change: order_moves.cancel(change, order_id, options.reason))
    print(f"{order.number} is {order.state}; {order.refund_minor} {order.currency} to give back")
    return 0


_VERBS: dict[str, Callable[[Office, argparse.Namespace], int]] = {
    "add": _add,
    "list": _list,
    "remove": _remove,
    "dead": _dead,
    "resend": _resend,
}

COMMANDS: dict[str, Callable[[Office, argparse.Namespace], int]] = {
    "refunds": _refunds,
    "hooks": _hooks,
    "notices": _notices,
    "guarantee": _guarantee,
    "way": _way,
    "promises": _promises,
    "cancel-order": _cancel,
}
