"""What head office does by itself while it runs."""

from __future__ import annotations

from sync.headoffice import members, recommendations, stock
from sync.headoffice.office import Office
from sync.headoffice.server import Server
from sync.messages import ConfigPublished, MemberChanged, StockLevelChanged
from tests.headoffice.offices import MILK, OAT, OTHER, STORE, open_office, told
from tests.sync.hosts import until


def test_stock_that_moved_is_told_by_itself(server: Server, office: Office) -> None:
    office.change(lambda change: stock.count(change, [(STORE, MILK, "till-1", "e1", 1, -2)]))

    until(
        lambda: any(
            isinstance(one, StockLevelChanged) and one.on_hand == 10 for one in told(office, STORE, StockLevelChanged)
        ),
        5,
        "the new level",
    )


def test_a_members_new_habits_are_told_by_themselves(server: Server, office: Office) -> None:
    rows = [(STORE, f"b{number}", OAT, 1, "M1", f"2026-04-0{number}T02:00:00.000Z") for number in (1, 2)]
    office.change(lambda change: recommendations.import_rows(change.db, rows))
    office.change(lambda change: members.bought(change, "M1"))

    until(
        lambda: any(
            isinstance(one, MemberChanged) and one.usual == ((OAT, 2),) for one in told(office, STORE, MemberChanged)
        ),
        5,
        "the habit",
    )


def test_every_store_gets_its_signed_config_once(server: Server, office: Office) -> None:
    until(lambda: told(office, STORE, ConfigPublished) and told(office, OTHER, ConfigPublished), 10, "the configs")

    [config] = told(office, STORE, ConfigPublished)
    assert isinstance(config, ConfigPublished)
    assert config.version > 0


def test_a_commit_of_another_process_wakes_who_listens(server: Server, office: Office) -> None:
    woken: list[bool] = []
    office.database.on_commit(lambda: woken.append(True))
    until(lambda: told(office, OTHER, ConfigPublished), 10, "a quiet moment")
    other = open_office(office.folder)
    other.change(lambda change: change.version())
    woken.clear()
    other.change(lambda change: change.version())
    other.close()

    until(lambda: woken, 3, "the wake-up")
