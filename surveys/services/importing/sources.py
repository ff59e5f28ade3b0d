"""The rows that imported answers hang on: source, survey, question and agents."""

from __future__ import annotations

from django.db import transaction

from surveys.locks import hold
from surveys.models import Agent, Question, Source, Survey, Team
from surveys.services.importing.encodings import UnreadableFile
from surveys.services.setup import DEFAULT_QUESTIONS
from surveys.services.teams import team_named

DEFAULT_NAME = "Imported answers"
DEFAULT_TEAM = "Imported"
LONGEST_NAME = 120
QUESTIONS = {**dict(DEFAULT_QUESTIONS), Question.Role.WHY: "Is there anything else you would like to tell us?"}


def import_source(*, name: str, team: str = "") -> Source:
    """The source of imports called `name`, made if there is none; a new one's default team is `team`.

    Raises UnreadableFile if a chat tool has that name.
    """
    if not 0 < len(name) <= LONGEST_NAME:
        raise UnreadableFile(f"The import needs a name of at most {LONGEST_NAME} characters.")
    with transaction.atomic():
        hold(f"import source {name}")
        source = Source.objects.filter(name=name).first() or Source.objects.create(
            name=name,
            kind=Source.Kind.IMPORT,
            survey=_survey(),
            default_team=team_named(team) if team else _only_team(),
        )
    if source.kind != Source.Kind.IMPORT:
        raise UnreadableFile(f"“{name}” is a chat tool: give the import another name.")
    return source


def question_of(survey: Survey, role: str) -> Question:
    """The question of `survey` in that role, made if it has none."""
    with transaction.atomic():
        hold(f"questions of survey {survey.pk}")
        found = survey.questions.filter(role=role).order_by("position").first()
        if found is None:
            last = survey.questions.order_by("position").last()
            found = survey.questions.create(
                position=last.position + 1 if last else 1, role=role, text=QUESTIONS[Question.Role(role)]
            )
    return found


def agents_named(source: Source, teams: dict[str, Team]) -> dict[str, Agent]:
    """The agents of `source` with the names in `teams`, by `agent_key`; who is new is made in the team given there."""
    new = {
        agent_key(name): Agent(source=source, external_id=agent_key(name), name=name, team=team)
        for name, team in reversed(teams.items())
    }
    Agent.objects.bulk_create((new[key] for key in sorted(new)), ignore_conflicts=True)
    return {agent.external_id: agent for agent in source.agents.filter(external_id__in=new)}


def agent_key(name: str) -> str:
    """What recognises an agent by name: "Priya" and "PRIYA" are one person."""
    return name.casefold()[:200]


def _survey() -> Survey:
    hold("import survey")
    return Survey.objects.filter(name=DEFAULT_NAME).order_by("id").first() or Survey.objects.create(name=DEFAULT_NAME)


def _only_team() -> Team:
    """The team, if there is but one; otherwise a team for answers that name none."""
    teams = Team.objects.all()[:2]
    return teams[0] if len(teams) == 1 else team_named(DEFAULT_TEAM)
