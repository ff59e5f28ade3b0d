"""Store a chunk of rows and the import's progress in one transaction: after a crash the next chunk is the right one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from surveys.models import (
    Answer,
    Conversation,
    ImportJob,
    ImportProblem,
    Participation,
    Question,
    Response,
    Source,
    Team,
)
from surveys.services.importing.rows import ImportedAnswer, Refusal
from surveys.services.importing.sources import agent_key, agents_named
from surveys.services.teams import team_named
from surveys.signals import responses_imported

# A few times as long as it takes to find the place in the largest file again.
LEASE = timedelta(seconds=60)


class LeaseLost(Exception):
    """Another process has taken the import over; stop, it goes on from the last stored chunk."""


def store_chunk(
    *, job: ImportJob, source: Source, question: Question, rows: Sequence[ImportedAnswer | Refusal]
) -> None:
    """Store the next rows of `job` and bring its counters forward, there and on the object.

    Rows that the source has already are counted, not stored. Raises LeaseLost, having stored nothing.
    """
    answers = [row for row in rows if isinstance(row, ImportedAnswer)]
    refusals = [row for row in rows if isinstance(row, Refusal)]
    with transaction.atomic():
        # One chunk of a source at a time: two imports of the same rows see each other's.
        Source.objects.select_for_update(no_key=True).get(pk=source.pk)
        new = _not_there_yet(source, answers)
        if new:
            _store_answers(source, question, new)
        ImportProblem.objects.bulk_create(
            [ImportProblem(job=job, row=refusal.number, message=refusal.reason[:300]) for refusal in refusals]
        )
        progress = {
            "next_row": rows[-1].number,
            "imported": job.imported + len(new),
            "already_there": job.already_there + len(answers) - len(new),
            "refused": job.refused + len(refusals),
            "leased_until": timezone.now() + LEASE,
        }
        held = ImportJob.objects.filter(pk=job.pk, next_row=job.next_row, leased_until=job.leased_until)
        if not held.update(**progress):
            raise LeaseLost
    for name, value in progress.items():
        setattr(job, name, value)


def _not_there_yet(source: Source, answers: Sequence[ImportedAnswer]) -> list[ImportedAnswer]:
    ids = [answer.external_id for answer in answers]
    there = set(Conversation.objects.filter(source=source, external_id__in=ids).values_list("external_id", flat=True))
    return [answer for answer in answers if answer.external_id not in there]


def _store_answers(source: Source, question: Question, answers: Sequence[ImportedAnswer]) -> None:
    teams = _teams(source, answers)
    conversations = Conversation.objects.bulk_create(
        Conversation(
            source=source,
            external_id=answer.external_id,
            closure_number=1,
            team=teams[answer.team.lower()],
            closed_at=answer.answered_at,
            channel="import",
        )
        for answer in answers
    )
    _store_participations(source, conversations, answers)
    responses = Response.objects.bulk_create(
        Response(
            conversation=conversation,
            survey_id=question.survey_id,
            team_id=conversation.team_id,
            submitted_at=conversation.closed_at,
        )
        for conversation in conversations
    )
    Answer.objects.bulk_create(
        Answer(response=response, question=question, asked=question.text, text=answer.text)
        for response, answer in zip(responses, answers, strict=True)
    )
    responses_imported.send(sender=Response, responses=[response.pk for response in responses])


def _teams(source: Source, answers: Sequence[ImportedAnswer]) -> dict[str, Team]:
    """The teams of `answers` by name in lower case; a new one is spelled as in its first row."""
    names = {answer.team.lower(): answer.team for answer in reversed(answers)}
    # Sorted, so that two imports with the same new teams cannot wait for each other.
    return {key: team_named(names[key]) if key else source.default_team for key in sorted(names)}


def _store_participations(
    source: Source, conversations: Sequence[Conversation], answers: Sequence[ImportedAnswer]
) -> None:
    pairs = zip(conversations, answers, strict=True)
    agents = agents_named(source, {answer.agent: conversation.team for conversation, answer in pairs if answer.agent})
    Participation.objects.bulk_create(
        Participation(
            conversation=conversation, agent=agents[agent_key(answer.agent)], agent_name=answer.agent, is_primary=True
        )
        for conversation, answer in zip(conversations, answers, strict=True)
        if answer.agent
    )
