"""A small chain for tests: two shops, eight products, two members, in a real database."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from sync import messages
from sync.headoffice import database, imports
from sync.headoffice.import_products import import_products
from sync.headoffice.imports import Imported
from sync.headoffice.office import Office
from sync.messages import Event, Message

STORE = "9521000000018"
OTHER = "9521000000025"
NOON = datetime(2026, 5, 4, 4, 0, tzinfo=UTC)

MILK, OAT, TEA, SOAP = "09529000000014", "09529000000021", "09529000000038", "09529000000045"

STORES = """gln,name_zh_hans,name_zh_hant,name_en,address,latitude,longitude,opens,closes,time_zone
9521000000018,静安店,靜安店,Jing'an,南京西路 1 号,31.2283,121.4480,09:00,22:00,Asia/Shanghai
9521000000025,徐汇店,徐匯店,Xuhui,衡山路 2 号,31.2041,121.4412,10:00,21:30,Asia/Shanghai
"""
HEADER = "gtin,sku,name_zh_hans,name_zh_hant,name_en,brand,category,price_minor,currency,store,on_hand,location,image\n"
PRODUCTS = (
    HEADER
    + """9529000000014,1001,有机纯牛奶,有機純牛奶,Pure Organic Milk,澳芮,dairy,1290,CNY,9521000000018,12,A3-05,milk.png
9529000000021,1002,燕麦奶,燕麥奶,Oat Drink,澳芮,dairy,1590,CNY,9521000000018,3,A3-06,
9529000000038,1003,重庆绿茶,重慶綠茶,Chongqing Green Tea,茗山,tea,2500,CNY,9521000000018,0,B1,
9529000000045,1004,无香洗手皂,無香洗手皂,Unscented Soap,PUREMOSS,care,890,CNY,9521000000018,40,C2-01,
9529000000014,1001,有机纯牛奶,有機純牛奶,Pure Organic Milk,澳芮,dairy,1390,CNY,9521000000025,7,D1-01,milk.png
"""
)
MEMBERS = """member_id,surname,title,tier,points,store,language
M1,林,ms,gold,2480,9521000000018,zh-CN
M2,Chen,mr,member,10,9521000000025,en
"""


def csv_file(folder: Path, name: str, text: str) -> Path:
    """Write a CSV file."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def load_products(office: Office, path: Path) -> Imported:
    """Import a file of products."""
    return office.change(lambda change: import_products(change, path, office.image_folder))


@cache
def _template() -> tempfile.TemporaryDirectory[str]:
    """The file of a new head office, made once for each process: all those steps take longer than most tests."""
    folder = tempfile.TemporaryDirectory(prefix="office-")
    made = Office(Path(folder.name), "acme")
    made.start()
    made.close()
    return folder


def open_office(folder: Path, now: datetime = NOON) -> Office:
    """A started head office without data, with keys of its own."""
    if not (folder / database.FILE).exists():
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copy(Path(_template().name) / database.FILE, folder)
    office = Office(folder, "acme", clock=lambda: now)
    office.start()
    return office


def fill(office: Office, folder: Path) -> None:
    """Load the small chain."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "milk.png").write_bytes(b"\x89PNG\r\n\x1a\n" + b"a picture of milk")
    stores, members = csv_file(folder, "stores.csv", STORES), csv_file(folder, "members.csv", MEMBERS)
    office.change(lambda change: imports.import_stores(change, stores))
    load_products(office, csv_file(folder, "products.csv", PRODUCTS))
    office.change(lambda change: imports.import_members(change, members))


def told(office: Office, store: str, kind: type[Message]) -> list[Message]:
    """The events of one kind that stand in a store's down stream, oldest first."""
    rows = office.read(
        lambda db: db.execute(
            "SELECT data FROM down WHERE store = ? AND type = ? ORDER BY seq", (store, kind.TYPE)
        ).fetchall()
    )
    return [messages.decode(kind.TYPE, row[0]) for row in rows]


def event(message: Message, seq: int, epoch: str = "e1", device: str = "till-1", store: str = STORE) -> Event:
    """The envelope of a device's message."""
    return Event(
        id=f"{epoch}-{message.LANE}-{seq}",
        source=f"/kx/acme/{store}/{device}",
        type=message.TYPE,
        subject=message.key,
        time="2026-05-04T04:00:00.000Z",
        epoch=epoch,
        lane=message.LANE,
        seq=seq,
    )


def sale(
    sale_id: str,
    sequence: int,
    lines: Sequence[tuple[str, int, int]],
    *,
    customer: str = "",
    **changes: Any,  # each field has its own type
) -> messages.SaleCompleted:
    """A cash sale of (gtin, quantity, unit price) lines."""
    total = sum(quantity * price for _, quantity, price in lines)
    made = messages.SaleCompleted(
        sale_id=sale_id,
        store=STORE,
        workstation="till-1",
        business_date=NOON.date(),
        series="A",
        sequence=sequence,
        at=NOON,
        currency="CNY",
        total_minor=total,
        lines=tuple(
            messages.SaleLine(
                line_id=f"{sale_id}-{place}",
                gtin=gtin,
                name="x",
                quantity=quantity,
                unit_price_minor=price,
                amount_minor=quantity * price,
            )
            for place, (gtin, quantity, price) in enumerate(lines)
        ),
        tenders=(messages.SaleTender(tender_id=f"{sale_id}-t", kind="cash", amount_minor=total),),
        customer=customer,
    )
    return msgspec.structs.replace(made, **changes)
