"""A survey's new rules, tried on the chats of the last days before anybody saves them."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Any

from django.db.models import Exists, F, OuterRef

from surveys.dry_run import REST, DryRun, PastAsk, PastChat, dry_run
from surveys.models import Conversation, Decision, Delivery, Invitation, Suppression, Survey
from surveys.rules import Facts, Rules, draw
from surveys.services.invite import asked_invitations, sampled_identity

PERIOD = timedelta(days=30)
CHUNK = 2_000
COLUMNS = {
    "source": "source_id",
    "external_id": "external_id",
    "person": "person_key",
    "closed_at": "closed_at",
    "closed_by": "closed_by",
    "human_replied": "human_replied",
    "last_reply_at": "last_reply_at",
    "customer_messages": "customer_messages",
    "customer_characters": "customer_characters",
    "email": "customer_email",
    "channel": "channel",
    "team": "team_id",
}


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What rules would have done in the last `PERIOD`, beside what was done."""

    would: DryRun
    asked: int


def rehearse(*, survey: Survey, rules: Rules, now: datetime) -> Rehearsal:
    """Decide again about every chat that closed for `survey` in the last `PERIOD`, oldest first; nothing is written.

    The survey is taken for active. Chats and asks are streamed, in two queries.
    """
    since = now - PERIOD
    history = max(REST, rules.cooldown, rules.cap_period)
    past: tuple[Iterator[PastAsk | PastChat], ...] = (_asks(survey, since, history), _chats(survey, since))
    events = heapq.merge(*past, key=attrgetter("at"))
    return Rehearsal(would=dry_run(events, rules), asked=_really_asked(survey, since))


def _really_asked(survey: Survey, since: datetime) -> int:
    """How often it asked; a mail that came back counts, because nobody can say which of the others would have."""
    called_off = Delivery.objects.filter(invitation=OuterRef("pk"), state=Delivery.State.CANCELLED)
    asked = asked_invitations() | Invitation.objects.filter(~Exists(called_off))
    return asked.filter(survey=survey, created_at__gte=since).count()


def _asks(survey: Survey, since: datetime, history: timedelta) -> Iterator[PastAsk]:
    """What was asked before the period, and within it by other surveys."""
    asked = asked_invitations().filter(created_at__gte=since - history).exclude(conversation__person_key="")
    asked = asked.exclude(survey=survey, created_at__gte=since)
    rows = asked.order_by("created_at").values_list("created_at", "conversation__person_key", "survey_id")
    for at, person, by in rows.iterator(chunk_size=CHUNK):
        yield PastAsk(at=at, person=person, by_this_survey=by == survey.pk)


def _chats(survey: Survey, since: datetime) -> Iterator[PastChat]:
    suppressed = {row.person_key: row for row in Suppression.objects.iterator(chunk_size=CHUNK)}
    decided = Decision.objects.filter(survey=survey, decided_at__gte=since).order_by("decided_at", "id")
    decided = decided.annotate(**{name: F(f"conversation__{column}") for name, column in COLUMNS.items()})
    for row in decided.values_list("decided_at", *COLUMNS, named=True).iterator(chunk_size=CHUNK):
        yield _chat(row, survey, suppressed.get(row.person) if row.person else None)


def _chat(row: Any, survey: Survey, suppression: Suppression | None) -> PastChat:
    identity = sampled_identity(person=row.person, source=row.source, external_id=row.external_id)
    is_suppressed = suppression is not None and suppression.created_at <= row.decided_at
    bounced = suppression is not None and suppression.cause == Suppression.Cause.BOUNCE
    return PastChat(
        at=row.decided_at,
        chat=(row.source, row.external_id),
        person=row.person,
        facts=Facts(
            now=row.decided_at,
            closed_at=row.closed_at,
            closed_by_bot=row.closed_by == Conversation.ClosedBy.BOT,
            human_replied=row.human_replied,
            last_reply_at=row.last_reply_at,
            customer_messages=row.customer_messages,
            customer_characters=row.customer_characters,
            email=row.email,
            channel=row.channel,
            team=row.team,
            opted_out=is_suppressed and not bounced,
            address_bounced=is_suppressed and bounced,
            sample=draw(survey=survey.pk, person=identity),
        ),
    )
