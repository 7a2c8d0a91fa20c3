"""Who may spend how much without asking: each balance is split into leases, one a device, never more than there is.

    free = balance - sum over leases of (granted - returned - used)      and free is never granted below zero

A device that spends moves balance and lease alike, so free stays; what it refunds or loads stays its own lease until
it gives it back. So whatever the network does, what all devices spend together is at most the balance.
"""

from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta

from sync.clock import stamp
from sync.headoffice import stored_value, stores
from sync.headoffice.change import Change
from sync.headoffice.stored_value import Account, held
from sync.messages import Grant, LeaseGranted, LeaseReturned, LeaseWanted

SELLING_ROLES = ("till", "shopper", "associate")
"""Roles of devices at which people pay."""

SHARE_PERCENT = 10
"""Of a balance, each selling device of its home store holds this much at all times: enough for most baskets, so that
points and cards work with no network; and little enough that most of it is free for any other place."""

SHARES_PERCENT = 50
"""All standing shares together: in a store of many devices each holds less."""

WISH_LIVES = timedelta(seconds=60)
"""So long other devices keep back what somebody stands and waits for."""


def standing_share(balance: int, devices: int) -> int:
    """What each of so many devices may keep of a balance while nobody stands before it."""
    if devices < 1 or balance <= 0:
        return 0
    return min(balance * SHARE_PERCENT // 100, balance * SHARES_PERCENT // (100 * devices))


def free(db: sqlite3.Connection, account: Account) -> int:
    """What no device may spend yet; below zero if more was spent than there was."""
    return account.balance - held(db, account.kind, account.account)


# ---------------------------------------------------------------- what devices did


def used(change: Change, account: Account, store: str, device: str, epoch: str, amount: int) -> int:
    """A device spent (`amount` > 0) or refunded and loaded (< 0); gives by how much it went beyond its leases.

    What was spent in a former life of its database arrives under the new epoch: it is taken from the old leases.
    """
    if amount < 0:
        _add(change.db, account, store, device, epoch, "used", amount)
        return 0
    rows = change.db.execute(
        """SELECT epoch, granted - returned - used AS out FROM value_lease
           WHERE kind = ? AND account = ? AND store = ? AND device = ? AND granted - returned - used > 0
           ORDER BY epoch = ? DESC, epoch DESC""",
        (account.kind, account.account, store, device, epoch),
    ).fetchall()
    for row in rows:
        part = min(amount, row["out"])
        _add(change.db, account, store, device, row["epoch"], "used", part)
        amount -= part
        if amount == 0:
            break
    return amount


def wanted(change: Change, store: str, device: str, wish: LeaseWanted) -> None:
    """A device asks for more: it gets what is free, and where that is too little, others are asked to give back."""
    account = stored_value.find(change.db, wish.kind, wish.account)
    if account is None:
        _post(change, store, Account(wish.kind, wish.account, 0, "", "", bearer=False, credit_limit=0), known=False)
        return
    _learn(change.db, account, store, device, wish.epoch, wish.granted)
    _know_device(change, store, device, wish.epoch)
    if _may_spend(change.db, account, store):
        left = _grant(change, account, store, device, wish.epoch, wish.granted, wish.amount)
        if left > 0:
            _call_back(change, account, store, device, wish.epoch, wish.granted + wish.amount)
    _post(change, store, account)


def came_back(change: Change, store: str, device: str, message: LeaseReturned) -> None:
    """A device gave up a part of its lease; somebody may be waiting for it."""
    account = stored_value.find(change.db, message.kind, message.account)
    if account is None:
        account = stored_value.open_account(change, message.kind, message.account, store=store)
    _learn(change.db, account, store, device, message.epoch, message.granted)
    change.db.execute(
        """UPDATE value_lease SET returned = max(returned, ?)
           WHERE kind = ? AND account = ? AND store = ? AND device = ? AND epoch = ?""",
        (message.returned, message.kind, message.account, store, device, message.epoch),
    )
    wish = _wish(change, account)
    if wish is not None and (wish["store"], wish["device"]) == (store, device):
        _end_wish(change, account)  # whoever waited there has gone
    elif wish is not None:
        _serve_wish(change, account, wish)


def device_began(change: Change, store: str, device: str, role: str, epoch: str) -> None:
    """A device begins, or begins anew: its store's accounts get it a standing share."""
    change.db.execute("INSERT OR REPLACE INTO value_device VALUES (?, ?, ?, ?)", (store, device, role, epoch))
    if role in SELLING_ROLES:
        change.db.execute("UPDATE value_account SET stale = 1 WHERE store = ? AND balance > 0", (store,))


def reclaim(change: Change, store: str, device: str) -> int:
    """Somebody at head office says that a device's former lives are over: what they held is free again.

    Gives how many leases that were. Nobody else can know it: a disk that was copied may live on in two places.
    """
    rows = change.db.execute(
        """SELECT l.kind, l.account, l.epoch FROM value_lease AS l
           LEFT JOIN value_device AS d ON d.store = l.store AND d.device = l.device
           WHERE l.store = ? AND l.device = ? AND l.epoch IS NOT d.epoch""",
        (store, device),
    ).fetchall()
    for kind, account, epoch in rows:
        change.db.execute(
            "DELETE FROM value_lease WHERE kind = ? AND account = ? AND store = ? AND device = ? AND epoch = ?",
            (kind, account, store, device, epoch),
        )
        change.db.execute("UPDATE value_account SET stale = 1 WHERE kind = ? AND account = ?", (kind, account))
    return len(rows)


# ---------------------------------------------------------------- what the stores are told


def tell_stale(change: Change, most: int = 500) -> int:
    """Level the standing shares of accounts that changed, and tell the stores; gives how many accounts."""
    _end_old_wishes(change)
    rows = change.db.execute("SELECT kind, account FROM value_account WHERE stale = 1 LIMIT ?", (most,)).fetchall()
    for kind, number in rows:
        change.db.execute("UPDATE value_account SET stale = 0 WHERE kind = ? AND account = ?", (kind, number))
        account = stored_value.find(change.db, kind, number)
        assert account is not None
        _level(change, account)
        for store in _listening(change.db, account):
            _post(change, store, account)
    return len(rows)


def any_due(db: sqlite3.Connection, now: datetime) -> bool:
    """Whether some account's stores have not heard of its last change, or somebody's wish has grown old."""
    return bool(
        db.execute(
            "SELECT EXISTS (SELECT 1 FROM value_account WHERE stale = 1)"
            " OR EXISTS (SELECT 1 FROM value_wish WHERE at < ?)",
            (stamp(now - WISH_LIVES),),
        ).fetchone()[0]
    )


def _level(change: Change, account: Account) -> None:
    """Give each selling device of the home store its standing share; anywhere else nothing stands."""
    db = change.db
    if _wish(change, account) is not None:
        return
    places: set[tuple[str, str, str]] = set()
    if account.store and account.kind != "voucher":
        roles = ", ".join("?" * len(SELLING_ROLES))
        places = {
            (account.store, row["device"], row["epoch"])
            for row in db.execute(
                f"SELECT device, epoch FROM value_device WHERE store = ? AND role IN ({roles})",
                (account.store, *SELLING_ROLES),
            )
        }
    share = standing_share(account.balance, len(places))
    db.execute("UPDATE value_lease SET standing = 0 WHERE kind = ? AND account = ?", (account.kind, account.account))
    for store, device, epoch in sorted(places) if share else ():
        row = _learn(db, account, store, device, epoch, 0)
        db.execute(
            """UPDATE value_lease SET standing = ?
               WHERE kind = ? AND account = ? AND store = ? AND device = ? AND epoch = ?""",
            (share, account.kind, account.account, store, device, epoch),
        )
        out = max(0, row["granted"] - row["returned"] - row["used"])
        # Only a share that has run low is filled: not every small sale shall send a grant round the store.
        if 2 * out < share:
            _add(db, account, store, device, epoch, "granted", max(0, min(share - out, free(db, account))))


def _grant(change: Change, account: Account, store: str, device: str, epoch: str, seen: int, amount: int) -> int:
    """Give a device what it asks for, as far as it is free; gives what is lacking. `amount` 0: all that is free."""
    db = change.db
    row = _learn(db, account, store, device, epoch, seen)
    there = max(0, free(db, account))
    if account.bearer:
        return 0  # the code itself is the right
    needed = max(0, seen + amount - row["granted"]) if amount else there
    if account.kind == "voucher" and there < account.balance:
        return needed  # it is spent whole, so it is held whole
    part = account.balance if account.kind == "voucher" else min(there, needed)
    _add(db, account, store, device, epoch, "granted", part)
    return max(0, needed - part)


def _call_back(change: Change, account: Account, store: str, device: str, epoch: str, target: int) -> None:
    """Ask the other devices for what they do not need: without a standing share they give back all that lies idle."""
    db = change.db
    db.execute(
        "INSERT OR REPLACE INTO value_wish VALUES (?, ?, ?, ?, ?, ?, ?)",
        (account.kind, account.account, store, device, epoch, target, stamp(change.now)),
    )
    db.execute(
        """UPDATE value_lease SET standing = 0 WHERE kind = ? AND account = ?
           AND NOT (store = ? AND device = ? AND epoch = ?)""",
        (account.kind, account.account, store, device, epoch),
    )
    for other in _listening(db, account):
        if other != store:
            _post(change, other, account)


def _serve_wish(change: Change, account: Account, wish: sqlite3.Row) -> None:
    store, device, epoch = wish["store"], wish["device"], wish["epoch"]
    row = _learn(change.db, account, store, device, epoch, 0)
    lacking = wish["target"] - row["granted"]
    if lacking > 0:
        lacking = _grant(change, account, store, device, epoch, row["granted"], lacking)
        _post(change, store, account)
    if lacking <= 0:
        _end_wish(change, account)


def _wish(change: Change, account: Account) -> sqlite3.Row | None:
    """The wish that waits for this account; one that is too old is forgotten and the shares are levelled again."""
    row: sqlite3.Row | None = change.db.execute(
        "SELECT * FROM value_wish WHERE kind = ? AND account = ?", (account.kind, account.account)
    ).fetchone()
    if row is not None and row["at"] < stamp(change.now - WISH_LIVES):
        _end_wish(change, account)
        return None
    return row


def _end_wish(change: Change, account: Account) -> None:
    place = (account.kind, account.account)
    change.db.execute("DELETE FROM value_wish WHERE kind = ? AND account = ?", place)
    change.db.execute("UPDATE value_account SET stale = 1 WHERE kind = ? AND account = ?", place)


def _end_old_wishes(change: Change) -> None:
    """Nobody stands and waits for these any more: the standing shares come back."""
    rows = change.db.execute(
        "SELECT kind, account FROM value_wish WHERE at < ?", (stamp(change.now - WISH_LIVES),)
    ).fetchall()
    for kind, number in rows:
        account = stored_value.find(change.db, kind, number)
        if account is not None:
            _end_wish(change, account)


def _listening(db: sqlite3.Connection, account: Account) -> list[str]:
    """Stores whose devices hold a part of the account, or could."""
    rows = db.execute(
        """SELECT store FROM value_lease WHERE kind = ?1 AND account = ?2
           UNION SELECT store FROM value_device WHERE store = ?3 AND ?4 > 0 ORDER BY 1""",
        (account.kind, account.account, account.store, account.balance),
    )
    return [row[0] for row in rows]


def _post(change: Change, store: str, account: Account, *, known: bool = True) -> None:
    rows = change.db.execute(
        """SELECT device, epoch, granted, standing FROM value_lease WHERE kind = ? AND account = ? AND store = ?
           ORDER BY device, epoch""",
        (account.kind, account.account, store),
    )
    change.post(
        store,
        LeaseGranted(
            kind=account.kind,
            account=account.account,
            known=known,
            balance=max(0, account.balance),
            currency=account.currency,
            bearer=account.bearer,
            grants=tuple(Grant(*row) for row in rows),
            version=change.version(),
            at=change.now,
        ),
    )


# ---------------------------------------------------------------- rows


def _learn(db: sqlite3.Connection, account: Account, store: str, device: str, epoch: str, granted: int) -> sqlite3.Row:
    """A device's lease. What the device was granted it was granted, even if this database is a copy that forgot it."""
    db.execute(
        """INSERT INTO value_lease VALUES (?, ?, ?, ?, ?, ?, 0, 0, 0)
           ON CONFLICT (kind, account, store, device, epoch) DO UPDATE SET granted = max(granted, excluded.granted)""",
        (account.kind, account.account, store, device, epoch, granted),
    )
    row: sqlite3.Row = db.execute(
        "SELECT * FROM value_lease WHERE kind = ? AND account = ? AND store = ? AND device = ? AND epoch = ?",
        (account.kind, account.account, store, device, epoch),
    ).fetchone()
    return row


def _add(
    db: sqlite3.Connection, account: Account, store: str, device: str, epoch: str, column: str, amount: int
) -> None:
    if amount:
        _learn(db, account, store, device, epoch, 0)
        db.execute(
            f"UPDATE value_lease SET {column} = {column} + ?"
            " WHERE kind = ? AND account = ? AND store = ? AND device = ? AND epoch = ?",
            (amount, account.kind, account.account, store, device, epoch),
        )


def _know_device(change: Change, store: str, device: str, epoch: str) -> None:
    """A device that began before there were leases never said so: its wish does."""
    change.db.execute(
        """INSERT OR IGNORE INTO value_device
           SELECT ?1, ?2, coalesce((SELECT role FROM device WHERE store = ?1 AND device = ?2), ''), ?3""",
        (store, device, epoch),
    )


def _may_spend(db: sqlite3.Connection, account: Account, store: str) -> bool:
    """Money is spent in its own currency only."""
    shop = stores.find(db, store)
    return not account.currency or (shop is not None and shop.currency == account.currency)
