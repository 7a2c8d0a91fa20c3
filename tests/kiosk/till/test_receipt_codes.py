"""A receipt's code says the same every time, holds what was sold, and is read from paper."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import numpy
import pytest

from hardware.decoding.ladder import Ladder
from hardware.decoding.orders import Order
from hardware.decoding.passes import Passes
from hardware.decoding.scene import Scene
from hardware.decoding.votes import learnt_weights
from kiosk import codes
from kiosk.paper import layout, raster
from kiosk.till import actions
from kiosk.till.model import Sale
from sync import journal
from sync.formats import receipt_proof
from sync.formats.tokens import MAX_LENGTH
from tests.devices import Row, TestDevice, gtin_of, open_device

ROWS = [Row(gtin_of(n), f"品{n}", f"品{n}", f"Product {n}", 990 + n) for n in range(1, 31)]


@pytest.fixture(scope="module")
def till(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestDevice]:
    with open_device(tmp_path_factory.mktemp("till"), name="till-1", role="till", rows=ROWS) as opened:
        yield opened


@cache
def ladder() -> Ladder:
    return Ladder(Passes(), learnt_weights())


def sold(till: TestDevice, lines: int) -> Sale:
    basket_id = till.store.new_id()
    for row in ROWS[:lines]:
        till.do(actions.add_product, till.store.register, basket_id, row.gtin)
    sale = till.do(actions.pay_cash, till.store.register, basket_id, 10**8)
    assert isinstance(sale, Sale)
    return sale


def code_of(till: TestDevice, sale: Sale) -> str:
    return till.store.receipt_code(sale.sale_id, str(sale.number), sale.at)


def proof_in(text: str) -> receipt_proof.Proof:
    code = codes.classify(text, "QR")
    assert isinstance(code, codes.ReceiptCode)
    found = receipt_proof.read(code.token.body.proof)
    assert found is not None
    return found


def test_the_code_names_the_place_in_the_chain_and_every_line(till: TestDevice) -> None:
    sale = sold(till, 4)
    found = proof_in(code_of(till, sale))

    place = journal.first_place(till.db, sale.event_id)
    assert place is not None
    assert (found.seq, found.digest) == (place[1], bytes.fromhex(place[2])[:16])
    assert [(f"{one.gtin:014d}", one.quantity, one.amount_minor) for one in found.lines] == [
        (line.gtin, line.quantity, line.amount.minor) for line in sale.lines
    ]
    assert [one.key for one in found.lines] == [receipt_proof.line_key(line.line_id) for line in sale.lines]
    assert [(one.kind, one.amount_minor) for one in found.tenders] == [("cash", sale.total.minor)]


@pytest.mark.parametrize(("lines", "proven"), [(15, 15), (30, 0)])
def test_a_sale_too_long_for_one_code_leaves_its_lines_out(till: TestDevice, lines: int, proven: int) -> None:
    text = code_of(till, sold(till, lines))

    assert len(text) <= MAX_LENGTH
    assert len(proof_in(text).lines) == proven


@pytest.mark.parametrize("width", [384, 576])
def test_the_longest_code_is_read_from_the_paper_of_a_receipt(till: TestDevice, width: int) -> None:
    text = code_of(till, sold(till, 15))
    paper = raster.draw(layout.Paper("en", (layout.Qr(text),)), width)
    # A camera sees about two pixels of each dot, with some desk around the paper.
    seen = paper.convert("L").resize((paper.width * 2, paper.height * 2))
    picture = numpy.pad(numpy.asarray(seen, dtype=numpy.uint8), 40, constant_values=200)

    accepted = ladder().climb(Scene(picture), Order()).accepted

    assert [one.read.text for one in accepted] == [text]


def test_a_proof_of_another_version_or_of_nothing_proves_nothing() -> None:
    assert receipt_proof.read(b"") is None
    assert receipt_proof.read(b"\x93\x02\xc4\x00\xc4\x00") is None
    assert receipt_proof.same_name("~0000abcd") == "~0000abcd"


def test_the_same_sale_has_the_same_code_every_time(till: TestDevice) -> None:
    sale = sold(till, 2)

    assert len({code_of(till, sale) for _ in range(3)}) == 1
