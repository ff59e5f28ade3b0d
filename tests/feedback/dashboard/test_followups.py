"""A serious answer stays on top until a person has dealt with it."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client

from feedback.models import Followup
from tests.builders import a_team, a_user
from tests.feedback.dashboard.coded import IMPROVE, a_coded_answer
from tests.feedback.dashboard.test_pages import text_of

pytestmark = pytest.mark.django_db


def test_dealing_with_an_answer_takes_it_from_the_top_and_says_who_did(manager_client: Client, manager: User) -> None:
    answer = a_coded_answer(text="He made a remark about my accent.", routes=("serious",))
    reply = manager_client.post(f"/answers/{answer.pk}/followup", {"note": "Called her. <b>", "next": "/"})
    assert reply["Location"] == "/"
    followup = Followup.objects.get()
    assert (followup.answer, followup.decided_by, followup.note) == (answer, manager, "Called her. <b>")
    assert "need a person" not in text_of(manager_client, "/")
    shown = text_of(manager_client, f"/answers/{answer.pk}")
    assert "Dealt with by mira" in shown
    assert "Called her. &lt;b&gt;" in shown


def test_the_first_decision_holds(manager_client: Client) -> None:
    answer = a_coded_answer(routes=("serious",))
    for note in ("first", "second"):
        manager_client.post(f"/answers/{answer.pk}/followup", {"note": note})
    assert Followup.objects.get().note == "first"


def test_a_case_can_be_opened_again(manager_client: Client) -> None:
    answer = a_coded_answer(routes=("serious",))
    manager_client.post(f"/answers/{answer.pk}/followup")
    manager_client.post(f"/answers/{answer.pk}/followup/reopen")
    assert "1 serious answer needs a person" in text_of(manager_client, "/")


def test_an_old_serious_answer_is_on_top_all_the_same(manager_client: Client) -> None:
    a_coded_answer(text="She told a stranger where I live.", routes=("serious",), days_ago=200)
    a_coded_answer()
    shown = text_of(manager_client, "/?period=7&sentiment=pos")
    assert "1 serious answer needs a person" in shown
    assert "where I live" in shown


def test_the_list_of_open_cases_is_as_long_as_the_page_says(manager_client: Client) -> None:
    for _ in range(5):
        a_coded_answer(routes=("serious",), days_ago=100)
    assert "All 5 of them" in text_of(manager_client, "/")
    assert "5 answers so far" in text_of(manager_client, "/answers?period=all&coding=open")


def test_an_ordinary_answer_has_nothing_to_deal_with(manager_client: Client) -> None:
    answer = a_coded_answer(("speed", IMPROVE))
    assert "dealt with this" not in text_of(manager_client, f"/answers/{answer.pk}")


def test_only_those_who_may_decide_can(client: Client) -> None:
    answer = a_coded_answer(routes=("serious",), team="Orders")
    client.force_login(a_user("vera", team=a_team("Orders"), role="viewer"))
    assert "dealt with this" not in text_of(client, "/")
    assert client.post(f"/answers/{answer.pk}/followup").status_code == 403
    client.force_login(a_user("boris", team=a_team("Billing")))
    assert client.post(f"/answers/{answer.pk}/followup").status_code == 404
    assert client.post(f"/answers/{answer.pk}/followup/reopen").status_code == 404
    assert not Followup.objects.exists()
    client.force_login(a_user("olga", team=a_team("Orders")))
    assert client.post(f"/answers/{answer.pk}/followup").status_code == 302


@pytest.mark.parametrize("action", ["followup", "followup/reopen"])
def test_nothing_is_decided_by_a_link(manager_client: Client, action: str) -> None:
    answer = a_coded_answer(routes=("serious",))
    assert manager_client.get(f"/answers/{answer.pk}/{action}").status_code == 405


def test_a_note_that_is_too_long_is_not_taken(manager_client: Client) -> None:
    answer = a_coded_answer(routes=("serious",))
    manager_client.post(f"/answers/{answer.pk}/followup", {"note": "x" * 501})
    assert not Followup.objects.exists()
