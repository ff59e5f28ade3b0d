"""The ledger: what became of every closed chat. Each is sent, scheduled or skipped, and never two of these.

A chat counts as skipped also where its mail had been planned and did not go out; so `eligible` is more than sent and
scheduled. Whoever answered was asked, whatever became of the mail, because a link can be known by other ways.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Exists,
    F,
    FilteredRelation,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from feedback.selectors.periods import Period
from surveys.models import Agent, Decision, Delivery, Participation, Response, Survey

SENT, SCHEDULED, SKIPPED = "sent", "scheduled", "skipped"
# How far a chat has come; each stage holds those after it.
NOWHERE, MAILED, DELIVERED, OPENED, STARTED, ANSWERED = range(6)
NOBODY = 0  # the agent of a chat that names none

# What can be counted and listed: name, and the condition on a row of the ledger.
COUNTED: dict[str, Q] = {
    "closed": Q(),
    "eligible": Q(was_skipped=False),
    SENT: Q(fate=SENT),
    SCHEDULED: Q(fate=SCHEDULED),
    SKIPPED: Q(fate=SKIPPED),
    "delivered": Q(stage__gte=DELIVERED),
    "opened": Q(stage__gte=OPENED),
    "started": Q(stage__gte=STARTED),
    "answered": Q(stage=ANSWERED),
    "machines": Q(machine_opens__gt=0),
}


@dataclass(frozen=True, slots=True)
class LedgerFilter:
    """Which closed chats: those of `teams` that closed within `period`, narrowed down by what is not empty."""

    teams: Sequence[int]
    period: Period = Period()
    agent: int | None = None
    channel: str = ""
    survey: int | None = None
    counted: str = "closed"  # a key of COUNTED
    reason: str = ""

    def rows(self) -> QuerySet[Any]:
        """A decision for each, with fate, reason_now, stage, was_skipped, machine_opens and agent_id."""
        chats = Decision.objects.filter(
            self.period.within("conversation__closed_at"), conversation__team__in=self.teams
        )
        if self.channel:
            chats = chats.filter(conversation__channel=self.channel)
        if self.survey is not None:
            chats = chats.filter(survey=self.survey)
        rows = ledger(chats)
        if self.agent is not None:
            rows = rows.filter(agent_id=self.agent)
        if self.reason:
            rows = rows.filter(fate=SKIPPED, reason_now=self.reason)
        return rows.filter(COUNTED[self.counted])


def ledger(decisions: QuerySet[Decision]) -> QuerySet[Any]:
    """`decisions` with what became of each until now."""
    invited = FilteredRelation("conversation__invitations", condition=Q(conversation__invitations__survey=F("survey")))
    credited = FilteredRelation(
        "conversation__participations", condition=Q(conversation__participations__is_primary=True)
    )
    delivery = Delivery.objects.filter(invitation=OuterRef("invited__pk"), kind=Delivery.Kind.INVITATION)
    answered = Response.objects.filter(conversation=OuterRef("conversation"), survey=OuterRef("survey"))
    # Both relations hold one row at most, so a decision stays one row.
    rows: QuerySet[Any] = decisions.annotate(invited=invited, credited=credited).annotate(
        was_answered=Exists(answered),
        mail=Coalesce(Subquery(delivery.values("state")[:1]), Value("")),
        called_off=Coalesce(Subquery(delivery.values("cancel_reason")[:1]), Value("")),
        opened_at=F("invited__opened_at"),
        started_at=F("invited__started_at"),
        machine_opens=Coalesce(F("invited__machine_opens"), Value(0)),
        agent_id=Coalesce(F("credited__agent_id"), Value(NOBODY), output_field=IntegerField()),
    )
    rows = rows.annotate(was_skipped=Q(outcome=SKIPPED), fate=_fate(), reason_now=_reason())
    found: QuerySet[Any] = rows.annotate(stage=_stage())
    return found


def _fate() -> Case:
    state = Delivery.State
    return Case(
        When(was_answered=True, then=Value(SENT)),
        When(outcome=SKIPPED, then=Value(SKIPPED)),
        When(mail__in=[state.CANCELLED, state.FAILED], then=Value(SKIPPED)),
        When(mail__in=[state.PENDING, state.SENDING], then=Value(SCHEDULED)),
        default=Value(SENT),
        output_field=CharField(),
    )


def _reason() -> Case:
    return Case(
        When(outcome=SKIPPED, then=F("reason")),
        When(mail=Delivery.State.FAILED, then=Value("failed")),
        default=F("called_off"),
        output_field=CharField(),
    )


def _stage() -> Case:
    return Case(
        When(was_answered=True, then=Value(ANSWERED)),
        When(~Q(fate=SENT), then=Value(NOWHERE)),
        When(started_at__isnull=False, then=Value(STARTED)),
        When(opened_at__isnull=False, then=Value(OPENED)),
        When(mail=Delivery.State.BOUNCED, then=Value(MAILED)),
        default=Value(DELIVERED),
        output_field=IntegerField(),
    )


def agents_of(teams: Sequence[int]) -> dict[int, str]:
    """The agents who took part in chats of `teams`, and nobody, who did so in the rest: names by id."""
    parts = Participation.objects.filter(agent=OuterRef("pk"), conversation__team__in=teams)
    return {**dict(Agent.objects.filter(Exists(parts)).values_list("pk", "name")), NOBODY: "No agent named"}


def surveys_of(teams: Sequence[int]) -> dict[int, str]:
    """The surveys that chats of `teams` were held against: names by id."""
    decided = Decision.objects.filter(survey=OuterRef("pk"), conversation__team__in=teams)
    return dict(Survey.objects.filter(Exists(decided)).order_by("name").values_list("pk", "name"))
