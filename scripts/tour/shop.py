"""The demo store's data: generated and imported into a head office once, then copied for each demonstration."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from itertools import islice
from pathlib import Path

from msgspec import Struct

from scripts.demo_store import campaigns, export, pictures, products, stores
from scripts.demo_store.products import Product

Say = Callable[[str], None]

PICTURES = 160
"""Best sellers that have a picture from the start; everything else shows a quiet placeholder."""

LEADERS = 400
"""Campaigns are about what sells best."""

TENANT = "aurelle"


class Hand(Struct, frozen=True):
    """Somebody who works in the demonstration's store."""

    operator_id: str
    name: str
    role: str
    language: str
    pin: str
    """No secret: it is printed. A real one is known to its owner alone."""


CREW = (
    Hand("operator-1", "林晓雯", "cashier", "zh_CN", "730185"),
    Hand("operator-2", "陳靜儀", "supervisor", "zh_TW", "417263"),
    Hand("operator-3", "Mei Lan", "manager", "en", "620954"),
)


class Shop(Struct, frozen=True):
    """Where the demonstration's head office lies, and what is in it."""

    office: Path
    """Head office's data folder; this demonstration's own copy."""
    export: Path
    """The files that were imported."""
    store: str
    """GLN of the store that is shown."""

    def member(self) -> str:
        """Id of a member of the store: Ms Lin."""
        rows = (self.export / "members.csv").read_text("utf-8").splitlines()[1:]
        return next(row.split(",")[0] for row in rows if self.store in row and ",林," in row)

    def command(self, *arguments: str) -> str:
        """One head office command; gives what it prints.

        Raises:
            RuntimeError: with what it says, if it fails.
        """
        return office_command(self.office, *arguments)


SERVICES = (
    ("肤质咨询", "膚質諮詢", "Skin advice", "--minutes", "30", "--host", "陈悦", "--host", "林岚", "--skill", "skin",
     "--ask", "您的肤质？|您的膚質？|What is your skin like?"),
    ("妆容体验", "妝容體驗", "Make-up session", "--minutes", "45", "--host", "林岚", "--skill", "make-up"),
)  # fmt: skip
"""What the demo store offers by appointment."""


def office_command(office: Path, *arguments: str, told: str = "") -> str:
    """Run ``python -m sync.headoffice`` with these arguments; `told` is what it reads.

    Raises:
        RuntimeError: with what it says, if it fails.
    """
    command = [sys.executable, "-m", "sync.headoffice", "--data", str(office), "--tenant", TENANT, *arguments]
    done = subprocess.run(command, input=told, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"head office {' '.join(arguments)}: {done.stderr.strip() or done.stdout.strip()}")
    return done.stdout.strip()


def prepare(folder: Path, count: int, say: Say) -> Shop:
    """A fresh copy of the demo store in `folder`; the original is made once and kept in the user's cache."""
    original = _cache() / f"demo-{_fingerprint()}-{count}"
    if not (original / "done").exists():
        _make(original, count, say)
    office = folder / "office"
    if office.exists():
        shutil.rmtree(office)
    shutil.copytree(original / "office", office)
    for one in CREW:
        say(f"works here: {one.name}, {one.role}, badge {one.operator_id}, PIN {one.pin}")
    return Shop(office, original / "export", stores.generate()[0].gln)


def _make(folder: Path, count: int, say: Say) -> None:
    """Generate, import, release. An interrupted making is begun again."""
    if folder.exists():
        shutil.rmtree(folder)
    files, office = folder / "export", folder / "office"
    say(f"making the demo store: {count:,} products, 5 stores, 2,000 members, a year of sales (once)")
    export.write(files, count=count, last_day=date(2026, 11, 20))
    say(f"drawing {PICTURES} pictures")
    with ProcessPoolExecutor() as painters:
        for product, picture in painters.map(_picture, islice(products.generate(count), PICTURES), chunksize=10):
            (files / product.image).write_bytes(picture)
    leaders = list(islice(products.generate(count), LEADERS))
    campaigns.write(files, leaders)
    for what in (
        *("stores", "categories", "products", "members", "history"),
        *("ratings", "reviews", "cards", "plans", "deliveries"),
    ):
        name = "history.csv.zst" if what == "history" else f"{what}.csv"
        say(f"importing {what}: {office_command(office, 'import', what, str(files / name))}")
    say(f"sending campaigns: {office_command(office, 'campaigns', str(files / 'campaigns.toml'))}")
    here = ("--store", stores.generate()[0].gln)
    office_command(office, "allot", "50", "--safety", "1", *here)
    office_command(office, "guarantee", "200", *here)
    for offered in SERVICES:
        office_command(office, "service", "add", *offered, *here)
    say("hiring the crew")
    for one in CREW:
        hired = ("operator", "add", one.operator_id, one.name, "--role", one.role, "--language", one.language)
        where = ("--store", stores.generate()[0].gln, "--pin-stdin")
        office_command(office, *hired, *where, told=f"{one.pin}\n")
    say("releasing the catalogue")
    office_command(office, "release", "--store", stores.generate()[0].gln)
    (folder / "done").touch()


def _picture(product: Product) -> tuple[Product, bytes]:
    return product, pictures.webp(product)


def _cache() -> Path:
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base, "kiosk")


def _fingerprint() -> str:
    """Changes whenever the code that makes the store or reads it does."""
    root = Path(__file__).parents[2]
    digest = hashlib.sha256()
    for part in ("scripts/demo_store", "scripts/tour/shop.py", "sync/formats", "sync/headoffice"):
        for path in sorted([root / part, *(root / part).rglob("*")]):
            if path.is_file() and "__pycache__" not in path.parts:
                digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
