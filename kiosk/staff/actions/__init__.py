"""Signing in and out, approvals, and the audit: one transaction each."""

from __future__ import annotations

from kiosk.staff.actions.approvals import approve, require, unlock
from kiosk.staff.actions.auditing import audit
from kiosk.staff.actions.roster import on_staff
from kiosk.staff.actions.signing import (
    begin,
    change_pin,
    lock,
    minutes,
    recognise,
    sign_in,
    sign_out,
    time_passed,
    verify,
)
