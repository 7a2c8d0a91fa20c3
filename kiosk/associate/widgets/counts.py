"""How many wait at the places of the rail of a tablet or a till."""

from __future__ import annotations

from collections.abc import Mapping

from kiosk.service import tables as service
from kiosk.store import Store
from kiosk.task import tables as tasks
from kiosk.ui.desk import Counts


class TabletCounts(Counts):
    """Open tasks, and shoppers whom nobody has answered."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def waiting(self) -> Mapping[str, int]:
        """Place -> how many."""
        store = self._store
        asked = [call for call in service.open_calls(store.db, store.clock()) if call.state == "asked"]
        return {"associate.tasks": tasks.count_open(store.db), "service.calls": len(asked)}
