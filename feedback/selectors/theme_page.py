"""One theme: its weeks, and how it spreads over teams and agents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db.models import BooleanField, Count, ExpressionWrapper, Q

from feedback.models import ThemeMatch
from feedback.selectors.filters import SUBMITTED, AnswerFilter, done
from feedback.selectors.matches import IMPROVE, PRAISE
from feedback.selectors.periods import NOW, Calendar, Period, Weeks
from feedback.selectors.proportions import Share

# Fewer answers than this say more about chance, and about the customers who wrote them, than about an agent.
FEWEST_PER_AGENT = 5
AGENT = "response__conversation__participations__agent"
K = TypeVar("K")


@dataclass(frozen=True, slots=True)
class TrendWeek:
    period: Period
    improve: Share
    praise: Share


@dataclass(frozen=True, slots=True)
class Part:
    """A team's or an agent's answers. `team` tells agents of one name apart."""

    pk: int
    name: str
    improve: Share
    praise: Share
    team: str = ""

    @property
    def has_enough(self) -> bool:
        return self.improve.total >= FEWEST_PER_AGENT


@dataclass(frozen=True, slots=True)
class Spread:
    """A theme over time and over the teams that have answers, by name."""

    weeks: tuple[TrendWeek, ...]
    teams: tuple[Part, ...]


class _Tally(Generic[K]):
    """Answers, and those that ask for the theme or praise it, by week, team or agent."""

    def __init__(self) -> None:
        self.total: Counter[K] = Counter()
        self._asks: Counter[K] = Counter()
        self._praises: Counter[K] = Counter()

    def add(self, key: K, asks: bool, praises: bool, number: int) -> None:
        self.total[key] += number
        self._asks[key] += number * asks
        self._praises[key] += number * praises

    def shares(self, key: K) -> tuple[Share, Share]:
        return Share(self._asks[key], self.total[key]), Share(self._praises[key], self.total[key])


def spread(chosen: AnswerFilter, *, theme: int, weeks: Weeks, teams: Mapping[int, str]) -> Spread:
    """Both shares of every week of `weeks`, and of every team in the period of `chosen`; `teams` are their names."""
    calendar = Calendar.of(chosen.period, weeks)
    rows = (
        chosen.during(chosen.period.spanning(weeks.period))
        .answers()
        .filter(done())
        .annotate(slot=calendar.slot(SUBMITTED), **_sides(theme))
        .values_list("slot", "response__team", "asks", "praises")
        .annotate(number=Count("pk"))
        .order_by()
    )
    by_week, by_team = _Tally[int](), _Tally[int]()
    for slot, team, *figures in rows:
        place = calendar.places[slot]
        if place.week is not None:
            by_week.add(place.week, *figures)
        if place.part == NOW:
            by_team.add(team, *figures)
    return Spread(
        tuple(TrendWeek(weeks.week(number), *by_week.shares(number)) for number in range(weeks.count)),
        _by_name(Part(team, teams[team], *by_team.shares(team)) for team in by_team.total),
    )


def by_agent(chosen: AnswerFilter, *, theme: int) -> tuple[Part, ...]:
    """The agents with answers in the filter, by name. An answer counts for everybody who took part in the chat."""
    meant = Q(**{AGENT: chosen.agent}) if chosen.agent is not None else Q(**{f"{AGENT}__isnull": False})
    rows = (
        chosen.answers()
        .filter(done(), meant)
        .annotate(**_sides(theme))
        .values_list(AGENT, f"{AGENT}__name", f"{AGENT}__team__name", "asks", "praises")
        .annotate(number=Count("pk"))
        .order_by()
    )
    agents = _Tally[tuple[int, str, str]]()
    for pk, name, team, *figures in rows:
        agents.add((pk, name, team), *figures)
    return _by_name(Part(pk, name, *agents.shares((pk, name, team)), team) for pk, name, team in agents.total)


def _sides(theme: int) -> dict[str, ExpressionWrapper[Q]]:
    """Whether an answer asks for the theme, and whether it praises it.

    Not EXISTS: the answers of the theme are few and found once, instead of asked for with every answer.
    """

    def speaks(polarity: str) -> ExpressionWrapper[Q]:
        matches = ThemeMatch.objects.filter(theme=theme, polarity=polarity)
        return ExpressionWrapper(Q(analysis__in=matches.values("excerpt__analysis")), BooleanField())

    return {"asks": speaks(IMPROVE), "praises": speaks(PRAISE)}


def _by_name(parts: Iterable[Part]) -> tuple[Part, ...]:
    return tuple(sorted(parts, key=lambda part: (part.name.casefold(), part.team.casefold())))
