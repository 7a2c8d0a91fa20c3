"""Golden papers: drawn dot for dot as approved, and what a printer is sent is the same picture."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image, ImageChops

from hardware.printer_escpos import EscposPrinter
from kiosk.paper import faces, layout, outputs, raster
from kiosk.paper.text import text, wide
from tests.golden.samples import AT, CODE, papers
from tests.hardware.escpos_paper import EscposPaper

FOLDER = Path(__file__).with_name("papers")
PAPERS = {name: (width, paper) for name, width, paper in papers()}
PRICED = [name for name in PAPERS if not name.startswith("gift")]

OTHER_FONTS = 0.02
"""Part of the dots that may differ where the font files are other ones than those the pictures were made with."""


@pytest.mark.parametrize("name", PAPERS)
def test_a_paper_is_drawn_as_approved(name: str) -> None:
    """Approve anew with ``python -m tests.golden``, after a look at the pictures."""
    width, paper = PAPERS[name]
    approved = Image.open(FOLDER / f"{name}.png").convert("1")

    drawn = raster.draw(paper, width)

    if (FOLDER / "fonts.txt").read_text("ascii").strip() == faces.fingerprint():
        assert drawn.size == approved.size
        assert ImageChops.logical_xor(drawn, approved).getbbox() is None
    else:
        assert drawn.width == approved.width
        assert abs(drawn.height - approved.height) <= approved.height * OTHER_FONTS
        different = sum(ImageChops.logical_xor(drawn, approved).histogram()[1:])
        assert different <= drawn.width * drawn.height * OTHER_FONTS * 4


def test_no_picture_is_left_over() -> None:
    assert {path.stem for path in FOLDER.glob("*.png")} == set(PAPERS)


@pytest.mark.parametrize(
    "name", ["receipt-58-zh_CN", "receipt-58-zh_TW", "receipt-80-en", "return-80-en-with-shop-copy"]
)
def test_the_bytes_for_a_printer_are_the_same_picture(name: str, tmp_path: Path) -> None:
    width, paper = PAPERS[name]
    printer = EscposPrinter("file", str(tmp_path / "lp0"), width)

    for piece in layout.pieces(paper):
        printer.print(raster.raster(piece, width))
    printer.close()

    out = EscposPaper()
    out.feed((tmp_path / "lp0").read_bytes())
    assert len(out.pieces) == (2 if "shop-copy" in name else 1)
    for printed, piece in zip(out.pieces, layout.pieces(paper), strict=True):
        assert ImageChops.logical_xor(raster.to_picture(printed), raster.draw(piece, width)).getbbox() is None


@pytest.mark.parametrize("name", ["receipt-58-zh_CN", "receipt-80-en", "gift-58-zh_TW"])
def test_the_code_on_a_paper_can_be_read_from_the_print(name: str) -> None:
    width, paper = PAPERS[name]
    picture = Image.open(io.BytesIO(outputs.png(paper, width))).convert("L")

    assert [code.text for code in zxingcpp.read_barcodes(picture)] == [CODE]


def test_a_gift_receipt_shows_no_price() -> None:
    words = text(PAPERS["gift-58-zh_TW"][1], 384).replace(CODE, "")

    assert "NT$" not in words
    assert "溫和潔面凝膠" in words


@pytest.mark.parametrize("name", PRICED)
def test_the_text_keeps_to_its_columns_and_ends_in_the_amounts(name: str) -> None:
    width, paper = PAPERS[name]

    lines = text(paper, width).splitlines()

    assert max(wide(line) for line in lines) <= {384: 32, 576: 48}[width]
    amounts = [line for line in lines if ("¥" in line or "NT$" in line) and "×" not in line]
    assert {wide(line) for line in amounts} == {{384: 32, 576: 48}[width]}


def test_the_page_of_a_pdf_is_as_wide_as_the_paper() -> None:
    made = outputs.pdf(PAPERS["receipt-80-en"][1], AT)

    assert made.startswith(b"%PDF")
    assert made == outputs.pdf(PAPERS["receipt-80-en"][1], AT)
    assert b"226.77" in made  # 80 mm in points


def test_papers_survive_the_disk() -> None:
    for _, paper in PAPERS.values():
        assert layout.load(layout.dump(paper)) == paper
