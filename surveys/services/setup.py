"""What has to be there before the first chat can be asked about."""

from __future__ import annotations

from django.db import transaction

from surveys.inbound.platforms import PLATFORMS
from surveys.locks import hold
from surveys.models import ApiKey, Question, Source, Survey
from surveys.sealing import seal, unseal
from surveys.services.teams import team_named
from surveys.tokens import digest, new_api_key

DEFAULT_SURVEY = "After a chat"
DEFAULT_QUESTIONS = (
    (Question.Role.BETTER, "What could we have done better?"),
    (Question.Role.LIKED, "What did you like about your experience?"),
    (Question.Role.IMPROVE, "How can we improve our product or service?"),
)
HINT_LENGTH = 8


def create_default_survey(*, name: str = DEFAULT_SURVEY) -> Survey:
    """The survey with the three open questions every chat can be asked about; the one that is there, if it is."""
    with transaction.atomic():
        hold("default survey")
        survey = Survey.objects.filter(name=name).order_by("id").first()
        if survey is None:
            survey = Survey.objects.create(name=name)
            Question.objects.bulk_create(
                Question(survey=survey, position=position, role=role, text=text)
                for position, (role, text) in enumerate(DEFAULT_QUESTIONS, 1)
            )
    return survey


def create_source(*, name: str, team_name: str, survey: Survey | None = None) -> tuple[Source, str]:
    """A source of closed chats and its API key, which nobody can read again.

    Chats that name no team belong to the team called `team_name`. Raises IntegrityError if the name is taken.
    """
    with transaction.atomic():
        source = Source.objects.create(
            name=name, survey=survey or create_default_survey(), default_team=team_named(team_name)
        )
        return source, add_api_key(source=source)


def create_hook_source(
    *, name: str, team_name: str, platform: str, secret: str, survey: Survey | None = None
) -> Source:
    """A source whose chat tool sends webhooks signed with `secret`; empty where the platform signs nothing.

    Raises IntegrityError if the name is taken, LookupError for an unknown platform.
    """
    if platform not in PLATFORMS:
        raise LookupError(platform)
    with transaction.atomic():
        return Source.objects.create(
            name=name,
            kind=Source.Kind.HOOK,
            platform=platform,
            sealed_secrets=seal([secret]) if secret else "",
            survey=survey or create_default_survey(),
            default_team=team_named(team_name),
        )


def add_hook_secret(*, source: Source, secret: str) -> None:
    """A new secret for `source`; the one before it works until the next, so that nothing is lost meanwhile."""
    with transaction.atomic():
        row = Source.objects.select_for_update().get(pk=source.pk)
        row.sealed_secrets = seal([secret, *unseal(row.sealed_secrets)[:1]])
        row.save(update_fields=["sealed_secrets"])


def add_api_key(*, source: Source) -> str:
    """One more API key for `source`, beside those it has; only its hash is kept, so this is the time to show it."""
    key = new_api_key()
    ApiKey.objects.create(source=source, digest=digest(key), hint=key[:HINT_LENGTH])
    return key
