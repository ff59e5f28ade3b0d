from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from feedback.forms.compare import KINDS, SIDES, CompareForm
from feedback.selectors.comparison import comparison
from feedback.views.page import Desk, manager_page


@manager_page
def changes(request: HttpRequest, desk: Desk) -> HttpResponse:
    form = desk.filter_form(request.GET)
    chosen = form.chosen()
    compare = CompareForm(request.GET, filters=form)
    split = compare.split(chosen)
    values = {
        "form": form,
        "compare": compare,
        "kinds": KINDS,
        "sides": SIDES,
        "side": compare.side_key,
        "found": split and comparison(split, themes=desk.themes.values(), polarity=compare.side_key),
    }
    return render(request, "feedback/changes.html", values)
