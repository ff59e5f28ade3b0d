from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from feedback.selectors.answers import answer_rows, load, newest_first
from feedback.views.page import Desk, manager_page

PER_PAGE = 25


@manager_page
def answers(request: HttpRequest, desk: Desk) -> HttpResponse:
    form = desk.filter_form(request.GET)
    found = newest_first(form.chosen().answers()).values_list("pk", flat=True)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    values = {
        "form": form,
        "page": page,
        "changeable": desk.changeable,
        "rows": answer_rows(load(page.object_list), themes=desk.themes_by_id),
        "anywhere": 0 if page.paginator.count else desk.number_of_answers(),
    }
    return render(request, "feedback/answers.html", values)
