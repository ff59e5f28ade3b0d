"""Plain functions that put typed rows with fixed values into the database; a test names only what it is about."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count

from django.contrib.auth.models import User
from django.utils import timezone

from feedback.models import Analysis, Excerpt, Theme, ThemeMatch
from surveys.models import (
    Agent,
    Answer,
    Conversation,
    Invitation,
    Membership,
    Participation,
    Question,
    Response,
    Source,
    Survey,
    SurveyRules,
    Team,
)
from surveys.tokens import digest, survey_token

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
_numbers = count(1)


def a_team(name: str = "Orders") -> Team:
    return Team.objects.get_or_create(name=name)[0]


def a_user(name: str = "mira", *, team: Team | None = None, role: str = Membership.Role.MANAGER) -> User:
    """A user with `role` in `team`, or in every team if none is named."""
    user = User.objects.create_user(name, password="a long password")
    Membership.objects.create(user=user, team=team, role=role)
    return user


def a_survey(
    name: str = "After a chat", *, roles: tuple[str, ...] = ("better", "liked", "improve"), delay: int = 0
) -> Survey:
    survey, is_new = Survey.objects.get_or_create(name=name)
    if is_new:
        SurveyRules.objects.create(survey=survey, delay_minutes=delay)
        Question.objects.bulk_create(
            [
                Question(survey=survey, position=n, role=role, text=f"Question {role}?")
                for n, role in enumerate(roles, 1)
            ]
        )
    return survey


def a_source(name: str = "Web chat", *, team: Team | None = None, survey: Survey | None = None) -> Source:
    source, _ = Source.objects.get_or_create(
        name=name, defaults={"default_team": team or a_team(), "survey": survey or a_survey()}
    )
    return source


def an_agent(name: str = "Priya", *, team: Team | None = None, source: Source | None = None) -> Agent:
    source = source or a_source()
    return Agent.objects.get_or_create(
        source=source, external_id=name, defaults={"name": name, "team": team or source.default_team}
    )[0]


def a_conversation(
    *,
    source: Source | None = None,
    team: Team | None = None,
    agents: tuple[str, ...] = ("Priya",),
    closed_at: datetime | None = None,
    email: str = "kim@example.com",
) -> Conversation:
    source = source or a_source()
    team = team or source.default_team
    conversation = Conversation.objects.create(
        source=source,
        external_id=f"chat-{next(_numbers)}",
        closure_number=1,
        team=team,
        closed_at=closed_at or timezone.now(),
        customer_email=email,
        channel="web",
    )
    for position, name in enumerate(agents):
        Participation.objects.create(
            conversation=conversation,
            agent=an_agent(name, team=team, source=source),
            agent_name=name,
            is_primary=position == 0,
        )
    return conversation


def an_invitation(
    *,
    conversation: Conversation | None = None,
    survey: Survey | None = None,
    open_for: timedelta = timedelta(days=14),
) -> tuple[Invitation, str]:
    """An invitation and the token of its link; a negative `open_for` makes one that has expired."""
    conversation = conversation or a_conversation()
    now = timezone.now()
    invitation = Invitation(
        conversation=conversation,
        survey=survey or conversation.source.survey,
        created_at=min(now, now + open_for - timedelta(days=1)),
        expires_at=now + open_for,
    )
    token = survey_token(invitation.id)
    invitation.token_digest = digest(token)
    invitation.save(force_insert=True)
    return invitation, token


def a_response(
    *,
    answers: dict[str, str] | None = None,
    conversation: Conversation | None = None,
    submitted_at: datetime | None = None,
    **conversation_values: object,
) -> Response:
    """A response with `answers` (role -> text), stored as if it had been submitted; nothing is analysed."""
    conversation = conversation or a_conversation(**conversation_values)  # type: ignore[arg-type]
    survey = conversation.source.survey
    response = Response.objects.create(
        conversation=conversation,
        survey=survey,
        team=conversation.team,
        submitted_at=submitted_at or timezone.now(),
    )
    questions = {question.role: question for question in survey.questions.all()}
    for role, text in (answers or {"better": "Tell me how long it will take."}).items():
        Answer.objects.create(response=response, question=questions[role], asked=questions[role].text, text=text)
    return response


def a_theme(key: str = "informed", *, label: str | None = None, parent: str | None = "communication") -> Theme:
    """The theme of the codebook with this key, made if the codebook has none."""
    group = Theme.objects.get_or_create(key=parent, defaults={"label": parent.title()})[0] if parent else None
    return Theme.objects.get_or_create(key=key, defaults={"label": label or key.title(), "parent": group})[0]


def an_analysis(
    answer: Answer,
    *matches: tuple[str, str],
    sentiment: str = "neg",
    routes: tuple[str, ...] = (),
    emotions: tuple[str, ...] = (),
    confidence: float = 0.9,
) -> Analysis:
    """A finished analysis with one excerpt over the whole answer and `matches` of (theme key, polarity) on it."""
    analysis = Analysis.objects.create(
        answer=answer,
        state=Analysis.State.DONE,
        engine_version="test-1",
        sentiment=sentiment,
        polarity=0.0,
        routes=list(routes),
        emotions=list(emotions),
        masked=answer.text,
        analysed_at=timezone.now(),
    )
    excerpt = Excerpt.objects.create(analysis=analysis, start=0, end=len(answer.text), sentiment=sentiment)
    for key, polarity in matches:
        ThemeMatch.objects.create(
            excerpt=excerpt,
            theme=a_theme(key),
            polarity=polarity,
            confidence=confidence,
            engine_version="test-1",
        )
    return analysis
