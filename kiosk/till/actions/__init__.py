"""Selling: what goes into a basket, how it is paid, and the one transaction that makes it a sale."""

from kiosk.till.actions.baskets import (
    add_line,
    add_product,
    attach_customer,
    attach_plan,
    begin_training,
    change_price,
    discount_all,
    drop_basket,
    forget_price,
    join_online_basket,
    sell_gift_card,
    set_note,
    set_particulars,
    set_quantity,
    set_terms,
    void_basket,
)
from kiosk.till.actions.business import (
    attach_business,
    detach_business,
    set_carrier,
    set_employee,
    set_purchase_order,
    set_tax_id,
)
from kiosk.till.actions.claims import claim_price, honour_claim
from kiosk.till.actions.collecting import Due, charge_order, order_of
from kiosk.till.actions.copying import look_for
from kiosk.till.actions.coupons import lay_coupon, take_coupons_out
from kiosk.till.actions.fulfilling import fulfil, fulfil_product, put_back, settle_price
from kiosk.till.actions.guarding import Wanted, ask_home, give_up
from kiosk.till.actions.handover import Held, codes_of, hold_basket, take_back, take_basket
from kiosk.till.actions.parking import apply_basket, park, recall, tell_baskets
from kiosk.till.actions.quotes import Taken, give_quote, take_quote, withdraw_quote
from kiosk.till.actions.refunding import plan, preview, refund
from kiosk.till.actions.return_wishes import Wish, begun, wish_back, wished
from kiosk.till.actions.returns import (
    call_off,
    leave_out,
    lowest_price,
    return_line,
    start_void,
    take,
    take_without_receipt,
)
from kiosk.till.actions.selling import complete_sale, write_sale
from kiosk.till.actions.spot_checks import look_into, looked, prove_age, waive
from kiosk.till.actions.tendering import (
    Settlement,
    add_tender,
    cash_due,
    finish_even,
    may_pay,
    open_tender,
    pay_cash,
    remove_tender,
    settle_intent,
    tender_cash,
)
from kiosk.till.actions.value import (
    VALUE_TENDERS,
    ValueTender,
    point_worth,
    points_for,
    present,
    take_off,
    tender_value,
)
from kiosk.till.actions.waiting import (
    drop_kept,
    forget_when_left,
    keep_after_stop,
    leave_basket,
    may_wait,
    take_kept,
    tidy_waiting,
)
