"""The decision about one closed chat, written into the ledger, and the invitation if there is one."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, QuerySet

from surveys.doorbell import ring_on_commit
from surveys.models import (
    Conversation,
    Decision,
    Delivery,
    Invitation,
    Response,
    Suppression,
    Survey,
    SurveyRules,
    rules_of,
)
from surveys.rules import Facts, Rules, Verdict, decide, draw
from surveys.tokens import digest, survey_token

DELIVER_TASK = "surveys.deliver"


def decide_and_invite(*, conversation: Conversation, now: datetime) -> Decision:
    """Decide whether the customer of `conversation` is asked, store the decision, and what follows from it.

    The caller's transaction holds the locks on the chat and on the person, so that nobody is asked twice.
    """
    survey = conversation.source.survey
    stored = rules_of(survey)
    call_off(conversations=_earlier_closures(conversation))
    verdict = decide(_facts(conversation, survey, stored.rules(), now), stored.rules())
    if verdict.ask_at is not None:
        _invite(conversation=conversation, stored=stored, due_at=verdict.ask_at, now=now)
    return Decision.objects.create(
        conversation=conversation,
        survey=survey,
        outcome=_outcome(verdict, now),
        reason=verdict.reason or "",
        decided_at=now,
    )


def call_off(*, conversations: QuerySet[Conversation]) -> None:
    """The chat goes on: no mail about these closures of it goes out any more. Links already known stay open."""
    reason = Delivery.CancelReason.REOPENED
    Delivery.objects.filter(invitation__conversation__in=conversations, state=Delivery.State.PENDING).update(
        state=Delivery.State.CANCELLED, cancel_reason=reason, outcome=reason.label
    )


def asked_invitations() -> QuerySet[Invitation]:
    """The invitations that count as asking: the link was shown, is on its way or arrived, or was answered all the same.

    An e-mail that was called off or never arrived did not ask anybody.
    """
    deliveries = Delivery.objects.filter(invitation=OuterRef("pk"))
    undelivered = [Delivery.State.CANCELLED, Delivery.State.FAILED, Delivery.State.BOUNCED]
    answered = Response.objects.filter(conversation=OuterRef("conversation"), survey=OuterRef("survey"))
    return Invitation.objects.filter(
        ~Exists(deliveries) | Exists(deliveries.exclude(state__in=undelivered)) | Exists(answered)
    )


def sampled_identity(*, person: str, source: int, external_id: str) -> str:
    """Who the sample is drawn for; a chat of nobody we know is drawn by itself."""
    return person or f"{source}:{external_id}"


def _invite(*, conversation: Conversation, stored: SurveyRules, due_at: datetime, now: datetime) -> None:
    invitation = Invitation(
        conversation=conversation,
        survey=stored.survey,
        created_at=now,
        expires_at=now + timedelta(days=stored.open_days),
    )
    invitation.token_digest = digest(survey_token(invitation.id))
    invitation.save(force_insert=True)
    if conversation.customer_email:
        delivery = Delivery.objects.create(invitation=invitation, channel=Delivery.Channel.EMAIL, due_at=due_at)
        if due_at <= now:
            ring_on_commit(DELIVER_TASK, delivery.id)


def _outcome(verdict: Verdict, now: datetime) -> Decision.Outcome:
    if verdict.ask_at is None:
        return Decision.Outcome.SKIPPED
    return Decision.Outcome.SENT if verdict.ask_at <= now else Decision.Outcome.SCHEDULED


def _facts(conversation: Conversation, survey: Survey, rules: Rules, now: datetime) -> Facts:
    person = conversation.person_key
    identity = sampled_identity(person=person, source=conversation.source_id, external_id=conversation.external_id)
    cause = Suppression.objects.filter(person_key=person).values_list("cause", flat=True).first() if person else None
    return Facts(
        now=now,
        closed_at=conversation.closed_at,
        survey_is_active=survey.is_active,
        survey_has_questions=survey.questions.exists(),
        closed_again_since=_closures(conversation).filter(closed_at__gt=conversation.closed_at).exists(),
        closed_by_bot=conversation.closed_by == Conversation.ClosedBy.BOT,
        human_replied=conversation.human_replied,
        last_reply_at=conversation.last_reply_at,
        customer_messages=conversation.customer_messages,
        customer_characters=conversation.customer_characters,
        email=conversation.customer_email,
        channel=conversation.channel,
        team=conversation.team_id,
        opted_out=cause is not None and cause != Suppression.Cause.BOUNCE,
        address_bounced=cause == Suppression.Cause.BOUNCE,
        sample=draw(survey=survey.pk, person=identity),
        last_asked_at=_asked(person).values_list("created_at", flat=True).first() if person else None,
        asked_at=_asked_by(survey, person, now - rules.cap_period) if person and rules.cap else (),
    )


def _asked(person: str) -> QuerySet[Invitation]:
    return asked_invitations().filter(conversation__person_key=person).order_by("-created_at")


def _asked_by(survey: Survey, person: str, since: datetime) -> tuple[datetime, ...]:
    asked = _asked(person).filter(survey=survey, created_at__gt=since)
    return tuple(asked.values_list("created_at", flat=True))


def _closures(conversation: Conversation) -> QuerySet[Conversation]:
    return Conversation.objects.filter(source_id=conversation.source_id, external_id=conversation.external_id)


def _earlier_closures(conversation: Conversation) -> QuerySet[Conversation]:
    return _closures(conversation).filter(closed_at__lt=conversation.closed_at)
