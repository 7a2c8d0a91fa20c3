"""The client book on a tablet: whom I look after, everybody's, or who wants to hear of us now."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any, ClassVar, Literal

from kivy.uix.widget import Widget

from kiosk.clienteling import actions, tables
from kiosk.clienteling.model import Client, days_to_birthday
from kiosk.clienteling.widgets.look_sheet import open_member
from kiosk.codes import OwnCode
from kiosk.customer import tables as customers
from kiosk.customer.model import Member
from kiosk.customer.widgets.names import name_of, tier_of
from kiosk.staff import tables as staff
from kiosk.store import Store
from kiosk.ui import navigation
from kiosk.ui.desk import DeskScreen
from kiosk.ui.sounds import play
from kiosk.ui.widgets.boxes import Column, Flow, Gap, Row
from kiosk.ui.widgets.button import Actions, Button
from kiosk.ui.widgets.card import Card
from kiosk.ui.widgets.list_row import ListRow
from kiosk.ui.widgets.pill import Chip, Pill
from kiosk.ui.widgets.scroll import Scroll
from kiosk.ui.widgets.text import Icon, Text

Filter = Literal["mine", "due", "all"]
FILTERS: tuple[Filter, ...] = ("mine", "due", "all")

SOON = (("client.in_week", 7), ("client.in_month", 30), ("client.in_quarter", 90))


class BookScreen(DeskScreen):
    """Names and dates only; what somebody bought stands on their card, which takes their code."""

    store: Store
    topics: ClassVar[frozenset[str]] = actions.TOPICS | {"member", "staff"}
    place: ClassVar[str] = "associate.more"

    filter: Filter = "mine"
    member = ""
    _handing = False
    _setting = ""
    """The month of the birthday that is being set."""

    def content(self) -> Widget:
        """Filters and list at the left, the chosen one at the right."""
        self._filters = Row(gap=10)
        self._list = Column(gap=0)
        left = Column(
            self._filters, Card(Scroll(self._list), pad=(22, 10), grow=True), gap=12, grow=True, size_hint=(0.85, 1)
        )
        self._side = Card(pad=24, gap=14, grow=True)
        return Row(left, self._side, gap=20, align="stretch", grow=True)

    def arrived(self) -> None:
        """Begin with one's own, unless somebody was named."""
        self.member = str(self.args.get("member", ""))
        self._handing, self._setting = False, ""

    def left(self) -> None:
        """Nothing of people stays on a page that is gone."""
        super().left()
        self._list.replace()
        self._side.replace()

    def on_loyalty(self, code: OwnCode) -> None:
        """Somebody is here: their card."""
        navigation.go("client.card", code=code)

    def refresh(self) -> None:
        """Read the book."""
        store = self.store
        self.header.title.say_key("client.book")
        if not tables.mask(store.db).keeps:
            self.header.sub.say("")
            self._filters.replace()
            self._list.replace(Text(key="client.book_masked", role="body", colour="ink2"))
            self._side.replace(Gap())
            return
        operator, today = tables.who(store.db)[0], store.register.business_date(store.clock())
        everybody = [
            (one, member)
            for one in tables.clients(store.db, store.vault)
            if (member := customers.load(store.db, store.vault, one.member)) is not None
        ]
        shown = {name: [pair for pair in everybody if _fits(pair[0], name, operator, today)] for name in FILTERS}
        self.header.sub.say(self.tr.text("client.book_sub", n=len(shown["mine"]), due=len(shown["due"])))
        self._filters.replace(
            *(
                Chip(
                    self.tr.text(f"client.filter_{name}", n=len(shown[name])),
                    selected=name == self.filter,
                    action=partial(self.choose_filter, name),
                )
                for name in FILTERS
            ),
            Gap(),
        )
        found = sorted(shown[self.filter], key=lambda pair: (_next(pair[0], today), pair[1].surname))
        if found and all(one.member != self.member for one, _ in found):
            self.member = found[0][0].member
        self._list.replace(*self._rows(found, today))
        chosen = next((pair for pair in found if pair[0].member == self.member), None)
        self._side.replace(*(self._detail(*chosen, operator, today) if chosen is not None else [_nobody()]))

    # What a person does.

    def choose_filter(self, name: Filter) -> None:
        """Mine, due, all."""
        self.filter, self._handing, self._setting = name, False, ""
        self.refresh()

    def choose(self, member: str) -> None:
        """Show another beside the list."""
        self.member, self._handing, self._setting = member, False, ""
        self.refresh()

    def next_in(self, days: int) -> None:
        """When to write next; 0: not planned."""
        store = self.store
        comes = store.register.business_date(store.clock()) + timedelta(days=days) if days else None
        self._do(partial(actions.set_dates, next_contact=comes))

    def birthday(self, birthday: str) -> None:
        """MM-DD; empty: it is not known."""
        self._setting = ""
        self._do(partial(actions.set_dates, birthday=birthday))

    def hand_to(self, operator: str) -> None:
        """A colleague looks after them from now on, and I no more."""
        mine = tables.who(self.store.db)[0]
        known = tables.client(self.store.db, self.store.vault, self.member)
        leaves = mine if known is not None and known.looked_after_by(mine) else ""
        self._handing = False
        self._do(partial(actions.reassign, leaves=leaves, comes=operator), said="client.handed")

    def add(self, operator: str) -> None:
        """A colleague looks after them as well."""
        self._handing = False
        self._do(partial(actions.reassign, comes=operator))

    def lists(self) -> None:
        """Lists for them: with their card open there, else their code is asked for first."""
        if open_member(self.store) != self.member:
            navigation.say("client.lists_need_code")
        navigation.go("client.card")

    def leave_client(self) -> None:
        """I look after them no more."""
        self._do(partial(actions.reassign, leaves=tables.who(self.store.db)[0]))

    def _show(self, **what: Any) -> None:  # the page's own state
        for name, value in what.items():
            setattr(self, name, value)
        self.refresh()

    def _do(self, action: Any, said: str = "") -> None:  # any action on the chosen member
        store = self.store

        def done(_: None) -> None:
            play("ok")
            if said:
                navigation.say(said, state="ok")
            if self.shown:
                self.refresh()

        self.submit(action, store.vault, store.register, self.member, done=done)

    # How it is shown.

    def _rows(self, found: Sequence[tuple[Client, Member]], today: date) -> list[Any]:  # Kivy's widgets
        if not found:
            return [Text(key=f"client.none_{self.filter}", role="body", colour="ink2")]
        rows = []
        for place, (one, member) in enumerate(found):
            due = one.due(today)
            rows.append(
                ListRow(
                    name_of(member.surname, member.title),
                    self._dates(one, today) or tier_of(member),
                    lead=Icon("person_circle", 34, colour="accent_line" if one.member == self.member else "ink2"),
                    trail=(Pill(key="client.due", state="warn", tight=True),) if due else (),
                    sub_colour="warn" if due else "ink2",
                    line=place + 1 < len(found),
                    action=partial(self.choose, one.member),
                    pad=(0, 10),
                )
            )
        return rows

    def _dates(self, one: Client, today: date) -> str:
        words = []
        if one.next_contact is not None:
            words.append(self.tr.text("client.next", day=self.tr.date(one.next_contact)))
        days = days_to_birthday(one.birthday, today)
        if days is not None and days <= 30:
            words.append(self.tr.text("client.birthday_today" if days == 0 else "client.birthday_in", n=days))
        return "·".join(words)

    def _detail(self, one: Client, member: Member, operator: str, today: date) -> list[Any]:  # Kivy's widgets
        tr = self.tr
        head = Row(
            Icon("person_circle", 52, colour="accent_line"),
            Text(name_of(member.surname, member.title), role="h1", bold=True),
            Pill(tier_of(member), "gold" if member.tier in ("gold", "black", "platinum") else "neutral"),
            gap=16,
        )
        people = Flow(*(Pill(name, "accent", icon="person") for _, name in one.associates), gap=8)
        body: list[Any] = [Text(key="client.who", role="second", bold=True, colour="ink2"), people]
        if self._handing:
            others = [who for who in staff.everyone(self.store.db) if not one.looked_after_by(who.operator_id)]
            body.append(Text(key="client.hand_whom", role="second", colour="ink2"))
            body.append(
                Flow(
                    *(Chip(who.name, icon="forward", action=partial(self.hand_to, who.operator_id)) for who in others),
                    gap=8,
                )
            )
            body.append(Text(key="client.add_whom", role="second", colour="ink2"))
            body.append(
                Flow(*(Chip(who.name, icon="plus", action=partial(self.add, who.operator_id)) for who in others), gap=8)
            )
        when = tr.date(one.next_contact) if one.next_contact is not None else tr.text("client.not_planned")
        body += [
            Row(Text(key="client.next_head", role="second", bold=True, colour="ink2"), Text(when, hug=True), gap=12),
            Flow(
                *(Chip(key=key, action=partial(self.next_in, days)) for key, days in SOON),
                *((Chip(key="client.clear", action=partial(self.next_in, 0)),) if one.next_contact else ()),
                gap=8,
            ),
            *self._birthday(one, today),
            Flow(Chip(key="client.their_lists", icon="together", action=self.lists), gap=8),
            Row(
                Icon("tick" if one.may_write else "bell", 26, colour="ok" if one.may_write else "ink2"),
                Text(key="client.agreed_yes_long" if one.may_write else "client.agreed_no_long", role="second"),
                gap=12,
            ),
        ]
        mine = one.looked_after_by(operator)
        buttons = [Button("client.hand_over", icon="swap", size="small", action=partial(self._show, _handing=True))]
        if mine:
            buttons.insert(0, Button("client.leave", icon="logout", size="small", action=self.leave_client))
        return [head, Scroll(Column(*body, gap=12)), Actions(*buttons, gap=12)]

    def _birthday(self, one: Client, today: date) -> list[Any]:  # Kivy's widgets
        tr = self.tr
        days = days_to_birthday(one.birthday, today)
        told = tr.text("client.not_told")
        if days is not None:
            told = tr.text("client.month_day", month=int(one.birthday[:2]), day=int(one.birthday[3:]))
        rows: list[Any] = [
            Row(Text(key="client.birthday_head", role="second", bold=True, colour="ink2"), Text(told, hug=True), gap=12)
        ]
        if not self._setting:
            chips = [Chip(key="client.set_birthday", action=partial(self._show, _setting="month"))]
            if one.birthday:
                chips.append(Chip(key="client.clear", action=partial(self.birthday, "")))
        elif self._setting == "month":
            chips = [
                Chip(tr.text("client.month", month=month), action=partial(self._show, _setting=f"{month:02d}"))
                for month in range(1, 13)
            ]
        else:
            most = 29 if self._setting == "02" else 30 if self._setting in ("04", "06", "09", "11") else 31
            chips = [
                Chip(str(day), action=partial(self.birthday, f"{self._setting}-{day:02d}"))
                for day in range(1, most + 1)
            ]
        return [*rows, Flow(*chips, gap=8)]


def _fits(one: Client, name: Filter, operator: str, today: date) -> bool:
    if name == "all":
        return True
    mine = one.looked_after_by(operator)
    return mine if name == "mine" else mine and one.due(today)


def _next(one: Client, today: date) -> date:
    """By when they want to hear of us; those that nothing is known of come last."""
    days = days_to_birthday(one.birthday, today)
    dates = [one.next_contact or date.max]
    if days is not None:
        dates.append(today + timedelta(days=days))
    return min(dates)


def _nobody() -> Widget:
    return Column(
        Gap(),
        Row(Gap(), Icon("people", 64, colour="accent_line"), Gap()),
        Text(key="client.nobody_here", role="body", colour="ink2", align="center"),
        Gap(),
        gap=12,
        grow=True,
    )
