from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from feedback.selectors.answers import answer_rows
from feedback.selectors.emotions import emotions
from feedback.selectors.filters import AnswerFilter
from feedback.selectors.headline import headline
from feedback.selectors.lens import lens
from feedback.selectors.mentions import mentions
from feedback.selectors.periods import Weeks
from feedback.selectors.proportions import Share
from feedback.selectors.quality import ENOUGH, agreement
from feedback.selectors.quotes import quotes
from feedback.selectors.ranking import ranking
from feedback.selectors.serious import open_cases
from feedback.selectors.volume import Volume, volume
from feedback.views.page import Desk, manager_page

SPARK_WEEKS = 12
MOST_SERIOUS = 3


@manager_page
def overview(request: HttpRequest, desk: Desk) -> HttpResponse:
    form = desk.filter_form(request.GET)
    chosen = form.chosen()
    weeks = Weeks.around(chosen.period, today=desk.today)
    counted = volume(chosen, weeks)
    found = _findings(desk, chosen, weeks, counted) if counted.now.answers else {"anywhere": desk.number_of_answers()}
    serious = open_cases(chosen, most=MOST_SERIOUS)
    values = {
        "form": form,
        "volume": counted,
        "serious": serious,
        "changeable": desk.changeable,
        "serious_rows": answer_rows(serious.newest, themes=desk.themes_by_id),
    }
    return render(request, "feedback/overview.html", {**values, **found})


def _findings(desk: Desk, chosen: AnswerFilter, weeks: Weeks, counted: Volume) -> dict[str, Any]:
    themes = tuple(desk.themes.values())
    said = mentions(chosen, weeks)
    ranked = ranking(said, counted, themes=themes, quotes=quotes(chosen), weeks=SPARK_WEEKS)
    return {
        "headline": headline(ranked.rows, analysed=counted.now.analysed),
        "ranking": ranked,
        "lens": lens(said, counted, themes=themes),
        "emotions": emotions(counted),
        "agreement": agreement(desk.team_ids),
        "enough": ENOUGH,
        "themed": Share(said.themed(), counted.now.analysed),
    }
