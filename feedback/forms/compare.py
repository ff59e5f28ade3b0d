"""What is held against what on the page of changes, kept in the address beside the filter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict

from feedback.forms.filter import FilterForm, within_reason
from feedback.selectors.filters import AnswerFilter
from feedback.selectors.matches import IMPROVE, PRAISE
from feedback.selectors.periods import Period
from feedback.selectors.splits import Group, Split

PERIOD = "period"
KINDS = ((PERIOD, "Periods"), ("team", "Teams"), ("channel", "Channels"), ("survey", "Surveys"))
SIDES = ((IMPROVE, "Could be better"), (PRAISE, "Done well"))
EVERYONE_ELSE = {"team": "Every other team", "channel": "Every other channel", "survey": "Every other survey"}


class CompareForm(forms.Form):
    """`filters` is the valid form of the same address: it says which period and whose answers."""

    by = forms.ChoiceField(choices=KINDS, required=False)
    side = forms.ChoiceField(choices=SIDES, required=False)
    one = forms.ChoiceField(required=False, label="Compare")
    other = forms.ChoiceField(required=False, label="with")
    vs_since = forms.DateField(required=False, label="Compare with, from", widget=forms.DateInput({"type": "date"}))
    vs_until = forms.DateField(required=False, label="to", widget=forms.DateInput({"type": "date"}))

    def __init__(self, data: QueryDict, *, filters: FilterForm) -> None:
        super().__init__(data)
        self.filters = filters
        asked = data.get("by", "")
        self.kind = asked if asked in dict(KINDS) else PERIOD
        self.groups: Mapping[str, str] = filters.labels.get(self.kind, {})
        for name, nothing in (("one", ""), ("other", EVERYONE_ELSE.get(self.kind, ""))):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [*([("", nothing)] if nothing else []), *self.groups.items()]
        self.full_clean()

    def clean_vs_since(self) -> date | None:
        return within_reason(self.cleaned_data["vs_since"])

    def clean_vs_until(self) -> date | None:
        return within_reason(self.cleaned_data["vs_until"])

    def clean(self) -> dict[str, Any]:
        before, now = self.own_days, self.filters.chosen_period
        if before and before.first and before.last and before.first > before.last:
            self.add_error("vs_until", "This day lies before the first one.")
        elif before and before.overlaps(now):
            self.add_error("vs_until", "The two periods share some days: an answer can only be in one of them.")
        return self.cleaned_data

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """Names and values for a form that keeps this one, the days and groups that are wrong left out."""
        return [(name, str(value)) for name, value in self.cleaned_data.items() if value]

    @property
    def frame(self) -> list[tuple[str, str]]:
        """The same for a form that asks for the groups anew: the filter, the kind and the side."""
        return [*self.filters.pairs, ("by", self.kind), ("side", self.side_key)]

    @property
    def side_key(self) -> str:
        return self.cleaned_data.get("side") or IMPROVE

    @property
    def one_key(self) -> str:
        """The group that is compared: the one asked for, else the one of the filter, else the first."""
        of_filter = self.filters.cleaned_data.get(self.kind)
        return self.cleaned_data.get("one") or str(of_filter or next(iter(self.groups), ""))

    @property
    def other_key(self) -> str:
        """The group it is compared with, empty for all the rest."""
        key: str = self.cleaned_data.get("other") or ""
        return "" if key == self.one_key else key

    @property
    def before(self) -> Period | None:
        """The period that the chosen one is compared with, None if there is none."""
        return self.own_days or self.filters.chosen_period.previous

    @property
    def one_words(self) -> str:
        return self.filters.period_words if self.kind == PERIOD else self.groups[self.one_key]

    @property
    def other_words(self) -> str:
        if self.kind != PERIOD:
            return self.groups[self.other_key] if self.other_key else EVERYONE_ELSE[self.kind].lower()
        return self.before.words if self.before else ""

    @property
    def one_query(self) -> dict[str, str]:
        """What an address has to say for the answers of the one group, beside the filter."""
        return {} if self.kind == PERIOD else {self.kind: self.one_key}

    @property
    def other_query(self) -> dict[str, str]:
        """The same for the other group; empty where no address can name it."""
        if self.kind != PERIOD:
            return {self.kind: self.other_key} if self.other_key else {}
        days = {"since": self.before.first, "until": self.before.last} if self.before else {}
        return {"period": "", **{name: day.isoformat() for name, day in days.items() if day}}

    def split(self, chosen: AnswerFilter) -> Split | None:
        """The two groups, None where there is nothing to compare with."""
        if self.kind == PERIOD:
            before = self.before
            return (
                None
                if before is None
                else Split(chosen.during(Period()), Group(period=chosen.period), Group(period=before))
            )
        if len(self.groups) < 2:
            return None
        other = Group(field=self.kind, value=self.other_key) if self.other_key else None
        return Split(self._widened(chosen), Group(field=self.kind, value=self.one_key), other)

    def _widened(self, chosen: AnswerFilter) -> AnswerFilter:
        """The filter without what the groups are told apart by."""
        if self.kind == "team":
            return replace(chosen, teams=tuple(team.pk for team in self.filters.teams))
        return replace(chosen, channel="") if self.kind == "channel" else replace(chosen, survey=None)

    @property
    def own_days(self) -> Period | None:
        """The days that were asked for in place of the period before."""
        since, until = self.cleaned_data.get("vs_since"), self.cleaned_data.get("vs_until")
        return Period(since, until) if since or until else None
