"""How many closed chats were followed by a survey, and how far each of them came: by team, by agent, by reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import Count, Sum

from feedback.selectors.ledger import (
    ANSWERED,
    DELIVERED,
    NOBODY,
    OPENED,
    SCHEDULED,
    SENT,
    SKIPPED,
    STARTED,
    LedgerFilter,
)
from surveys.models import Agent
from surveys.reasons import reason_words

COLUMNS = ("closed", "eligible", SENT, SCHEDULED, SKIPPED, "delivered", "opened", "started", "answered")


@dataclass(slots=True)
class Line:
    """The chats of one team, of one agent, or all of them; sent + scheduled + skipped = closed."""

    pk: int = 0
    name: str = ""
    team: str = ""
    closed: int = 0
    eligible: int = 0
    sent: int = 0
    scheduled: int = 0
    skipped: int = 0
    delivered: int = 0
    opened: int = 0
    started: int = 0
    answered: int = 0
    machine_opens: int = 0

    @property
    def cells(self) -> list[tuple[int, str]]:
        """The numbers in the order of the columns, with the names by which their chats are listed."""
        return [(getattr(self, name), name) for name in COLUMNS]

    def add(self, group: Mapping[str, int | str | bool]) -> None:
        """Count one group of chats that are alike."""
        chats, stage = int(group["chats"]), int(group["stage"])
        self.closed += chats
        self.eligible += 0 if group["was_skipped"] else chats
        self.sent += chats if group["fate"] == SENT else 0
        self.scheduled += chats if group["fate"] == SCHEDULED else 0
        self.skipped += chats if group["fate"] == SKIPPED else 0
        self.delivered += chats if stage >= DELIVERED else 0
        self.opened += chats if stage >= OPENED else 0
        self.started += chats if stage >= STARTED else 0
        self.answered += chats if stage >= ANSWERED else 0
        self.machine_opens += int(group["opens"])


@dataclass(frozen=True, slots=True)
class Reason:
    key: str
    words: str
    chats: int


@dataclass(slots=True)
class Coverage:
    total: Line = field(default_factory=Line)
    teams: list[Line] = field(default_factory=list)  # by name
    agents: list[Line] = field(default_factory=list)  # by name; the chats that name nobody come last
    reasons: list[Reason] = field(default_factory=list)  # most frequent first


def coverage(chosen: LedgerFilter, *, teams: Mapping[int, str]) -> Coverage:
    """Everything the coverage page shows, in two queries; `teams` are names by id."""
    groups = list(
        chosen.rows()
        .order_by()
        .values("conversation__team_id", "agent_id", "fate", "reason_now", "stage", "was_skipped")
        .annotate(chats=Count("pk"), opens=Sum("machine_opens"))
    )
    found = Coverage()
    by_team: dict[int, Line] = {}
    by_agent: dict[int, Line] = {}
    reasons: Counter[str] = Counter()
    for group in groups:
        team, agent = group["conversation__team_id"], group["agent_id"]
        found.total.add(group)
        by_team.setdefault(team, Line(team, teams[team])).add(group)
        by_agent.setdefault(agent, Line(agent)).add(group)
        if group["fate"] == SKIPPED:
            reasons[group["reason_now"]] += group["chats"]
    found.teams = sorted(by_team.values(), key=lambda line: line.name.casefold())
    found.agents = _named(by_agent)
    found.reasons = [Reason(key, reason_words(key), chats) for key, chats in reasons.most_common()]
    return found


def _named(lines: Mapping[int, Line]) -> list[Line]:
    agents = Agent.objects.filter(pk__in=lines).select_related("team")
    for agent in agents:
        lines[agent.pk].name, lines[agent.pk].team = agent.name, agent.team.name
    known: Iterable[Line] = (line for key, line in lines.items() if key != NOBODY)
    nobody = [lines[NOBODY]] if NOBODY in lines else []
    return [*sorted(known, key=lambda line: (line.name.casefold(), line.pk)), *nobody]
