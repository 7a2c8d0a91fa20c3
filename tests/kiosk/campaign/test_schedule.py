"""When a campaign is in force: by the clock on the shop's wall, over midnight, and where clocks change."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.campaign.model import Campaign, Schedule, to_show
from kiosk.catalogue.model import Names
from sync.headoffice.campaign_file import LocalMoment

SHANGHAI, BERLIN = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin")
ZONES = st.sampled_from([SHANGHAI, BERLIN, ZoneInfo("Asia/Taipei"), ZoneInfo("America/Sao_Paulo"), ZoneInfo("UTC")])
YEAR = datetime(2026, 1, 1, tzinfo=UTC)
MOMENTS = st.integers(0, 365 * 24 * 60).map(lambda minutes: YEAR + timedelta(minutes=minutes))
WALL = st.times().map(lambda one: one.replace(second=0, microsecond=0, fold=0))


def minutes_in_force(schedule: Schedule, day: date, zone: ZoneInfo) -> int:
    """Minutes that really pass on this local day while it is shown."""
    start = datetime.combine(day, time(), zone).astimezone(UTC)
    end = datetime.combine(day + timedelta(days=1), time(), zone).astimezone(UTC)
    count = int((end - start).total_seconds() // 60)
    return sum(schedule.in_force(start + timedelta(minutes=one), zone, "en") for one in range(count))


@given(now=MOMENTS, zone=ZONES, first=WALL, last=WALL, weekdays=st.frozensets(st.integers(1, 7)))
def test_it_is_shown_exactly_within_the_spans_that_begin_on_its_weekdays(
    now: datetime, zone: ZoneInfo, first: time, last: time, weekdays: frozenset[int]
) -> None:
    shown = Schedule(hours=(first, last), weekdays=weekdays).in_force(now, zone, "en")

    wall = now.astimezone(zone).replace(tzinfo=None)
    spans = []
    for back in (0, 1):
        day = wall.date() - timedelta(days=back)
        if first == last:
            first_, last_ = datetime.combine(day, time()), datetime.combine(day, time()) + timedelta(days=1)
        else:
            first_, last_ = datetime.combine(day, first), datetime.combine(day, last)
            last_ += timedelta(days=0 if first < last else 1)
        if not weekdays or day.isoweekday() in weekdays:
            spans.append(first_ <= wall < last_)
    assert shown == any(spans)


@given(now=MOMENTS, zone=ZONES, begins=MOMENTS, length=st.timedeltas(timedelta(minutes=1), timedelta(days=90)))
def test_from_and_until_are_moments_that_no_clock_change_repeats(
    now: datetime, zone: ZoneInfo, begins: datetime, length: timedelta
) -> None:
    schedule = Schedule(begins=begins, ends=begins + length)

    assert schedule.in_force(now, zone, "en") == (begins <= now < begins + length)


@given(now=MOMENTS, zone=ZONES, languages=st.frozensets(st.sampled_from(["zh_CN", "zh_TW", "en"])))
def test_it_is_shown_in_its_languages_only_and_in_all_if_none_is_named(
    now: datetime, zone: ZoneInfo, languages: frozenset[str]
) -> None:
    schedule = Schedule(languages=languages)

    assert {one for one in ("zh_CN", "zh_TW", "en") if schedule.in_force(now, zone, one)} == (
        languages or {"zh_CN", "zh_TW", "en"}
    )


def test_hours_over_midnight_belong_to_the_evening_on_which_they_began() -> None:
    friday_night = Schedule(hours=(time(22), time(2)), weekdays=frozenset({5}))

    def shown(text: str) -> bool:
        return friday_night.in_force(datetime.fromisoformat(text).replace(tzinfo=SHANGHAI), SHANGHAI, "en")

    assert [shown(f"2026-11-{day}") for day in ("20T21:59", "20T22:00", "21T01:59", "21T02:00", "21T23:00")] == [
        *(False, True, True, False, False),
    ]
    assert not shown("2026-11-20T01:00"), "that night began on Thursday"


@pytest.mark.parametrize(
    ("day", "hours", "minutes"),
    [
        (date(2026, 3, 29), (time(2, 15), time(2, 45)), 0),  # the hour that Berlin skips
        (date(2026, 3, 29), (time(1, 30), time(3, 30)), 60),
        (date(2026, 10, 25), (time(2, 15), time(2, 45)), 60),  # the hour that comes twice
        (date(2026, 10, 25), (time(10), time(11)), 60),
        (date(2026, 6, 1), (time(2, 15), time(2, 45)), 30),
    ],
)
def test_where_clocks_change_hours_are_what_the_clock_on_the_wall_says(
    day: date, hours: tuple[time, time], minutes: int
) -> None:
    assert minutes_in_force(Schedule(hours=hours), day, BERLIN) == minutes
    assert minutes_in_force(Schedule(hours=hours), day, SHANGHAI) == round(
        (datetime.combine(day, hours[1]) - datetime.combine(day, hours[0])).total_seconds() / 60
    )


@pytest.mark.parametrize(
    ("text", "zone", "moment"),
    [
        ("2026-05-01T00:00", "Asia/Shanghai", "2026-04-30T16:00"),
        ("2026-05-01T00:00+02:00", "Asia/Shanghai", "2026-04-30T22:00"),
        ("2026-03-29T02:30", "Europe/Berlin", "2026-03-29T01:30"),  # skipped: as the clock would show if it were not
        ("2026-10-25T02:30", "Europe/Berlin", "2026-10-25T00:30"),  # twice: the first
    ],
)
def test_head_office_says_a_moment_by_each_shops_clock(text: str, zone: str, moment: str) -> None:
    assert LocalMoment(datetime.fromisoformat(text)).moment(zone) == datetime.fromisoformat(moment).replace(tzinfo=UTC)


def _campaign(name: str, schedule: Schedule | None = None) -> Campaign:
    return Campaign(name, Names(name), Names(""), "", "", dark=False, schedule=schedule or Schedule())


def test_pictures_that_have_not_come_leave_the_set_before_standing() -> None:
    now = datetime(2026, 5, 4, tzinfo=UTC)
    old = (_campaign("old"), _campaign("over", Schedule(ends=now)))
    new = (_campaign("one"), _campaign("two"), _campaign("later", Schedule(begins=now + timedelta(days=1))))

    def shown(*here: str) -> list[str]:
        found = to_show([new, old], now, SHANGHAI, "en", lambda one: one.campaign in here)
        return [one.campaign for one in found]

    assert shown("old", "over", "later") == ["old"]
    assert shown("old", "two") == ["two"], "one that can be shown is enough"
    assert shown("one", "two", "old") == ["one", "two"]
    assert to_show([(), old], now, SHANGHAI, "en", lambda _: True) == (), "an empty set ends all"
