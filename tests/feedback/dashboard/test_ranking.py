from __future__ import annotations

import pytest
from django.utils import timezone

from feedback.models import Analysis, Excerpt, Theme, ThemeMatch
from feedback.selectors.codebook import theme_names
from feedback.selectors.filters import AnswerFilter
from feedback.selectors.mentions import Mentions, mentions
from feedback.selectors.periods import Weeks
from feedback.selectors.proportions import Share
from feedback.selectors.quotes import Quote, quotes
from feedback.selectors.ranking import Ranking, ranking
from feedback.selectors.volume import Volume, volume
from surveys.models import Answer
from tests.builders import a_response, a_theme
from tests.feedback.dashboard.coded import IMPROVE, PRAISE, a_coded_answer, every_answer

pytestmark = pytest.mark.django_db


def counted(chosen: AnswerFilter) -> Volume:
    return volume(chosen, Weeks.around(chosen.period, today=timezone.localdate()))


def said(chosen: AnswerFilter) -> Mentions:
    return mentions(chosen, Weeks.around(chosen.period, today=timezone.localdate()))


def ranked(chosen: AnswerFilter) -> Ranking:
    themes = tuple(theme_names().values())
    return ranking(said(chosen), counted(chosen), themes=themes, quotes=quotes(chosen), weeks=12)


def a_second_excerpt(answer: Answer, key: str, polarity: str) -> None:
    excerpt = Excerpt.objects.create(analysis=answer.analysis, start=0, end=4, sentiment="neg")
    ThemeMatch.objects.create(
        excerpt=excerpt, theme=a_theme(key), polarity=polarity, confidence=0.5, engine_version="test-1"
    )


def words(quote: Quote) -> str:
    return "".join(segment.text or f"[{segment.hidden}]" for segment in quote.segments)


def test_an_answer_with_two_excerpts_of_a_theme_counts_once() -> None:
    answer = a_coded_answer(("informed", IMPROVE))
    a_second_excerpt(answer, "informed", IMPROVE)
    (row,) = ranked(every_answer()).rows
    assert row.improve == Share(1, 1)
    assert row.weekly[-1] == Share(1, 1)
    assert said(every_answer()).themed() == 1


def test_an_answer_that_asks_and_praises_counts_in_both_columns() -> None:
    a_coded_answer(("informed", IMPROVE), ("informed", PRAISE))
    (row,) = ranked(every_answer()).rows
    assert (row.improve, row.praise) == (Share(1, 1), Share(1, 1))


def test_answers_without_a_theme_are_in_the_denominator_and_waiting_ones_are_not() -> None:
    a_coded_answer(("informed", IMPROVE))
    a_coded_answer()
    a_response()
    (row,) = ranked(every_answer()).rows
    assert row.improve == Share(1, 2)


def test_themes_are_ranked_by_what_could_be_better() -> None:
    for _ in range(3):
        a_coded_answer(("calm", PRAISE))
    a_coded_answer(("speed", IMPROVE))
    a_coded_answer(("speed", IMPROVE), ("informed", IMPROVE))
    assert [row.theme.key for row in ranked(every_answer()).rows] == ["speed", "informed", "calm"]


def test_themes_nobody_speaks_of_are_listed_apart() -> None:
    a_theme("calm")
    a_coded_answer(("speed", IMPROVE))
    found = ranked(every_answer())
    unmentioned = {theme.key for theme in found.unmentioned}
    assert "calm" in unmentioned
    assert "speed" not in unmentioned


def test_the_period_before_has_its_own_counts() -> None:
    a_coded_answer(("speed", IMPROVE), days_ago=3)
    a_coded_answer(("speed", IMPROVE), days_ago=33)
    a_coded_answer(days_ago=34)
    a_coded_answer(("speed", IMPROVE), days_ago=70)
    (row,) = ranked(every_answer()).rows
    assert row.improve == Share(1, 1)
    assert row.change is not None
    assert row.change.before == Share(1, 2)


def test_all_time_is_not_compared() -> None:
    a_coded_answer(("speed", IMPROVE), days_ago=300)
    (row,) = ranked(every_answer(days=None)).rows
    assert row.improve == Share(1, 1)
    assert row.change is None


def test_an_inactive_theme_is_not_ranked_and_its_answer_has_no_theme() -> None:
    a_coded_answer(("speed", IMPROVE))
    Theme.objects.filter(key="speed").update(is_active=False)
    assert ranked(every_answer()).rows == ()
    assert said(every_answer()).themed() == 0


def test_a_group_is_not_a_theme() -> None:
    a_theme("informed", parent="communication")
    assert "communication" not in theme_names()
    assert theme_names()["informed"].group == "Communication"


def test_answers_of_other_teams_do_not_count() -> None:
    mine = a_coded_answer(("speed", IMPROVE), team="Orders")
    a_coded_answer(("speed", IMPROVE), team="Billing")
    chosen = AnswerFilter(teams=(mine.response.team_id,))
    assert ranked(chosen).rows[0].improve == Share(1, 1)
    assert counted(chosen).now.answers == 1


def test_no_team_sees_nothing() -> None:
    a_coded_answer(("speed", IMPROVE))
    assert counted(AnswerFilter(teams=())).now.answers == 0


def test_totals_tell_where_every_answer_stands() -> None:
    a_coded_answer(("speed", IMPROVE), routes=("serious",))
    a_coded_answer()
    a_response()
    failed = a_coded_answer()
    Analysis.objects.filter(answer=failed).update(state=Analysis.State.FAILED)
    a_coded_answer(days_ago=40)
    found = counted(every_answer())
    assert (found.now.answers, found.now.analysed, found.now.waiting, found.now.failed) == (4, 2, 1, 1)
    assert (found.before.answers, found.before.analysed) == (1, 1)
    assert said(every_answer()).themed() == 1


def test_weeks_without_answers_are_there_too() -> None:
    a_coded_answer(days_ago=0, sentiment="pos")
    a_coded_answer(days_ago=20)
    weeks = volume(every_answer(), Weeks(timezone.localdate(), 12)).weeks
    assert [week.answers for week in weeks] == [0] * 9 + [1, 0, 1]
    assert weeks[-1].sentiments == {"pos": 1}


def test_the_quote_is_the_surest_clause_of_readable_length() -> None:
    a_coded_answer(("speed", IMPROVE), text="Slow.", confidence=0.99)
    a_coded_answer(("speed", IMPROVE), text="x" * 161, confidence=0.98)
    a_coded_answer(("speed", IMPROVE), text="Twenty minutes for one line is too long.", confidence=0.7)
    a_coded_answer(("speed", IMPROVE), text="I could have cooked dinner meanwhile.", confidence=0.6)
    found = quotes(every_answer())
    assert words(found[a_theme("speed").pk]) == "Twenty minutes for one line is too long."


def test_a_quote_does_not_end_in_the_comma_that_cut_its_clause() -> None:
    a_coded_answer(("informed", IMPROVE), text="Nobody told me when it would come, ")
    assert words(quotes(every_answer())[a_theme("informed").pk]) == "Nobody told me when it would come"


def test_praise_is_quoted_only_where_nobody_asks() -> None:
    a_coded_answer(("speed", PRAISE), text="The reply was there within seconds.", confidence=0.99)
    assert quotes(every_answer())[a_theme("speed").pk].polarity == PRAISE
    a_coded_answer(("speed", IMPROVE), text="The reply took the whole afternoon.", confidence=0.3)
    assert quotes(every_answer())[a_theme("speed").pk].polarity == IMPROVE


def test_a_serious_answer_is_never_a_quote() -> None:
    a_coded_answer(("speed", IMPROVE), text="She told my address to a stranger.", routes=("serious",))
    assert quotes(every_answer()) == {}


def test_a_quote_without_personal_data_comes_first_and_others_are_masked() -> None:
    text = "Write to kim@example.com when it is done."
    answer = a_coded_answer(("speed", IMPROVE), text=text, confidence=0.99)
    Analysis.objects.filter(answer=answer).update(redactions=[[9, 24, "email"]])
    assert words(quotes(every_answer())[a_theme("speed").pk]) == "Write to [email] when it is done."
    a_coded_answer(("speed", IMPROVE), text="Nobody writes back when it is done.", confidence=0.4)
    assert words(quotes(every_answer())[a_theme("speed").pk]) == "Nobody writes back when it is done."


def test_a_quote_is_cut_out_by_characters_not_bytes() -> None:
    text = "👍🏽 ok. Ich wünschte, jemand hätte zurückgerufen."
    answer = a_coded_answer(("speed", IMPROVE), text=text)
    Excerpt.objects.filter(analysis=answer.analysis).update(start=text.index("Ich"))
    assert words(quotes(every_answer())[a_theme("speed").pk]) == "Ich wünschte, jemand hätte zurückgerufen."
