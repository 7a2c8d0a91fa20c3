"""The parts of a product's page that stand first: title and price, sizes and colours, what to know before buying."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial

from kivy.uix.widget import Widget

from kiosk.catalogue.model import Product, Rating
from kiosk.catalogue.widgets import brand_words, detail_of, label, labels, name_of, short_gtin
from kiosk.home.product_reach import here
from kiosk.money import Money
from kiosk.stock.model import Level
from kiosk.till.price_tag import PriceTag
from kiosk.ui.theme import theme
from kiosk.ui.tr import tr
from kiosk.ui.widgets.boxes import Column, Flow, Gap, Grid, Row
from kiosk.ui.widgets.button import Button
from kiosk.ui.widgets.card import Panel
from kiosk.ui.widgets.choice import OptionCard
from kiosk.ui.widgets.pill import Chip, Pill, State
from kiosk.ui.widgets.press import Action
from kiosk.ui.widgets.price import Price
from kiosk.ui.widgets.stat import Fact
from kiosk.ui.widgets.text import Icon, Text
from sync.formats.price_book import Needs

MANY = 6
"""More sizes or colours than this become chips, which take a third of the room."""

BESIDE = 0.62
"""The price's share of the title's width."""

ALONE = 0.42
"""The same where nothing is said of it."""


def heading(product: Product, tag: PriceTag, rating: Rating | None, note: str, sign_in: Action) -> Widget:
    """Brand, name, claim and rating at the left; the price at the right, with the old one and why it is lower.

    `sign_in`: whoever is a member, and has not said so, pays less.
    """
    words: list[Widget] = []
    if product.brand:
        words.append(Text(brand_words(product.brand), role="second", bold=True, colour="ink2"))
    words.append(Text(name_of(product), role="h1", bold=True))
    claim = product.claim.text(tr.language)
    if claim:
        words.append(Text(claim, role="second", colour="ink2"))
    if rating is not None:
        words.append(stars_line(rating))
    lower = tag.amount < tag.listed
    alone = not (lower or tag.reasons or tag.member_amount is not None or tag.points or note)
    price = Column(
        Price(tag.amount, tag.listed if lower else None, align="right"), gap=8, size_hint_x=ALONE if alone else BESIDE
    )
    for reason in tag.reasons:
        # A pill of its own for what only members get; else plain words, so that one colour means one thing.
        line: Widget = Text(reason, role="second", colour="sale", align="right")
        if tag.for_members:
            line = Row(Gap(), Pill(reason, "gold", max_width=theme.px(400)))
        price.add_widget(line)
    if tag.member_amount is not None:
        price.add_widget(Row(Gap(), _members_pay(tag, sign_in)))
    if tag.points:
        key = "product.points" if tag.member_amount is None else "product.points_members"
        price.add_widget(Text(tr.text(key, n=tr.number(tag.points)), role="second", colour="ink2", align="right"))
    if note:
        price.add_widget(Text(note, role="second", colour="warn", align="right"))
    return Row(Column(*words, gap=6), price, gap=24, align="top")


def stars_line(rating: Rating) -> Row:
    """Star, mean and how many said so."""
    return Row(
        Icon("star", 32, colour="star"),
        Text(f"{rating.tenths / 10:.1f}", role="second", bold=True, hug=True),
        Text(tr.text("product.reviews_n", n=tr.number(rating.count)), role="second", colour="ink2", hug=True),
        Gap(),
        gap=14,
    )


def _members_pay(tag: PriceTag, sign_in: Action) -> Pill:
    assert tag.member_amount is not None
    amount = tr.money(tag.member_amount)
    tier = f"member.tier.{tag.member_tier}"
    if tag.member_tier and tr.known(tier):
        words = tr.text("product.tier_pays", tier=tr.text(tier), amount=amount)
    else:
        words = tr.text("product.members_pay", amount=amount)
    return Pill(words, "gold", action=sign_in, max_width=theme.px(400))


# ---------------------------------------------------------------- sizes and colours

LETTERS = ("XXS", "XS", "S", "M", "L", "XL", "XXL", "XXXL")


def in_order(family: Sequence[Product]) -> list[Product]:
    """From small to large: letters as people say them, amounts by their number, anything else as it came."""

    def rank(one: Product) -> tuple[int, float]:
        size = one.size.strip().upper()
        if size in LETTERS:
            return 0, float(LETTERS.index(size))
        number, _, unit = size.partition(" ")
        try:
            return 1, float(number.replace(",", ".")) * (1000 if unit in ("L", "KG") else 1)
        except ValueError:
            return 2, 0.0

    return sorted(family, key=rank)


def variants(
    product: Product,
    family: Sequence[Product],
    levels: Mapping[str, Level],
    prices: Mapping[str, Money],
    choose: Callable[[str], object],
) -> Widget | None:
    """Its sizes and colours, each with its own price; what is not made, or not here, says so. None if there is one.

    `prices`: gtin -> what it costs whoever stands here.
    """
    if len(family) < 2:
        return None
    family = in_order(family)
    sizes, colours = (tuple(dict.fromkeys(values)) for values in ([p.size for p in family], [p.colour for p in family]))
    if len(sizes) > 1 and len(colours) > 1:
        return _matrix(product, family, levels, prices, choose, sizes, colours)
    chips = len(family) > MANY
    cards: list[Widget] = []
    for one in family:
        words = (label("colour", one.colour) if len(sizes) == 1 and one.colour else detail_of(one)) or name_of(one)
        price = prices.get(one.gtin, one.price)
        cards.append(_choice(one, words, one.gtin == product.gtin, levels, choose, chips=chips, price=price))
    return Flow(*cards, gap=24) if chips else Grid(*cards, columns=min(3, len(cards)), large=1, gap=24)


def _matrix(
    product: Product,
    family: Sequence[Product],
    levels: Mapping[str, Level],
    prices: Mapping[str, Money],
    choose: Callable[[str], object],
    sizes: Sequence[str],
    colours: Sequence[str],
) -> Widget:
    """Colours in one row and sizes in the next; a size that this colour is not made in is grey and says so."""
    by_both = {(one.size, one.colour): one for one in family}
    tints = []
    for colour in colours:
        one = by_both.get((product.size, colour)) or next(one for one in family if one.colour == colour)
        words = label("colour", colour) if colour else tr.text("product.no_colour")
        tints.append(_choice(one, words, colour == product.colour, levels, choose, chips=True))
    cards = []
    for size in sizes:
        found = by_both.get((size, product.colour))
        if found is None:
            cards.append(_missing(size))
        else:
            chosen, price = found.gtin == product.gtin, prices.get(found.gtin, found.price)
            cards.append(_choice(found, size, chosen, levels, choose, chips=False, price=price))
    return Column(Flow(*tints, gap=24), Grid(*cards, columns=min(3, len(cards)), large=2, gap=24), gap=24)


def _choice(
    one: Product,
    words: str,
    chosen: bool,
    levels: Mapping[str, Level],
    choose: Callable[[str], object],
    *,
    chips: bool,
    price: Money | None = None,
) -> Widget:
    level = levels.get(one.gtin)
    none_here = level is not None and level.available < 1
    go = partial(choose, one.gtin)
    if chips:
        text = tr.text("product.choice_none", what=words) if none_here else words
        return Chip(text, selected=chosen, action=go)
    note = tr.money(price) if price is not None else ""
    if none_here:
        note = "·".join(part for part in (note, tr.text("product.variant_none")) if part)
    card = OptionCard(words, note, selected=chosen, action=go)
    if none_here and not chosen:
        card.title.colour = "ink3"
    return card


def _missing(size: str) -> OptionCard:
    """What is not made: it can be read, and not be chosen."""
    card = OptionCard(size, tr.text("product.variant_missing"))
    card.opacity = 0.5 if not theme.contrast else 0.8
    return card


# ---------------------------------------------------------------- what to know before buying


def nudge(words: str) -> Widget | None:
    """What one more would give."""
    if not words:
        return None
    line = Row(Icon("spark", 40, colour="accent_line"), Text(words, role="body", bold=True, colour="accent_line"))
    line.gap = 20
    line.restyle()
    return Panel(line, tone="accent_soft", pad=(28, 22))


def notices(needs: Needs, money: Callable[[int], str]) -> Widget | None:
    """What buying it takes beyond its price: an age, a deposit."""
    lines: list[Widget] = []
    if needs.age:
        lines.append(
            _notice("person_circle", tr.text("product.age", age=needs.age), tr.text("product.age_more", age=needs.age))
        )
    if needs.deposit_minor:
        words = tr.text("product.deposit", amount=money(needs.deposit_minor))
        lines.append(_notice("refresh", words, tr.text("product.deposit_more")))
    return Column(*lines, gap=16) if lines else None


def _notice(icon: str, title: str, more: str) -> Panel:
    words = Column(Text(title, role="body", bold=True, colour="info"), Text(more, role="second", colour="ink2"), gap=2)
    return Panel(Row(Icon(icon, 44, colour="info"), words, gap=20), tone="info_soft", pad=28)


def none_here(have_one: Action) -> Widget:
    """The count says that there is none; whoever holds one in their hand knows better."""
    words = Column(
        Text(key="product.none_title", role="body", bold=True, colour="warn"),
        Text(key="product.none_more", role="second", colour="ink2"),
        gap=2,
    )
    return Panel(
        Row(Icon("info", 44, colour="warn"), words, gap=20),
        Row(Button("product.have_one", size="small", hug=True, action=have_one), Gap()),
        tone="warn_soft",
        pad=28,
        gap=16,
    )


def stock_pill(level: Level | None, now: datetime) -> tuple[str, State]:
    """(words, state) of what is here, as short as a card needs it."""
    if level is None:
        return tr.text("search.unknown_here"), "neutral"
    if level.available < 1:
        return tr.text("search.none_here"), "warn"
    return here(level, now), "ok"


def facts(product: Product, needs: Needs) -> Column | None:
    """Allergens, care, origin and the numbers on the pack; None if nothing is known."""
    found: list[Widget] = []
    if product.allergens:
        found.append(Fact("product.allergens", labels("allergen", product.allergens)))
    if product.care:
        found.append(Fact("product.care", labels("care", product.care)))
    if product.origin:
        found.append(Fact("product.origin", label("origin", product.origin)))
    if needs.warranty_months:
        found.append(Fact("product.warranty", tr.text("product.months", n=needs.warranty_months)))
    found.append(Fact("product.code", short_gtin(product.gtin)))
    return Column(Text(key="product.facts", role="h2", bold=True), Grid(*found, columns=2, large=1, gap=24), gap=20)


def found_pill(gtin: str) -> Pill:
    """Says which code was read."""
    # In large type the digits would lie across the product.
    code = short_gtin(gtin) if theme.text_scale < 1.5 else ""
    return Pill(tr.text("product.found", code=code).strip(), "ok")
