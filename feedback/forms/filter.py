"""The filter of the dashboard, kept in the address of the page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Any

from django import forms
from django.forms import BoundField
from django.http import Http404, QueryDict
from django.utils.translation import get_language_info

from feedback.models import ThemeMatch
from feedback.selectors.choices import Choices
from feedback.selectors.codebook import ThemeName, route_labels
from feedback.selectors.emotions import EMOTIONS
from feedback.selectors.filters import AnswerFilter, Said
from feedback.selectors.lens import components, signs
from feedback.selectors.periods import Period
from surveys.models import Team

PERIODS = (("7", "7 days"), ("30", "30 days"), ("90", "90 days"), ("all", "All time"))
DEFAULT_PERIOD = "30"
LONGEST_QUERY = 200
MOST_ALSO = 8  # each is a condition of its own to the database; nobody clicks so many together
ROLES = (
    ("better", "What could be better"),
    ("liked", "What they liked"),
    ("improve", "Product or service"),
    ("why", "Anything else"),
)
CODINGS = (
    ("themed", "With a theme"),
    ("unthemed", "Without a theme"),
    ("waiting", "Waiting for analysis"),
    ("open", "Serious, still open"),
    ("handled", "Serious, dealt with"),
)
SENTIMENTS = (("pos", "Positive"), ("neu", "Neutral"), ("mixed", "Mixed"), ("neg", "Negative"))
POLARITIES = (("", ""), *ThemeMatch.Polarity.choices)
# A name in one of these that does not exist, or not for this user, is a page that does not exist.
OBJECTS = ("team", "agent", "survey", "theme", "also")
EARLIEST, LATEST = date(2000, 1, 1), date(2199, 12, 31)


@dataclass(frozen=True, slots=True)
class Chip:
    """A value that narrows the answers down, in words; `value` tells those of one field apart."""

    name: str
    value: str
    words: str


class FilterForm(forms.Form):
    """`teams` are those the user may see; so are the `choices` among what they have."""

    q = forms.CharField(
        max_length=LONGEST_QUERY,
        required=False,
        label="Search the answers",
        error_messages={"max_length": f"At most {LONGEST_QUERY} characters."},
    )
    period = forms.ChoiceField(choices=PERIODS, required=False)
    theme = forms.ChoiceField(required=False)
    polarity = forms.ChoiceField(required=False, label="Said as")
    sentiment = forms.ChoiceField(required=False)
    emotion = forms.ChoiceField(required=False)
    role = forms.ChoiceField(required=False, label="Question")
    team = forms.TypedChoiceField(coerce=int, empty_value=None, required=False)
    agent = forms.TypedChoiceField(coerce=int, empty_value=None, required=False)
    channel = forms.ChoiceField(required=False)
    language = forms.ChoiceField(required=False)
    tag = forms.ChoiceField(required=False)
    survey = forms.TypedChoiceField(coerce=int, empty_value=None, required=False)
    route = forms.ChoiceField(required=False, label="Kind")
    coding = forms.ChoiceField(required=False, label="Analysis")
    since = forms.DateField(required=False, label="From", widget=forms.DateInput({"type": "date"}))
    until = forms.DateField(required=False, label="To", widget=forms.DateInput({"type": "date"}))
    also = forms.MultipleChoiceField(required=False, widget=forms.MultipleHiddenInput)

    def __init__(
        self,
        data: QueryDict,
        *,
        teams: Iterable[Team],
        choices: Choices,
        themes: Mapping[str, ThemeName],
        today: date,
    ) -> None:
        super().__init__(data)
        self.teams, self.today = tuple(teams), today
        facets = (*components(themes.values()), *signs(themes.values()))
        self._ids = {key: (theme.pk,) for key, theme in themes.items()} | {facet.key: facet.ids for facet in facets}
        self.labels: dict[str, dict[str, str]] = {}
        self._offer("team", "Every team", ((team.pk, team.name) for team in self.teams))
        self._offer("agent", "Everybody", choices.agents)
        self._offer("survey", "Every survey", choices.surveys)
        self._offer("channel", "Any channel", ((name, name.capitalize()) for name in choices.places.channels))
        self._offer("language", "Any language", ((code, _language(code)) for code in choices.places.languages))
        self._offer("tag", "Any tag", ((name, name) for name in choices.places.tags))
        self._offer("role", "Any question", ROLES)
        self._offer("polarity", "Either way", ThemeMatch.Polarity.choices)
        self._offer("sentiment", "Any sentiment", SENTIMENTS)
        self._offer("emotion", "Any emotion", EMOTIONS.items())
        self._offer("route", "Any kind", route_labels().items())
        self._offer("coding", "Any state", CODINGS)
        named = [(theme.key, theme.label) for theme in themes.values()]
        lenses = [(facet.key, f"{facet.label} ({facet.kind})") for facet in facets]
        self._offer("theme", "Any theme", chain(named, lenses))
        self._offer("also", "", _either_way(chain([("", "Any theme")], named, lenses)))

    def _offer(self, name: str, nothing: str, choices: Iterable[tuple[object, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        self.labels[name] = {str(value): label for value, label in choices}
        field.choices = [("", nothing), *self.labels[name].items()]

    @property
    def shown(self) -> list[BoundField]:
        """The fields to choose from; one that offers a single thing is left out unless it is in use."""
        shown = []
        for field in self.visible_fields():
            offers = self.labels.get(field.name, {"": "", " ": ""})
            if field.name not in ("q", "period") and (len(offers) > 1 or field.data):
                shown.append(field)
        return shown

    def clean_also(self) -> list[str]:
        also: list[str] = self.cleaned_data["also"]
        if len(also) > MOST_ALSO:
            raise forms.ValidationError(f"At most {MOST_ALSO} themes.")
        return also

    def clean_since(self) -> date | None:
        return within_reason(self.cleaned_data["since"])

    def clean_until(self) -> date | None:
        return within_reason(self.cleaned_data["until"])

    def clean(self) -> dict[str, Any]:
        since, until = self.cleaned_data.get("since"), self.cleaned_data.get("until")
        if since and until and since > until:
            self.add_error("until", "This day lies before the first one.")
        return self.cleaned_data

    def chosen(self) -> AnswerFilter:
        """The filter that the form describes; what was filled in wrongly is left out and said beside its field.

        Raises Http404 for a team, agent, survey or theme that does not exist for this user.
        """
        if not self.is_valid() and any(name in self.errors for name in OBJECTS):
            raise Http404
        values = self.cleaned_data
        team, theme, polarity = values["team"], values["theme"], values.get("polarity", "")
        words = ("role", "channel", "language", "tag", "sentiment", "emotion", "route", "coding")
        return AnswerFilter(
            teams=(team,) if team is not None else tuple(row.pk for row in self.teams),
            period=self.chosen_period,
            survey=values["survey"],
            agent=values["agent"],
            subject=self._said(theme, polarity) if theme or polarity else None,
            also=tuple(self._said(*_split(said)) for said in values["also"] if said),
            query=values.get("q", ""),
            **{name: values.get(name, "") for name in words},
        )

    def _said(self, theme: str, polarity: str) -> Said:
        return Said(self._ids[theme] if theme else (), polarity)

    @property
    def period_key(self) -> str:
        """Which of `PERIODS` is chosen; empty where a first or last day is."""
        if self.cleaned_data.get("since") or self.cleaned_data.get("until"):
            return ""
        return self.cleaned_data.get("period") or DEFAULT_PERIOD

    def active(self) -> list[Chip]:
        """Every value that narrows the answers down; of the period only free days."""
        return [
            Chip(name, str(value), self._words(name, value))
            for name in self.fields
            if name != "period"
            for value in _values(self.cleaned_data.get(name))
        ]

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """Names and values for a form that keeps this filter."""
        period = [("period", self.period_key)] if self.period_key else []
        return [*period, *((chip.name, chip.value) for chip in self.active())]

    def _words(self, name: str, value: Any) -> str:
        if name in self.labels:
            return self.labels[name][str(value)]
        if isinstance(value, date):
            return f"{self.fields[name].label} {value.day} {value:%b %Y}"
        return f"“{value}”"

    @property
    def period_words(self) -> str:
        """The period, to be read after a number of answers."""
        days = self.chosen_period.days
        return f"in the last {days} days" if self.period_key and days else self.chosen_period.words

    @property
    def period_before_words(self) -> str:
        days = self.chosen_period.days
        return f"{days} days before" if days else "time before"

    @property
    def chosen_period(self) -> Period:
        key = self.period_key
        if not key:
            return Period(self.cleaned_data.get("since"), self.cleaned_data.get("until"))
        return Period() if key == "all" else Period.of_last_days(int(key), today=self.today)


def within_reason(day: date | None) -> date | None:
    if day and not EARLIEST <= day <= LATEST:
        raise forms.ValidationError("Choose a day of this century.")
    return day


def _values(value: Any) -> Iterator[Any]:
    if isinstance(value, list):
        yield from (part for part in value if part)
    elif value:
        yield value


def _either_way(themes: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Every theme, and every theme as something to improve and as praise: "calm", "calm.improve", "calm.praise"."""
    for key, label in themes:
        for polarity, words in POLARITIES:
            if key or polarity:
                yield (f"{key}.{polarity}", f"{label}: {words.lower()}") if polarity else (key, label)


def _split(said: str) -> tuple[str, str]:
    theme, _, polarity = said.partition(".")
    return theme, polarity


def _language(code: str) -> str:
    """The English name of a language, its code where there is none."""
    try:
        return str(get_language_info(code.lower())["name"])
    except KeyError:
        return code
