"""What shoppers are told of orders and appointments, in the shop's three languages: short enough for a text message."""

from __future__ import annotations

WORDS: dict[str, dict[str, str]] = {
    "zh_CN": {
        "placed": "{store}：订单 {number} 已收到，预计 {promised} 前备好。取货码 {code}。",
        "placed_unpromised": "{store}：订单 {number} 已收到。取货码 {code}。",
        "placed_sent": "{store}：订单 {number} 已收到。",
        "choice": "{store}：订单 {number} 中有商品找不到，请告诉我们怎么办。",
        "late": "{store}：订单 {number} 比预计的 {promised} 晚，很抱歉。备好后我们会马上通知您。",
        "ready": "{store}：订单 {number} 已备好，请在 {expires} 前来取。取货码 {code}。",
        "ready_partly": "{store}：订单 {number} 已备好，但有 {lacking} 件缺货。请在 {expires} 前来取。取货码 {code}。",
        "ready_sent": "{store}：订单 {number} 已打包，即将发出。",
        "reminder": "{store}：订单 {number} 还在等您，请在 {expires} 前来取。取货码 {code}。",
        "cancelled": "{store}：订单 {number} 已取消。已付金额将退还。",
        "expired": "{store}：订单 {number} 逾期未取，已取消。已付金额将退还。",
        "converted": "{store}：订单 {number} 将由其他方式送到您手中。",
    },
    "zh_TW": {
        "placed": "{store}：訂單 {number} 已收到，預計 {promised} 前備妥。取貨碼 {code}。",
        "placed_unpromised": "{store}：訂單 {number} 已收到。取貨碼 {code}。",
        "placed_sent": "{store}：訂單 {number} 已收到。",
        "choice": "{store}：訂單 {number} 中有商品找不到，請告訴我們怎麼辦。",
        "late": "{store}：訂單 {number} 比預計的 {promised} 晚，很抱歉。備妥後我們會馬上通知您。",
        "ready": "{store}：訂單 {number} 已備妥，請在 {expires} 前來取。取貨碼 {code}。",
        "ready_partly": "{store}：訂單 {number} 已備妥，但有 {lacking} 件缺貨。請在 {expires} 前來取。取貨碼 {code}。",
        "ready_sent": "{store}：訂單 {number} 已包裝，即將寄出。",
        "reminder": "{store}：訂單 {number} 還在等您，請在 {expires} 前來取。取貨碼 {code}。",
        "cancelled": "{store}：訂單 {number} 已取消。已付金額將退還。",
        "expired": "{store}：訂單 {number} 逾期未取，已取消。已付金額將退還。",
        "converted": "{store}：訂單 {number} 將以其他方式送到您手中。",
    },
    "en": {
        "placed": "{store}: we have your order {number}. It should be ready by {promised}. Pickup code {code}.",
        "placed_unpromised": "{store}: we have your order {number}. Pickup code {code}.",
        "placed_sent": "{store}: we have your order {number}.",
        "choice": "{store}: something of order {number} cannot be found. Please tell us what to do.",
        "late": "{store}: order {number} takes longer than {promised}. We are sorry, and tell you when it is ready.",
        "ready": "{store}: order {number} is ready. Please fetch it by {expires}. Pickup code {code}.",
        "ready_partly": "{store}: order {number} is ready, {lacking} missing. Please fetch it by {expires}. "
        "Pickup code {code}.",
        "ready_sent": "{store}: order {number} is packed and on its way soon.",
        "reminder": "{store}: order {number} is still waiting for you, until {expires}. Pickup code {code}.",
        "cancelled": "{store}: order {number} is cancelled. What you paid is given back.",
        "expired": "{store}: order {number} was not fetched in time and is cancelled. What you paid is given back.",
        "converted": "{store}: order {number} reaches you another way.",
    },
}

APPOINTMENT_WORDS: dict[str, dict[str, str]] = {
    "zh_CN": {
        "booked": "{store}：已为您预约 {when} 的{service}，{host} 接待您。预约号 {number}。",
        "moved": "{store}：您的{service}已改到 {when}，{host} 接待您。预约号 {number}。",
        "reminder": "{store}：提醒您 {when} 的{service}，{host} 等您来。预约号 {number}。",
        "cancelled": "{store}：您 {when} 的{service}预约 {number} 已取消。",
    },
    "zh_TW": {
        "booked": "{store}：已為您預約 {when} 的{service}，{host} 接待您。預約號 {number}。",
        "moved": "{store}：您的{service}已改到 {when}，{host} 接待您。預約號 {number}。",
        "reminder": "{store}：提醒您 {when} 的{service}，{host} 等您來。預約號 {number}。",
        "cancelled": "{store}：您 {when} 的{service}預約 {number} 已取消。",
    },
    "en": {
        "booked": "{store}: {service} is booked for you on {when} with {host}. Booking {number}.",
        "moved": "{store}: {service} is moved to {when} with {host}. Booking {number}.",
        "reminder": "{store}: {service} on {when}; {host} is looking forward to seeing you. Booking {number}.",
        "cancelled": "{store}: {service} on {when} is called off. It was booking {number}.",
    },
}

LANGUAGES = tuple(WORDS)
_SAME = {"zh-cn": "zh_CN", "zh-hans": "zh_CN", "zh": "zh_CN", "zh-tw": "zh_TW", "zh-hant": "zh_TW", "zh-hk": "zh_TW"}


def language_of(text: str) -> str:
    """The language that somebody wants, of those that there are; the shop's own where nobody said."""
    name = text.replace("_", "-").lower()
    if name in _SAME:
        return _SAME[name]
    return "en" if name.startswith("en") else "zh_CN"
