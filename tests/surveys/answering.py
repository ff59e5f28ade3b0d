"""Ways to open a survey page and to answer on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.test import Client

from surveys.models import Answer, Invitation, Question

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as TestResponse

BETTER = "better"


def box(role: str = BETTER) -> str:
    """The name of the box that asks for `role`."""
    return f"q{question(role).id}"


def question(role: str = BETTER) -> Question:
    return Question.objects.get(role=role)


def get(token: str, tail: str = "") -> TestResponse:
    return Client().get(f"/s/{token}{tail}")


def answer(token: str, text: str = "Tell me how long it takes.", role: str = BETTER) -> TestResponse:
    return Client().post(f"/s/{token}", {box(role): text})


def texts() -> list[str]:
    return list(Answer.objects.order_by("id").values_list("text", flat=True))


def words(response: TestResponse) -> str:
    return response.content.decode()


def tokens_unlike(invitation: Invitation, token: str) -> list[str]:
    """Texts that look like the token of a link and open nothing."""
    swapped = token.swapcase()
    return [
        token[:-1],
        token + "a",
        swapped,
        str(invitation.id),
        invitation.token_digest,
        "x" * 43,
        "é" * 9,
        "a b",
    ]
