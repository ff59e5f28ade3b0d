"""Stretches of days, in the time zone of the settings, as a manager means them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from math import ceil

from django.db.models import BooleanField, DateField, ExpressionWrapper, F, Func, IntegerField, Q, Value
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Cast, TruncDate
from django.utils import timezone

WEEK = timedelta(days=7)
FEWEST_WEEKS, MOST_WEEKS = 12, 52


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

    def within(self, field: str) -> Q:
        """The condition that the instant in `field` falls on one of the days."""
        condition = Q()
        if self.first:
            condition &= Q(**{f"{field}__gte": midnight(self.first)})
        if self.last:
            condition &= Q(**{f"{field}__lt": midnight(self.last + timedelta(days=1))})
        return condition

    def holds(self, field: str) -> Value | ExpressionWrapper[Q]:
        """The same as a value of every row."""
        condition = self.within(field)
        return ExpressionWrapper(condition, BooleanField()) if condition else Value(True)


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

    def number(self, field: str) -> CombinedExpression:
        """The number of the week of the instant in `field`, as the database computes it."""
        age = Func(
            Cast(Value(self.last), DateField()),
            TruncDate(F(field), tzinfo=timezone.get_current_timezone()),
            template="((%(expressions)s) / 7)",
            arg_joiner=" - ",
            output_field=IntegerField(),
        )
        return Value(self.count - 1) - age
