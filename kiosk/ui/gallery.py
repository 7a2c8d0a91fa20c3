"""Every widget of the kit on a few pages, to be looked at: in each language, theme and text size."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from kiosk.money import Money
from kiosk.ui.tr import tr
from kiosk.ui.widgets.bars import BottomBar, GroundedColumn, KioskFrame, LanguageButton, MemberChip, TopBar, page
from kiosk.ui.widgets.boxes import Column, Flow, Gap, Grid, Row
from kiosk.ui.widgets.button import Actions, Button, RoundButton
from kiosk.ui.widgets.camera_view import CameraView
from kiosk.ui.widgets.card import Card, Panel, Sheet
from kiosk.ui.widgets.choice import OptionCard, Tile
from kiosk.ui.widgets.list_row import ListRow
from kiosk.ui.widgets.picture import Picture
from kiosk.ui.widgets.pill import Chip, Pill
from kiosk.ui.widgets.price import Price
from kiosk.ui.widgets.product_grid import ProductGrid, ProductView
from kiosk.ui.widgets.qr_code import QrCode
from kiosk.ui.widgets.rail import Header, Place, Rail, TabletFrame
from kiosk.ui.widgets.ring import ProgressBar, Ring, Steps
from kiosk.ui.widgets.scroll import Scroll
from kiosk.ui.widgets.stat import Fact, Stat
from kiosk.ui.widgets.stepper import Stepper
from kiosk.ui.widgets.text import Icon, Text
from kiosk.ui.widgets.touch_pad import Field, TouchPad


@dataclass(frozen=True, slots=True)
class Scene:
    """One page of the gallery."""

    name: str
    size: tuple[int, int]
    make: Callable[[], Any]  # any Kivy widget

    def build(self) -> Any:  # any Kivy widget
        """Make the page, on the ground that a screen has."""
        return GroundedColumn(self.make(), grow=True)


def _say(zh_cn: str, zh_tw: str, en: str) -> str:
    """Words of the demo, which belong to no catalogue."""
    return {"zh_CN": zh_cn, "zh_TW": zh_tw, "en": en}[tr.language]


def _money(minor: int) -> Money:
    return Money(minor * 4 // 100, "TWD") if tr.language == "zh_TW" else Money(minor, "CNY")


def _nothing() -> None:
    """Buttons of a gallery lead nowhere."""


def _top() -> TopBar:
    chip = MemberChip(_say("林女士", "林小姐", "Ms Lin"), _say("黄金会员·2,480 分", "黃金會員·2,480 點", "Gold·2,480 pts"))
    return TopBar("Aurelle", _say("静安嘉里中心店", "台北信義店", "Jing An Kerry Centre"), chip, LanguageButton())


def product() -> Any:  # any Kivy widget
    """What a product's page is made of."""
    name = _say("水润玻尿酸保湿精华液", "水潤玻尿酸保濕精華液", "Hydra Serum with 2% hyaluronic acid")
    title = Column(
        Text("AURELLE", role="second", colour="ink2", bold=True),
        Text(name, role="h1", bold=True),
        Text(_say("2% 双分子玻尿酸·适合干性与敏感肌", "2% 雙分子玻尿酸·適合乾性與敏感肌", "Dual-weight hydration for dry and sensitive skin"), role="second", colour="ink2"),
    )
    price = Price(_money(22800), _money(28500), member_key="price.gold", align="right", note=_say("购买得 228 积分", "購買得 228 點", "Earn 228 points"))
    price.size_hint_x = 0.62
    sizes = Grid(
        *[
            OptionCard(size, tr.money(_money(minor)), selected=size == "30 ml", action=_nothing)
            for size, minor in (("15 ml", 12800), ("30 ml", 22800), ("50 ml", 33800))
        ],
        columns=3,
        large=1,
        gap=20,
    )
    places = Panel(
        Grid(
            *[
                Column(Row(Icon(icon, 40, colour=colour), Text(head, role="body", bold=True, colour=colour), gap=10), Text(note, role="caption", colour="ink2"), gap=8)
                for icon, head, note, colour in (
                    ("store", _say("本店有货", "本店有貨", "In this store"), _say("6 件·A3 区 2 层", "6 件·A3 區 2 層", "6 left·Zone A3, shelf 2"), "ok"),
                    ("place", _say("南京西路店", "忠孝復興店", "Nanjing Road"), _say("12 件·2.1 公里", "12 件·2.1 公里", "12 left·2.1 km"), "ink"),
                    ("truck", _say("送货到家", "宅配到府", "Home delivery"), _say("免运费", "免運費", "Free of charge"), "ink"),
                )
            ],
            columns=3,
            large=1,
            gap=24,
        )
    )
    goes = Grid(
        *[
            Card(
                Row(Picture(seed=str(number), width_px=120, height_px=120), Column(Text(why, role="caption", bold=True, colour="accent_line"), Text(tr.money(_money(minor)), role="body", bold=True)), gap=14),
                Text(what, role="caption"),
                Gap(),
                Row(Gap(), RoundButton("plus", name_key="ui.more", kind="primary", size=64, action=_nothing)),
                outlined=True,
                pad=16,
                action=_nothing,
            )
            for number, (why, what, minor) in enumerate(
                (
                    (_say("同系列", "同系列", "Same range"), _say("维C亮肤精华 15%", "維C亮膚精華 15%", "Vitamin C 15% serum"), 26800),
                    (_say("白天必备", "白天必備", "For daytime"), _say("清透防晒乳 SPF50+", "清透防曬乳 SPF50+", "Sheer SPF 50+ fluid"), 16800),
                    (_say("新品试用", "新品試用", "Try it new"), _say("夜间修护面霜", "夜間修護面霜", "Night repair cream"), 39800),
                )
            )
        ],
        columns=3,
        large=2,
        gap=20,
    )
    state = Flow(Pill(_say("已识别", "已辨識", "Found it") + " 6901234567892", "ok"), Pill(_say("离线可用·价格截至 14:02", "離線可用·價格截至 14:02", "Working offline·prices as of 14:02"), "warn", icon="offline"), gap=16)
    content = page(
        Picture(seed="hero", height_px=420, radius="panel"),
        state,
        Row(title, price, gap=32, align="top"),
        sizes,
        places,
        Text(_say("为你搭配", "為你搭配", "Goes well with"), role="h2", bold=True),
        goes,
    )
    bar = BottomBar(
        Button(text=_say("自提 / 送货", "自取 / 宅配", "Pick up / ship"), action=_nothing),
        Button(text=_say("加入购物袋", "加入購物袋", "Add to bag"), icon="bag", kind="primary", action=_nothing),
    )
    return KioskFrame(content, _top(), bar, brand="Aurelle")


def search() -> Any:  # any Kivy widget
    """Field, chips, cards and keys."""
    field = Field("ui.search", clear=_nothing)
    field.text = "BSJH"
    words = (("保湿精华", "保濕精華", "Serum"), ("补水精华", "補水精華", "Moisture"), ("保湿精华霜", "保濕精華霜", "Rich cream"), ("保湿精华水", "保濕精華水", "Essence"))
    chips = Flow(*[Chip(_say(*word), selected=number == 0, action=_nothing) for number, word in enumerate(words)])
    grid = ProductGrid(lambda _gtin: None, pad=56)
    names = (("水润玻尿酸保湿精华液", "水潤玻尿酸保濕精華液", "Hydra Serum with 2% hyaluronic acid"), ("维C保湿亮肤精华", "維C保濕亮膚精華", "Vitamin C brightening serum"), ("保湿净肤精华泥膜", "保濕淨膚精華泥膜", "Purifying clay mask"), ("夜间保湿精华面霜", "夜間保濕精華面霜", "Night repair cream"))
    states: tuple[tuple[Any, str, str, str], ...] = (("ok", "本店 6 件", "本店 6 件", "6 here"), ("ok", "本店 3 件", "本店 3 件", "3 here"), ("warn", "今天可调货", "今天可調貨", "Here today"), ("info", "送货到家", "宅配到府", "Delivery"))
    grid.show(
        [
            ProductView(str(number), _say(*names[number % 4]), "30 ml", tr.money(_money(22800 + number * 1000)), state=states[number % 4][0], stock=_say(*states[number % 4][1:]))
            for number in range(40)
        ]
    )
    pad = TouchPad(lambda _letter: None, _nothing, _nothing, pages=("letters", "digits", "bopomofo"))
    head = Column(Text(key="ui.search", role="h1", bold=True), field, chips, gap=20, pad=(56, 0, 56, 20))
    bar = BottomBar(Button(text=_say("改为扫码，更快", "改用掃描，更快", "Scan instead"), icon="scan", kind="accent", action=_nothing))
    return KioskFrame(Column(head, grid, Sheet(pad, pad=(48, 40, 48, 20)), grow=True), _top(), bar)


def pickup() -> Any:  # any Kivy widget
    """Steps, the great number, rows, a QR code."""
    steps = Steps(["gallery.paid", "gallery.ready", "gallery.check", "gallery.collect"], at=2)
    place = Card(
        Row(
            Column(
                Text(_say("取货位", "取貨位", "Bay"), role="body", colour="on_accent"),
                Text("B-07", role="numeral", bold=True, colour="on_accent"),
                Text(_say("请到 B 柜台取货", "請到 B 櫃台取貨", "Please come to counter B"), role="body", bold=True, colour="on_accent"),
            ),
            Panel(Text(_say("陈悦", "陳悅", "Yue"), role="h2", bold=True, colour="on_accent"), Text(_say("取货专员", "取貨專員", "will hand it over"), role="caption", colour="on_accent"), tone="accent_raised", size_hint_x=0.6),
            gap=24,
        ),
        tone="accent",
        radius="panel",
        shadow="e2",
        pad=48,
    )
    rows = Card(
        *[
            ListRow(name, "30 ml × 1", lead=Picture(seed=name, width_px=128, height_px=128), trail=(Text(tr.money(_money(minor), "receipt"), role="body", bold=True, hug=True), Icon("ok", 40, colour="ok")), line=number < 2)
            for number, (name, minor) in enumerate(((_say("水润玻尿酸保湿精华液", "水潤玻尿酸保濕精華液", "Hydra Serum"), 22800), (_say("清透防晒乳", "清透防曬乳", "Sheer fluid"), 16800), (_say("丝绒唇膏", "絲絨唇膏", "Velvet lipstick"), 34600)))
        ],
        pad=(32, 16),
        gap=0,
    )
    code = Card(Row(QrCode("KXP1-8842317", 200), Column(Text(_say("用手机扫码，把取货码带走", "用手機掃碼，把取貨碼帶走", "Take the pickup code with you"), role="h2", bold=True), Text(_say("离开前也可以在手机上查看", "離開前也可以在手機上查看", "You can look at it on your phone as well"), role="second", colour="ink2")), gap=32), radius="panel", pad=32)
    content = page(Text(_say("你的订单已备好", "你的訂單已備好", "Your order is ready"), role="display", bold=True), steps, place, rows, code)
    bar = BottomBar(Button(text=_say("改由他人代取", "改由他人代取", "Somebody else"), action=_nothing), Button(text=_say("我到了，通知店员", "我到了，通知店員", "I am here"), icon="bell", kind="primary", action=_nothing))
    return KioskFrame(content, _top(), bar)


def parts() -> Any:  # any Kivy widget
    """The rest: states of buttons, tiles, pills, steppers, rings, the camera."""
    busy = Button("ui.working", kind="primary", action=_nothing)
    busy.busy = True
    off = Button("ui.confirm", kind="primary", action=_nothing)
    off.disabled = True
    off.reason = _say("请先选择尺码", "請先選擇尺寸", "Please choose a size first")
    return KioskFrame(
        page(
            CameraView(tall=420),
            Grid(Button("ui.confirm", kind="primary", action=_nothing), busy, off, Button("ui.cancel", action=_nothing), Button("ui.close", kind="quiet", action=_nothing), Button("ui.clear", icon="bin", kind="danger", action=_nothing), columns=3, large=2, gap=20),
            Flow(*[Pill(state, state) for state in ("ok", "warn", "err", "info", "neutral", "gold", "accent", "plain")]),
            Grid(Tile("scan", key="camera.looking", action=_nothing), Tile("search", key="ui.search", action=_nothing, selected=True), Tile("parcel", key="scan.pickup_not_here", action=_nothing), columns=3, large=2, gap=20),
            Row(Stepper(2, change=lambda _n: None), Gap(), Ring(170, text="18"), Gap(40), QrCode("https://example.com/", 200), gap=24),
            ProgressBar(0.6),
            Row(RoundButton("back", name_key="ui.back", action=_nothing, shadow="e2"), RoundButton("heart", name_key="ui.more", action=_nothing, shadow="e2"), RoundButton("plus", name_key="ui.more", kind="primary", action=_nothing), Gap(), gap=24),
        ),
        _top(),
        BottomBar(Button("ui.retry", kind="primary", action=_nothing)),
    )


def _rail() -> Rail:
    return Rail("A", [Place("tasks", "bell", "gallery.tasks", _nothing), Place("pick", "pick", "gallery.pick", _nothing), Place("sync", "sync", "gallery.sync", _nothing)], "pick", person=_nothing)


def pick() -> Any:  # any Kivy widget
    """The tablet's frame: a list to work through, and one thing at a time beside it."""
    rows = [
        Card(
            Row(Picture(seed=name, width_px=92, height_px=92), Column(Text(name, role="body", bold=True), Text("30 ml", role="second", colour="ink2"), Pill(place, "accent" if number == 0 else "neutral", square=True, tight=True, bold=True), gap=2), Text("1/2", role="h1", bold=True, hug=True), gap=16),
            pad=(12, 10),
            selected=number == 0,
            action=_nothing,
        )
        for number, (name, place) in enumerate(((_say("水润玻尿酸保湿精华液", "水潤玻尿酸保濕精華液", "Hydra Serum with 2% hyaluronic acid"), "A3  02-04"), (_say("维C亮肤精华 15%", "維C亮膚精華 15%", "Vitamin C 15% serum"), "A3  02-06"), (_say("清透防晒乳 SPF50+", "清透防曬乳 SPF50+", "Sheer SPF 50+ fluid"), "A5  01-01"), (_say("丝绒唇膏·04 绯红", "絲絨唇膏·04 緋紅", "Velvet lipstick 04"), "C1  03-02")))
    ]
    left = Column(ProgressBar(0.6), Scroll(Column(*rows, gap=12)), gap=12, grow=True)
    right = Card(
        CameraView(tall=250, radius="thumb"),
        Text(_say("水润玻尿酸保湿精华液 30 ml", "水潤玻尿酸保濕精華液 30 ml", "Hydra Serum 30 ml"), role="h2", bold=True),
        Row(Panel(Fact("gallery.bin", "A3 / 02-04", colour="accent_line"), tone="accent_soft", pad=16), Panel(Fact("gallery.stock", "6"), pad=16), gap=12),
        Gap(),
        Actions(Button(text=_say("缺货 / 替换", "缺貨 / 替換", "Short / swap"), size="tall", action=_nothing), Button(text=_say("已核对，拣第 2 件", "已核對，揀第 2 件", "Checked, pick number 2"), icon="tick", kind="accent", size="tall", action=_nothing), gap=12),
        pad=20,
        gap=12,
        grow=True,
    )
    header = Header(_say("拣货单 BOPIS-8842-317", "揀貨單 BOPIS-8842-317", "Pick list BOPIS-8842-317"), _say("林女士·14:30 前取货", "林小姐·14:30 前取貨", "Ms Lin·collect before 14:30"), Pill(_say("剩余 11:42", "剩餘 11:42", "11:42 left"), "plain", icon="clock", bold=True), Pill(_say("离线·3 条待同步", "離線·3 筆待同步", "Offline·3 waiting"), "warn", icon="offline"))
    return TabletFrame(_rail(), header, Row(left, right, gap=24, align="stretch", grow=True))


def sync() -> Any:  # any Kivy widget
    """The desk: a sentence, four numbers, two lists."""
    banner = Panel(
        Row(
            Icon("offline", 56, colour="warn"),
            Column(Text(_say("联系不上总部，所有销售都安全保存在本机。", "聯絡不上總部，所有銷售都安全保存在本機。", "Head office is unreachable. Every sale is safe on this device."), role="h2", bold=True, colour="warn"), Text(_say("14 条记录等待发送，恢复后自动补发。", "14 筆記錄等待傳送，恢復後自動補送。", "14 records are waiting. They will send by themselves."), role="body")),
            Text(tr.age(26 * 60), role="h1", bold=True, colour="warn", hug=True),
            gap=20,
        ),
        tone="warn_soft",
        pad=20,
    )
    tiles = Grid(
        Stat("gallery.waiting", "14", _say("最早 25 分钟前", "最早 25 分鐘前", "oldest 25 min"), values=(0, 1, 0, 2, 1, 3, 5, 7, 9, 12, 14), colour="warn"),
        Stat("gallery.sales", tr.money(_money(4826000)), _say("212 张小票·缺 0 张", "212 張收據·缺 0 張", "212 receipts·0 missing"), values=(1, 2, 4, 5, 4, 7, 8, 10)),
        Stat("gallery.prices", "v 8812", _say("截至 14:02", "截至 14:02", "as of 14:02"), icon="tag", colour="info"),
        Stat("gallery.conflicts", "1", _say("需要您决定", "需要您決定", "needs your decision"), note_colour="err", values=(0, 0, 1, 0, 0, 1), colour="err"),
        columns=4,
        large=2,
    )
    names = ((_say("销售与退货", "銷售與退貨", "Sales and returns"), "12", "warn"), (_say("库存变动", "庫存異動", "Stock movements"), "2", "warn"), (_say("价格与促销", "價格與促銷", "Prices and promotions"), "0", "info"), (_say("自提订单", "自取訂單", "Pickup orders"), "0", "ok"))
    streams = Card(Text(key="gallery.streams", role="h2", bold=True), *[ListRow(name, lead="send", role="body", trail=(Text(count, bold=True, hug=True), Pill(state, state, tight=True)), pad=(4, 8), line=number < 3) for number, (name, count, state) in enumerate(names)], pad=20, gap=0)  # type: ignore[arg-type]  # the state is one of Pill's
    devices = Card(Text(key="gallery.devices", role="h2", bold=True), *[ListRow(name, note, lead=icon, trail=(Icon(mark, 26, colour=mark),), pad=(0, 6), line=False, sub_colour="ink2") for name, note, icon, mark in ((_say("自助屏 1·入口", "自助螢幕 1·入口", "Kiosk 1·entrance"), _say("摄像头正常", "相機正常", "camera OK"), "screen", "ok"), (_say("平板·小悦", "平板·小悅", "Tablet·Yue"), "1.4.2", "tablet", "ok"), (_say("收银台 2", "收銀台 2", "Till 2"), _say("12 分钟没有消息", "12 分鐘沒有消息", "silent for 12 min"), "till", "err"))], pad=20, gap=0, size_hint_x=0.55)
    header = Header(_say("门店同步", "門店同步", "Store sync"), _say("静安嘉里中心店·11月21日 14:32", "台北信義店·11月21日 14:32", "Jing An Kerry Centre·21 Nov 14:32"), Button(text=_say("导出日志", "匯出日誌", "Export log"), icon="export", size="small", hug=True, action=_nothing), Button(text=_say("立即同步", "立即同步", "Sync now"), icon="sync", kind="primary", size="small", hug=True, action=_nothing))
    return TabletFrame(_rail(), header, Scroll(Column(banner, tiles, Row(streams, devices, gap=16, align="top"), gap=16)))


SCENES = (
    Scene("product", (1080, 1920), product),
    Scene("search", (1080, 1920), search),
    Scene("pickup", (1080, 1920), pickup),
    Scene("parts", (1080, 1920), parts),
    Scene("pick", (1280, 800), pick),
    Scene("sync", (1280, 800), sync),
)
