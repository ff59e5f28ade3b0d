"""The second lens, the emotions and the combinations of themes they are counted from."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from feedback.models import Analysis
from feedback.selectors.codebook import theme_names
from feedback.selectors.emotions import EMOTIONS, emotions
from feedback.selectors.filters import AnswerFilter
from feedback.selectors.lens import COMPONENTS, SIGNS, FacetRow, components, lens, signs
from feedback.selectors.mentions import mentions
from feedback.selectors.periods import BEFORE, Weeks
from feedback.selectors.proportions import Share
from feedback.selectors.volume import volume
from feedback.themes.types import EMOTIONS as CODED_EMOTIONS
from tests.builders import a_theme
from tests.feedback.dashboard.coded import IMPROVE, PRAISE, a_coded_answer, every_answer
from tests.feedback.dashboard.test_pages import text_of

pytestmark = pytest.mark.django_db


def facets(chosen: AnswerFilter) -> dict[str, FacetRow]:
    weeks = Weeks.around(chosen.period, today=timezone.localdate())
    found = lens(mentions(chosen, weeks), volume(chosen, weeks), themes=theme_names().values())
    return {row.facet.name: row for row in (*found.components, *found.signs)}


def test_every_component_and_sign_has_themes_and_every_theme_has_both() -> None:
    themes = theme_names().values()
    assert [facet.name for facet in components(themes)] == list(COMPONENTS)
    assert [facet.name for facet in signs(themes)] == list(SIGNS)
    assert {theme for facet in components(themes) for theme in facet.themes} == set(themes)
    assert {theme for facet in signs(themes) for theme in facet.themes} == set(themes)


def test_an_answer_counts_once_for_a_component_however_many_of_its_themes_it_speaks_of() -> None:
    a_coded_answer(("empathy", IMPROVE), ("listening", IMPROVE))
    a_coded_answer(("empathy", PRAISE))
    a_coded_answer()
    found = facets(every_answer())
    assert (found["empathy"].improve, found["empathy"].praise) == (Share(1, 3), Share(1, 3))
    assert found["good listeners"].improve == Share(1, 3)
    assert found["proactive"].improve == Share(0, 3)


def test_a_component_is_compared_with_the_period_before() -> None:
    a_coded_answer(("empathy", IMPROVE))
    a_coded_answer(days_ago=40)
    change = facets(every_answer())["empathy"].change
    assert change is not None
    assert (change.now, change.before) == (Share(1, 1), Share(0, 1))


def test_combinations_are_those_of_whole_answers() -> None:
    a_coded_answer(("speed", IMPROVE), ("calm", PRAISE))
    a_coded_answer(("speed", IMPROVE), ("calm", PRAISE))
    a_coded_answer(("speed", IMPROVE), days_ago=40)
    found = mentions(every_answer())
    speed, calm = a_theme("speed").pk, a_theme("calm").pk
    assert found.by_theme() == {(speed, IMPROVE): 2, (calm, PRAISE): 2}
    assert found.by_theme(BEFORE) == {(speed, IMPROVE): 1}
    assert (found.themed(), found.themed(BEFORE)) == (2, 1)


def test_the_seven_emotions_are_those_the_engine_knows() -> None:
    assert set(EMOTIONS) == set(CODED_EMOTIONS)


def test_an_answer_of_two_emotions_counts_for_both_and_one_that_waits_for_none() -> None:
    both, waiting = a_coded_answer(), a_coded_answer()
    a_coded_answer()
    Analysis.objects.filter(answer=both).update(emotions=["anger", "sadness"])
    Analysis.objects.filter(answer=waiting).update(emotions=["anger"], state=Analysis.State.PENDING)
    chosen = every_answer()
    rows = emotions(volume(chosen, Weeks.around(chosen.period, today=timezone.localdate())))
    shares = {row.key: row.share for row in rows}
    assert (shares["anger"], shares["sadness"], shares["happiness"]) == (Share(1, 2), Share(1, 2), Share(0, 2))


def test_the_overview_shows_both_lenses_and_all_emotions(manager_client: Client) -> None:
    a_coded_answer(("empathy", IMPROVE))
    shown = text_of(manager_client, "/")
    for words in (*COMPONENTS.values(), *SIGNS.values(), *EMOTIONS.values()):
        assert words in shown


def test_the_number_of_a_component_leads_to_as_many_answers(manager_client: Client) -> None:
    a_coded_answer(("empathy", IMPROVE))
    a_coded_answer(("listening", IMPROVE))
    a_coded_answer(("empathy", PRAISE))
    assert "2 answers in" in text_of(manager_client, "/answers?theme=component:empathy&polarity=improve")
    assert "3 answers in" in text_of(manager_client, "/answers?theme=component:empathy")
