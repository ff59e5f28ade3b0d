from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client

from surveys.models import Answer, Invitation, Question, Response
from tests.builders import a_conversation, an_invitation
from tests.surveys.answering import answer, box, get, question, texts, tokens_unlike, words
from tests.surveys.closing import at_once

pytestmark = pytest.mark.django_db
CSS = Path(__file__).resolve().parents[2] / "static/afterchat/survey.css"


@pytest.fixture
def token() -> str:
    return an_invitation()[1]


@pytest.fixture
def expired() -> str:
    return an_invitation(open_for=timedelta(hours=-2))[1]


def test_the_page_asks_every_question_in_a_box_of_its_own(token: str) -> None:
    page = words(get(token))
    for each in Question.objects.all():
        assert f'<label for="q{each.id}">{each.text}</label>' in page
    assert page.count("<textarea") == page.count('dir="auto"') == 3


def test_the_page_names_the_agent_the_customer_talked_with() -> None:
    _, token = an_invitation(conversation=a_conversation(agents=("Priya Shah", "Ben")))
    assert "You talked with <bdi>Priya</bdi>" in words(get(token))
    assert "Shah" not in words(get(token))


def test_nobody_is_named_where_the_source_gives_no_name() -> None:
    _, token = an_invitation(conversation=a_conversation(agents=("agent-17",)))
    assert "You talked with" not in words(get(token))


def test_an_answer_is_stored_and_the_browser_is_sent_on_to_the_thanks(token: str) -> None:
    response = answer(token, "Fine\r\nso far")
    assert (response.status_code, response["Location"]) == (303, f"/s/{token}/thanks")
    assert texts() == ["Fine\nso far"]
    thanks = get(token, "/thanks")
    assert thanks.status_code == 200
    assert Response.objects.get().survey.thanks in words(thanks)


def test_the_thanks_are_only_for_those_who_answered(token: str) -> None:
    response = get(token, "/thanks")
    assert (response.status_code, response["Location"]) == (303, f"/s/{token}")


def test_looking_writes_nothing(token: str, django_assert_num_queries: object) -> None:
    client = Client()
    for look in (client.get, client.head, client.options):
        for tail in ("", "/thanks", "/stop"):
            look(f"/s/{token}{tail}", headers={"Purpose": "prefetch"})
    assert client.post(f"/s/{token}").status_code == 400
    assert not Response.objects.exists()
    assert answer(token).status_code == 303


def test_a_second_answer_is_refused_in_words_and_the_first_stays(token: str) -> None:
    answer(token, "First")
    again = answer(token, "Second")
    assert again.status_code == 200
    assert "We have your answer" in words(again)
    assert texts() == ["First"]
    assert words(get(token)) == words(again)


@pytest.mark.django_db(transaction=True)
def test_of_twelve_posts_at_once_one_is_stored_and_eleven_hear_that_it_is_there() -> None:
    _, token = an_invitation()
    name = box()
    responses = at_once(lambda number: Client().post(f"/s/{token}", {name: f"Answer {number}"}))
    assert sorted(response.status_code for response in responses) == [200] * 11 + [303]
    assert all("We have your answer" in words(response) for response in responses if response.status_code == 200)
    assert Response.objects.count() == Answer.objects.count() == 1


@pytest.mark.parametrize("text", ["", "   ", "\u200b\ufeff", "\u3164"])
def test_empty_boxes_are_answered_with_a_friendly_word(token: str, text: str) -> None:
    response = answer(token, text)
    assert response.status_code == 400
    assert "Please write at least one word" in words(response)
    assert "<title>Error: " in words(response)
    assert not Response.objects.exists()


def test_a_long_answer_comes_back_whole_with_a_summary_that_leads_to_it(token: str) -> None:
    long = "No & <b>bold</b> \n" + "x" * 2000
    response = Client().post(f"/s/{token}", {box("liked"): long, box("better"): "kept too"})
    page = words(response)
    assert response.status_code == 400
    assert 'role="alert"' in page
    assert f'href="#{box("liked")}"' in page
    assert page.count('aria-invalid="true"') == 1
    assert "2,018 characters; the limit is 2,000." in page
    assert "No &amp; &lt;b&gt;bold&lt;/b&gt; \n" + "x" * 2000 in page
    assert "kept too" in page
    assert not Response.objects.exists()


def test_a_program_that_fills_in_every_field_is_asked_once_more_and_a_person_loses_nothing(token: str) -> None:
    response = Client().post(f"/s/{token}", {box(): "Buy pills", "website": "http://spam.example"})
    assert response.status_code == 400
    assert not Response.objects.exists()
    assert "Buy pills" in words(response)
    assert "spam.example" not in words(response)


def test_an_expired_link_says_so(expired: str) -> None:
    response = get(expired)
    assert response.status_code == 410
    assert "This link has expired" in words(response)


def test_what_was_written_too_late_can_be_copied(expired: str) -> None:
    response = answer(expired, "Came <late>")
    assert response.status_code == 410
    assert "Came &lt;late&gt;" in words(response)
    assert not Response.objects.exists()


def test_a_page_that_was_open_when_the_link_expired_can_still_be_sent() -> None:
    _, token = an_invitation(open_for=timedelta(minutes=-30))
    assert get(token).status_code == 410
    assert answer(token).status_code == 303


def test_unknown_wrong_and_revoked_links_get_one_and_the_same_page() -> None:
    invitation, token = an_invitation()
    wrong = tokens_unlike(invitation, token)
    revoked, revoked_token = an_invitation()
    Invitation.objects.filter(id=revoked.id).delete()
    pages = [get(each, tail) for each in (*wrong, revoked_token) for tail in ("", "/thanks", "/stop")]
    pages += [answer(each) for each in (*wrong, revoked_token)]
    assert {page.status_code for page in pages} == {404}
    assert len({page.content for page in pages}) == 1
    assert len({str(sorted(page.headers.items())) for page in pages}) == 1


def test_the_link_works_with_the_punctuation_a_mail_program_left_on_it(token: str) -> None:
    assert get(f"{token}.").status_code == 200
    assert get(f"{token}%3E").status_code == 200


@pytest.mark.parametrize("path", ["", "/thanks", "/stop", "-unknown", "?x=1"])
def test_every_page_is_private_and_sets_no_cookie(token: str, path: str) -> None:
    response = get(token, path)
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert response.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert not response.cookies
    assert "Cookie" not in response.headers.get("Vary", "")
    policy = response.headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy


def test_answering_needs_no_cookie_and_sets_none(token: str) -> None:
    client = Client(enforce_csrf_checks=True)
    response = client.post(f"/s/{token}", {box(): "Fine"}, headers={"Origin": "null"})
    assert response.status_code == 303
    assert not response.cookies


def test_no_page_has_an_inline_script_or_style_or_a_foreign_address(token: str, expired: str) -> None:
    for page in map(words, (get(token), answer(token, ""), get(expired), get("unknown"), get(token, "/stop"))):
        assert page.count("<script") == page.count('<script type="module" src="/static/afterchat/opened')
        assert "style=" not in page and "<style" not in page
        assert "http" not in page.replace("http-equiv", "")


def test_page_style_and_script_stay_within_thirty_kilobytes(token: str) -> None:
    script = CSS.with_name("opened.js")
    assert len(get(token).content) + CSS.stat().st_size + script.stat().st_size < 30 * 1024


@pytest.mark.parametrize("method", ["put", "patch", "delete", "trace"])
def test_other_methods_are_refused(token: str, method: str) -> None:
    response = getattr(Client(), method)(f"/s/{token}")
    assert response.status_code == 405
    assert response.headers["Cache-Control"] == "no-store"


def test_the_page_is_english_whatever_the_browser_prefers(token: str) -> None:
    page = Client().get(f"/s/{token}", headers={"Accept-Language": "de," + "x" * 10_000})
    assert page.headers["Content-Language"] == "en"
    assert "Bitte" not in words(page)


def test_a_stranger_with_the_link_cannot_reach_another_question(token: str) -> None:
    other = Question.objects.create(survey=question().survey, position=9, role="why", text="Later?")
    other.survey_id = question().survey_id
    assert Client().post(f"/s/{token}", {"q999999": "x", "q": "y", "qx": "z"}).status_code == 400
    assert not Response.objects.exists()
