from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.test import override_settings

from feedback.selectors.filters import SUBMITTED
from feedback.selectors.periods import BEFORE, NEITHER, NOW, Calendar, Period, Place, Weeks
from surveys.models import Answer
from tests.builders import a_response

TODAY = date(2026, 3, 29)


def test_the_last_days_end_today() -> None:
    assert Period.of_last_days(7, today=TODAY) == Period(date(2026, 3, 23), TODAY)


def test_the_period_before_is_as_long_and_ends_the_day_before() -> None:
    period = Period.of_last_days(7, today=TODAY)
    assert period.previous == Period(date(2026, 3, 16), date(2026, 3, 22))
    assert period.with_previous == Period(date(2026, 3, 16), TODAY)


@pytest.mark.parametrize("period", [Period(), Period(first=TODAY), Period(last=TODAY)])
def test_an_open_period_has_none_before(period: Period) -> None:
    assert period.days is None
    assert period.previous is None
    assert period.with_previous == period


def test_weeks_are_whole_and_end_with_the_period() -> None:
    weeks = Weeks.around(Period.of_last_days(30, today=TODAY), today=TODAY)
    assert weeks.count == 12
    assert weeks.week(11) == Period(date(2026, 3, 23), TODAY)
    assert weeks.week(0).first == weeks.period.first == date(2026, 1, 5)


def test_all_time_shows_a_year_and_a_long_period_its_weeks() -> None:
    assert Weeks.around(Period(), today=TODAY).count == 52
    assert Weeks.around(Period.of_last_days(100, today=TODAY), today=TODAY).count == 15


def test_weeks_do_not_reach_into_the_future() -> None:
    assert Weeks.around(Period(date(2026, 1, 1), date(2030, 1, 1)), today=TODAY).last == TODAY


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("at", "is_within"),
    [
        (datetime(2026, 3, 22, 22, 59, tzinfo=UTC), False),  # still the 22nd in Berlin
        (datetime(2026, 3, 22, 23, 0, tzinfo=UTC), True),
        (datetime(2026, 3, 29, 21, 59, tzinfo=UTC), True),  # summer time has begun
        (datetime(2026, 3, 29, 22, 0, tzinfo=UTC), False),
    ],
)
@override_settings(TIME_ZONE="Europe/Berlin")
def test_days_are_those_of_the_settings_time_zone(at: datetime, is_within: bool) -> None:
    a_response(submitted_at=at)
    assert Answer.objects.filter(Period.of_last_days(7, today=TODAY).within(SUBMITTED)).exists() is is_within


@pytest.mark.django_db
@pytest.mark.parametrize(("day", "number"), [(29, 11), (23, 11), (22, 10), (16, 10), (15, 9)])
def test_the_database_finds_the_week_of_an_instant(day: int, number: int) -> None:
    assert place_of(datetime(2026, 3, day, 12, tzinfo=UTC), Period()).week == number


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("at", "part"),
    [
        (datetime(2026, 3, 29, 21, 59, tzinfo=UTC), NOW),
        (datetime(2026, 3, 29, 22, 0, tzinfo=UTC), NEITHER),  # the 30th in Berlin, in summer time
        (datetime(2026, 3, 22, 23, 0, tzinfo=UTC), NOW),
        (datetime(2026, 3, 22, 22, 59, tzinfo=UTC), BEFORE),
        (datetime(2026, 3, 15, 23, 0, tzinfo=UTC), BEFORE),
        (datetime(2026, 3, 15, 22, 59, tzinfo=UTC), NEITHER),
        (datetime(1999, 1, 1, tzinfo=UTC), NEITHER),
    ],
)
@override_settings(TIME_ZONE="Europe/Berlin")
def test_the_database_tells_a_period_from_the_one_before_it(at: datetime, part: str) -> None:
    assert place_of(at, Period.of_last_days(7, today=TODAY)).part == part


@pytest.mark.django_db
def test_all_time_is_one_part_with_weeks_or_without() -> None:
    assert place_of(datetime(1999, 1, 1, tzinfo=UTC), Period()).part == NOW
    assert Calendar.of(Period()).places == (Place(NOW),)
    assert Calendar.of(Period(first=TODAY)).places == (Place(NEITHER), Place(NOW))


def place_of(at: datetime, period: Period) -> Place:
    a_response(submitted_at=at)
    calendar = Calendar.of(period, Weeks(TODAY, 12))
    slot: int = Answer.objects.values_list(calendar.slot(SUBMITTED), flat=True).get()
    return calendar.places[slot]
