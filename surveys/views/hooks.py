"""`POST /hooks/<source>`: chat tools' webhooks. No cookie, no session; the signature is the right to speak."""

from __future__ import annotations

import logging
from http import HTTPStatus

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from surveys.inbound.hook import Delivery, Refused, Unreadable
from surveys.inbound.strict_json import InvalidJSON
from surveys.services.hooks import hook_source, receive_hook

logger = logging.getLogger(__name__)


@csrf_exempt
@never_cache
@require_http_methods(["POST", "HEAD"])
def hook(request: HttpRequest, public_id: str) -> HttpResponse:
    """200 for what was taken or does not concern us, 401 and 400 for what the sender must mend, 404 for nobody.

    Some tools ask with HEAD whether the address is there.
    """
    source = hook_source(public_id)
    if source is None:
        return _reply(HTTPStatus.NOT_FOUND, "refused", "There is no such source.")
    if request.method == "HEAD":
        return HttpResponse()
    try:
        done = receive_hook(source=source, delivery=_delivery(request), now=timezone.now())
    except RequestDataTooBig:
        return _reply(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "refused", "The body is larger than 2 MB.")
    except Refused as refusal:
        logger.warning("A delivery for source %s was refused: %s", source.pk, refusal)
        return _reply(HTTPStatus.UNAUTHORIZED, "refused", str(refusal))
    except (InvalidJSON, Unreadable) as problem:
        return _reply(HTTPStatus.BAD_REQUEST, "refused", str(problem))
    return _reply(HTTPStatus.OK, done.outcome, done.why)


def _delivery(request: HttpRequest) -> Delivery:
    return Delivery(request.body, {name.lower(): value for name, value in request.headers.items()})


def _reply(status: HTTPStatus, outcome: str, why: str) -> JsonResponse:
    return JsonResponse({"outcome": outcome, "why": why}, status=status)
