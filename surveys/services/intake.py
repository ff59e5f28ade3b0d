"""A source says that a chat has ended: keep what it said, decide, and answer; all of it in one transaction."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max, QuerySet

from surveys.inbound.chat import ChatEnded, Customer
from surveys.links import survey_url
from surveys.locks import hold
from surveys.models import Conversation, Decision, InboundEvent, Invitation, Participation, Source
from surveys.services.invite import decide_and_invite
from surveys.services.teams import agents_of, team_named
from surveys.tokens import person_key

logger = logging.getLogger(__name__)


class IdempotencyKeyReused(Exception):
    """The key came before, with another body."""


@dataclass(frozen=True, slots=True)
class IntakeReply:
    """What the source is told; the same event again is told the same."""

    invitation: str  # sent | scheduled | skipped
    reason: str | None
    survey_url: str | None


def receive_closed_chat(
    *, source: Source, chat: ChatEnded, idempotency_key: str | None, raw: Mapping[str, object], now: datetime
) -> IntakeReply:
    """Take one closed chat in and decide whether its customer is asked.

    `raw` is the body as it was sent, parsed; it is kept. An event that is known by its `idempotency_key`, or by its
    external id and closing time, changes nothing and gets the answer it got. A named team or agent that is not known
    yet is made. Raises IdempotencyKeyReused if `raw` differs from what the key came with before.
    """
    event_key = _sha256(f"key:{idempotency_key}" if idempotency_key else f"event:{_event_of(chat)}")
    body_digest = _sha256(json.dumps(raw, sort_keys=True, ensure_ascii=False, default=str))
    person = _person_key(source, chat.customer)
    with transaction.atomic():
        hold(f"event:{source.id}:{event_key}", f"chat:{source.id}:{chat.external_id}", f"person:{person or event_key}")
        event = InboundEvent.objects.filter(source=source, dedup_key=event_key).first()
        if event and idempotency_key and event.body_digest != body_digest:
            raise IdempotencyKeyReused
        conversation = _same_closures(source, chat).filter(closed_at=chat.closed_at).first()
        if conversation is None:
            if event:  # of a platform that does not say when the chat closed, so it seems to close anew
                return IntakeReply(**event.reply, survey_url=None)
            conversation = _store_conversation(source=source, chat=chat, person=person)
            decide_and_invite(conversation=conversation, now=now)
        reply = _reply(conversation)
        if event is None:
            InboundEvent.objects.create(
                source=source,
                dedup_key=event_key,
                body_digest=body_digest,
                payload=raw,
                reply={"invitation": reply.invitation, "reason": reply.reason},  # without the link: it is a capability
                received_at=now,
            )
    return reply


def _store_conversation(*, source: Source, chat: ChatEnded, person: str) -> Conversation:
    team = team_named(chat.team) if chat.team else source.default_team
    conversation = Conversation.objects.create(
        source=source,
        external_id=chat.external_id,
        closure_number=1 + (_same_closures(source, chat).aggregate(last=Max("closure_number"))["last"] or 0),
        team=team,
        closed_at=chat.closed_at,
        closed_by=chat.closed_by or Conversation.ClosedBy.AGENT,
        channel=chat.channel,
        language=chat.language,
        customer_name=chat.customer.name,
        customer_email=chat.customer.email,
        person_key=person,
        customer_messages=chat.customer_messages,
        customer_characters=chat.customer_characters,
        human_replied=chat.human_replied,
        last_reply_at=chat.last_reply_at,
        agent_messages=chat.agent_messages,
        duration_s=chat.duration_s,
        tags=list(chat.tags),
    )
    agents = agents_of(source=source, parts=chat.agents, team=team)
    Participation.objects.bulk_create(
        Participation(
            conversation=conversation,
            agent=agents[part.external_id],
            agent_name=agents[part.external_id].name,
            messages=part.messages,
            is_primary=part is chat.primary_agent,
        )
        for part in chat.agents
    )
    return conversation


def _reply(conversation: Conversation) -> IntakeReply:
    decision = Decision.objects.filter(conversation=conversation).earliest("id")
    invitation = Invitation.objects.filter(conversation=conversation, survey_id=decision.survey_id).first()
    return IntakeReply(
        invitation=decision.outcome,
        reason=decision.reason or None,
        survey_url=_link(invitation) if invitation else None,
    )


def _link(invitation: Invitation) -> str | None:
    try:
        return survey_url(invitation)
    except LookupError as error:
        logger.error("The link of invitation %s cannot be made again: %s", invitation.id, error)
        return None


def _same_closures(source: Source, chat: ChatEnded) -> QuerySet[Conversation]:
    return Conversation.objects.filter(source=source, external_id=chat.external_id)


def _person_key(source: Source, customer: Customer) -> str:
    """Recognises the customer: everywhere by e-mail address or phone number, else within the source by its own id."""
    if customer.email:
        return person_key(customer.email)
    if customer.external_id:
        return person_key(f"{source.id}:{customer.external_id}")
    return person_key(customer.phone) if customer.phone else ""


def _event_of(chat: ChatEnded) -> str:
    return f"{chat.closed_at.isoformat()}:{chat.external_id}"


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
