from __future__ import annotations

import pytest

from feedback.themes.polarity import tone
from feedback.themes.types import Role


@pytest.mark.parametrize(
    ("text", "role", "sign"),
    [
        ("not bad at all", "why", 1),
        ("couldn't have been better", "why", 1),
        ("Great, thanks!", "why", 1),
        ("good👍", "why", 1),
        ("no complaints", "better", 1),
        ("could have been better", "why", -1),
        ("wasn't helpful", "why", -1),
        ("please give better service", "why", -1),
        ("faster reply", "better", -1),
        ("👎🏽", "why", -1),
        ("Worst service", "why", -1),
        ("live chat agent", "why", 0),
        ("faster reply", "liked", 0),
        ("asdf", "why", 0),
        ("", "why", 0),
    ],
)
def test_tone_of_feedback(text: str, role: Role, sign: int) -> None:
    found = tone(text, role)
    assert (found.polarity > 0) - (found.polarity < 0) == sign
    assert found.known == (sign != 0)
