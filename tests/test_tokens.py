from __future__ import annotations

from uuid import UUID

import pytest
from pytest_django import Settings

from surveys.tokens import digest, new_api_key, person_key, survey_token

INVITATION = UUID("7e3a1c52-0b1f-4f4e-9a60-2f1d3a5b7c9d")


@pytest.fixture(autouse=True)
def a_known_secret_key(settings: Settings) -> None:
    settings.SECRET_KEY = "k" * 50
    settings.SECRET_KEY_FALLBACKS = []


def test_a_token_is_43_characters_that_need_no_escaping() -> None:
    token = survey_token(INVITATION)
    assert len(token) == 43
    assert token.replace("-", "").replace("_", "").isalnum()


def test_an_invitation_always_has_the_same_token() -> None:
    assert survey_token(INVITATION) == survey_token(INVITATION)


def test_two_invitations_never_share_a_token() -> None:
    assert survey_token(INVITATION) != survey_token(UUID(int=1))


def test_without_the_secret_key_a_token_cannot_be_made(settings: Settings) -> None:
    token = survey_token(INVITATION)
    settings.SECRET_KEY = "another key of an attacker, of any length"
    assert survey_token(INVITATION) != token


def test_a_link_sent_under_an_old_key_is_found_again(settings: Settings) -> None:
    token = survey_token(INVITATION)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "n" * 50, ["k" * 50]
    assert survey_token(INVITATION, stored_digest=digest(token)) == token


def test_a_forgotten_old_key_is_said_aloud(settings: Settings) -> None:
    stored = digest(survey_token(INVITATION))
    settings.SECRET_KEY = "n" * 50
    with pytest.raises(LookupError, match="SECRET_KEY_FALLBACKS"):
        survey_token(INVITATION, stored_digest=stored)


def test_a_digest_takes_any_text_a_url_can_hold() -> None:
    assert len(digest("\udc80 lone surrogate")) == 64


def test_api_keys_are_never_alike() -> None:
    assert len({new_api_key() for _ in range(100)}) == 100


def test_a_person_is_recognised_however_the_address_is_written() -> None:
    assert person_key(" Kim@Example.com ") == person_key("kim@example.com")


def test_a_person_key_does_not_show_the_person() -> None:
    assert "kim" not in person_key("kim@example.com").lower()


def test_a_person_key_is_never_a_survey_token() -> None:
    assert person_key(str(INVITATION)) != survey_token(INVITATION)
