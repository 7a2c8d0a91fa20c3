"""Pages of the landscape frame."""

from __future__ import annotations

from typing import Any

from kiosk.ui.gallery.words import money, nothing, say
from kiosk.ui.tr import tr
from kiosk.ui.widgets.boxes import Column, Gap, Grid, Row
from kiosk.ui.widgets.button import Actions, Button
from kiosk.ui.widgets.camera_view import CameraView
from kiosk.ui.widgets.card import Card, Panel
from kiosk.ui.widgets.list_row import ListRow
from kiosk.ui.widgets.picture import Picture
from kiosk.ui.widgets.pill import Pill, State
from kiosk.ui.widgets.rail import Header, Place, Rail, TabletFrame
from kiosk.ui.widgets.ring import ProgressBar
from kiosk.ui.widgets.scroll import Scroll
from kiosk.ui.widgets.stat import Fact, Stat
from kiosk.ui.widgets.text import Icon, Text


def _rail() -> Rail:
    return Rail(
        "A",
        [
            Place("tasks", "bell", "gallery.tasks", nothing),
            Place("pick", "pick", "gallery.pick", nothing),
            Place("sync", "sync", "gallery.sync", nothing),
        ],
        "pick",
        person=nothing,
    )


def pick() -> Any:  # any Kivy widget
    """The tablet's frame: a list to work through, and one thing at a time beside it."""
    rows = [
        Card(
            Row(
                Picture(seed=name, width_px=92, height_px=92),
                Column(
                    Text(name, role="body", bold=True),
                    Text("30 ml", role="second", colour="ink2"),
                    Pill(place, "accent" if number == 0 else "neutral", square=True, tight=True, bold=True),
                    gap=2,
                ),
                Text("1/2", role="h1", bold=True, hug=True),
                gap=16,
            ),
            pad=(12, 10),
            selected=number == 0,
            action=nothing,
        )
        for number, (name, place) in enumerate(
            (
                (
                    say("水润玻尿酸保湿精华液", "水潤玻尿酸保濕精華液", "Hydra Serum with 2% hyaluronic acid"),
                    "A3  02-04",
                ),
                (say("维C亮肤精华 15%", "維C亮膚精華 15%", "Vitamin C 15% serum"), "A3  02-06"),
                (say("清透防晒乳 SPF50+", "清透防曬乳 SPF50+", "Sheer SPF 50+ fluid"), "A5  01-01"),
                (say("丝绒唇膏·04 绯红", "絲絨唇膏·04 緋紅", "Velvet lipstick 04"), "C1  03-02"),
            )
        )
    ]
    left = Column(ProgressBar(0.6), Scroll(Column(*rows, gap=12)), gap=12, grow=True)
    right = Card(
        CameraView(tall=250, radius="thumb"),
        Text(
            say("水润玻尿酸保湿精华液 30 ml", "水潤玻尿酸保濕精華液 30 ml", "Hydra Serum 30 ml"), role="h2", bold=True
        ),
        Row(
            Panel(Fact("gallery.bin", "A3 / 02-04", colour="accent_line", role="h1"), tone="accent_soft", pad=16),
            Panel(Fact("gallery.stock", "6", role="h1"), pad=16),
            gap=12,
        ),
        Gap(),
        Actions(
            Button(text=say("缺货 / 替换", "缺貨 / 替換", "Short / swap"), size="tall", action=nothing),
            Button(
                text=say("已核对，拣第 2 件", "已核對，揀第 2 件", "Checked, pick number 2"),
                icon="tick",
                kind="accent",
                size="tall",
                action=nothing,
            ),
            gap=12,
        ),
        pad=20,
        gap=12,
        grow=True,
    )
    header = Header(
        say("拣货单 BOPIS-8842-317", "揀貨單 BOPIS-8842-317", "Pick list BOPIS-8842-317"),
        say("林女士·14:30 前取货", "林小姐·14:30 前取貨", "Ms Lin·collect before 14:30"),
        Pill(say("剩余 11:42", "剩餘 11:42", "11:42 left"), "plain", icon="clock", bold=True),
        Pill(say("离线·3 条待同步", "離線·3 筆待同步", "Offline·3 waiting"), "warn", icon="offline"),
    )
    return TabletFrame(_rail(), header, Row(left, right, gap=24, align="stretch", grow=True))


def sync() -> Any:  # any Kivy widget
    """The desk: a sentence, four numbers, two lists."""
    banner = Panel(
        Row(
            Icon("offline", 56, colour="warn"),
            Column(
                Text(
                    say(
                        "联系不上总部，所有销售都安全保存在本机。",
                        "聯絡不上總部，所有銷售都安全保存在本機。",
                        "Head office is unreachable. Every sale is safe on this device.",
                    ),
                    role="h2",
                    bold=True,
                    colour="warn",
                ),
                Text(
                    say(
                        "14 条记录等待发送，恢复后自动补发。",
                        "14 筆記錄等待傳送，恢復後自動補送。",
                        "14 records are waiting. They will send by themselves.",
                    ),
                    role="body",
                ),
            ),
            Text(tr.age(26 * 60), role="h1", bold=True, colour="warn", hug=True),
            gap=20,
        ),
        tone="warn_soft",
        pad=20,
    )
    tiles = Grid(
        Stat(
            "gallery.waiting",
            "14",
            say("最早 25 分钟前", "最早 25 分鐘前", "oldest 25 min"),
            values=(0, 1, 0, 2, 1, 3, 5, 7, 9, 12, 14),
            colour="warn",
        ),
        Stat(
            "gallery.sales",
            tr.money(money(4826000)),
            say("212 张小票·缺 0 张", "212 張收據·缺 0 張", "212 receipts·0 missing"),
            values=(1, 2, 4, 5, 4, 7, 8, 10),
        ),
        Stat("gallery.prices", "v 8812", say("截至 14:02", "截至 14:02", "as of 14:02"), icon="tag", colour="info"),
        Stat(
            "gallery.conflicts",
            "1",
            say("需要您决定", "需要您決定", "needs your decision"),
            note_colour="err",
            values=(0, 0, 1, 0, 0, 1),
            colour="err",
        ),
        columns=4,
        large=2,
    )
    names: tuple[tuple[str, str, State], ...] = (
        (say("销售与退货", "銷售與退貨", "Sales and returns"), "12", "warn"),
        (say("库存变动", "庫存異動", "Stock movements"), "2", "warn"),
        (say("价格与促销", "價格與促銷", "Prices and promotions"), "0", "info"),
        (say("自提订单", "自取訂單", "Pickup orders"), "0", "ok"),
    )
    streams = Card(
        Text(key="gallery.streams", role="h2", bold=True),
        *[
            ListRow(
                name,
                lead="send",
                role="body",
                trail=(Text(count, bold=True, hug=True), Pill(state, state, tight=True)),
                pad=(4, 8),
                line=number < 3,
            )
            for number, (name, count, state) in enumerate(names)
        ],
        pad=20,
        gap=0,
    )
    devices = Card(
        Text(key="gallery.devices", role="h2", bold=True),
        *[
            ListRow(
                name, note, lead=icon, trail=(Icon(mark, 26, colour=mark),), pad=(0, 6), line=False, sub_colour="ink2"
            )
            for name, note, icon, mark in (
                (
                    say("自助屏 1·入口", "自助螢幕 1·入口", "Kiosk 1·entrance"),
                    say("摄像头正常", "相機正常", "camera OK"),
                    "screen",
                    "ok",
                ),
                (say("平板·小悦", "平板·小悅", "Tablet·Yue"), "1.4.2", "tablet", "ok"),
                (
                    say("收银台 2", "收銀台 2", "Till 2"),
                    say("12 分钟没有消息", "12 分鐘沒有消息", "silent for 12 min"),
                    "till",
                    "err",
                ),
            )
        ],
        pad=20,
        gap=0,
        size_hint_x=0.55,
    )
    header = Header(
        say("门店同步", "門店同步", "Store sync"),
        say("静安嘉里中心店·11月21日 14:32", "台北信義店·11月21日 14:32", "Jing An Kerry Centre·21 Nov 14:32"),
        Button(text=say("导出日志", "匯出日誌", "Export log"), icon="export", size="small", hug=True, action=nothing),
        Button(
            text=say("立即同步", "立即同步", "Sync now"),
            icon="sync",
            kind="primary",
            size="small",
            hug=True,
            action=nothing,
        ),
    )
    return TabletFrame(
        _rail(), header, Scroll(Column(banner, tiles, Row(streams, devices, gap=16, align="top"), gap=16))
    )
