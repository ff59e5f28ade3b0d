"""Teams and agents as the chat tools name them: the tools are the truth, nobody has to type them in first."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Value
from django.db.models.functions import Lower

from surveys.inbound.chat import AgentPart
from surveys.models import Agent, Source, Team


def team_named(name: str) -> Team:
    """The team of that name, whatever its case; made if there is none, also when two events name it at once."""
    same = Team.objects.alias(folded=Lower("name")).filter(folded=Lower(Value(name)))
    team = same.first()
    if team is None:
        Team.objects.bulk_create([Team(name=name)], ignore_conflicts=True)
        team = same.get()
    return team


def agents_of(*, source: Source, parts: Sequence[AgentPart], team: Team) -> dict[str, Agent]:
    """The agents of `parts` by external id. New ones start in `team`; a new name replaces the old one."""
    names = {part.external_id: part.name for part in parts}
    Agent.objects.bulk_create(
        # Sorted, so that two events with the same new agents cannot wait for each other.
        [Agent(source=source, external_id=key, name=names[key] or key, team=team) for key in sorted(names)],
        ignore_conflicts=True,
    )
    agents = {agent.external_id: agent for agent in source.agents.filter(external_id__in=names)}
    for key in sorted(names):
        if names[key] and agents[key].name != names[key]:
            agents[key].name = names[key]
            agents[key].save(update_fields=["name"])
    return agents
