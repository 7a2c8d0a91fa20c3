"""Who is signed in, and what they can do about it."""

from __future__ import annotations

from kiosk.staff.model import Session
from kiosk.ui.theme import theme
from kiosk.ui.tr import tr
from kiosk.ui.widgets.boxes import Column, Grid, Row
from kiosk.ui.widgets.button import Button
from kiosk.ui.widgets.card import Card
from kiosk.ui.widgets.dialog import Layer
from kiosk.ui.widgets.press import Action
from kiosk.ui.widgets.text import Icon, Text


def role_words(role: str) -> str:
    """A role in words; one of the chain's own by its name."""
    key = f"staff.role_{role}"
    return tr.text(key) if tr.known(key) else role


class WhoDialog(Layer):
    """Name, role, since when; lock, sign out, change the PIN, or how the screen looks. `close` takes it away."""

    def __init__(
        self,
        session: Session,
        since: str,
        *,
        lock: Action,
        sign_out: Action,
        change_pin: Action,
        looks: Action,
        close: Action,
    ) -> None:
        super().__init__(outside=close)

        def then(act: Action) -> Action:
            def do() -> None:
                close()
                act()

            return do

        one = session.operator
        about = tr.text("staff.since", role=role_words(one.role), time=since)
        self._card = Card(
            Row(
                Icon("person_circle", 56, colour="accent_line"),
                Column(Text(one.name, role="h1", bold=True), Text(about, role="second", colour="ink2"), gap=0),
                gap=20,
            ),
            Grid(
                Button("staff.lock", icon="lock", kind="primary", action=then(lock)),
                Button("staff.sign_out", icon="logout", action=then(sign_out)),
                Button("staff.change_pin", icon="digits", kind="quiet", action=then(change_pin)),
                Button("staff.looks", icon="text_size", kind="quiet", action=then(looks)),
                columns=2,
                large=1,
                gap=12,
            ),
            radius="panel",
            shadow="e2",
            pad=32,
            gap=24,
            size_hint=(None, None),
        )
        self.add_widget(self._card)
        self.bind(size=self._place)
        self._card.bind(height=self._place)

    def restyle(self) -> None:
        """Take sizes anew."""
        super().restyle()
        self._place()

    def _place(self, *_: object) -> None:
        self._card.width = min(self.width - 2 * theme.margin, theme.px(620))
        self._card.center_x, self._card.center_y = round(self.center_x), round(self.center_y)
