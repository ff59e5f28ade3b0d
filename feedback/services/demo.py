"""Demo data: the chats of an invented shop, sent through the same doors as a customer's.

The texts are in `feedback/demo/`. Every chat is closed through the intake and answered through its survey link; only
the clock is ours, so that the answers lie over the ninety days before `now`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction

from surveys.inbound.chat import AgentPart, ChatEnded, Customer
from surveys.models import ApiKey, Membership, Source, Survey, SurveyRules
from surveys.services.intake import receive_closed_chat
from surveys.services.respond import submit
from surveys.services.setup import add_api_key, create_default_survey, create_source
from surveys.tokens import digest

FOLDER = Path(__file__).resolve().parent.parent / "demo"
SOURCE_NAME = "Lumen & Oak web shop"
SURVEY_NAME = "Lumen & Oak, after a chat"
LOGIN = "demo"
CHUNK = 50
DAYS_A_WEEK = 7


@dataclass(frozen=True, slots=True)
class DemoChat:
    """One line of `conversations.jsonl`."""

    number: int
    row: dict[str, Any]

    @property
    def answers(self) -> dict[str, str]:
        return {role: self.row[role] for role in ("better", "liked", "improve") if self.row[role]}


def read_demo_chats() -> list[DemoChat]:
    """The chats of the demo, oldest first."""
    lines = (FOLDER / "conversations.jsonl").read_text(encoding="utf-8").splitlines()
    return [DemoChat(number, json.loads(line)) for number, line in enumerate(lines, 1)]


def demo_source(*, known_key: str | None) -> tuple[Source, str]:
    """The demo's chat tool and an API key for it: `known_key` if that still opens the door, else a new one."""
    source = Source.objects.filter(name=SOURCE_NAME).first()
    if source is None:
        source, key = create_source(name=SOURCE_NAME, team_name=_first_team(), survey=_demo_survey())
        return source, key
    if known_key and ApiKey.objects.filter(source=source, digest=digest(known_key), revoked_at=None).exists():
        return source, known_key
    return source, add_api_key(source=source)


def demo_manager(*, password: str) -> User:
    """The demo's manager, who sees every team, with this password."""
    user, _ = User.objects.get_or_create(username=LOGIN, defaults={"first_name": "Dana"})
    user.set_password(password)
    user.save(update_fields=["password"])
    Membership.objects.get_or_create(user=user, team=None, defaults={"role": Membership.Role.MANAGER})
    return user


def load_demo_chats(*, source: Source, now: datetime) -> Iterator[int]:
    """Close and answer every demo chat; yields how many are done so far. Broken off and run again, it goes on."""
    chats = read_demo_chats()
    there = set(source.conversations.values_list("external_id", flat=True))
    missing = [chat for chat in chats if _external_id(chat.number) not in there]
    for start in range(0, len(missing), CHUNK):
        with transaction.atomic():
            for chat in missing[start : start + CHUNK]:
                _live_through(chat, source=source, now=now)
        yield min(start + CHUNK, len(missing))


def open_survey_link(*, source: Source, now: datetime) -> str:
    """The link of a survey that nobody has answered yet."""
    waiting = source.conversations.filter(external_id__startswith="live-", responses=None)
    chat = waiting.filter(invitations__expires_at__gt=now).order_by("-id").first()
    number = source.conversations.filter(external_id__startswith="live-").count()
    ended = ChatEnded(
        external_id=chat.external_id if chat else f"live-{number + 1}",
        closed_at=chat.closed_at if chat else now,
        channel="web",
        agents=(AgentPart(external_id="Priya Raman", name="Priya Raman", messages=6),),
    )
    reply = receive_closed_chat(source=source, chat=ended, idempotency_key=None, raw={}, now=now)
    if reply.survey_url is None:
        raise LookupError(f"The demo's survey was not opened: {reply.reason}")
    return reply.survey_url


def _live_through(chat: DemoChat, *, source: Source, now: datetime) -> None:
    row = chat.row
    closed_at = min(_moment(row["days_ago"], row["hour"], chat.number, now=now), now - timedelta(minutes=30))
    ended = ChatEnded(
        external_id=_external_id(chat.number),
        closed_at=closed_at,
        team=row["team"],
        channel=row["channel"],
        language=row["language"],
        customer=Customer(external_id=f"customer-{chat.number}", name=row["customer"]),
        agents=tuple(AgentPart(external_id=name, name=name) for name in row["agents"]),
        tags=tuple(row["tags"]),
        customer_messages=row["customer_messages"],
        agent_messages=row["agent_messages"],
        duration_s=row["duration_s"],
    )
    reply = receive_closed_chat(source=source, chat=ended, idempotency_key=None, raw=row, now=closed_at)
    if reply.survey_url is None:
        return
    questions = dict(source.survey.questions.values_list("role", "id"))
    answered_at = min(closed_at + timedelta(minutes=3 + chat.number * 7 % 170), now)
    submit(
        token=reply.survey_url.rpartition("/")[2],
        answers={questions[role]: text for role, text in chat.answers.items()},
        now=answered_at,
    )


def _moment(days_ago: int, hour: int, number: int, *, now: datetime) -> datetime:
    """When a chat closed. Within a week the file's days 5 and 6 are the quiet ones: they become Saturday and Sunday."""
    zone = ZoneInfo(settings.TIME_ZONE)
    today = now.astimezone(zone).date()
    week, position = divmod(days_ago, DAYS_A_WEEK)
    days = [today - timedelta(days=week * DAYS_A_WEEK + offset) for offset in range(DAYS_A_WEEK)]
    day: date = sorted(days, key=lambda day: (day.weekday() >= 5, today - day))[position]
    return datetime.combine(day, time(hour, number * 13 % 60), tzinfo=zone)


def _demo_survey() -> Survey:
    """The default questions, but sent at once: nobody wants to wait for a demo."""
    survey = create_default_survey(name=SURVEY_NAME)
    SurveyRules.objects.update_or_create(survey=survey, defaults={"delay_minutes": 0})
    return survey


def _first_team() -> str:
    teams = json.loads((FOLDER / "teams.json").read_text(encoding="utf-8"))
    return str(teams[0]["name"])


def _external_id(number: int) -> str:
    return f"demo-{number:04d}"
