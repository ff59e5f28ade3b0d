from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO
from typing import TYPE_CHECKING

import pytest

from project.chunked import MAX_BODY_BYTES, with_content_length

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


def echo(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    return [environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))]


def body_seen(raw: bytes, **environ: object) -> bytes:
    application = with_content_length(echo)
    return b"".join(application({"wsgi.input": BytesIO(raw), **environ}, lambda *_: lambda _: None))


def test_the_body_of_a_chunked_request_is_seen() -> None:
    chunked = {"HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input_terminated": True}
    assert body_seen(b"hello", **chunked) == b"hello"


def test_an_endless_body_is_cut() -> None:
    chunked = {"HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input_terminated": True}
    assert len(body_seen(b"x" * 10_000_000, **chunked)) == MAX_BODY_BYTES


@pytest.mark.parametrize("environ", [{}, {"wsgi.input_terminated": True}, {"HTTP_TRANSFER_ENCODING": "chunked"}])
def test_other_requests_are_left_alone(environ: dict[str, object]) -> None:
    assert body_seen(b"hello", **environ) == b""
    assert (
        body_seen(b"hello", CONTENT_LENGTH="2", **{k: v for k, v in environ.items() if k.startswith("wsgi")}) == b"he"
    )
