from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from surveys.services.importing.dates import parse_date, writes_month_first

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    "value",
    [
        "2026-03-02T09:05:00Z",
        "2026-03-02 09:05:00 UTC",
        "2026-03-02 10:05:00 +0100",
        "2026-03-02 09:05",
        "2026/3/2 9:05",
        "02.03.2026 09:05",
        "2/3/2026 9:05 AM",
        "2-3-26, 09:05",
        "2 Mar 2026 09:05",
        "Mon, 2 March 2026, 09:05",
        "Mar 2, 2026 at 9:05 a.m.",
        "1772442300",
        "1772442300000",
    ],
)
def test_a_moment_is_read_however_it_is_written(value: str) -> None:
    assert parse_date(value, zone=UTC) == datetime(2026, 3, 2, 9, 5, tzinfo=UTC)


def test_a_day_alone_is_its_midnight_in_the_zone_of_the_import() -> None:
    assert parse_date("2026-07-01", zone=BERLIN) == datetime(2026, 6, 30, 22, 0, tzinfo=UTC)


def test_the_day_comes_first_unless_the_import_says_otherwise() -> None:
    assert parse_date("03/04/2026", zone=UTC) == datetime(2026, 4, 3, tzinfo=UTC)
    assert parse_date("03/04/2026", zone=UTC, month_first=True) == datetime(2026, 3, 4, tzinfo=UTC)


def test_noon_and_midnight_are_told_apart() -> None:
    assert parse_date("2026-03-02 12:30 AM", zone=UTC).hour == 0
    assert parse_date("2026-03-02 12:30 PM", zone=UTC).hour == 12


@pytest.mark.parametrize(
    "value",
    [
        "",
        "yesterday",
        "31.02.2026",
        "2026-13-01",
        "13/25/2026",
        "12.3",
        "2 Foo 2026",
        "0001-01-01",
        "99:99",
        "٣/٤/٢٠٢٦٠",
    ],
)
def test_what_is_no_date_is_not_guessed_at(value: str) -> None:
    with pytest.raises(ValueError):
        parse_date(value, zone=UTC)


def test_the_order_of_day_and_month_is_seen_when_only_one_is_possible() -> None:
    assert writes_month_first(["03/04/2026", "03/14/2026"])
    assert not writes_month_first(["03/04/2026", "14/03/2026"])
    assert not writes_month_first(["03/04/2026"])
    assert not writes_month_first(["03/14/2026", "14/03/2026"])
