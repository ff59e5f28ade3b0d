"""Every error of the API is a problem document (RFC 9457), with a JSON pointer to each field that is wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.http import Http404
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.settings import api_settings
from rest_framework.views import set_rollback

from surveys.inbound.strict_json import InvalidJSON, pointer

CONTENT_TYPE = "application/problem+json"
RETRY_AFTER_SECONDS = 30


class PayloadTooLarge(exceptions.APIException):
    status_code = HTTPStatus.REQUEST_ENTITY_TOO_LARGE

    def __init__(self, limit: int) -> None:
        super().__init__(f"The body is larger than {limit // 1024} kB.")


class UnreadableBody(exceptions.APIException):
    """The body is not JSON as we take it."""

    status_code = HTTPStatus.BAD_REQUEST

    def __init__(self, problem: InvalidJSON) -> None:
        super().__init__(problem.detail)
        self.pointer = problem.pointer


class InvalidHeader(exceptions.APIException):
    status_code = HTTPStatus.BAD_REQUEST


class KeyReused(exceptions.APIException):
    status_code = HTTPStatus.UNPROCESSABLE_ENTITY
    default_detail = "This Idempotency-Key came before, with another body. Use a new key for a new event."


class Unavailable(exceptions.APIException):
    status_code = HTTPStatus.SERVICE_UNAVAILABLE
    default_detail = "The database cannot be reached. Nothing was stored; please send it again."
    wait = RETRY_AFTER_SECONDS


def problem_json(error: Exception, context: Mapping[str, Any]) -> Response | None:
    """The problem document for `error`; None for what is no client's doing and no known trouble of ours."""
    known = _known(error)
    if known is None:
        return None
    set_rollback()
    status = HTTPStatus(known.status_code)
    fields = [{"pointer": where, "detail": what} for where, what in _fields(known)]
    body = {
        "type": "about:blank",
        "title": status.phrase,
        "status": status.value,
        "detail": _detail(known),
        **({"errors": fields} if fields else {}),
    }
    return Response(body, status=status, headers=_headers(known), content_type=CONTENT_TYPE)


def _known(error: Exception) -> exceptions.APIException | None:
    match error:
        case exceptions.APIException():
            return error
        case Http404():
            return exceptions.NotFound()
        case PermissionDenied():
            return exceptions.PermissionDenied()
        case OperationalError():
            return Unavailable()
    return None


def _headers(error: exceptions.APIException) -> dict[str, str]:
    headers = {}
    if auth_header := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = auth_header
    if wait := getattr(error, "wait", None):
        headers["Retry-After"] = str(int(wait))
    return headers


def _detail(error: exceptions.APIException) -> str:
    if isinstance(error, exceptions.ValidationError):
        return "Nothing was stored: `errors` says what is wrong with the body, and where."
    return str(error.detail)


def _fields(error: exceptions.APIException) -> list[tuple[str, str]]:
    if isinstance(error, UnreadableBody):
        return [(error.pointer, str(error.detail))]
    if isinstance(error, exceptions.ValidationError):
        return list(_leaves(error.detail))
    return []


def _leaves(detail: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str, str]]:
    """Each message in a serializer's tree of errors, with the pointer of the value it is about."""
    if isinstance(detail, dict):
        for key, inner in detail.items():
            yield from _leaves(inner, path if key == api_settings.NON_FIELD_ERRORS_KEY else (*path, key))
    elif isinstance(detail, list):
        for index, inner in enumerate(detail):
            yield from _leaves(inner, (*path, index) if isinstance(inner, dict) else path)
    else:
        yield pointer(path), str(detail)
