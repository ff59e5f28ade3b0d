"""Which answers the review queue shows, and what a round of cards does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from random import Random

import pytest
from django.contrib.auth.models import User
from django.test import Client

from feedback.models import Review, ThemeMatch
from feedback.selectors.review_queue import Candidate, Why, cards, choose
from surveys.models import Answer, Team
from tests.builders import a_team, a_theme, a_user
from tests.feedback.dashboard.coded import IMPROVE, PRAISE, a_coded_answer
from tests.feedback.dashboard.test_pages import text_of

# Choosing, without a database


def unsure(pk: int, confidence: float = 0.5, theme: int = 1) -> Candidate:
    return Candidate(pk, codes=((confidence, theme, IMPROVE),))


def silent(pk: int, *, length: int = 100, sentiment: str = "neg", routes: Sequence[str] = ()) -> Candidate:
    return Candidate(pk, frozenset(routes), sentiment=sentiment, length=length)


def kinds(candidates: Sequence[Candidate]) -> Counter[Why]:
    return Counter(card.why for card in choose(candidates))


def test_of_nothing_nothing_is_chosen() -> None:
    assert choose([]) == ()


def test_no_answer_comes_twice_and_ten_are_enough() -> None:
    chosen = choose([unsure(pk, theme=pk % 3) for pk in range(50)])
    assert len({card.answer for card in chosen}) == len(chosen) == 10


def test_a_serious_answer_comes_first() -> None:
    serious = Candidate(7, frozenset({"serious"}))
    assert choose([unsure(1), serious])[0].answer == 7


def test_a_serious_answer_that_was_dealt_with_is_not_pressing() -> None:
    dealt_with = Candidate(7, frozenset({"serious"}), is_dealt_with=True)
    assert kinds([dealt_with])[Why.SERIOUS] == 0


def test_the_least_sure_come_first() -> None:
    chosen = choose([unsure(1, 0.9, theme=1), unsure(2, 0.3, theme=2), unsure(3, 0.5, theme=3)])
    assert [card.answer for card in chosen if card.why == Why.UNSURE] == [2, 3, 1]


def test_every_theme_comes_once_before_any_comes_twice() -> None:
    alike = [unsure(pk, 0.1 + pk / 1000, theme=1) for pk in range(20)]
    other = [unsure(100 + theme, 0.8, theme=theme) for theme in (2, 3)]
    chosen = [card.answer for card in choose([*alike, *other]) if card.why == Why.UNSURE]
    assert {101 + 1, 103} <= set(chosen[:3])


@pytest.mark.parametrize(
    ("candidate", "is_silent"),
    [
        (silent(1), True),
        (silent(1, sentiment="mixed"), True),
        (silent(1, sentiment="pos"), False),
        (silent(1, length=20), False),
        (silent(1, routes=["product_policy"]), False),
        (silent(1, routes=["general_negative"]), True),
        (unsure(1), False),
    ],
)
def test_silence_is_an_unhappy_answer_without_a_theme_or_another_explanation(
    candidate: Candidate, is_silent: bool
) -> None:
    assert (kinds([candidate])[Why.SILENT] == 1) is is_silent


def test_many_themes_on_one_answer_are_worth_a_look() -> None:
    crowded = Candidate(5, codes=tuple((0.9, theme, IMPROVE) for theme in range(4)))
    plain = [unsure(pk, 0.1, theme=pk) for pk in range(10, 16)]
    assert choose([crowded, *plain]).count(next(c for c in choose([crowded, *plain]) if c.why == Why.CROWDED)) == 1


def test_one_card_is_taken_blindly() -> None:
    assert kinds([unsure(pk, theme=pk) for pk in range(30)])[Why.BLIND] == 1


def test_the_order_in_which_answers_come_changes_nothing() -> None:
    candidates = [unsure(pk, pk % 7 / 10, theme=pk % 5) for pk in range(40)] + [silent(pk) for pk in range(50, 60)]
    shuffled = candidates.copy()
    Random(3).shuffle(shuffled)
    assert choose(candidates) == choose(shuffled)


# With a database


@pytest.fixture
def everybody(db: None) -> None:
    a_theme("speed")
    a_theme("respect")


def answers_of(*teams: str) -> list[int]:
    return [card.answer for card in cards(tuple(Team.objects.filter(name__in=teams).values_list("pk", flat=True)))]


def test_only_answers_of_the_teams_named_are_shown(everybody: None) -> None:
    own, other = a_coded_answer(team="Orders"), a_coded_answer(team="Billing")
    assert answers_of("Orders") == [own.pk]
    assert answers_of("Billing") == [other.pk]


def test_a_reviewed_answer_is_not_shown_again(everybody: None, manager_client: Client) -> None:
    answer = a_coded_answer()
    press(manager_client, answer, "save")
    assert answers_of("Orders") == []


def press(client: Client, answer: Answer, act: str, *codes: tuple[str, str], **more: str) -> None:
    ticked = [f"{a_theme(key).pk}.{polarity}" for key, polarity in codes]
    reply = client.post(f"/review/{answer.pk}", {"act": act, "theme": ticked, **more})
    assert (reply.status_code, reply["Location"]) == (302, "/review")


def themes_of(answer: Answer) -> set[tuple[str, str]]:
    rows = ThemeMatch.objects.filter(excerpt__analysis__answer=answer)
    return set(rows.values_list("theme__key", "polarity"))


def test_a_card_shows_the_answer_and_why_it_is_there(everybody: None, manager_client: Client) -> None:
    a_coded_answer(("speed", IMPROVE), text="I waited an hour.")
    shown = text_of(manager_client, "/review")
    assert "Card 1 of 1" in shown
    assert "The engine is not sure here" in shown
    assert "I waited an hour." in shown


def test_what_is_ticked_is_what_the_answer_speaks_of(everybody: None, manager_client: Client) -> None:
    answer = a_coded_answer(("speed", IMPROVE))
    press(manager_client, answer, "save", ("speed", IMPROVE), ("respect", PRAISE))
    assert themes_of(answer) == {("speed", IMPROVE), ("respect", PRAISE)}


def test_none_of_these_fit_takes_every_theme_away(everybody: None, manager_client: Client) -> None:
    answer = a_coded_answer(("speed", IMPROVE))
    press(manager_client, answer, "none", ("speed", IMPROVE))
    assert themes_of(answer) == set()


def test_a_skipped_card_decides_nothing_and_does_not_come_back_in_this_round(
    everybody: None, manager_client: Client
) -> None:
    answer = a_coded_answer(("speed", IMPROVE))
    manager_client.get("/review")
    press(manager_client, answer, "skip")
    assert not Review.objects.exists()
    assert "Nothing decided this time" in text_of(manager_client, "/review")


def test_after_the_last_card_the_round_is_over_and_ten_more_can_be_had(everybody: None, manager_client: Client) -> None:
    first = a_coded_answer(("speed", IMPROVE))
    manager_client.get("/review")
    press(manager_client, first, "save", ("speed", IMPROVE))
    assert "1 answer reviewed" in text_of(manager_client, "/review")
    a_coded_answer(("speed", IMPROVE), text="Another one.")
    manager_client.post("/review/more")
    assert "Another one." in text_of(manager_client, "/review")


def test_the_last_answer_can_be_decided_once_more(everybody: None, manager_client: Client) -> None:
    first, _ = a_coded_answer(("speed", IMPROVE), confidence=0.1), a_coded_answer(("respect", IMPROVE))
    manager_client.get("/review")
    press(manager_client, first, "none")
    manager_client.post("/review/back")
    assert f"/review/{first.pk}" in manager_client.get("/review").content.decode()
    press(manager_client, first, "save", ("speed", IMPROVE))
    assert themes_of(first) == {("speed", IMPROVE)}
    assert Review.objects.count() == 1


def test_an_answer_somebody_else_reviewed_meanwhile_is_passed_over(everybody: None, manager_client: Client) -> None:
    answer = a_coded_answer(("speed", IMPROVE))
    manager_client.get("/review")
    other = Client()
    other.force_login(a_user("olga"))
    press(other, answer, "save", ("speed", IMPROVE))
    assert "Nothing decided this time" in text_of(manager_client, "/review")


def test_why_a_card_was_shown_is_kept_with_the_review(everybody: None, manager_client: Client) -> None:
    press(manager_client, a_coded_answer(), "save", why="silent")
    assert Review.objects.get().chosen_for == "silent"


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"act": "delete"},
        {"act": "save", "theme": "0.improve"},
        {"act": "save", "theme": "x"},
        {"act": "save", "theme": "1.hate"},
        {"act": "save", "where": "5"},
        {"act": "save", "where": "-1-5"},
    ],
)
def test_a_form_that_cannot_be_decides_nothing(everybody: None, manager_client: Client, sent: dict[str, str]) -> None:
    answer = a_coded_answer(("speed", IMPROVE))
    assert manager_client.post(f"/review/{answer.pk}", sent).status_code == 302
    assert not Review.objects.exists()
    assert themes_of(answer) == {("speed", IMPROVE)}


@pytest.mark.parametrize("where", ["3-2", "0-9999999"])
def test_words_outside_the_answer_mean_the_whole_answer(everybody: None, manager_client: Client, where: str) -> None:
    answer = a_coded_answer(text="Slow.")
    press(manager_client, answer, "save", ("speed", IMPROVE), where=where)
    match = ThemeMatch.objects.get()
    assert (match.excerpt.start, match.excerpt.end) == (0, 5)


@pytest.mark.parametrize("address", ["/review/{}", "/answers/{}/review", "/answers/{}/review/withdraw"])
def test_only_those_who_may_decide_can(everybody: None, client: Client, address: str) -> None:
    answer = a_coded_answer(("speed", IMPROVE), team="Orders")
    where = address.format(answer.pk)
    client.force_login(a_user("vera", team=a_team("Orders"), role="viewer"))
    assert client.post(where, {"act": "none"}).status_code == 403
    assert "may read, but not decide" in text_of(client, "/review")
    assert "Is this right?" not in text_of(client, f"/answers/{answer.pk}")
    client.force_login(a_user("boris", team=a_team("Billing")))
    assert client.post(where, {"act": "none"}).status_code == 404
    assert client.get(where).status_code == 405
    assert themes_of(answer) == {("speed", IMPROVE)}


# On the answer's own page


def test_an_answers_page_says_who_reviewed_it(everybody: None, manager_client: Client, manager: User) -> None:
    answer = a_coded_answer(("speed", IMPROVE))
    where = f"/answers/{answer.pk}"
    assert "Is this right?" in text_of(manager_client, where)
    reply = manager_client.post(f"{where}/review", {"act": "none", "next": where})
    assert reply["Location"] == where
    shown = text_of(manager_client, where)
    assert f"Reviewed by {manager}" in shown
    assert "No theme in this answer" in shown


def test_a_review_can_be_taken_back(everybody: None, manager_client: Client) -> None:
    answer = a_coded_answer(("speed", IMPROVE))
    manager_client.post(f"/answers/{answer.pk}/review", {"act": "none"})
    manager_client.post(f"/answers/{answer.pk}/review/withdraw", {"next": f"/answers/{answer.pk}"})
    assert not Review.objects.exists()
    shown = text_of(manager_client, f"/answers/{answer.pk}")
    assert "Taken back" in shown
    assert "Waiting for analysis" in shown


def test_an_answer_the_engine_is_reading_cannot_be_decided_about(everybody: None, manager_client: Client) -> None:
    answer = a_coded_answer(("speed", IMPROVE))
    manager_client.post(f"/answers/{answer.pk}/review", {"act": "none"})
    manager_client.post(f"/answers/{answer.pk}/review/withdraw")
    manager_client.post(f"/answers/{answer.pk}/review", {"act": "none", "next": "/review"})
    assert "decide in a few seconds" in text_of(manager_client, "/review")
    assert not Review.objects.exists()


def test_a_clause_can_be_chosen_for_an_added_theme_without_showing_personal_data(
    everybody: None, manager_client: Client
) -> None:
    answer = a_coded_answer(text="Write to kim@example.com. And be faster.")
    analysis = answer.analysis
    analysis.redactions = [[9, 24, "email"]]
    analysis.save()
    analysis.excerpts.all().delete()
    for start, end in ((0, 25), (26, 40)):
        analysis.excerpts.create(start=start, end=end, sentiment="neg")
    shown = manager_client.get(f"/answers/{answer.pk}").content.decode()
    assert '<option value="26-40">And be faster.</option>' in shown
    assert '<option value="0-25">Write to ….</option>' in shown
    assert "kim@example.com" not in shown
