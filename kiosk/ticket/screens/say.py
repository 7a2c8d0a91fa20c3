"""What a shopper says of a visit with two taps; and the answers to what was said about this purchase before."""

from __future__ import annotations

from functools import partial
from typing import Any

from kivy.uix.widget import Widget

from kiosk.codes import OwnCode
from kiosk.customer.widgets.shopper_screen import ShopperScreen
from kiosk.ticket import actions, tables
from kiosk.ticket.model import COMPLAINT, FACES, FEEDBACK, TOPICS, Ticket, Wanted
from kiosk.ticket.widgets.words import FACE_ICONS, STATES, TOPIC_ICONS, head_of, icon_of
from kiosk.till import receipts
from kiosk.till.model.returning import Origin
from kiosk.till.tables import load_origin
from kiosk.ui import navigation
from kiosk.ui.sounds import play
from kiosk.ui.widgets.boxes import Column, Gap, Grid, Row
from kiosk.ui.widgets.button import Button
from kiosk.ui.widgets.card import Card, Panel
from kiosk.ui.widgets.choice import Tile
from kiosk.ui.widgets.pill import Pill
from kiosk.ui.widgets.press import Action
from kiosk.ui.widgets.scroll import Scroll
from kiosk.ui.widgets.text import Icon, Text

COLOURS = {"good": "ok", "fair": "warn", "bad": "err"}


class FaceTile(Card):
    """One face, large enough to be hit in passing."""

    def __init__(self, face: str, action: Action) -> None:
        super().__init__(
            Row(Gap(), Icon(FACE_ICONS[face], 150, colour=COLOURS[face]), Gap()),
            Text(key=f"ticket.face.{face}", role="h2", bold=True, align="center"),
            action=action,
            pad=(16, 110),
            gap=28,
        )


class SayScreen(ShopperScreen):
    """`args`: sale_id, if it is about a purchase; face, if the first tap was made elsewhere."""

    topics = frozenset({actions.TOPIC, "store", "health"})

    def content(self) -> Widget:
        """A page that scrolls."""
        self._page = Column(gap=32, pad=(56, 16, 56, 40))
        self.face = ""
        self.sent: Ticket | None = None
        return Scroll(self._page)

    def buttons(self) -> tuple[Button, ...]:
        """Back, or the end."""
        self.back = Button("ticket.back", action=self._back)
        self.finish = Button("ticket.finish", kind="primary", icon="tick", action=navigation.end_session)
        return (self.back, self.finish)

    def arrived(self) -> None:
        """The first tap may have been made on the page before."""
        super().arrived()
        self.face = str(self.args.get("face", ""))
        self.sent = None
        code = self.args.pop("code", None)
        if isinstance(code, OwnCode):
            self.on_receipt(code)

    def left(self) -> None:
        """Whoever comes next has said nothing yet."""
        super().left()
        self.face, self.sent = "", None

    def refresh(self) -> None:
        """Ask, or say thank you."""
        self.show_who()
        if self.sent is not None:
            self.bottom.hold(self.finish)
            self._page.replace(*self._thanks(self.sent))
            return
        self.bottom.hold(self.back)
        if not self.face:
            self._page.replace(Text(key="ticket.how_was_it", role="display", bold=True), *self._before(), self._faces())
            return
        chosen = Row(
            Icon(FACE_ICONS[self.face], 96, colour=COLOURS[self.face]),
            Text(key=f"ticket.what.{self.face}", role="display", bold=True),
            gap=28,
        )
        tiles = [
            Tile(
                TOPIC_ICONS[topic],
                key=f"ticket.topic.{topic}",
                action=partial(self.choose, topic),
                pad=(40, 56),
                gap=20,
            )
            for topic in TOPICS
        ]
        self._page.replace(
            chosen, Grid(*tiles, columns=2, gap=24), Text(key="ticket.reads", role="second", colour="ink2")
        )

    # What a person does.

    def on_receipt(self, code: OwnCode) -> None:
        """It is about this purchase; what was said about it before stands above."""

        def done(origin: Origin) -> None:
            self.args["sale_id"] = origin.sale_id
            if self.shown:
                self.refresh()

        self.submit(receipts.look_up, self.device.register, code, done=done)

    def tap_face(self, face: str) -> None:
        """The first tap."""
        self.face = face
        self.refresh()

    def choose(self, topic: str) -> None:
        """The second: it is sent."""
        store = self.device
        sale = str(self.args.get("sale_id", ""))
        origin = load_origin(store.db, sale, store.device) if sale else None
        wanted = Wanted(
            COMPLAINT if self.face == "bad" else FEEDBACK,
            topic=topic,
            face=self.face,
            sale_id=sale,
            sale_number=origin.short if origin is not None else "",
            member=store.session.member_id or "",
            language=self.tr.language,
        )
        self.submit(actions.open_ticket, store.vault, store.register, wanted, done=self._sent)

    def _sent(self, ticket: Ticket) -> None:
        play("ok")
        if self.shown:
            self.sent = ticket
            self.refresh()

    def _back(self) -> None:
        if self.face and not self.args.get("face"):
            self.face = ""
            self.refresh()
        else:
            navigation.back()

    # How it is shown.

    def _faces(self) -> Grid:
        tiles = [FaceTile(face, partial(self.tap_face, face)) for face in FACES]
        return Grid(*tiles, columns=3, large=3, gap=24)

    def _before(self) -> list[Widget]:
        """What was said about this purchase, with its answer."""
        sale = str(self.args.get("sale_id", ""))
        found = tables.of_sale(self.device.db, self.device.vault, sale) if sale else []
        return [answered_card(self.tr, ticket) for ticket in found[:3]]

    def _thanks(self, ticket: Ticket) -> list[Widget]:
        praise = not ticket.unsettled
        more = "ticket.thanks_praise" if praise else "ticket.thanks_more"
        parts: list[Widget] = [
            Column(Icon("ok", 200, colour="ok", pos_hint={"center_x": 0.5})),
            Text(key="ticket.thanks", role="display", bold=True, align="center"),
            Text(key=more, role="body", colour="ink2", align="center"),
        ]
        if not praise:
            where = "ticket.read_by_receipt" if ticket.sale_id else "ticket.read_by_number"
            number = Text(ticket.number, role="h1", bold=True, align="center")
            parts.append(Panel(number, Text(key=where, role="body", align="center"), pad=36, gap=10))
        if self.offline:
            parts.append(Row(Pill(key="ticket.kept", state="info", icon="shield")))
        return [Card(*parts, pad=(56, 80), gap=28, swell=1600)]


def answered_card(tr: Any, ticket: Ticket) -> Card:  # kiosk.ui.tr.Tr
    """What was said, and what the shop says to it."""
    state = Pill(tr.text(f"ticket.state.{ticket.state}"), STATES[ticket.state], tight=True)
    parts: list[Widget] = [
        Row(Icon(icon_of(ticket), 44, colour="ink2"), Text(head_of(tr, ticket), role="h2", bold=True), state, gap=20)
    ]
    if ticket.text:
        parts.append(Text(ticket.text, role="body", colour="ink2"))
    if ticket.answer:
        signed = tr.text("ticket.answer_by", name=ticket.answered_by)
        parts.append(Panel(Text(ticket.answer, role="body"), Text(signed, role="second", colour="ink2"), pad=28))
    else:
        parts.append(Text(tr.text("ticket.no_answer_yet"), role="body", colour="ink2"))
    return Card(*parts, pad=36, gap=14)
