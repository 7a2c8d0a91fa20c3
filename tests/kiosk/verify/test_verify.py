"""Verification proves an honest disk and names the first bad row of a dishonest one."""

from __future__ import annotations

import sqlite3
import subprocess
import sys

import pytest

from kiosk import database
from kiosk.till import actions
from kiosk.till.model import Sale
from kiosk.verify import checks, tables
from kiosk.verify.command import main
from kiosk.verify.model import Checked, Finding
from tests.devices import SERUM, TEA, WATER, TestDevice


def sold(device: TestDevice) -> list[Sale]:
    """Three sales, and one line of the second comes back."""
    register = device.store.register
    found = []
    for basket_id, gtins in (("b1", (WATER, SERUM)), ("b2", (TEA, TEA)), ("b3", (WATER,))):
        for gtin in gtins:
            device.do(actions.add_product, register, basket_id, gtin)
        found.append(device.do(actions.pay_cash, register, basket_id, 100_000))
    line = found[1].lines[0]
    device.do(actions.return_line, register, found[1].sale_id, line.line_id, 1)
    return found


def verify(device: TestDevice) -> tuple[Checked, list[Finding]]:
    db = tables.open_read_only(device.store.folder)
    try:
        return checks.run(db)
    finally:
        db.close()


def tamper(device: TestDevice, sql: str, *values: object) -> None:
    """Change the file behind the device's back."""
    db = sqlite3.connect(device.store.folder / database.JOURNAL)
    with db:
        db.execute(sql, values)
    db.close()


def test_what_a_device_wrote_itself_is_proven(device: TestDevice) -> None:
    sales = sold(device)

    checked, findings = verify(device)

    assert findings == []
    assert checked.sales == 4
    assert checked.total_minor == sum(sale.total.minor for sale in sales) - 1800
    assert checked.facts >= 4
    assert checked.movements == 5


@pytest.mark.parametrize(
    ("sql", "check", "row"),
    [
        ("UPDATE sale SET total_minor = total_minor - 100 WHERE sale_id = 'b1'", "sums", "sale b1"),
        ("UPDATE sale_line SET amount_minor = 1 WHERE sale_id = 'b2'", "sums", "sale b2"),
        ("UPDATE tender SET amount_minor = amount_minor + 1 WHERE sale_id = 'b3'", "sums", "sale b3"),
        ("UPDATE sale SET customer = 'm9' WHERE sale_id = 'b2'", "facts", "sale b2"),
        ("UPDATE sale SET at = '2026-11-20T04:00:00.000Z' WHERE sale_id = 'b2'", "facts", "sale b2"),
        ("UPDATE sale SET sequence = 9 WHERE sale_id = 'b2'", "numbers", "sale b3"),
        ("UPDATE stock_movement SET quantity = -7 WHERE reference = 'b3'", "stock", "sale b3"),
        ("UPDATE stock_moved SET total = total + 1", "stock", "stock_moved"),
        (
            "UPDATE journal SET body = CAST(replace(CAST(body AS TEXT), 'b1', 'b7') AS BLOB) WHERE subject = 'b1'",
            "chain",
            "journal row",
        ),
        ("DELETE FROM journal WHERE subject = 'b2'", "chain", "journal row"),
        ("UPDATE stream SET head = 'f00d' WHERE lane = 'money'", "chain", "stream money"),
    ],
)
def test_the_first_bad_row_is_named(device: TestDevice, sql: str, check: str, row: str) -> None:
    sold(device)
    tamper(device, sql)

    _, findings = verify(device)

    assert findings[0].check == check
    assert findings[0].row.startswith(row)


def test_a_sale_that_was_cut_out_of_the_disk_is_missed(device: TestDevice) -> None:
    sold(device)
    for table in ("tender", "sale_line", "sale"):
        tamper(device, f"DELETE FROM {table} WHERE sale_id = 'b3'")

    _, findings = verify(device)

    assert ("facts", "sale b3") in [(one.check, one.row) for one in findings]
    assert ("numbers", "number 3 is missing before it") in [(one.check, one.problem) for one in findings]


def test_more_units_back_than_sold_are_found(device: TestDevice) -> None:
    sold(device)
    tamper(device, "UPDATE sale_line SET quantity = -3 WHERE returned_from = 'b2'")

    _, findings = verify(device)

    assert "returns" in {one.check for one in findings}


def test_the_command_proves_the_disk_of_a_running_device(
    device: TestDevice, capsys: pytest.CaptureFixture[str]
) -> None:
    sold(device)

    assert main([str(device.store.folder)]) == 0
    assert "4 sales without a gap" in capsys.readouterr().out
    tamper(device, "UPDATE sale SET total_minor = 5 WHERE sale_id = 'b1'")
    assert main([str(device.store.folder)]) == 1
    assert capsys.readouterr().out.startswith("sums: sale b1")


def test_the_command_says_when_there_is_nothing_to_read(device: TestDevice) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "kiosk", "verify", str(device.store.folder / "nowhere")],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 2
    assert "nowhere" in done.stderr


def test_a_torn_page_is_told(device: TestDevice) -> None:
    sold(device)
    device.store.worker.close()
    path = device.store.folder / database.JOURNAL
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 2 : len(raw) // 2 + 4096] = b"\x00" * 4096
    path.write_bytes(raw)

    assert main([str(device.store.folder)]) == 1
