"""What colleagues of the demo store should know: a few cards about its best seller, its departments and its rules."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from scripts.demo_store.products import Product
from sync.messages import Texts


class Card(msgspec.Struct, frozen=True):
    """One card, with the place in the range of the product that it is about (0: none)."""

    card_id: str
    kind: str
    rank: int
    category: str
    title: Texts
    body: Texts


CARDS: tuple[Card, ...] = (
    Card(
        "hero-texture", "tip", 1, "",
        Texts("先试手背，再谈功效", "先試手背，再談功效", "Let the hand decide first"),
        Texts(
            "在客人手背上抹一滴，等三十秒，请客人自己摸。\n"
            "再问：平时觉得紧绷还是出油？紧绷推荐早晚各用，出油只在晚上用。\n"
            "搭配同系列面霜时，会员价会自动算上。",
            "在客人手背上抹一滴，等三十秒，請客人自己摸。\n"
            "再問：平時覺得緊繃還是出油？緊繃推薦早晚各用，出油只在晚上用。\n"
            "搭配同系列面霜時，會員價會自動算上。",
            "Put one drop on the back of the hand, wait thirty seconds, let the shopper feel it.\n"
            "Then ask: does the skin feel tight or oily? Tight: morning and evening. Oily: evenings only.\n"
            "With the cream of the same line the members' price comes off by itself.",
        ),
    ),
    Card(
        "hero-order", "how_to", 1, "",
        Texts("使用顺序", "使用順序", "In which order"),
        Texts(
            "洁面之后、面霜之前，三到四滴，轻轻按压。\n"
            "白天用后请涂防晒。",
            "潔面之後、面霜之前，三到四滴，輕輕按壓。\n"
            "白天用後請塗防曬。",
            "After cleansing and before the cream: three or four drops, pressed in gently.\n"
            "By day, sunscreen comes last.",
        ),
    ),
    Card(
        "care-sensitive", "answer", 0, "skincare",
        Texts("敏感肌可以用吗？", "敏感肌可以用嗎？", "Is it fit for sensitive skin?"),
        Texts(
            "先在耳后试一天，没有发红再上脸。\n"
            "含香料的产品在商品页的「成分」里有标注。\n"
            "孕期顾客请建议先问医生。",
            "先在耳後試一天，沒有發紅再上臉。\n"
            "含香料的產品在商品頁的「成分」裡有標註。\n"
            "孕期顧客請建議先問醫生。",
            "Try it behind the ear for a day; no redness, then the face.\n"
            "Perfume is named among the ingredients on the product's page.\n"
            "Expecting mothers had better ask their doctor.",
        ),
    ),
    Card(
        "fresh-keep", "how_to", 0, "fresh",
        Texts("水果回家怎么放", "水果回家怎麼放", "Keeping fruit at home"),
        Texts(
            "苹果、梨放冷藏；香蕉、芒果放室温，切开后冷藏。\n"
            "草莓吃之前再洗。",
            "蘋果、梨放冷藏；香蕉、芒果放室溫，切開後冷藏。\n"
            "草莓吃之前再洗。",
            "Apples and pears: in the fridge. Bananas and mangoes: outside it, until they are cut.\n"
            "Wash strawberries just before eating.",
        ),
    ),
    Card(
        "return-30", "policy", 0, "",
        Texts("三十天内可退换", "三十天內可退換", "Thirty days to bring it back"),
        Texts(
            "凭小票上的二维码，任何一家店都可以退换。\n"
            "没有小票时，会员可以用会员码查到；否则需要店长同意，退为购物金。\n"
            "拆封的食品和贴身衣物不退，质量问题除外。",
            "憑收據上的 QR 碼，任何一家店都可以退換。\n"
            "沒有收據時，會員可以用會員碼查到；否則需要店長同意，退為購物金。\n"
            "拆封的食品和貼身衣物不退，品質問題除外。",
            "With the code on the receipt, in any of our shops.\n"
            "Without it members are found by their code; for others a manager agrees, and it becomes store credit.\n"
            "Opened food and underwear stay, unless something is wrong with them.",
        ),
    ),
    Card(
        "pickup-late", "answer", 0, "",
        Texts("取货订单比预计晚", "取貨訂單比預計晚", "A pickup order is late"),
        Texts(
            "先道歉，再看任务里的新时间。\n"
            "超过承诺时间，积分会自动补给会员，不用申请。\n"
            "客人等不了：改配送或转其他门店，在订单里点「改方式」。",
            "先道歉，再看任務裡的新時間。\n"
            "超過承諾時間，點數會自動補給會員，不用申請。\n"
            "客人等不了：改配送或轉其他門市，在訂單裡點「改方式」。",
            "Apologise first, then look at the new time in the task.\n"
            "Past the promised time members get points by themselves; nobody has to apply for them.\n"
            "Cannot wait? Have it sent, or fetched in another shop: open the order.",
        ),
    ),
    Card(
        "age-18", "policy", 0, "",
        Texts("酒类须年满十八岁", "酒類須年滿十八歲", "Alcohol from eighteen"),
        Texts(
            "请顾客出示证件，只看出生日期，不要抄写号码。\n"
            "代取的人也要满十八岁。",
            "請顧客出示證件，只看出生日期，不要抄寫號碼。\n"
            "代領的人也要滿十八歲。",
            "Ask for a document, read the date of birth, and write no number down.\n"
            "Whoever fetches an order for somebody must be eighteen, too.",
        ),
    ),
)  # fmt: skip
"""What is said of rank 1 is about the product of the tour and of the pictures."""


def gtin_of(card: Card, found: Sequence[Product]) -> str:
    """The product that a card is about; empty: none."""
    return found[card.rank - 1].gtin if card.rank else ""
