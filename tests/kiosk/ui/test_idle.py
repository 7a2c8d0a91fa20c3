"""When a person has gone."""

from kiosk.ui.idle import IdleWatch


class Clock:
    """A clock that a test winds, and what the rules asked for."""

    def __init__(self) -> None:
        self.at = 0.0
        self.heard: list[str] = []
        self.personal = True
        self.watch = IdleWatch(personal=lambda: self.personal, now=lambda: self.at)

    def wait(self, seconds: int, rule: str = "question") -> list[str]:
        """Let seconds pass, looking each second as the app does."""
        for _ in range(seconds):
            self.at += 1
            self.watch.tick(rule, lambda: self.heard.append("ask"), lambda: self.heard.append("end"))
            if self.heard[-1:] == ["end"]:
                self.watch.new_session()
        return self.heard


def test_after_45_seconds_it_asks_and_20_later_it_ends() -> None:
    clock = Clock()

    assert clock.wait(44) == []
    assert clock.wait(1) == ["ask"]
    assert clock.wait(19) == ["ask"]
    assert clock.wait(1) == ["ask", "end"]


def test_with_nothing_personal_it_asks_after_30() -> None:
    clock = Clock()
    clock.personal = False

    assert clock.wait(30) == ["ask"]


def test_a_touch_begins_the_count_anew() -> None:
    clock = Clock()
    clock.wait(40)

    clock.watch.touched()

    assert clock.wait(44) == []


def test_more_time_doubles_it_for_this_session_and_no_longer() -> None:
    clock = Clock()
    clock.wait(45)

    clock.watch.more_time()

    assert clock.wait(89) == ["ask"]
    assert clock.wait(1) == ["ask", "ask"]
    clock.watch.new_session()
    assert clock.wait(45) == ["ask", "ask", "ask"]


def test_nobody_is_asked_while_paying_or_at_home() -> None:
    clock = Clock()

    assert clock.wait(600, "never") == []
    assert clock.wait(600, "home") == []
    assert clock.wait(44) == []
