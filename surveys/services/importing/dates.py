"""Dates as people's exports write them.

Order: seconds or milliseconds since 1970; year first (ISO 8601 and its relatives); a month by its name; numbers, day
first unless the import says month first. A time without an offset is taken in the zone of the import.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, tzinfo

EARLIEST_YEAR = 1990
MONTHS = {
    name: number
    for number, names in enumerate(
        (
            *("jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july"),
            *("aug august", "sep sept september", "oct october", "nov november", "dec december"),
        ),
        1,
    )
    for name in names.split()
}
_CLOCK = (
    r"(?:[ ,T]+(?:at )?(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?(?:\.\d+)? ?(?P<half>[ap])?\.?m?\.?)?"
)
_WEEKDAY = r"(?:[a-z]{3,9}\.?,? )?"
_YEAR_FIRST = re.compile(r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})" + _CLOCK)
_NUMBERS = re.compile(r"(?P<first>\d{1,2})[-/.](?P<second_number>\d{1,2})[-/.](?P<year>\d{4}|\d{2})" + _CLOCK)
_DAY_NAME_YEAR = re.compile(
    _WEEKDAY + r"(?P<day>\d{1,2})(?:st|nd|rd|th)?[ -](?P<name>[a-z]{3,9})\.?,?[ -](?P<year>\d{4})" + _CLOCK
)
_NAME_DAY_YEAR = re.compile(
    _WEEKDAY + r"(?P<name>[a-z]{3,9})\.? (?P<day>\d{1,2})(?:st|nd|rd|th)?,? (?P<year>\d{4})" + _CLOCK
)


def parse_date(value: str, *, zone: tzinfo, month_first: bool = False) -> datetime:
    """The moment `value` names, with an offset. Raises ValueError if it names none between 1990 and 9999."""
    text = " ".join(value.split())
    moment = _since_1970(text) or _iso(text) or _written_out(text.lower(), month_first=month_first)
    if moment is None or moment.year < EARLIEST_YEAR:
        raise ValueError(value)
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def writes_month_first(values: Iterable[str]) -> bool:
    """Whether some of `values` can only be read with the month first, and none only with the day first."""
    found = [match for value in values if (match := _NUMBERS.match(value.strip().lower()))]
    day_second = any(int(match["second_number"]) > 12 for match in found)
    return day_second and not any(int(match["first"]) > 12 for match in found)


def _since_1970(text: str) -> datetime | None:
    if not (text.isascii() and text.isdigit() and len(text) in {10, 13}):
        return None
    return datetime.fromtimestamp(int(text) / (1000 if len(text) == 13 else 1), UTC)


def _iso(text: str) -> datetime | None:
    if not re.match(r"\d{4}-\d{2}-\d{2}", text):
        return None
    try:
        return datetime.fromisoformat(text.removesuffix(" UTC").replace(" +", "+"))
    except ValueError:
        return None


def _written_out(text: str, *, month_first: bool) -> datetime | None:
    if match := _YEAR_FIRST.fullmatch(text):
        return _moment(match, int(match["month"]), int(match["day"]))
    if match := _DAY_NAME_YEAR.fullmatch(text) or _NAME_DAY_YEAR.fullmatch(text):
        return _moment(match, MONTHS.get(match["name"], 0), int(match["day"]))
    if match := _NUMBERS.fullmatch(text):
        first, second = int(match["first"]), int(match["second_number"])
        return _moment(match, *((first, second) if month_first else (second, first)))
    return None


def _moment(match: re.Match[str], month: int, day: int) -> datetime:
    year = int(match["year"]) + (2000 if len(match["year"]) == 2 else 0)
    hour = int(match["hour"] or 0)
    if match["half"]:
        if not 1 <= hour <= 12:
            raise ValueError(match.string)
        hour = hour % 12 + (12 if match["half"] == "p" else 0)
    return datetime(year, month, day, hour, int(match["minute"] or 0), int(match["second"] or 0))
