"""Pickup orders on disk: what was ordered, every step, who holds which lines; names lie encrypted."""

from kiosk.pickup.tables.claims import (
    Asked,
    Held,
    asked,
    claims_of,
    forget_asked,
    held_by,
    keep_asked,
    keep_claims,
)
from kiosk.pickup.tables.codes import cancelled_before, nonce_of, remember_cancel, remember_try, tries_since, use_code
from kiosk.pickup.tables.migrations import MIGRATIONS
from kiosk.pickup.tables.orders import (
    arrived_before,
    change,
    count_open,
    digest_of,
    digests,
    due,
    entry,
    find_number,
    forget,
    insert,
    load,
    load_many,
    of_member,
    open_orders,
    placed_of,
    progress_of,
    queue,
    save,
    unread,
    with_issues,
)
from kiosk.pickup.tables.steps import add_steps, given_up, hand_overs, known, newest, note_given_up, steps_of
from kiosk.pickup.tables.wishes import answer_wish, forget_wishes, keep_wish, load_wish, wishes
