"""The filter of the dashboard, kept in the address of the page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.http import Http404

from feedback.models import ThemeMatch
from feedback.selectors.codebook import ThemeName, route_labels
from feedback.selectors.filters import AnswerFilter
from feedback.selectors.periods import Period
from surveys.models import Team

PERIODS = (("7", "7 days"), ("30", "30 days"), ("90", "90 days"), ("all", "All time"))
DEFAULT_PERIOD = "30"
LONGEST_QUERY = 200
ROLES = (
    ("better", "What could be better"),
    ("liked", "What they liked"),
    ("improve", "Product or service"),
    ("why", "Anything else"),
)
CODINGS = (("themed", "With a theme"), ("unthemed", "Without a theme"), ("waiting", "Waiting for analysis"))
SENTIMENTS = (("pos", "Positive"), ("neu", "Neutral"), ("mixed", "Mixed"), ("neg", "Negative"))
# A name in one of these that does not exist, or not for this user, is a page that does not exist.
OBJECTS = ("team", "agent", "theme")
POPULATION = ("team", "agent", "role", "since", "until")
EARLIEST, LATEST = date(2000, 1, 1), date(2199, 12, 31)


class FilterForm(forms.Form):
    """`teams` are those the user may see; so are the `agents` among them."""

    q = forms.CharField(
        max_length=LONGEST_QUERY,
        required=False,
        label="Search the answers",
        error_messages={"max_length": f"At most {LONGEST_QUERY} characters."},
    )
    period = forms.ChoiceField(choices=PERIODS, required=False)
    team = forms.TypedChoiceField(coerce=int, empty_value=None, required=False)
    agent = forms.TypedChoiceField(coerce=int, empty_value=None, required=False)
    role = forms.ChoiceField(required=False, label="Question")
    theme = forms.ChoiceField(required=False)
    polarity = forms.ChoiceField(required=False, label="Said as")
    sentiment = forms.ChoiceField(required=False)
    coding = forms.ChoiceField(required=False, label="Analysis")
    route = forms.ChoiceField(required=False, label="Kind")
    since = forms.DateField(required=False, label="From", widget=forms.DateInput({"type": "date"}))
    until = forms.DateField(required=False, label="To", widget=forms.DateInput({"type": "date"}))

    def __init__(
        self,
        data: Mapping[str, Any],
        *,
        teams: Sequence[Team],
        agents: Iterable[tuple[int, str]],
        themes: Mapping[str, ThemeName],
        today: date,
    ) -> None:
        super().__init__(data)
        self.teams, self.themes, self.today = teams, themes, today
        self.labels: dict[str, dict[str, str]] = {}
        self._offer("team", "Every team", ((team.pk, team.name) for team in teams))
        self._offer("agent", "Everybody", agents)
        self._offer("theme", "Any theme", ((theme.key, theme.label) for theme in themes.values()))
        self._offer("role", "Any question", ROLES)
        self._offer("polarity", "Either way", ThemeMatch.Polarity.choices)
        self._offer("sentiment", "Any sentiment", SENTIMENTS)
        self._offer("route", "Any kind", route_labels().items())
        self._offer("coding", "Any state", CODINGS)

    def _offer(self, name: str, nothing: str, choices: Iterable[tuple[object, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        self.labels[name] = {str(value): label for value, label in choices}
        field.choices = [("", nothing), *self.labels[name].items()]

    def clean_since(self) -> date | None:
        return _within_reason(self.cleaned_data["since"])

    def clean_until(self) -> date | None:
        return _within_reason(self.cleaned_data["until"])

    def clean(self) -> dict[str, Any]:
        since, until = self.cleaned_data.get("since"), self.cleaned_data.get("until")
        if since and until and since > until:
            self.add_error("until", "This day lies before the first one.")
        return self.cleaned_data

    def chosen(self) -> AnswerFilter:
        """The filter that the form describes; what was filled in wrongly is left out and said beside its field.

        Raises Http404 for a team, agent or theme that does not exist for this user.
        """
        if not self.is_valid() and any(name in self.errors for name in OBJECTS):
            raise Http404
        values = self.cleaned_data
        theme, team = values["theme"], values["team"]
        return AnswerFilter(
            teams=(team,) if team is not None else tuple(row.pk for row in self.teams),
            period=self._period(),
            agent=values["agent"],
            theme=self.themes[theme].pk if theme else None,
            **{name: values.get(name, "") for name in ("role", "polarity", "sentiment", "route", "coding")},
            query=values.get("q", ""),
        )

    @property
    def period_key(self) -> str:
        """Which of `PERIODS` is chosen; empty where a first or last day is."""
        if self.cleaned_data.get("since") or self.cleaned_data.get("until"):
            return ""
        return self.cleaned_data.get("period") or DEFAULT_PERIOD

    def active(self) -> list[tuple[str, str]]:
        """Name and words of every value that narrows the answers down, the period apart from free days left out."""
        return [(name, self._words(name)) for name in self.fields if name != "period" and self.cleaned_data.get(name)]

    def active_population(self) -> list[tuple[str, str]]:
        """The same for a page that looks at the answers of a population."""
        return [(name, words) for name, words in self.active() if name in POPULATION]

    def _words(self, name: str) -> str:
        value = self.cleaned_data[name]
        if name in self.labels:
            return self.labels[name][str(value)]
        if isinstance(value, date):
            return f"{self.fields[name].label} {value.day} {value:%b %Y}"
        return f"“{value}”"

    @property
    def period_words(self) -> str:
        """The period, to be read after a number of answers."""
        period = self._period()
        first, last = (f"{day.day} {day:%B %Y}" if day else "" for day in (period.first, period.last))
        if self.period_key:
            return f"in the last {period.days} days" if period.days else "so far"
        if first == last:
            return f"on {first}"
        return " ".join(part for part in (first and f"from {first}", last and f"up to {last}") if part)

    @property
    def period_before_words(self) -> str:
        days = self._period().days
        return f"{days} days before" if days else "time before"

    def _period(self) -> Period:
        key = self.period_key
        if not key:
            return Period(self.cleaned_data.get("since"), self.cleaned_data.get("until"))
        return Period() if key == "all" else Period.of_last_days(int(key), today=self.today)


def _within_reason(day: date | None) -> date | None:
    if day and not EARLIEST <= day <= LATEST:
        raise forms.ValidationError("Choose a day of this century.")
    return day
