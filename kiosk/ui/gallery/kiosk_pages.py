"""Pages of the portrait frame."""

from __future__ import annotations

from typing import Any

from kiosk.ui.gallery.words import money, nothing, say
from kiosk.ui.tr import tr
from kiosk.ui.widgets.bars import BottomBar, KioskFrame, LanguageButton, MemberChip, TopBar, page
from kiosk.ui.widgets.boxes import Column, Flow, Gap, Grid, Row
from kiosk.ui.widgets.button import Button, RoundButton
from kiosk.ui.widgets.camera_view import CameraView
from kiosk.ui.widgets.card import Card, Panel, Sheet
from kiosk.ui.widgets.choice import OptionCard, Tile
from kiosk.ui.widgets.list_row import ListRow
from kiosk.ui.widgets.picture import Picture
from kiosk.ui.widgets.pill import Chip, Pill
from kiosk.ui.widgets.price import Price
from kiosk.ui.widgets.product_grid import ProductGrid, ProductView
from kiosk.ui.widgets.qr_code import QrCode
from kiosk.ui.widgets.ring import ProgressBar, Ring, Steps
from kiosk.ui.widgets.stepper import Stepper
from kiosk.ui.widgets.text import Icon, Text
from kiosk.ui.widgets.touch_pad import Field, TouchPad


def _top() -> TopBar:
    chip = MemberChip(
        say("林女士", "林小姐", "Ms Lin"), say("黄金会员·2,480 分", "黃金會員·2,480 點", "Gold·2,480 pts")
    )
    return TopBar("Aurelle", say("静安嘉里中心店", "台北信義店", "Jing An Kerry Centre"), chip, LanguageButton())


def product() -> Any:  # any Kivy widget
    """What a product's page is made of."""
    name = say("水润玻尿酸保湿精华液", "水潤玻尿酸保濕精華液", "Hydra Serum with 2% hyaluronic acid")
    title = Column(
        Text("AURELLE", role="second", colour="ink2", bold=True),
        Text(name, role="h1", bold=True),
        Text(
            say(
                "2% 双分子玻尿酸·适合干性与敏感肌",
                "2% 雙分子玻尿酸·適合乾性與敏感肌",
                "Dual-weight hydration for dry and sensitive skin",
            ),
            role="second",
            colour="ink2",
        ),
    )
    price = Price(
        money(22800),
        money(28500),
        member_key="price.gold",
        align="right",
        note=say("购买得 228 积分", "購買得 228 點", "Earn 228 points"),
    )
    price.size_hint_x = 0.62
    sizes = Grid(
        *[
            OptionCard(size, tr.money(money(minor)), selected=size == "30 ml", action=nothing)
            for size, minor in (("15 ml", 12800), ("30 ml", 22800), ("50 ml", 33800))
        ],
        columns=3,
        large=1,
        gap=20,
    )
    places = Panel(
        Grid(
            *[
                Column(
                    Row(Icon(icon, 40, colour=colour), Text(head, role="body", bold=True, colour=colour), gap=10),
                    Text(note, role="caption", colour="ink2"),
                    gap=8,
                )
                for icon, head, note, colour in (
                    (
                        "store",
                        say("本店有货", "本店有貨", "In this store"),
                        say("6 件·A3 区 2 层", "6 件·A3 區 2 層", "6 left·Zone A3, shelf 2"),
                        "ok",
                    ),
                    (
                        "place",
                        say("南京西路店", "忠孝復興店", "Nanjing Road"),
                        say("12 件·2.1 公里", "12 件·2.1 公里", "12 left·2.1 km"),
                        "ink",
                    ),
                    (
                        "truck",
                        say("送货到家", "宅配到府", "Home delivery"),
                        say("免运费", "免運費", "Free of charge"),
                        "ink",
                    ),
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
                Row(
                    Picture(seed=str(number), width_px=120, height_px=120),
                    Column(
                        Text(why, role="caption", bold=True, colour="accent_line"),
                        Text(tr.money(money(minor)), role="body", bold=True),
                    ),
                    gap=14,
                ),
                Text(what, role="caption"),
                Gap(),
                Row(Gap(), RoundButton("plus", name_key="ui.more", kind="primary", size=64, action=nothing)),
                outlined=True,
                pad=16,
                action=nothing,
            )
            for number, (why, what, minor) in enumerate(
                (
                    (
                        say("同系列", "同系列", "Same range"),
                        say("维C亮肤精华 15%", "維C亮膚精華 15%", "Vitamin C 15% serum"),
                        26800,
                    ),
                    (
                        say("白天必备", "白天必備", "For daytime"),
                        say("清透防晒乳 SPF50+", "清透防曬乳 SPF50+", "Sheer SPF 50+ fluid"),
                        16800,
                    ),
                    (
                        say("新品试用", "新品試用", "Try it new"),
                        say("夜间修护面霜", "夜間修護面霜", "Night repair cream"),
                        39800,
                    ),
                )
            )
        ],
        columns=3,
        large=2,
        gap=20,
    )
    state = Flow(
        Pill(say("已识别", "已辨識", "Found it") + " 6901234567892", "ok"),
        Pill(
            say("离线可用·价格截至 14:02", "離線可用·價格截至 14:02", "Working offline·prices as of 14:02"),
            "warn",
            icon="offline",
        ),
        gap=16,
    )
    content = page(
        Picture(seed="hero", height_px=420, radius="panel"),
        state,
        Row(title, price, gap=32, align="top"),
        sizes,
        places,
        Text(say("为你搭配", "為你搭配", "Goes well with"), role="h2", bold=True),
        goes,
    )
    bar = BottomBar(
        Button(text=say("自提 / 送货", "自取 / 宅配", "Pick up / ship"), action=nothing),
        Button(text=say("加入购物袋", "加入購物袋", "Add to bag"), icon="bag", kind="primary", action=nothing),
    )
    return KioskFrame(content, _top(), bar, brand="Aurelle")


def search() -> Any:  # any Kivy widget
    """Field, chips, cards and keys."""
    field = Field("ui.search", clear=nothing)
    field.text = "BSJH"
    words = (
        ("保湿精华", "保濕精華", "Serum"),
        ("补水精华", "補水精華", "Moisture"),
        ("保湿精华霜", "保濕精華霜", "Rich cream"),
        ("保湿精华水", "保濕精華水", "Essence"),
    )
    chips = Flow(*[Chip(say(*word), selected=number == 0, action=nothing) for number, word in enumerate(words)])
    grid = ProductGrid(lambda _gtin: None, pad=56)
    names = (
        ("水润玻尿酸保湿精华液", "水潤玻尿酸保濕精華液", "Hydra Serum with 2% hyaluronic acid"),
        ("维C保湿亮肤精华", "維C保濕亮膚精華", "Vitamin C brightening serum"),
        ("保湿净肤精华泥膜", "保濕淨膚精華泥膜", "Purifying clay mask"),
        ("夜间保湿精华面霜", "夜間保濕精華面霜", "Night repair cream"),
    )
    states: tuple[tuple[Any, str, str, str], ...] = (
        ("ok", "本店 6 件", "本店 6 件", "6 here"),
        ("ok", "本店 3 件", "本店 3 件", "3 here"),
        ("warn", "今天可调货", "今天可調貨", "Here today"),
        ("info", "送货到家", "宅配到府", "Delivery"),
    )
    grid.show(
        [
            ProductView(
                str(number),
                say(*names[number % 4]),
                "30 ml",
                tr.money(money(22800 + number * 1000)),
                state=states[number % 4][0],
                stock=say(*states[number % 4][1:]),
            )
            for number in range(40)
        ]
    )
    pad = TouchPad(lambda _letter: None, nothing, nothing, pages=("letters", "digits", "bopomofo"))
    head = Column(Text(key="ui.search", role="h1", bold=True), field, chips, gap=20, pad=(56, 0, 56, 20))
    bar = BottomBar(
        Button(text=say("改为扫码，更快", "改用掃描，更快", "Scan instead"), icon="scan", kind="accent", action=nothing)
    )
    return KioskFrame(Column(head, grid, Sheet(pad, pad=(48, 40, 48, 20)), grow=True), _top(), bar)


def pickup() -> Any:  # any Kivy widget
    """Steps, the great number, rows, a QR code."""
    steps = Steps(["gallery.paid", "gallery.ready", "gallery.check", "gallery.collect"], at=2)
    place = Card(
        Row(
            Column(
                Text(say("取货位", "取貨位", "Bay"), role="body", colour="on_accent"),
                Text("B-07", role="numeral", bold=True, colour="on_accent"),
                Text(
                    say("请到 B 柜台取货", "請到 B 櫃台取貨", "Please come to counter B"),
                    role="body",
                    bold=True,
                    colour="on_accent",
                ),
            ),
            Panel(
                Text(say("陈悦", "陳悅", "Yue"), role="h2", bold=True, colour="on_accent"),
                Text(say("取货专员", "取貨專員", "will hand it over"), role="caption", colour="on_accent"),
                tone="accent_raised",
                size_hint_x=0.6,
            ),
            gap=24,
        ),
        tone="accent",
        radius="panel",
        shadow="e2",
        pad=48,
    )
    rows = Card(
        *[
            ListRow(
                name,
                "30 ml × 1",
                lead=Picture(seed=name, width_px=128, height_px=128),
                trail=(
                    Text(tr.money(money(minor), "receipt"), role="body", bold=True, hug=True),
                    Icon("ok", 40, colour="ok"),
                ),
                line=number < 2,
            )
            for number, (name, minor) in enumerate(
                (
                    (say("水润玻尿酸保湿精华液", "水潤玻尿酸保濕精華液", "Hydra Serum"), 22800),
                    (say("清透防晒乳", "清透防曬乳", "Sheer fluid"), 16800),
                    (say("丝绒唇膏", "絲絨唇膏", "Velvet lipstick"), 34600),
                )
            )
        ],
        pad=(32, 16),
        gap=0,
    )
    code = Card(
        Row(
            QrCode("KXP1-8842317", 200),
            Column(
                Text(
                    say("用手机扫码，把取货码带走", "用手機掃碼，把取貨碼帶走", "Take the pickup code with you"),
                    role="h2",
                    bold=True,
                ),
                Text(
                    say(
                        "离开前也可以在手机上查看",
                        "離開前也可以在手機上查看",
                        "You can look at it on your phone as well",
                    ),
                    role="second",
                    colour="ink2",
                ),
            ),
            gap=32,
        ),
        radius="panel",
        pad=32,
    )
    content = page(
        Text(say("你的订单已备好", "你的訂單已備好", "Your order is ready"), role="display", bold=True),
        steps,
        place,
        rows,
        code,
    )
    bar = BottomBar(
        Button(text=say("改由他人代取", "改由他人代取", "Somebody else"), action=nothing),
        Button(
            text=say("我到了，通知店员", "我到了，通知店員", "I am here"), icon="bell", kind="primary", action=nothing
        ),
    )
    return KioskFrame(content, _top(), bar)


def parts() -> Any:  # any Kivy widget
    """The rest: states of buttons, tiles, pills, steppers, rings, the camera."""
    busy = Button("ui.working", kind="primary", action=nothing)
    busy.busy = True
    off = Button("ui.confirm", kind="primary", action=nothing)
    off.disabled = True
    off.reason = say("请先选择尺码", "請先選擇尺寸", "Please choose a size first")
    return KioskFrame(
        page(
            CameraView(tall=420),
            Grid(
                Button("ui.confirm", kind="primary", action=nothing),
                busy,
                off,
                Button("ui.cancel", action=nothing),
                Button("ui.close", kind="quiet", action=nothing),
                Button("ui.clear", icon="bin", kind="danger", action=nothing),
                columns=3,
                large=2,
                gap=20,
            ),
            Flow(
                *[Pill(state, state) for state in ("ok", "warn", "err", "info", "neutral", "gold", "accent", "plain")]
            ),
            Grid(
                Tile("scan", key="camera.looking", action=nothing),
                Tile("search", key="ui.search", action=nothing, selected=True),
                Tile("parcel", key="scan.pickup_not_here", action=nothing),
                columns=3,
                large=2,
                gap=20,
            ),
            Row(
                Stepper(2, change=lambda _n: None),
                Gap(),
                Ring(170, text="18"),
                Gap(40),
                QrCode("https://example.com/", 200),
                gap=24,
            ),
            ProgressBar(0.6),
            Row(
                RoundButton("back", name_key="ui.back", action=nothing, shadow="e2"),
                RoundButton("heart", name_key="ui.more", action=nothing, shadow="e2"),
                RoundButton("plus", name_key="ui.more", kind="primary", action=nothing),
                Gap(),
                gap=24,
            ),
        ),
        _top(),
        BottomBar(Button("ui.retry", kind="primary", action=nothing)),
    )
