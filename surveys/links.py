"""The addresses customers are given: always below PUBLIC_BASE_URL, whatever host a request claims to be for."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse

from surveys.models import Invitation
from surveys.tokens import survey_token


def survey_url(invitation: Invitation) -> str:
    """Where the customer answers. Raises LookupError as `survey_token` does."""
    return _absolute("survey", invitation)


def stop_url(invitation: Invitation) -> str:
    """Where the customer says "do not ask me again". Raises LookupError as `survey_token` does."""
    return _absolute("survey-stop", invitation)


def _absolute(name: str, invitation: Invitation) -> str:
    token = survey_token(invitation.id, stored_digest=invitation.token_digest)
    return f"{settings.PUBLIC_BASE_URL}{reverse(name, args=[token])}"
