from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from surveys.dry_run import DryRun, PastAsk, PastChat, dry_run
from surveys.rules import Facts, Rules, SkipReason
from tests.builders import NOW

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


def a_past_chat(
    at: datetime = NOW, *, chat: str = "c1", person: str = "kim", email: str = "kim@example.com", **facts: object
) -> PastChat:
    known = replace(Facts(now=at, closed_at=at, email=email), **facts)  # type: ignore[arg-type]
    return PastChat(at=at, chat=(1, chat), person=person, facts=known)


def run(*past: PastAsk | PastChat, **rules: object) -> DryRun:
    return dry_run(past, replace(Rules(), **rules))  # type: ignore[arg-type]


def test_nothing_comes_of_nothing() -> None:
    assert run() == DryRun(chats=0, asked=0, called_off=0, skipped=(), most_per_person=0)


def test_a_cooldown_is_lived_through_on_the_way() -> None:
    chats = [a_past_chat(NOW + number * 7 * DAY, chat=str(number)) for number in range(4)]
    found = run(*chats)
    assert (found.asked, found.skipped) == (2, ((SkipReason.COOLDOWN, 2),))


def test_nobody_is_asked_more_than_once_in_fourteen_days_with_such_a_cooldown() -> None:
    chats = [a_past_chat(NOW + number * DAY, chat=str(number)) for number in range(30)]
    assert run(*chats).most_per_person == 1
    assert run(*chats, cooldown=timedelta(0)).most_per_person == 14
    assert run(*chats, cooldown=5 * DAY).most_per_person == 3


def test_what_another_survey_asked_counts_for_the_cooldown_but_not_for_the_cap() -> None:
    asked = PastAsk(NOW - DAY, "kim", by_this_survey=False)
    assert run(asked, a_past_chat()).skipped == ((SkipReason.COOLDOWN, 1),)
    assert run(asked, a_past_chat(), cooldown=timedelta(0), cap=1).asked == 1


def test_what_this_survey_asked_before_counts_for_the_cap() -> None:
    asked = PastAsk(NOW - 80 * DAY, "kim", by_this_survey=True)
    assert run(asked, a_past_chat(), cap=1).skipped == ((SkipReason.CAP_REACHED, 1),)
    assert run(asked, a_past_chat(), cap=1, cap_period=80 * DAY).asked == 1


def test_people_nobody_knows_are_asked_every_time() -> None:
    assert run(*(a_past_chat(person="", chat=str(number)) for number in range(3))).asked == 3


def test_a_chat_that_goes_on_before_the_mail_is_out_is_asked_about_once() -> None:
    found = run(a_past_chat(), a_past_chat(NOW + 5 * MINUTE))
    assert (found.chats, found.asked, found.called_off, found.skipped) == (2, 1, 1, ())
    assert found.most_per_person == 1


def test_a_chat_that_goes_on_after_the_mail_is_out_meets_the_cooldown() -> None:
    found = run(a_past_chat(), a_past_chat(NOW + 30 * MINUTE))
    assert (found.asked, found.called_off, found.skipped) == (1, 0, ((SkipReason.COOLDOWN, 1),))


def test_a_closure_told_late_is_superseded() -> None:
    found = run(a_past_chat(), a_past_chat(NOW + MINUTE, closed_at=NOW - DAY))
    assert (found.asked, found.skipped) == (1, ((SkipReason.SUPERSEDED, 1),))


def test_everything_adds_up() -> None:
    found = run(a_past_chat(), a_past_chat(NOW + MINUTE), a_past_chat(NOW + DAY, chat="c2", human_replied=False))
    assert found.asked + found.called_off + sum(count for _, count in found.skipped) == found.chats == 3
