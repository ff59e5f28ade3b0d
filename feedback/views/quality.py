from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from feedback.selectors.mentions import Mentions, mentions
from feedback.selectors.periods import Weeks
from feedback.selectors.proportions import Share
from feedback.selectors.quality import ENOUGH, agreement, last_relearning, moved_by
from feedback.selectors.volume import volume
from feedback.views.page import Desk, manager_page


@manager_page
def quality(request: HttpRequest, desk: Desk) -> HttpResponse:
    """How far the themes can be trusted, in plain words."""
    form = desk.filter_form(request.GET)
    chosen = form.chosen()
    counted = volume(chosen, Weeks.around(chosen.period, today=desk.today))
    said = mentions(chosen) if counted.now.answers else Mentions()
    relearning = last_relearning()
    moves, moved = moved_by(relearning, teams=desk.team_ids, themes=desk.themes_by_id) if relearning else (0, ())
    values = {
        "form": form,
        "agreement": agreement(desk.team_ids),
        "enough": ENOUGH,
        "counts": counted.now,
        "themed": Share(said.themed(), counted.now.analysed),
        "themes_per_answer": sum(said.by_theme().values()) / counted.now.analysed if counted.now.analysed else 0,
        "relearning": relearning,
        "moves": moves,
        "moved": moved,
    }
    return render(request, "feedback/quality.html", values)
