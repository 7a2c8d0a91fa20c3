"""What is done with pickup orders: each act is a step, told to head office and to the store's devices."""

from kiosk.pickup.actions.ahead import AHEAD, COUNTER, may_be_ahead, order_ahead, ordered_ahead, prepared
from kiosk.pickup.actions.beginning import begin
from kiosk.pickup.actions.claims import (
    PATIENCE_S,
    claim,
    on_claim_answered,
    on_claim_asked,
    release,
    renew,
    settle_claim,
)
from kiosk.pickup.actions.ending import cancel, convert, expire_due, forget_old, restock
from kiosk.pickup.actions.handing import (
    find_by_digits,
    hand_over,
    hand_over_by_digits,
    look_up,
    pay,
    send_off,
    unpay,
)
from kiosk.pickup.actions.hearing import on_cancelled, on_digests, on_placed, on_steps, tell_again
from kiosk.pickup.actions.picking import choose, find, give_up, pick, start_picking, substitute, unpick
from kiosk.pickup.actions.staging import arrive, delegate, extend, leave, pack, stage, unpack, unstage
from kiosk.pickup.actions.wishing import on_wish_answered, wish
