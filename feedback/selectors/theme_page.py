"""One theme: its weeks, and how it spreads over teams and agents."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from feedback.models import ThemeMatch
from feedback.selectors.filters import DONE, AnswerFilter
from feedback.selectors.matches import IMPROVE, PRAISE, SUBMITTED, matches_of
from feedback.selectors.periods import Period, Weeks
from feedback.selectors.proportions import Share
from feedback.selectors.volume import Week

# Fewer answers than this say more about chance, and about the customers who wrote them, than about an agent.
FEWEST_PER_AGENT = 5
TEAM = "excerpt__analysis__answer__response__team"
OF_ANSWER = "response__conversation__participations__agent"
OF_MATCH = f"excerpt__analysis__answer__{OF_ANSWER}"


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


def trend(chosen: AnswerFilter, *, theme: int, weeks: Weeks, volume: Sequence[Week]) -> tuple[TrendWeek, ...]:
    """Both shares of every week; `volume` holds the answers of the same weeks."""
    rows = (
        _matches(chosen.during(weeks.period), theme)
        .annotate(week=weeks.number(SUBMITTED))
        .values_list("week", "polarity")
        .annotate(number=Count("excerpt__analysis", distinct=True))
    )
    found = {(week, polarity): number for week, polarity, number in rows}
    return tuple(
        TrendWeek(
            week.period,
            Share(found.get((number, IMPROVE), 0), week.analysed),
            Share(found.get((number, PRAISE), 0), week.analysed),
        )
        for number, week in enumerate(volume)
    )


def by_team(chosen: AnswerFilter, *, theme: int) -> tuple[Part, ...]:
    """The teams with answers in the filter, by name."""
    everyone = chosen.answers().filter(DONE).values_list("response__team", "response__team__name")
    found = _matches(chosen, theme).values_list(TEAM, "polarity")
    shares = _shares(found.annotate(number=Count("excerpt__analysis", distinct=True)))
    parts = (_part(pk, name, total, shares[pk]) for pk, name, total in everyone.annotate(total=Count("pk")).order_by())
    return _by_name(parts)


def by_agent(chosen: AnswerFilter, *, theme: int) -> tuple[Part, ...]:
    """The agents with answers in the filter, by name. An answer counts for everybody who took part in the chat."""
    found = _matches(chosen, theme).filter(_meant(chosen, OF_MATCH)).values_list(OF_MATCH, "polarity")
    shares = _shares(found.annotate(number=Count("excerpt__analysis", distinct=True)))
    everyone = chosen.answers().filter(DONE, _meant(chosen, OF_ANSWER))
    rows = everyone.values_list(OF_ANSWER, f"{OF_ANSWER}__name", f"{OF_ANSWER}__team__name")
    parts = (
        _part(pk, name, total, shares[pk], team)
        for pk, name, team, total in rows.annotate(total=Count("pk")).order_by()
    )
    return _by_name(parts)


def _meant(chosen: AnswerFilter, agent: str) -> Q:
    """The agents to list: the one of the filter, or everybody."""
    return Q(**{agent: chosen.agent}) if chosen.agent is not None else Q(**{f"{agent}__isnull": False})


def _matches(chosen: AnswerFilter, theme: int) -> QuerySet[ThemeMatch]:
    return matches_of(chosen).filter(theme=theme)


def _shares(rows: Iterable[tuple[int, str, int]]) -> defaultdict[int, dict[str, int]]:
    """Answers with the theme by polarity, for every team or agent."""
    found: defaultdict[int, dict[str, int]] = defaultdict(dict)
    for pk, polarity, number in rows:
        found[pk][polarity] = number
    return found


def _part(pk: int, name: str, total: int, counts: Mapping[str, int], team: str = "") -> Part:
    return Part(pk, name, Share(counts.get(IMPROVE, 0), total), Share(counts.get(PRAISE, 0), total), team)


def _by_name(parts: Iterable[Part]) -> tuple[Part, ...]:
    return tuple(sorted(parts, key=lambda part: (part.name.casefold(), part.team.casefold())))
