"""What can go wrong with bulk data over HTTP, each as its own kind of error. The shop goes on with what it has."""

from __future__ import annotations

import errno


class BulkError(Exception):
    """Nothing was changed: the old catalogue and the old pictures stay in use. The text is for an operator."""

    reason: str = "fault"
    """A word for screens: unreachable, not_there, untrusted, damaged, no_space, stopped."""


class Unreachable(BulkError):
    """Head office does not answer, or not in time, or has a fault of its own. Later it may."""

    reason = "unreachable"


class NotThere(BulkError):
    """Head office has no such thing."""

    reason = "not_there"


class Untrusted(BulkError):
    """The manifest is not signed by head office, or is for another store."""

    reason = "untrusted"


class Damaged(BulkError):
    """What arrived is not what the manifest says, or cannot be used by this program."""

    reason = "damaged"


class NoSpace(BulkError):
    """The disk has no room for it."""

    reason = "no_space"


class Stopped(BulkError):
    """The program is ending."""

    reason = "stopped"


def of_disk(fault: OSError) -> BulkError:
    """The fault of a disk as one of ours."""
    if fault.errno in (errno.ENOSPC, errno.EDQUOT):
        return NoSpace(f"the disk is full: {fault.filename or fault.strerror}")
    return Damaged(f"the disk failed: {fault}")
