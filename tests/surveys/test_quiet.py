from __future__ import annotations

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.quiet import QuietHours

VIENNA = ZoneInfo("Europe/Vienna")
ZONES = ("Europe/Vienna", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "Africa/Casablanca", "UTC")
NIGHT = QuietHours(time(21), time(8), VIENNA)
NOON = QuietHours(time(12), time(13), VIENNA)


def vienna(text: str, fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=VIENNA, fold=fold)


@pytest.mark.parametrize(
    ("quiet", "moment", "expected"),
    [
        (NIGHT, "2026-03-02 20:59:59", "2026-03-02 20:59:59"),
        (NIGHT, "2026-03-02 21:00", "2026-03-03 08:00"),
        (NIGHT, "2026-03-02 23:59:59", "2026-03-03 08:00"),
        (NIGHT, "2026-03-03 00:00", "2026-03-03 08:00"),
        (NIGHT, "2026-03-03 07:59:59", "2026-03-03 08:00"),
        (NIGHT, "2026-03-03 08:00", "2026-03-03 08:00"),
        (NIGHT, "2026-12-31 22:00", "2027-01-01 08:00"),
        (NOON, "2026-03-02 11:59", "2026-03-02 11:59"),
        (NOON, "2026-03-02 12:00", "2026-03-02 13:00"),
        (NOON, "2026-03-02 13:00", "2026-03-02 13:00"),
        (QuietHours(time(0), time(6), VIENNA), "2026-03-02 00:00", "2026-03-02 06:00"),
        (QuietHours(time(22), time(0), VIENNA), "2026-03-02 23:00", "2026-03-03 00:00"),
        # The clock is put forward at two on 29 March, and back at three on 25 October.
        (NIGHT, "2026-03-28 22:00", "2026-03-29 08:00"),
        (NIGHT, "2026-10-24 22:00", "2026-10-25 08:00"),
        (QuietHours(time(1), time(2, 30), VIENNA), "2026-03-29 01:30", "2026-03-29 03:30"),
    ],
)
def test_a_moment_in_quiet_hours_moves_to_their_end(quiet: QuietHours, moment: str, expected: str) -> None:
    assert quiet.after(vienna(moment)) == vienna(expected)


def test_the_hour_that_comes_twice_is_quiet_twice() -> None:
    quiet = QuietHours(time(2), time(2, 30), VIENNA)
    assert quiet.after(vienna("2026-10-25 02:10")) == vienna("2026-10-25 02:30").astimezone(UTC)
    second = quiet.after(vienna("2026-10-25 02:10", fold=1).astimezone(UTC))
    assert second == vienna("2026-10-25 02:30", fold=1).astimezone(UTC)


@given(
    moment=st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),
    start=st.times(),
    end=st.times(),
    zone=st.sampled_from(ZONES),
)
def test_nothing_is_moved_back_or_by_more_than_a_day_and_the_changed_hour(
    moment: datetime, start: time, end: time, zone: str
) -> None:
    moved = QuietHours(start, end, ZoneInfo(zone)).after(moment)
    assert 0 <= (moved - moment).total_seconds() <= 26 * 3600
