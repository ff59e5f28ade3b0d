"""Stretches of days, in the time zone of the settings, as a manager means them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from math import ceil

from django.db.models import F, Func, IntegerField, Q, Value
from django.utils import timezone

WEEK = timedelta(days=7)
FEWEST_WEEKS, MOST_WEEKS = 12, 52
# Which part of a read an answer belongs to: the period, the one before it, or neither.
NOW, BEFORE, NEITHER = "now", "before", ""


@dataclass(frozen=True, slots=True)
class Period:
    """From the first to the last day, both within; an end that is None is open."""

    first: date | None = None
    last: date | None = None

    @classmethod
    def of_last_days(cls, days: int, *, today: date) -> Period:
        return cls(today - timedelta(days=days - 1), today)

    @property
    def days(self) -> int | None:
        return (self.last - self.first).days + 1 if self.first and self.last else None

    @property
    def previous(self) -> Period | None:
        """The period of the same length just before, None where this one is open."""
        if not self.first or not self.days:
            return None
        return Period(self.first - timedelta(days=self.days), self.first - timedelta(days=1))

    @property
    def with_previous(self) -> Period:
        """This period and the one before as one."""
        before = self.previous
        return Period(before.first, self.last) if before else self

    def overlaps(self, other: Period) -> bool:
        """Whether some day belongs to both."""
        starts_in_time = not self.first or not other.last or self.first <= other.last
        return starts_in_time and (not self.last or not other.first or other.first <= self.last)

    @property
    def words(self) -> str:
        """The days, to be read after a number of answers."""
        first, last = (f"{day.day} {day:%B %Y}" if day else "" for day in (self.first, self.last))
        if first and first == last:
            return f"on {first}"
        return " ".join(part for part in (first and f"from {first}", last and f"up to {last}") if part) or "so far"

    def within(self, field: str) -> Q:
        """The condition that the instant in `field` falls on one of the days."""
        condition = Q()
        if self.first:
            condition &= Q(**{f"{field}__gte": midnight(self.first)})
        if self.last:
            condition &= Q(**{f"{field}__lt": midnight(self.last + timedelta(days=1))})
        return condition

    @property
    def edges(self) -> tuple[datetime, ...]:
        """The instants at which it begins and has ended, as far as it does."""
        first = (midnight(self.first),) if self.first else ()
        return (*first, midnight(self.last + timedelta(days=1))) if self.last else first

    def holds(self, instant: datetime | None) -> bool:
        """Whether `instant` falls on one of the days; None is before everything."""
        if instant is None:
            return self.first is None
        has_begun = not self.first or midnight(self.first) <= instant
        return has_begun and (not self.last or instant < midnight(self.last + timedelta(days=1)))

    def spanning(self, other: Period) -> Period:
        """The shortest period that holds this one, the one before it, and `other`."""
        own = self.with_previous
        first = min(own.first, other.first) if own.first and other.first else None
        last = max(own.last, other.last) if own.last and other.last else None
        return Period(first, last)


def midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


@dataclass(frozen=True, slots=True)
class Weeks:
    """`count` stretches of seven days, of which the newest ends with `last`; so every one of them is whole."""

    last: date
    count: int

    @classmethod
    def around(cls, period: Period, *, today: date) -> Weeks:
        """The weeks of `period`, at least twelve to show where it comes from, at most a year."""
        last = min(period.last or today, today)
        days = (last - period.first).days + 1 if period.first else MOST_WEEKS * 7
        return cls(last, max(FEWEST_WEEKS, min(MOST_WEEKS, ceil(days / 7))))

    @property
    def period(self) -> Period:
        return Period(self.last - WEEK * self.count + timedelta(days=1), self.last)

    def newest(self, count: int) -> Weeks:
        return Weeks(self.last, min(count, self.count))

    def week(self, number: int) -> Period:
        """The week with this number, 0 being the oldest."""
        last = self.last - WEEK * (self.count - 1 - number)
        return Period(last - timedelta(days=6), last)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a stretch of time belongs: which part of a read it is, and which of the weeks."""

    part: str
    week: int | None = None


@dataclass(frozen=True, slots=True)
class Calendar:
    """Every line that a page draws in time: around a period, the one before it, and the weeks.

    The database only counts between which `edges` an instant lies; `places` says what each such stretch is.
    """

    edges: tuple[datetime, ...]
    places: tuple[Place, ...]

    @classmethod
    def of(cls, period: Period, weeks: Weeks | None = None) -> Calendar:
        stretches = [weeks.week(number) for number in range(weeks.count)] if weeks else []
        before = period.previous
        edges = sorted({edge for part in (period, before, *stretches) if part for edge in part.edges})

        def place(start: datetime | None) -> Place:
            part = NOW if period.holds(start) else BEFORE if before and before.holds(start) else NEITHER
            return Place(part, next((number for number, week in enumerate(stretches) if week.holds(start)), None))

        return cls(tuple(edges), tuple(map(place, (None, *edges))))

    def slot(self, field: str) -> Func | Value:
        """The number of the place of the instant in `field`, as the database computes it."""
        if not self.edges:
            return Value(0)
        return Func(F(field), Value(list(self.edges)), function="width_bucket", output_field=IntegerField())
