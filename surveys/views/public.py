"""What all pages for customers have in common. They need no cookie, no session and no JavaScript.

They are exempt from Django's CSRF cookie because the token in the address is the capability: a foreign page that does
not know it can do nothing, and one that knows it needs no forgery.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.multipartparser import MultiPartParserError
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext
from django.views.decorators.csrf import csrf_exempt

from surveys.services.respond import UnknownLink

MAX_BODY_BYTES = 64 * 1024
HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
    "Content-Language": settings.LANGUAGE_CODE,
}
P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


class UnreadableForm(Exception):
    """The body of a POST is no form."""


def public_page(view: View[P]) -> View[P]:
    """A page for whoever holds the link: with the headers that keep the link private, and words for every mishap."""

    @csrf_exempt
    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        with translation.override(settings.LANGUAGE_CODE):
            if int(request.META.get("CONTENT_LENGTH") or 0) > MAX_BODY_BYTES:
                response = too_large()
            else:
                try:
                    response = view(request, *args, **kwargs)
                except UnknownLink:
                    response = unknown()
        for name, value in HEADERS.items():
            response.headers[name] = value
        return response

    return guarded


def page(name: str, status: HTTPStatus = HTTPStatus.OK, **context: object) -> HttpResponse:
    """Render a template without a request: nothing on the page may depend on a session, or start one."""
    return HttpResponse(render_to_string(f"surveys/{name}.html", context), status=status)


def see_other(address: str) -> HttpResponse:
    """Send the browser on after a POST, so that reloading the page sends nothing again."""
    return HttpResponseRedirect(address, status=HTTPStatus.SEE_OTHER)


def form_data(request: HttpRequest) -> dict[str, str]:
    """The form in the body, the last value of each name. Raises UnreadableForm."""
    try:
        return {name: str(value) for name, value in request.POST.items()}
    except (SuspiciousOperation, MultiPartParserError, BadRequest) as error:
        raise UnreadableForm from error


def unknown() -> HttpResponse:
    """One and the same page for every link that leads nowhere: it does not tell whether it ever led somewhere."""
    return page(
        "message",
        HTTPStatus.NOT_FOUND,
        icon="link",
        heading=gettext("This link does not work"),
        text=gettext("Please open it again from the message you received, and check that it is complete."),
    )


def too_large() -> HttpResponse:
    return page(
        "message",
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        icon="long",
        heading=gettext("That was too much at once"),
        text=gettext("Please go back, shorten what you wrote, and send it again."),
    )
