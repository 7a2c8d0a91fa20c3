"""The questions to the snapshot: which products fit words and properties, in which order, and how many have what.

Each is one statement that gives one row: a thread that fetched thousands of rows one by one would have to wait for its
turn after each of them.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence

from msgspec import Struct, field

from kiosk.search.model import LISTED, Band, Counted, Filters, Sort
from kiosk.search.offers import Offered
from sync.formats import search_text

_PRICE = """CASE WHEN l.version > p.price_version THEN l.price_minor ELSE p.price_minor END"""
_HERE = """(p.on_hand > 0 OR p.gtin IN (SELECT gtin FROM stock_base UNION ALL SELECT gtin FROM stock_moved))"""
"""Whether it may be here; what this device heard of since the snapshot is looked at closely afterwards."""

COUNTED = 50_000
"""Of so many products, the best sellers of what fits, the properties are counted: a tenth of a second on a small
machine. Filters and orders look at all of them."""

_ORDER: dict[Sort, str] = {
    "best": "p.id",
    "price_up": "price, p.id",
    "price_down": "price DESC, p.id",
    "rating": "coalesce(r.tenths * 1000 + min(r.count, 999), 0) DESC, p.id",
}


class _Where(Struct):
    """A condition that grows."""

    parts: list[str] = field(default_factory=list)
    values: list[object] = field(default_factory=list)

    def add(self, part: str, *values: object) -> None:
        self.parts.append(part)
        self.values += values

    @property
    def text(self) -> str:
        return " AND ".join(self.parts) or "1"


def fitting(
    db: sqlite3.Connection, text: str, filters: Filters, sort: Sort, offers: Offered, *, most: int = LISTED
) -> list[int]:
    """Ids of the snapshot's products that fit the words (all do, if there are none) and the filters, in order."""
    source = _source(db, text, filters.category)
    if source is None:
        return []
    where = _Where(list(source.parts), list(source.values))
    for name, (part, values) in _conditions(filters, offers).items():
        if name not in source.settled:
            where.add(part, *values)
    best = sort == "best"
    # What is found in the order of popularity stops at the last one that is wanted; another order has to see them all.
    if best and not where.parts[source.own :] and source.plain:
        sql = f"SELECT json_group_array(id) FROM (SELECT {source.plain} LIMIT ?)"
        return _ids(db, sql, [*source.plain_values, most])
    rating = "LEFT JOIN catalogue.rating AS r ON r.product_id = p.id" if sort == "rating" else ""
    order = source.order if best else _ORDER[sort]
    sql = f"""SELECT json_group_array(id) FROM (
        SELECT p.id AS id, {_PRICE} AS price FROM {source.tables} LEFT JOIN live_price AS l ON l.gtin = p.gtin {rating}
        WHERE {where.text} ORDER BY {order} LIMIT ?)"""
    return _ids(db, sql, [*where.values, most])


def _ids(db: sqlite3.Connection, sql: str, values: Sequence[object]) -> list[int]:
    found: list[int] = json.loads(db.execute(sql, values).fetchone()[0])
    return found


def count(
    db: sqlite3.Connection, text: str, filters: Filters, offers: Offered, bands: Sequence[Band], *, rated: bool
) -> Counted:
    """How many products have each value of each property, of those that fit the words and every other property."""
    source = _source(db, text, "")
    if source is None:
        return Counted()
    conditions = _conditions(filters, offers)
    edges = sorted({low for low, _ in bands})
    band = "".join(f"WHEN price < {edge} THEN {number} " for number, edge in enumerate(edges[1:]))
    flags = ", ".join(f"({part}) AS ok_{name}" for name, (part, _) in conditions.items())
    values = [value for _, some in conditions.values() for value in some]
    offer, offer_values = _offer(offers)
    names = ("category", "brand", "size", "colour", "band", "here", "offer")

    def group(name: str) -> str:
        own = "price" if name == "band" else name
        others = " AND ".join(f"ok_{other}" for other in conditions if other != own) or "1"
        return f"SELECT '{name}' AS kind, {name} AS value, count(*) AS n FROM hit WHERE {others} GROUP BY 2"

    sql = f"""WITH hit AS MATERIALIZED (
            SELECT *, CASE {band} ELSE {max(0, len(edges) - 1)} END AS band FROM (
                SELECT p.category AS category, p.brand AS brand, p.size AS size, p.colour AS colour, {_PRICE} AS price,
                    {_HERE} AS here, {offer} AS offer{", " + flags if flags else ""}
                FROM {source.tables} LEFT JOIN live_price AS l ON l.gtin = p.gtin
                WHERE {source.text} ORDER BY {source.order} LIMIT {COUNTED}))
        SELECT json_group_array(json_array(kind, value, n)) FROM ({" UNION ALL ".join(map(group, names))})"""
    if not band:
        sql = sql.replace("CASE  ELSE 0 END", "0")
    row = db.execute(sql, [*offer_values, *values, *source.values]).fetchone()
    found: dict[str, dict[object, int]] = {name: {} for name in names}
    for kind, value, n in json.loads(row[0]):
        found[kind][value] = n

    def words(name: str) -> dict[str, int]:
        return dict(sorted(((str(value), n) for value, n in found[name].items() if value), key=lambda one: -one[1]))

    by_edge = {low: (low, high) for low, high in bands}
    return Counted(
        categories=words("category"),
        brands=words("brand"),
        sizes=words("size"),
        colours=words("colour"),
        bands={by_edge[edges[int(str(number))]]: n for number, n in sorted(found["band"].items(), key=str) if edges},
        here=found["here"].get(1, 0),
        offer=found["offer"].get(1, 0),
        rated=rated,
    )


def prices(db: sqlite3.Connection, text: str) -> tuple[int, int]:
    """(lowest, highest) price of what fits the words best, minor units: the bands of prices are made from it."""
    ids = fitting(db, text, Filters(), "best", Offered(), most=400)
    row = db.execute(
        """SELECT min(price_minor), max(price_minor) FROM catalogue.product
           WHERE id IN (SELECT value FROM json_each(?))""",
        (json.dumps(ids),),
    ).fetchone()
    return (0, 0) if row[0] is None else (row[0], row[1])


def rated(db: sqlite3.Connection) -> bool:
    """Whether the snapshot knows opinions."""
    known = db.execute("SELECT 1 FROM catalogue.sqlite_master WHERE name = 'rating'").fetchone()
    return known is not None and db.execute("SELECT 1 FROM catalogue.rating LIMIT 1").fetchone() is not None


def gtins(db: sqlite3.Connection, ids: Sequence[int]) -> list[str]:
    """GTINs of the snapshot's products with these ids, in the order given."""
    rows = db.execute(
        """SELECT p.gtin FROM json_each(?) AS wanted
           JOIN catalogue.product AS p ON p.id = wanted.value ORDER BY wanted.key""",
        (json.dumps(list(ids)),),
    )
    return [row[0] for row in rows]


def shelves_of(db: sqlite3.Connection, ids: Sequence[int]) -> dict[str, int]:
    """Category -> how many of these products stand in it, the fullest first."""
    row = db.execute(
        """SELECT json_group_array(json_array(category, n)) FROM (
               SELECT category, count(*) AS n FROM catalogue.product
               WHERE id IN (SELECT value FROM json_each(?)) AND category <> '' GROUP BY 1 ORDER BY 2 DESC, 1)""",
        (json.dumps(list(ids)),),
    ).fetchone()
    return dict(json.loads(row[0]))


def names_of(db: sqlite3.Connection, ids: Sequence[int], column: str) -> list[tuple[str, str]]:
    """(name, brand) of the snapshot's products; `column` is one of its three names."""
    row = db.execute(
        f"""SELECT json_group_array(json_array({column}, brand)) FROM catalogue.product
            WHERE id IN (SELECT value FROM json_each(?))""",
        (json.dumps(list(ids)),),
    ).fetchone()
    return [(name, brand) for name, brand in json.loads(row[0])]


def named(db: sqlite3.Connection, ids: Sequence[int], column: str) -> list[tuple[int, str, str]]:
    """(id, name, brand) in the order of the ids."""
    row = db.execute(
        f"""SELECT json_group_array(json_array(p.id, p.{column}, p.brand)) FROM json_each(?) AS wanted
            JOIN catalogue.product AS p ON p.id = wanted.value""",
        (json.dumps(list(ids)),),
    ).fetchone()
    order = {number: place for place, number in enumerate(ids)}
    found = [(number, name, brand) for number, name, brand in json.loads(row[0])]
    return sorted(found, key=lambda one: order[one[0]])


class _Source(_Where):
    """Where products come from: tables, in the order of popularity, with the words' own condition."""

    tables: str = "catalogue.product AS p"
    order: str = "p.id"
    own: int = 0
    """How many of the conditions are the source's own."""
    settled: frozenset[str] = frozenset()
    """Properties that it has looked to already."""
    plain: str = ""
    """The same from an index alone, where there is one: what comes after SELECT."""
    plain_values: list[object] = field(default_factory=list)


def _source(db: sqlite3.Connection, text: str, category: str) -> _Source | None:
    """None if the words say nothing at all."""
    if not text.strip():
        return _shelf(category) if category else _Source(plain="id FROM catalogue.product ORDER BY id")
    query = search_text.parse(text)
    if query is None:
        return None
    # The index gives ids in the order of popularity; the product is looked up beside it, never the other way round.
    source = _Source(
        tables="catalogue.search CROSS JOIN catalogue.product AS p ON p.id = search.rowid", order="search.rowid"
    )
    source.add("search MATCH ?", query.match)
    if query.inexact:
        db.create_function("stands_in", 4, query.contains_runs, deterministic=True)
        source.add("stands_in(p.name_zh_hans, p.name_zh_hant, p.name_en, p.brand)")
    else:
        source.plain = "rowid AS id FROM catalogue.search WHERE search MATCH ? ORDER BY rowid"
        source.plain_values = [query.match]
    source.own = len(source.parts)
    return source


def _shelf(category: str) -> _Source:
    """A shelf and all that lie in it, by the index of categories: the table itself would be read from end to end."""
    ids = """id FROM (SELECT id FROM catalogue.product WHERE category = ? UNION ALL
        SELECT id FROM catalogue.product WHERE category > ? AND category < ?) ORDER BY id"""
    values: list[object] = [category, f"{category}.", f"{category}/"]
    return _Source(
        values=values,
        tables=f"(SELECT {ids}) AS shelf CROSS JOIN catalogue.product AS p ON p.id = shelf.id",
        order="shelf.id",
        settled=frozenset({"category"}),
        plain=ids,
        plain_values=values,
    )


def _conditions(filters: Filters, offers: Offered) -> dict[str, tuple[str, list[object]]]:
    """property -> (condition, its values), of those that are set."""
    found: dict[str, tuple[str, list[object]]] = {}
    if filters.category:
        found["category"] = (
            "(p.category = ? OR (p.category > ? AND p.category < ?))",
            [filters.category, f"{filters.category}.", f"{filters.category}/"],
        )
    for name, chosen in (("brand", filters.brands), ("size", filters.sizes), ("colour", filters.colours)):
        if chosen:
            found[name] = (f"p.{name} IN (SELECT value FROM json_each(?))", [json.dumps(sorted(chosen))])
    if filters.bands:
        parts = [f"({_PRICE} >= {low}" + (f" AND {_PRICE} < {high})" if high else ")") for low, high in filters.bands]
        found["price"] = (f"({' OR '.join(sorted(parts))})", [])
    if filters.here:
        found["here"] = (_HERE, [])
    if filters.offer:
        found["offer"] = _offer(offers)
    return found


def _offer(offers: Offered) -> tuple[str, list[object]]:
    parts = ["p.gtin IN (SELECT value FROM json_each(?))", "p.brand IN (SELECT value FROM json_each(?))"]
    values: list[object] = [json.dumps(offers.gtins), json.dumps(offers.brands)]
    for category in offers.categories:
        parts.append("(p.category = ? OR (p.category > ? AND p.category < ?))")
        values += [category, f"{category}.", f"{category}/"]
    values.append(json.dumps(offers.excepted))
    return f"(({' OR '.join(parts)}) AND p.gtin NOT IN (SELECT value FROM json_each(?)))", values
