"""`Do not ask me again`: a GET only shows the button; mail programs may POST by themselves (RFC 8058)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from surveys.services.optout import opt_out
from surveys.services.respond import find_invitation
from surveys.views.public import page, public_page


@public_page
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    if request.method != "POST":
        find_invitation(token=token)
        return page("stop", token=token)
    if not opt_out(token=token):
        return page(
            "message",
            icon="tick",
            heading=gettext("We do not know who you are"),
            text=gettext("This link was shown in your chat, without your name or address. Just leave it unanswered."),
        )
    return page(
        "message",
        icon="tick",
        heading=gettext("We will not ask you again"),
        text=gettext("You get no more of these messages from us."),
    )
