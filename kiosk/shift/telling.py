"""A Z report as the message that head office gets."""

from __future__ import annotations

from kiosk.shift.report import Report
from sync import messages


def closed(report: Report) -> messages.ShiftClosed:
    """A Z as head office is told of it."""
    turnover, cash = report.turnover, report.cash
    return messages.ShiftClosed(
        shift_id=report.shift_id,
        store=report.store_gln,
        workstation=report.workstation,
        business_date=report.business_date,
        series=report.series,
        number=report.number,
        currency=report.currency,
        opened_at=report.opened_at,
        at=report.at,
        operator=report.operator,
        sales=turnover.sales,
        gross_minor=turnover.gross_minor,
        reductions_minor=turnover.reductions_minor,
        tax_added_minor=turnover.tax_added_minor,
        returns=turnover.returns,
        returns_minor=turnover.returns_minor,
        exchanges=turnover.exchanges,
        voids=turnover.voids,
        voids_minor=turnover.voids_minor,
        no_sales=turnover.no_sales,
        total_minor=turnover.total_minor,
        tenders=tuple(
            messages.ZTender(kind=one.kind, count=one.count, amount_minor=one.amount_minor) for one in report.tenders
        ),
        taxes=tuple(
            messages.ZTax(code=one.code, rate_bp=one.rate_bp, net_minor=one.net_minor, tax_minor=one.tax_minor)
            for one in report.taxes
        ),
        cash=messages.ZCash(
            float_minor=cash.float_minor,
            paid_in_minor=cash.paid_in_minor,
            paid_out_minor=cash.paid_out_minor,
            dropped_minor=cash.dropped_minor,
            picked_up_minor=cash.picked_up_minor,
            sales_minor=cash.sales_minor,
            refunds_minor=cash.refunds_minor,
            held_minor=cash.held_minor,
            held_before_minor=cash.held_before_minor,
            expected_minor=cash.expected_minor,
        ),
        counted_minor=report.counted_minor,
        variance_minor=report.variance_minor,
        variance_reason=report.variance_reason,
        numbers=tuple(
            messages.ZNumbers(
                business_date=one.business_date,
                series=one.series,
                first=one.first,
                last=one.last,
                count=one.count,
                missing=one.missing,
            )
            for one in report.numbers
        ),
        missing=report.missing,
        points_issued=turnover.points_issued,
        points_redeemed=turnover.points_redeemed,
        gift_cards_minor=turnover.gift_cards_minor,
        leftovers=tuple(
            messages.ZLeftover(
                kind=one.kind, what=one.what, amount_minor=one.amount_minor, count=one.count, carried=one.carried
            )
            for one in report.leftovers
        ),
        unsent=report.unsent,
        digest=report.digest,
        seal=report.seal,
    )
