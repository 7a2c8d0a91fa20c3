"""Sales that show everything a receipt may have, and their papers by name."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

from kiosk.i18n import LANGUAGES, Translator
from kiosk.money import Money
from kiosk.paper.layout import Paper
from kiosk.paper.model import Job
from kiosk.paper.spooler import paper_of
from kiosk.till import receipt_paper
from kiosk.till.model import Sale, SaleLine, SaleNumber, Tender
from kiosk.till.receipt_paper import Letterhead, Looked
from sync.messages import Particulars, Reduction, Terms

CURRENCY = {"zh_CN": "CNY", "zh_TW": "TWD", "en": "CNY"}
PLACE = {"zh_CN": "上海静安店", "zh_TW": "台北信義店", "en": "Shanghai · Jing'an"}
NAMES = {
    "zh_CN": ("水润玻尿酸保湿精华液 30 ml", "温和洁面啫喱", "羊绒围巾 骨白色"),
    "zh_TW": ("水潤玻尿酸保濕精華液 30 ml", "溫和潔面凝膠", "羊絨圍巾 骨白色"),
    "en": ("Hydra Hyaluron Moisture Serum 30 ml", "Gentle cleansing gel", "Cashmere scarf, bone white"),
}
RULES = {
    "zh_CN": {"member-day": "会员日 9 折", "second-half": "第二件半价"},
    "zh_TW": {"member-day": "會員日 9 折", "second-half": "第二件半價"},
    "en": {"member-day": "Member day", "second-half": "Second at half price"},
}
CODE = "KXRMFRGGZDF." + "IVHE4RKSIFGUCTCJIZCU" * 7 + "." + "Q7A2" * 25 + "XYZ2"
"""As long as the code of a real sale."""

AT = datetime(2026, 11, 22, 6, 2, tzinfo=UTC)


def sale(language: str, *, kind: str = "sale", training: bool = False) -> Sale:
    """Three lines, reductions, two rates of tax, a card and cash with change."""
    currency = CURRENCY[language]
    unit = 100 if currency == "CNY" else 1
    serum, gel, scarf = NAMES[language]

    def line(
        number: int, name: str, quantity: int, price: int, off: tuple[tuple[str, int], ...], rate: int, serial: str = ""
    ) -> SaleLine:
        reductions = tuple(
            Reduction(rule=rule, kind="percent", amount_minor=minor * unit if quantity > 0 else -minor * unit)
            for rule, minor in off
        )
        amount = price * unit * quantity - sum(one.amount_minor for one in reductions)
        return SaleLine(
            line_id=f"line-{number}",
            gtin=f"0952000000{number:04d}",
            name=name,
            quantity=quantity,
            unit_price=Money(price * unit, currency),
            price_version=1,
            origin="here",
            amount=Money(amount, currency),
            returned_from="sale-before" if quantity < 0 else "",
            reductions=reductions,
            tax_code=f"T{rate}",
            tax_rate_bp=rate,
            tax_minor=round(amount * rate / (10_000 + rate)),
            particulars=Particulars(serial=serial),
        )

    lines: tuple[SaleLine, ...]
    tenders: tuple[Tender, ...]
    if kind == "return":
        lines = (line(1, serum, -1, 228, (("member-day", 23),), 1300),)
    else:
        lines = (
            line(1, serum, 2, 228, (("second-half", 114), ("member-day", 34)), 1300),
            line(2, gel, 1, 128, (), 1300),
            line(3, scarf, 1, 1680, (("manual", 80),), 900, "AC-2026-00417"),
        )
    total = Money(sum(one.amount.minor for one in lines), currency)
    if kind == "return":
        tenders = (Tender("t1", "card", total, "P4711-0099"),)
        change = Money(0, currency)
    else:
        card = Money(1500 * unit, currency)
        tenders = (Tender("t1", "card", card, "P4711-0042"), Tender("t2", "cash", total - card))
        change = Money(600 * unit - (total - card).minor, currency)
    return Sale(
        sale_id="sale-1",
        number=SaleNumber(
            "9521000000018", "till-1", date(2026, 11, 22), "T" if training else "A", 0 if training else 42
        ),
        at=AT,
        total=total,
        lines=lines,
        tenders=tenders,
        customer="m-1",
        event_id="e-1",
        change=change,
        kind=kind,  # type: ignore[arg-type] # the samples use kinds that there are
        points_earned=176 if kind == "sale" else -20,
        terms=Terms(training=training),
    )


def papers() -> Iterator[tuple[str, int, Paper]]:
    """(name, width in dots, paper) of each golden picture."""
    for language in LANGUAGES:
        for millimetres, width in ((58, 384), (80, 576)):
            yield f"receipt-{millimetres}-{language}", width, _receipt(sale(language), language)
    yield "gift-58-zh_TW", 384, receipt_paper.gift_receipt(sale("zh_TW"), *_with("zh_TW"))
    back = sale("en", kind="return")
    shop = receipt_paper.shop_copy(back, *_with("zh_CN"))
    yield "return-80-en-with-shop-copy", 576, receipt_paper.joined(_receipt(back, "en"), shop)
    yield "copy-80-zh_CN", 576, _copy(_receipt(sale("zh_CN"), "zh_CN"), 2)
    yield "training-58-en", 384, _receipt(sale("en", training=True), "en")


def _with(language: str) -> tuple[Letterhead, Translator, Looked]:
    words = Translator(language, zone="Asia/Shanghai")
    looked = Looked(
        code=CODE,
        names={f"0952000000{n:04d}": name for n, name in enumerate(NAMES[language], 1)},
        reductions=RULES[language],
        originals={"sale-before": "till-2-A0017"},
        operator={"zh_CN": "林小雨", "zh_TW": "林小雨", "en": "Lin Xiaoyu"}[language],
        member="**** 6608",
    )
    return Letterhead("AURELLE", PLACE[language]), words, looked


def _receipt(sold: Sale, language: str) -> Paper:
    return receipt_paper.receipt(sold, *_with(language))


def _copy(paper: Paper, copy: int) -> Paper:
    from kiosk.paper import layout

    job = Job("j", "p", "receipt", "", "sale-1", layout.dump(paper), AT, AT, "printing", 1, AT, copy, begun=False)
    return paper_of(job)
