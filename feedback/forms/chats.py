"""The filter of the coverage report and of the list of closed chats, kept in the address."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.http import Http404, QueryDict

from feedback.forms.filter import DEFAULT_PERIOD, PERIODS, within_reason
from feedback.selectors.ledger import LedgerFilter
from feedback.selectors.periods import Period
from surveys.models import Team
from surveys.reasons import reason_words

# What a list of chats is of, to be read after their number.
COUNTED_WORDS = {
    "closed": "",
    "eligible": "that the rules let pass",
    "sent": "followed by a survey",
    "scheduled": "with a mail that waits",
    "skipped": "not followed by a survey",
    "delivered": "whose survey arrived",
    "opened": "whose survey was opened",
    "started": "whose survey was started",
    "answered": "answered",
    "machines": "whose link a program opened",
}


@dataclass(frozen=True, slots=True)
class Narrowing:
    """A value that narrows the chats down, in words, and the field to leave out for taking it away."""

    name: str
    words: str


class ChatsForm(forms.Form):
    """`teams` are those the user may see; `agents` and `surveys` are names by id, of those teams."""

    period = forms.ChoiceField(choices=PERIODS, required=False)
    since = forms.DateField(required=False, label="From", widget=forms.DateInput({"type": "date"}))
    until = forms.DateField(required=False, label="To", widget=forms.DateInput({"type": "date"}))
    team = forms.TypedChoiceField(coerce=int, empty_value=None, required=False)
    agent = forms.TypedChoiceField(coerce=int, empty_value=None, required=False)
    survey = forms.TypedChoiceField(coerce=int, empty_value=None, required=False)
    channel = forms.CharField(required=False, max_length=40)
    counted = forms.ChoiceField(choices=[("", ""), *COUNTED_WORDS.items()], required=False)
    reason = forms.RegexField(r"^[a-z_]+\Z", required=False, max_length=40)

    def __init__(
        self, data: QueryDict, *, teams: Iterable[Team], agents: dict[int, str], surveys: dict[int, str], today: date
    ) -> None:
        super().__init__(data)
        self.today = today
        self.names = {"team": {team.pk: team.name for team in teams}, "agent": agents, "survey": surveys}
        for name, names in self.names.items():
            chooser = self.fields[name]
            assert isinstance(chooser, forms.TypedChoiceField)
            chooser.choices = [("", "Every one"), *names.items()]

    def clean_since(self) -> date | None:
        return within_reason(self.cleaned_data["since"])

    def clean_until(self) -> date | None:
        return within_reason(self.cleaned_data["until"])

    def chosen(self) -> LedgerFilter:
        """The filter that the form describes; days written wrongly are left out and said beside their field.

        Raises Http404 for what does not exist for this user.
        """
        if not self.is_valid() and set(self.errors) - {"since", "until", "period"}:
            raise Http404
        values = self.cleaned_data
        team = values["team"]
        return LedgerFilter(
            teams=(team,) if team is not None else tuple(self.names["team"]),
            period=self.chosen_period,
            agent=values["agent"],
            survey=values["survey"],
            channel=values["channel"],
            counted=values["counted"] or "closed",
            reason=values["reason"],
        )

    @property
    def period_key(self) -> str:
        """Which of `PERIODS` is chosen; empty where a first or last day is."""
        if self.cleaned_data.get("since") or self.cleaned_data.get("until"):
            return ""
        return self.cleaned_data.get("period") or DEFAULT_PERIOD

    @property
    def chosen_period(self) -> Period:
        key = self.period_key
        if not key:
            return Period(self.cleaned_data.get("since"), self.cleaned_data.get("until"))
        return Period() if key == "all" else Period.of_last_days(int(key), today=self.today)

    @property
    def period_words(self) -> str:
        days = self.chosen_period.days
        return f"in the last {days} days" if self.period_key and days else self.chosen_period.words

    @property
    def counted_words(self) -> str:
        return COUNTED_WORDS[self.cleaned_data.get("counted") or "closed"]

    @property
    def narrowed(self) -> list[Narrowing]:
        """What narrows the chats down besides the period, in words."""
        values: dict[str, Any] = self.cleaned_data
        found = [
            Narrowing(name, names[values[name]]) for name, names in self.names.items() if values.get(name) is not None
        ]
        if values.get("channel"):
            found.append(Narrowing("channel", values["channel"]))
        if values.get("reason"):
            found.append(Narrowing("reason", reason_words(values["reason"])))
        return found
