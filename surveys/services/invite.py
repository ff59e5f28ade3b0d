"""The decision about one closed chat, written into the ledger, and the invitation if there is one."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, QuerySet

from surveys.doorbell import ring_on_commit
from surveys.inbound.chat import ChatEnded
from surveys.models import Conversation, Decision, Delivery, Invitation, Response, Suppression, Survey
from surveys.rules import Facts, Rules, Verdict, decide
from surveys.tokens import digest, survey_token

DELIVER_TASK = "surveys.deliver"
REOPENED = "The chat was reopened and has been closed again."


def decide_and_invite(*, conversation: Conversation, chat: ChatEnded, now: datetime) -> Decision:
    """Decide whether the customer of `conversation` is asked, store the decision, and what follows from it.

    The caller's transaction holds the locks on the chat and on the person, so that nobody is asked twice.
    """
    survey = conversation.source.survey
    superseded = _earlier_closures(conversation)
    Delivery.objects.filter(invitation__conversation__in=superseded, state=Delivery.State.PENDING).update(
        state=Delivery.State.CANCELLED, outcome=REOPENED
    )
    verdict = decide(_facts(conversation, chat, survey, now), Rules(cooldown=timedelta(days=survey.cooldown_days)))
    due_at = _due_at(conversation, survey, now)
    if verdict.asks:
        _invite(conversation=conversation, survey=survey, due_at=due_at, now=now)
    return Decision.objects.create(
        conversation=conversation,
        survey=survey,
        outcome=_outcome(verdict, due_at, now),
        reason=verdict.reason or "",
        decided_at=now,
    )


def _invite(*, conversation: Conversation, survey: Survey, due_at: datetime | None, now: datetime) -> None:
    invitation = Invitation(
        conversation=conversation, survey=survey, created_at=now, expires_at=now + timedelta(days=survey.open_days)
    )
    invitation.token_digest = digest(survey_token(invitation.id))
    invitation.save(force_insert=True)
    if due_at is not None:
        delivery = Delivery.objects.create(invitation=invitation, channel=Delivery.Channel.EMAIL, due_at=due_at)
        if due_at <= now:
            ring_on_commit(DELIVER_TASK, delivery.id)


def _due_at(conversation: Conversation, survey: Survey, now: datetime) -> datetime | None:
    """When the e-mail goes out; None if there is no address and the chat tool shows the link itself."""
    if not conversation.customer_email:
        return None
    return max(now, conversation.closed_at + timedelta(minutes=survey.delay_minutes))


def _outcome(verdict: Verdict, due_at: datetime | None, now: datetime) -> Decision.Outcome:
    if not verdict.asks:
        return Decision.Outcome.SKIPPED
    return Decision.Outcome.SENT if due_at is None or due_at <= now else Decision.Outcome.SCHEDULED


def _facts(conversation: Conversation, chat: ChatEnded, survey: Survey, now: datetime) -> Facts:
    person = conversation.person_key
    return Facts(
        now=now,
        closed_at=conversation.closed_at,
        survey_is_active=survey.is_active,
        survey_has_questions=survey.questions.exists(),
        closed_again_since=_closures(conversation).filter(closed_at__gt=conversation.closed_at).exists(),
        closed_by_bot=chat.closed_by == Conversation.ClosedBy.BOT,
        human_replied=chat.human_replied,
        customer_messages=chat.customer_messages,
        customer_characters=chat.customer_characters,
        opted_out=bool(person) and Suppression.objects.filter(person_key=person).exists(),
        last_asked_at=_last_asked_at(person) if person else None,
    )


def _last_asked_at(person: str) -> datetime | None:
    """When the person last got a link, by any survey; an e-mail that was called off or never arrived does not count."""
    deliveries = Delivery.objects.filter(invitation=OuterRef("pk"))
    undelivered = [Delivery.State.CANCELLED, Delivery.State.FAILED]
    answered = Response.objects.filter(conversation=OuterRef("conversation"), survey=OuterRef("survey"))
    asked = Invitation.objects.filter(
        ~Exists(deliveries) | Exists(deliveries.exclude(state__in=undelivered)) | Exists(answered),
        conversation__person_key=person,
    )
    return asked.order_by("-created_at").values_list("created_at", flat=True).first()


def _closures(conversation: Conversation) -> QuerySet[Conversation]:
    return Conversation.objects.filter(source_id=conversation.source_id, external_id=conversation.external_id)


def _earlier_closures(conversation: Conversation) -> QuerySet[Conversation]:
    return _closures(conversation).filter(closed_at__lt=conversation.closed_at)
