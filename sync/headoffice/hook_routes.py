"""What web shops ask of head office around orders: subscriptions of web-hooks, their letters, and refunds."""

from __future__ import annotations

from litestar import delete, get, post
from litestar.datastructures import State
from litestar.params import FromPath, FromQuery, JSONBody

from sync.headoffice import hooks, order_requests, refunds
from sync.headoffice.change import Change
from sync.headoffice.idempotent import ANSWERS, READ, Key, once
from sync.headoffice.office import Office
from sync.headoffice.refunds import Refund


@post("/v1/hooks", sync_to_thread=True, summary="Subscribe to what happens to orders", responses=ANSWERS)
def subscribe(state: State, data: JSONBody[order_requests.HookRequest], key: Key = "") -> order_requests.HookAnswer:
    """A subscription."""

    def act(change: Change) -> order_requests.HookAnswer:
        hook_id, secret = hooks.subscribe(change, data.url, data.events, data.store, data.secret)
        return order_requests.HookAnswer(hook_id=hook_id, secret=secret)

    return once(state, key, "hooks", data, order_requests.HookAnswer, act)


@get("/v1/hooks", sync_to_thread=True, summary="All subscriptions", responses=READ)
def list_hooks(state: State) -> order_requests.HooksAnswer:
    """Subscriptions, without their secrets."""
    office: Office = state.office
    return order_requests.HooksAnswer(hooks=tuple(office.read(hooks.everyone)))


@delete("/v1/hooks/{hook_id:str}", sync_to_thread=True, summary="End a subscription", responses=ANSWERS)
def unsubscribe(state: State, hook_id: FromPath[str]) -> None:
    """No more letters."""
    office: Office = state.office
    office.change(lambda change: hooks.unsubscribe(change, hook_id))


@get("/v1/hooks/deliveries", sync_to_thread=True, summary="Letters of web-hooks, newest first", responses=READ)
def list_deliveries(
    state: State, status: FromQuery[str] = "", hook_id: FromQuery[str] = ""
) -> order_requests.DeliveriesAnswer:
    """Letters; `status`: waiting, done or dead."""
    office: Office = state.office
    found = office.read(lambda db: hooks.deliveries(db, status, hook_id))
    return order_requests.DeliveriesAnswer(deliveries=tuple(found))


@post(
    "/v1/hooks/deliveries/{delivery_id:str}/resend",
    status_code=200,
    sync_to_thread=True,
    summary="Send a letter again",
    responses=ANSWERS,
)
def resend(
    state: State, delivery_id: FromPath[str], data: JSONBody[order_requests.NothingMore], key: Key = ""
) -> order_requests.ResentAnswer:
    """Again."""

    def act(change: Change) -> order_requests.ResentAnswer:
        return order_requests.ResentAnswer(resent=hooks.resend(change, delivery_id))

    return once(state, key, f"hooks/deliveries/{delivery_id}", data, order_requests.ResentAnswer, act)


@get("/v1/refunds", sync_to_thread=True, summary="Money to give back", responses=READ)
def list_refunds(
    state: State, status: FromQuery[str] = "", order_id: FromQuery[str] = ""
) -> order_requests.RefundsAnswer:
    """Refunds; `status`: open or settled."""
    office: Office = state.office
    found = office.read(lambda db: refunds.newest(db, status, order_id))
    return order_requests.RefundsAnswer(refunds=tuple(found))


@post(
    "/v1/refunds/{n:int}/settle",
    status_code=200,
    sync_to_thread=True,
    summary="It was given back",
    responses=ANSWERS,
)
def settle_refund(
    state: State, n: FromPath[int], data: JSONBody[order_requests.SettleRequest], key: Key = ""
) -> Refund:
    """Settled."""
    return once(
        state, key, f"refunds/{n}/settle", data, Refund, lambda change: refunds.settle(change, n, data.reference)
    )


HANDLERS = (subscribe, list_hooks, unsubscribe, list_deliveries, resend, list_refunds, settle_refund)
