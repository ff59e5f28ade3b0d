"""The closed chats behind a number of the coverage report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, Min, OuterRef, QuerySet, Subquery

from feedback.selectors.ledger import ANSWERED, MAILED, OPENED, SCHEDULED, SKIPPED, STARTED, ledger
from surveys.models import Answer, Decision, Participation
from surveys.reasons import reason_words


@dataclass(frozen=True, slots=True)
class ChatRow:
    """One closed chat and what became of it, in words."""

    closed_at: datetime
    external_id: str
    team: str
    agent: str
    channel: str
    outcome: str
    reason: str
    machine_opens: int
    answer: int | None  # the answer's id, for a link


def newest_chats(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.order_by("-conversation__closed_at", "-pk")


def chat_rows(decisions: Sequence[int]) -> list[ChatRow]:
    """The chats of these decisions, newest first, in one query."""
    answers = Answer.objects.filter(
        response__conversation=OuterRef("conversation"), response__survey=OuterRef("survey")
    )
    agent = Participation.objects.filter(conversation=OuterRef("conversation"), is_primary=True)
    rows = newest_chats(ledger(Decision.objects.filter(pk__in=decisions)))
    found = rows.annotate(
        agent=Subquery(agent.values("agent__name")[:1]),
        answer=Subquery(answers.order_by().values("response").annotate(first=Min("pk")).values("first")[:1]),
        closed_at=F("conversation__closed_at"),
        external_id=F("conversation__external_id"),
        team=F("conversation__team__name"),
        channel=F("conversation__channel"),
    ).values_list(
        *("closed_at", "external_id", "team", "agent", "channel", "fate", "reason_now", "stage", "machine_opens"),
        "answer",
        named=True,
    )
    return [
        ChatRow(
            closed_at=row.closed_at,
            external_id=row.external_id,
            team=row.team,
            agent=row.agent or "",
            channel=row.channel,
            outcome=_outcome(row.fate, row.stage),
            reason=reason_words(row.reason_now) if row.fate == SKIPPED else "",
            machine_opens=row.machine_opens,
            answer=row.answer,
        )
        for row in found
    ]


def _outcome(fate: str, stage: int) -> str:
    if fate == SKIPPED:
        return "Not asked"
    if fate == SCHEDULED:
        return "Waiting to be sent"
    words = {ANSWERED: "Answered", STARTED: "Started, not answered", OPENED: "Opened", MAILED: "The mail came back"}
    return words.get(stage, "Sent")
