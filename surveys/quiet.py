"""Hours of the day in which nobody is written to, in one time zone. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From `start` up to, but without, `end`, every day; an end before the start is on the next day."""

    start: time
    end: time
    zone: ZoneInfo

    def after(self, moment: datetime) -> datetime:
        """`moment` itself, or the end of the quiet hours it falls into. `moment` has an offset; so has the result, UTC.

        Where the clock is put forward over the end, they end with the gap; where it is put back, a quarter past two
        that comes twice is quiet twice.
        """
        local = moment.astimezone(self.zone)
        if not self._hold(local.time()):
            return moment
        day = local.date()
        if self.end <= self.start and local.time() >= self.start:
            day += timedelta(days=1)
        ends = (datetime.combine(day, self.end, tzinfo=self.zone).replace(fold=fold) for fold in (0, 1))
        return next((end.astimezone(UTC) for end in ends if end.astimezone(UTC) > moment), moment)

    def _hold(self, clock: time) -> bool:
        if self.start <= self.end:
            return self.start <= clock < self.end
        return clock >= self.start or clock < self.end
