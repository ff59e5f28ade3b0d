from __future__ import annotations

from datetime import timedelta

import pytest
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from surveys.inbound.chat import AgentPart, Customer
from surveys.models import (
    Agent,
    Conversation,
    Decision,
    Delivery,
    InboundEvent,
    Invitation,
    Participation,
    Suppression,
    Team,
)
from surveys.services.intake import IdempotencyKeyReused
from surveys.services.respond import find_invitation, submit
from surveys.tokens import digest, person_key
from tests.builders import NOW, a_source, a_survey, a_team
from tests.surveys.closing import a_chat, close
from tests.surveys.conftest import Rung

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=2)


def token_in(url: str | None) -> str:
    assert url is not None
    return url.rpartition("/")[2]


def test_a_closed_chat_gets_an_invitation_and_a_link_that_works() -> None:
    reply = close()
    assert (reply.invitation, reply.reason) == ("sent", None)
    invitation = find_invitation(token=token_in(reply.survey_url))
    assert invitation.conversation.external_id == "c1"
    assert invitation.expires_at == NOW + timedelta(days=14)


def test_the_link_begins_with_the_public_address(settings: Settings) -> None:
    settings.PUBLIC_BASE_URL = "https://ask.example.com"
    assert (close().survey_url or "").startswith("https://ask.example.com/s/")


def test_everything_is_kept_but_the_link() -> None:
    reply = close()
    event = InboundEvent.objects.get()
    assert event.payload["external_id"] == "c1"
    assert token_in(reply.survey_url) not in str((event.payload, event.reply))
    assert not Invitation.objects.filter(token_digest=token_in(reply.survey_url)).exists()


def test_the_conversation_is_frozen_as_it_closed() -> None:
    agents = (AgentPart("ben", "Ben", 1), AgentPart("priya", "Priya Shah", 5))
    close(a_chat(agents=agents, team="Returns", tags=("refund",), customer_messages=4))
    conversation = Conversation.objects.get()
    assert (conversation.team.name, conversation.tags, conversation.customer_messages) == ("Returns", ["refund"], 4)
    parts = Participation.objects.order_by("agent_name").values_list("agent_name", "messages", "is_primary")
    assert list(parts) == [("Ben", 1, False), ("Priya Shah", 5, True)]


def test_a_chat_without_a_team_belongs_to_the_team_of_its_source() -> None:
    close(source=a_source(team=a_team("Orders")))
    assert Conversation.objects.get().team.name == "Orders"


def test_a_team_is_found_whatever_its_case() -> None:
    a_team("Returns")
    close(a_chat(team="RETURNS"))
    assert Team.objects.filter(name__iexact="returns").count() == 1


def test_an_agent_is_kept_once_and_renamed_but_old_chats_keep_the_old_name() -> None:
    close(a_chat("c1", agents=(AgentPart("7", "Priya Shah"),)))
    close(a_chat("c2", email="lee@example.com", agents=(AgentPart("7", "Priya Rao"),)))
    close(a_chat("c3", email="max@example.com", agents=(AgentPart("7"),)))
    assert Agent.objects.get().name == "Priya Rao"
    assert Participation.objects.get(conversation__external_id="c1").agent_name == "Priya Shah"


def test_the_same_event_again_changes_nothing_and_gets_the_same_answer() -> None:
    first = close()
    again = close(a_chat(tags=("new",)), now=LATER)
    assert again == first
    assert [Model.objects.count() for Model in (InboundEvent, Conversation, Decision, Invitation, Delivery)] == [1] * 5


def test_the_same_key_again_gets_the_same_answer() -> None:
    assert close(key="k1") == close(key="k1", now=LATER)
    assert InboundEvent.objects.count() == 1


def test_the_same_event_with_another_key_gets_the_same_answer() -> None:
    assert close(key="k1") == close(key="k2") == close()
    assert Conversation.objects.count() == 1


def test_a_key_with_another_body_is_refused_and_nothing_is_stored() -> None:
    close(key="k1")
    with pytest.raises(IdempotencyKeyReused):
        close(a_chat("c2"), key="k1")
    assert Conversation.objects.count() == 1


def test_two_sources_do_not_share_their_ids_or_keys() -> None:
    close(key="k1")
    close(a_chat(email="lee@example.com"), key="k1", source=a_source("Shop chat"))
    assert Conversation.objects.count() == 2


def test_a_mail_that_is_due_later_is_scheduled_and_nobody_is_rung(
    rung: Rung, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    source = a_source(survey=a_survey("Later", delay=20))
    with django_capture_on_commit_callbacks(execute=True):
        assert close(source=source).invitation == "scheduled"
    assert Delivery.objects.get().due_at == NOW + timedelta(minutes=20)
    assert rung == []


def test_a_mail_that_is_due_rings_after_the_commit(
    rung: Rung, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        close()
        assert rung == []
    assert rung == [("surveys.deliver", (Delivery.objects.get().id,))]


def test_without_an_address_the_link_is_live_and_no_mail_is_planned() -> None:
    reply = close(a_chat(email=""), source=a_source(survey=a_survey("Later", delay=20)))
    assert reply.invitation == "sent"
    assert reply.survey_url
    assert not Delivery.objects.exists()


def test_a_skipped_chat_is_in_the_ledger_with_its_reason() -> None:
    reply = close(a_chat(customer_messages=1))
    assert (reply.invitation, reply.reason, reply.survey_url) == ("skipped", "too_short", None)
    assert Decision.objects.get().reason == "too_short"
    assert not Invitation.objects.exists()


def test_a_survey_without_questions_is_not_sent() -> None:
    assert close(source=a_source(survey=a_survey("Empty", roles=()))).reason == "survey_without_questions"


def test_a_person_is_not_asked_twice_within_the_cooldown() -> None:
    close(a_chat("c1"))
    assert close(a_chat("c2", email="KIM@example.com", closed_at=LATER), now=LATER).reason == "cooldown"


def test_a_person_is_asked_again_after_the_cooldown() -> None:
    close(a_chat("c1"))
    much_later = NOW + timedelta(days=14)
    assert close(a_chat("c2", closed_at=much_later), now=much_later).invitation == "sent"


def test_a_customer_id_means_one_person_only_within_a_source() -> None:
    customer = Customer(external_id="42")
    close(a_chat("c1", customer=customer))
    assert close(a_chat("c2", customer=customer)).reason == "cooldown"
    assert close(a_chat("c1", customer=customer), source=a_source("Shop chat")).invitation == "sent"


def test_people_without_any_id_are_not_taken_for_one_person() -> None:
    close(a_chat("c1", email=""))
    assert close(a_chat("c2", email="")).invitation == "sent"


def test_an_undelivered_mail_does_not_count_as_asked() -> None:
    close(a_chat("c1"))
    Delivery.objects.update(state=Delivery.State.FAILED)
    assert close(a_chat("c2")).invitation == "sent"


def test_who_opted_out_is_not_asked() -> None:
    Suppression.objects.create(person_key=person_key("kim@example.com"))
    assert close().reason == "opted_out"


def test_a_chat_closed_again_is_a_new_closure_and_calls_the_old_mail_off() -> None:
    source = a_source(survey=a_survey("Later", delay=20))
    close(source=source)
    reply = close(a_chat(closed_at=NOW + timedelta(minutes=5)), source=source, now=NOW + timedelta(minutes=5))
    assert reply.invitation == "scheduled"
    assert list(Conversation.objects.order_by("id").values_list("closure_number", flat=True)) == [1, 2]
    states = Delivery.objects.order_by("id").values_list("state", flat=True)
    assert list(states) == ["cancelled", "pending"]
    assert "reopened" in Delivery.objects.earliest("id").outcome


def test_an_answer_counts_as_asked_also_when_its_mail_was_called_off() -> None:
    source = a_source(survey=a_survey("Later", delay=20))
    reply = close(source=source)
    submit(token=token_in(reply.survey_url), answers={source.survey.questions.earliest("id").id: "Fine."}, now=NOW)
    assert close(a_chat(closed_at=LATER), source=source, now=LATER).reason == "cooldown"


def test_a_late_report_of_an_earlier_closure_asks_nobody_and_calls_nothing_off() -> None:
    source = a_source(survey=a_survey("Later", delay=20))
    close(a_chat(closed_at=NOW), source=source)
    assert close(a_chat(closed_at=NOW - timedelta(minutes=30)), source=source).reason == "superseded"
    assert Delivery.objects.get().state == Delivery.State.PENDING


def test_the_link_of_a_repeated_event_survives_a_new_secret_key(settings: Settings) -> None:
    first = close()
    old_key = settings.SECRET_KEY
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another key", [old_key]
    assert close() == first
    settings.SECRET_KEY_FALLBACKS = []
    assert close().survey_url is None
    assert Invitation.objects.get().token_digest == digest(token_in(first.survey_url))
