"""Requests sent in chunks, without a Content-Length: Django would take their bodies for empty."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

# More than any address takes whose senders use chunks. What is longer is cut, and refused there as too large.
MAX_BODY_BYTES = 512 * 1024


def with_content_length(application: WSGIApplication) -> WSGIApplication:
    """`application`, which gets the body of a chunked request with its length, if the server has put it together."""

    def measured(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ.get("HTTP_TRANSFER_ENCODING") and environ.get("wsgi.input_terminated"):
            body = environ["wsgi.input"].read(MAX_BODY_BYTES)
            environ["wsgi.input"] = BytesIO(body)
            environ["CONTENT_LENGTH"] = str(len(body))
        return application(environ, start_response)

    return measured
