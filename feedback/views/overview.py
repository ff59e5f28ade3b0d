from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from feedback.selectors.answers import AnswerRow, answer_rows, newest_first
from feedback.selectors.filters import SERIOUS, AnswerFilter
from feedback.selectors.headline import headline
from feedback.selectors.periods import Weeks
from feedback.selectors.quotes import quotes
from feedback.selectors.ranking import ranking
from feedback.selectors.volume import Totals, totals, weekly_answers
from feedback.views.page import Desk, manager_page

SPARK_WEEKS = 12
MOST_SERIOUS = 3


@manager_page
def overview(request: HttpRequest, desk: Desk) -> HttpResponse:
    form = desk.filter_form(request.GET)
    chosen = form.chosen().population()
    counts = totals(chosen)
    values = _findings(desk, chosen, counts) if counts.answers else {"anywhere": desk.number_of_answers()}
    return render(request, "feedback/overview.html", {"form": form, "counts": counts, **values})


def _findings(desk: Desk, chosen: AnswerFilter, counts: Totals) -> dict[str, Any]:
    weeks = Weeks.around(chosen.period, today=desk.today)
    volume = weekly_answers(chosen, weeks)
    ranked = ranking(
        chosen,
        themes=desk.themes.values(),
        counts=counts,
        weeks=weeks.newest(SPARK_WEEKS),
        volume=volume,
        quotes=quotes(chosen),
    )
    return {
        "headline": headline(ranked.rows, analysed=counts.analysed),
        "ranking": ranked,
        "volume": volume,
        "serious": _serious(desk, chosen) if counts.serious else (),
    }


def _serious(desk: Desk, chosen: AnswerFilter) -> tuple[AnswerRow, ...]:
    found = newest_first(replace(chosen, route=SERIOUS).answers())[:MOST_SERIOUS]
    return answer_rows(list(found), themes=desk.themes_by_id)
