from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta
from zoneinfo import ZoneInfo

import pytest

from surveys.quiet import QuietHours
from surveys.rules import Facts, Rules, SkipReason, decide, draw
from tests.builders import NOW

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
RULES = Rules(
    cap=2,
    cap_period=90 * DAY,
    sample_percent=40,
    own_domains=frozenset({"ours.example"}),
    channels=frozenset({"web"}),
    teams=frozenset({1, 2}),
)
FACTS = Facts(now=NOW, closed_at=NOW - MINUTE)
Values = dict[str, object]


def reason(facts: Values, rules: Rules = RULES) -> SkipReason | None:
    return decide(replace(FACTS, **facts), rules).reason  # type: ignore[arg-type]


def without(**values: object) -> Rules:
    return replace(RULES, **values)  # type: ignore[arg-type]


def test_what_is_not_known_never_blocks() -> None:
    assert decide(FACTS, RULES).asks


AGAINST: list[tuple[Values, SkipReason]] = [
    ({"survey_is_active": False}, SkipReason.SURVEY_INACTIVE),
    ({"survey_has_questions": False}, SkipReason.SURVEY_WITHOUT_QUESTIONS),
    ({"team": 3}, SkipReason.OTHER_TEAM),
    ({"channel": "email"}, SkipReason.OTHER_CHANNEL),
    ({"email": "Ann@Ours.Example"}, SkipReason.OWN_ADDRESS),
    ({"email": "ann@shop.ours.example"}, SkipReason.OWN_ADDRESS),
    ({"closed_again_since": True}, SkipReason.SUPERSEDED),
    ({"closed_at": NOW - timedelta(days=7, seconds=1)}, SkipReason.CLOSED_LONG_AGO),
    ({"last_reply_at": FACTS.closed_at - timedelta(days=7, seconds=1)}, SkipReason.NO_RECENT_REPLY),
    ({"closed_by_bot": True}, SkipReason.CLOSED_BY_BOT),
    ({"human_replied": False}, SkipReason.NO_HUMAN_REPLY),
    ({"customer_messages": 1}, SkipReason.TOO_SHORT),
    ({"customer_messages": 0}, SkipReason.TOO_SHORT),
    ({"customer_characters": 250}, SkipReason.TOO_SHORT),
    ({"customer_messages": 1, "customer_characters": 250}, SkipReason.TOO_SHORT),
    ({"opted_out": True}, SkipReason.OPTED_OUT),
    ({"address_bounced": True}, SkipReason.ADDRESS_BOUNCED),
    ({"sample": 40.0}, SkipReason.NOT_SAMPLED),
    ({"sample": 99.9}, SkipReason.NOT_SAMPLED),
    ({"last_asked_at": NOW - timedelta(days=13)}, SkipReason.COOLDOWN),
    ({"last_asked_at": NOW}, SkipReason.COOLDOWN),
    ({"asked_at": (NOW - 89 * DAY, NOW - 20 * DAY)}, SkipReason.CAP_REACHED),
]


@pytest.mark.parametrize(("facts", "expected"), AGAINST)
def test_each_rule_stops_a_chat_by_itself(facts: Values, expected: SkipReason) -> None:
    assert reason(facts) is expected


def test_every_reason_has_a_case() -> None:
    assert {expected for _, expected in AGAINST} == set(SkipReason)


def test_nobody_skipped_is_asked_at_a_time() -> None:
    assert all(decide(replace(FACTS, **facts), RULES).ask_at is None for facts, _ in AGAINST)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "facts",
    [
        {"team": 2},
        {"channel": "WEB"},
        {"channel": ""},
        {"email": "ann@example"},
        {"email": "ours.example@example.com"},
        {"email": "ann@notours.example"},
        {"closed_at": NOW - timedelta(days=7)},
        {"last_reply_at": FACTS.closed_at - timedelta(days=7)},
        {"closed_by_bot": True, "human_replied": True},
        {"human_replied": True},
        {"customer_messages": 2},
        {"customer_messages": 1, "customer_characters": 251},
        {"customer_messages": 2, "customer_characters": 3},
        {"sample": 0.0},
        {"sample": 39.9},
        {"last_asked_at": NOW - timedelta(days=14)},
        {"asked_at": (NOW - 90 * DAY, NOW - 20 * DAY)},
        {"closed_at": NOW + timedelta(minutes=4)},
    ],
)
def test_a_chat_at_the_edge_of_a_rule_is_asked_about(facts: Values) -> None:
    assert reason(facts) is None


@pytest.mark.parametrize(
    ("switched_off", "facts"),
    [
        ({"cooldown": timedelta(0)}, {"last_asked_at": NOW}),
        ({"cap": 0}, {"asked_at": (NOW,) * 9}),
        ({"needs_human": False}, {"human_replied": False, "closed_by_bot": True}),
        ({"min_customer_messages": 0}, {"customer_messages": 0, "customer_characters": 0}),
        ({"sample_percent": 100}, {"sample": 99.999}),
        ({"own_domains": frozenset()}, {"email": "ann@ours.example"}),
        ({"channels": frozenset()}, {"channel": "email"}),
        ({"teams": frozenset()}, {"team": 3}),
    ],
)
def test_a_rule_that_is_off_stops_nothing(switched_off: Values, facts: Values) -> None:
    assert reason(facts) is not None
    assert reason(facts, without(**switched_off)) is None


def test_a_sample_of_nothing_asks_nobody() -> None:
    assert reason({"sample": 0.0}, without(sample_percent=0)) is SkipReason.NOT_SAMPLED


def test_the_reason_that_lasts_longest_is_given() -> None:
    assert reason({"opted_out": True, "survey_is_active": False, "last_asked_at": NOW}) is SkipReason.SURVEY_INACTIVE


def test_a_mail_waits_for_the_delay_after_the_chat() -> None:
    facts = replace(FACTS, email="kim@example.com")
    assert decide(facts, RULES).ask_at == FACTS.closed_at + 20 * MINUTE
    assert decide(replace(facts, closed_at=NOW - DAY), RULES).ask_at == NOW
    assert decide(facts, without(delay=timedelta(0))).ask_at == NOW


def test_a_mail_waits_for_the_end_of_the_quiet_hours() -> None:
    quiet = QuietHours(time(9), time(12), ZoneInfo("UTC"))  # NOW is nine o'clock
    facts = replace(FACTS, email="kim@example.com")
    assert decide(facts, without(quiet=quiet)).ask_at == NOW.replace(hour=12)


def test_without_an_address_the_link_is_there_at_once() -> None:
    quiet = QuietHours(time(9), time(12), ZoneInfo("UTC"))
    assert decide(FACTS, without(quiet=quiet)).ask_at == NOW


def test_the_draw_is_the_same_every_time_and_another_for_another_survey() -> None:
    assert draw(survey=1, person="kim") == draw(survey=1, person="kim")
    assert draw(survey=1, person="kim") != draw(survey=2, person="kim")
    assert draw(survey=1, person="kim") != draw(survey=1, person="Kim")


def test_a_sample_of_a_third_is_a_third_of_the_people() -> None:
    drawn = [draw(survey=1, person=str(number)) for number in range(3_000)]
    assert all(0 <= value < 100 for value in drawn)
    assert sum(value < 33 for value in drawn) == pytest.approx(990, abs=80)
