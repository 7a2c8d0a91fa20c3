"""What is cleared out of memory after a person has gone."""

from __future__ import annotations

import gc

from kiosk.ui.input_method import syllables
from kiosk.ui.widgets.written import forget_texts


def clear_away(_dt: float = 0.0) -> None:
    """Pages that were thrown away go now, and not when memory is full; and what was remembered of words."""
    gc.collect()
    forget_texts()
    syllables.forget()
