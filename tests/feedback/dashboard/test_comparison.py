"""What changed: two groups of answers, and steps that add up to the difference between them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from feedback.charts.waterfall import waterfall
from feedback.selectors.codebook import theme_names
from feedback.selectors.comparison import Comparison, comparison
from feedback.selectors.periods import Period
from feedback.selectors.proportions import Direction
from feedback.selectors.splits import Group, Split
from surveys.models import Conversation, Team
from tests.feedback.dashboard.coded import IMPROVE, PRAISE, a_coded_answer, every_answer
from tests.feedback.dashboard.test_narrowed_pages import numbers_and_lists
from tests.feedback.dashboard.test_pages import many, text_of

pytestmark = pytest.mark.django_db


def compared(split: Split, polarity: str = IMPROVE) -> Comparison:
    return comparison(split, themes=theme_names().values(), polarity=polarity)


def months() -> Split:
    chosen = every_answer()
    assert chosen.period.previous
    return Split(chosen.during(Period()), Group(period=chosen.period), Group(period=chosen.period.previous))


def test_the_steps_lead_from_the_one_total_to_the_other() -> None:
    many(20, ("speed", IMPROVE), ("calm", IMPROVE))
    many(5, ("tone", IMPROVE))
    many(20, ("calm", IMPROVE), days_ago=40)
    many(20, days_ago=40)
    found = compared(months())
    assert (found.start, found.end) == pytest.approx((50.0, 180.0))
    assert found.steps[0].start == found.start
    assert found.steps[-1].end == pytest.approx(found.end)
    assert sum(step.change.points for step in found.steps) == pytest.approx(found.points) == pytest.approx(130.0)
    assert all(step.end == later.start for step, later in zip(found.steps, found.steps[1:], strict=False))


def test_what_is_clear_comes_first_and_the_largest_of_it_foremost() -> None:
    many(25, ("speed", IMPROVE), ("calm", IMPROVE))
    many(1, ("tone", IMPROVE))
    many(5, ("speed", IMPROVE), days_ago=40)
    many(20, days_ago=40)
    found = compared(months())
    assert [step.theme.key for step in found.clear] == ["calm", "speed"]
    assert [step.theme.key for step in found.unclear] == ["tone"]
    assert found.told == found.clear[-1].end


def test_praise_is_compared_apart_from_what_could_be_better() -> None:
    many(20, ("speed", PRAISE))
    many(20, ("speed", IMPROVE), days_ago=40)
    assert compared(months(), PRAISE).points == pytest.approx(100.0)
    assert compared(months(), IMPROVE).points == pytest.approx(-100.0)


def test_a_difference_spread_over_many_themes_is_clear_as_a_whole_only(manager_client: Client) -> None:
    for theme in ("speed", "calm", "tone", "informed", "empathy", "listening", "genuine", "respect"):
        many(3, (theme, IMPROVE))
    many(6)
    many(30, days_ago=40)
    found = compared(months())
    assert (found.clear, found.direction) == ((), Direction.MORE)
    assert "ask for more in all, but no single theme" in text_of(manager_client, "/changes")


def test_equal_groups_do_not_differ_as_a_whole() -> None:
    many(10, ("speed", IMPROVE))
    many(10)
    many(12, ("calm", IMPROVE), days_ago=40)
    many(8, days_ago=40)
    assert compared(months()).direction == Direction.UNCLEAR


@pytest.mark.parametrize(("now", "before"), [(0, 0), (19, 30), (30, 19), (1, 0)])
def test_few_answers_on_a_side_are_not_compared(now: int, before: int) -> None:
    many(now, ("speed", IMPROVE))
    many(before, days_ago=40)
    found = compared(months())
    assert not found.has_enough
    assert found.steps == ()
    assert (found.now, found.before) == (now, before)


def test_a_team_is_held_against_another_or_against_all_others() -> None:
    for team, number in (("Orders", 20), ("Billing", 21), ("Returns", 22)):
        for _ in range(number):
            a_coded_answer(("speed", IMPROVE), team=team)
    orders, billing = (Group(field="team", value=Team.objects.get(name=name).pk) for name in ("Orders", "Billing"))
    chosen = every_answer()
    assert (compared(Split(chosen, orders, billing)).now, compared(Split(chosen, orders, billing)).before) == (20, 21)
    assert compared(Split(chosen, orders, None)).before == 43


def test_another_teams_answers_are_in_no_comparison() -> None:
    many(20)
    for _ in range(20):
        a_coded_answer(team="Billing")
    orders = Team.objects.get(name="Orders").pk
    chosen = every_answer()
    mine = type(chosen)(teams=(orders,), period=chosen.period)
    assert compared(Split(mine, Group(field="team", value=orders), None)).before == 0


# The page


def test_a_change_is_told_with_its_numbers(manager_client: Client) -> None:
    many(25, ("speed", IMPROVE))
    many(25, days_ago=40)
    shown = text_of(manager_client, "/changes")
    assert "is asked for more often: 100% of answers, 0% before" in shown
    assert "+100.0" in shown


def test_where_nothing_changed_the_page_says_so(manager_client: Client) -> None:
    many(25, ("speed", IMPROVE))
    many(25, ("speed", IMPROVE), days_ago=40)
    shown = text_of(manager_client, "/changes")
    assert "No theme differs by more than chance" in shown
    assert "1 theme, no evidence of a difference in any" in shown


def test_every_number_of_the_page_leads_to_as_many_answers(manager_client: Client) -> None:
    many(20, ("speed", IMPROVE), ("calm", PRAISE))
    many(5)
    many(11, ("speed", IMPROVE), days_ago=40)
    many(11, days_ago=40)
    for query in ("", "?side=praise", "?also=calm.praise"):
        for link, number in numbers_and_lists(manager_client, f"/changes{query}"):
            assert f"{number} answer" in text_of(manager_client, link), link


def test_teams_are_compared_with_links_to_each(manager_client: Client) -> None:
    for team, polarity in (("Orders", IMPROVE), ("Billing", PRAISE)):
        for _ in range(20):
            a_coded_answer(("speed", polarity), team=team)
    orders = Team.objects.get(name="Orders").pk
    shown = text_of(manager_client, f"/changes?by=team&one={orders}")
    assert "asked for more often with Orders : 100% of answers, 0% with every other team" in shown
    found = numbers_and_lists(manager_client, f"/changes?by=team&one={orders}")
    assert [number for _, number in found] == ["20"]
    assert f"team={orders}" in found[0][0]


def test_channels_are_compared_and_a_team_of_the_filter_stays(manager_client: Client) -> None:
    for _ in range(20):
        answer = a_coded_answer(("speed", IMPROVE), team="Orders")
        Conversation.objects.filter(pk=answer.response.conversation_id).update(channel="app")
        a_coded_answer(team="Orders")
        a_coded_answer(team="Billing")
    orders = Team.objects.get(name="Orders").pk
    shown = text_of(manager_client, f"/changes?by=channel&one=app&other=web&team={orders}")
    assert "20 answers of App , held against 20 of Web" in shown


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("period=all", "Choose a period to compare"),
        ("by=team", "There is only one team"),
        ("by=channel", "There is only one channel"),
        ("by=survey", "There is only one survey"),
        ("by=nonsense", "Too few answers"),
        ("vs_since=2026-02-02&vs_until=2026-01-01", "This day lies before the first one"),
        ("vs_since=0001-01-01", "Choose a day of this century"),
        ("vs_since=x&side=x&one=x&other=x", "Too few answers"),
    ],
)
def test_what_cannot_be_compared_is_said(manager_client: Client, query: str, words: str) -> None:
    a_coded_answer()
    assert words in text_of(manager_client, f"/changes?{query}")


def test_periods_that_share_a_day_are_not_compared(manager_client: Client) -> None:
    a_coded_answer()
    today = timezone.localdate()
    shown = text_of(manager_client, f"/changes?period=7&vs_since={today - timedelta(days=9)}&vs_until={today}")
    assert "share some days" in shown


def test_days_of_ones_own_are_compared(manager_client: Client) -> None:
    many(20)
    many(20, ("speed", IMPROVE), days_ago=100)
    first = timezone.localdate() - timedelta(days=101)
    shown = text_of(manager_client, f"/changes?vs_since={first}&vs_until={first + timedelta(days=3)}")
    assert "asked for less often: 0% of answers, 100% before" in shown


# The chart


def test_a_waterfall_is_without_gaps_and_within_its_room() -> None:
    drawn = waterfall(50, 30, [(50, 70), (70, 20), (20, 30)])
    assert drawn.bars[0][0] == drawn.start
    assert drawn.bars[-1][2] == drawn.end
    assert all(x >= 0 and x + width <= 1000 for x, width, _ in drawn.bars)
    assert drawn.bars[0][0] + drawn.bars[0][1] == pytest.approx(drawn.bars[1][0] + drawn.bars[1][1], abs=0.2)


def test_almost_nothing_does_not_look_like_a_lot() -> None:
    (bar,) = waterfall(50, 50.5, [(50, 50.5)]).bars
    assert bar[1] < 100


def test_a_waterfall_of_nothing_is_drawn() -> None:
    assert waterfall(0, 0, []).bars == ()
