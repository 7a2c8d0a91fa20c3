"""Chinese QR codes made by the dozen, and how many of them our reader gets right to the last character."""

from __future__ import annotations

import io
import random

import cv2
import numpy
import segno

from hardware.decoding.qr_text import Locale, text_of
from hardware.decoding.zxing import ZxingReader

SIMPLIFIED = (
    "咖啡会员卡积分优惠券北京上海广州深圳商店自提订单张王李赵陈先生女士矿泉水牛奶苹果面包洗衣液牙膏毛巾纸巾拖鞋雨伞"
    "电池充电器耳机手机壳欢迎光临谢谢惠顾请出示此码有效期今天明天购物满减折扣特价新品"
)
TRADITIONAL = (
    "咖啡會員卡積分優惠券台北高雄商店自取訂單張王李趙陳先生女士礦泉水牛奶蘋果麵包牙膏毛巾紙巾拖鞋雨傘電池充電器耳機"
    "歡迎光臨謝謝惠顧請出示此碼有效期今天明天購物折扣特價新品"
)

UTF8, LEGACY = 200, 100


def right_texts(chance: random.Random) -> tuple[int, int]:
    """(codes in UTF-8 read rightly, of 200; codes in GBK or Big5 read rightly in a store of that language, of 100)."""
    reader = ZxingReader(formats=("QRCode",))
    utf8 = 0
    for _ in range(UTF8):
        text = _text(chance, SIMPLIFIED)
        code = segno.make_qr(text, encoding="utf-8", eci=False)
        utf8 += [read.text for read in reader.read(_picture(code), "bench")] == [text]
    legacy = 0
    cases: tuple[tuple[str, Locale, str], ...] = (("gbk", "zh_CN", SIMPLIFIED), ("big5", "zh_TW", TRADITIONAL))
    for encoding, locale, letters in cases:
        for _ in range(LEGACY // len(cases)):
            text = _text(chance, letters)
            code = segno.make_qr(text.encode(encoding), mode="byte")
            raw = [read.raw for read in reader.read(_picture(code), "bench")]
            legacy += [text_of(data, locale=locale) for data in raw] == [text]
    return utf8, legacy


def _text(chance: random.Random, letters: str) -> str:
    before = chance.choice(("VIP", "LOY:", "2024-", ""))
    return before + "".join(chance.choices(letters, k=chance.randint(2, 9))) + chance.choice(("", "1", "88"))


def _picture(code: segno.QRCode) -> numpy.ndarray:
    buffer = io.BytesIO()
    code.save(buffer, kind="png", scale=4, border=4)
    picture = cv2.imdecode(numpy.frombuffer(buffer.getvalue(), numpy.uint8), cv2.IMREAD_GRAYSCALE)
    assert picture is not None
    return picture
