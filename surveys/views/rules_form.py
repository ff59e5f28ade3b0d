"""The rules of a survey as a form: lists are written with commas, teams are ticked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django import forms
from django.forms import BoundField

from surveys.models import SurveyRules, Team

if TYPE_CHECKING:
    RulesModelForm = forms.ModelForm[SurveyRules]
else:  # generic to mypy only
    RulesModelForm = forms.ModelForm

DOMAIN = re.compile(r"[^\s@./,;]+(\.[^\s@./,;]+)*")
SEPARATOR = re.compile(r"\s*[,;\n]\s*")
MOST_ENTRIES = 100
LONGEST_LIST = 4_000
# Name of a field, what stands before it, and what after it.
GROUPS: tuple[tuple[str, tuple[tuple[str, str, str], ...]], ...] = (
    (
        "Which chats",
        (
            ("needs_human", "Only chats in which a person has replied", ""),
            ("min_customer_messages", "The customer wrote at least", "messages (0: any number)"),
            ("long_text", "… or, in fewer messages, more than", "characters"),
            ("ask_within_days", "Closed, and reported to us, within", "days of the last reply"),
            ("channels", "Only these channels", ""),
            ("teams", "Only these teams", ""),
        ),
    ),
    (
        "Which customers",
        (
            ("sample_percent", "Ask", "% of the customers"),
            ("cooldown_days", "Nobody again within", "days of any survey (0: no rest)"),
            ("cap_times", "Nobody by this survey more than", "times (0: no limit)"),
            ("cap_days", "… within", "days"),
            ("own_domains", "Never addresses at", ""),
        ),
    ),
    (
        "When",
        (
            ("delay_minutes", "Mail the link", "minutes after the chat has closed"),
            ("open_days", "The link works for", "days"),
            ("quiet_from", "Send no mail from", ""),
            ("quiet_until", "… until", ""),
            ("time_zone", "… by the clock of", ""),
            ("reminder_days", "Remind once, after", "days without an answer (0: never)"),
        ),
    ),
)
HELP = {
    "channels": "Separated by commas, as your chat tool names them. Empty: every channel.",
    "teams": "None ticked: every team.",
    "own_domains": "Your own mail domains, separated by commas, such as example.com. Those below them are meant too.",
    "time_zone": "Such as Europe/Vienna. Empty: the time zone of this site.",
    "sample_percent": "The same customers every time, drawn by chance.",
    "quiet_until": "A mail that falls due in these hours goes out when they end. Leave both empty for none.",
    "reminder_days": "Never after an answer, an opt-out, a mail that came back, or when the customer came back.",
}


@dataclass(frozen=True, slots=True)
class Row:
    """A field of the form and the words around it."""

    field: BoundField
    unit: str


class WordsField(forms.CharField):
    """Words separated by commas; the value is the list of them, each once."""

    def __init__(self) -> None:
        super().__init__(required=False, max_length=LONGEST_LIST)

    def prepare_value(self, value: object) -> object:
        return ", ".join(value) if isinstance(value, list) else value

    def clean(self, value: object) -> list[str]:
        words = [word for word in SEPARATOR.split(super().clean(value).strip()) if word]
        if len(words) > MOST_ENTRIES:
            raise forms.ValidationError(f"At most {MOST_ENTRIES}.")
        return list(dict.fromkeys(word.casefold() for word in words))


class RulesForm(RulesModelForm):
    own_domains = WordsField()
    channels = WordsField()
    teams = forms.TypedMultipleChoiceField(coerce=int, required=False, widget=forms.CheckboxSelectMultiple)

    class Meta:
        model = SurveyRules
        fields = tuple(name for _, rows in GROUPS for name, _, _ in rows)
        widgets = {
            "quiet_from": forms.TimeInput({"type": "time"}, format="%H:%M"),
            "quiet_until": forms.TimeInput({"type": "time"}, format="%H:%M"),
        }

    def __init__(self, data: object = None, *, instance: SurveyRules, teams: Iterable[Team]) -> None:
        super().__init__(data, instance=instance)  # type: ignore[arg-type]
        chooser = self.fields["teams"]
        assert isinstance(chooser, forms.TypedMultipleChoiceField)
        chooser.choices = [(team.pk, team.name) for team in teams]
        for _, rows in GROUPS:
            for name, label, _ in rows:
                self.fields[name].label = label
                self.fields[name].help_text = HELP.get(name, "")

    def clean_own_domains(self) -> list[str]:
        domains = [domain.removeprefix("@") for domain in self.cleaned_data["own_domains"]]
        for domain in domains:
            if not DOMAIN.fullmatch(domain) or len(domain) > 253:
                raise forms.ValidationError(f"“{domain}” is not a mail domain.")
        return domains

    def clean_channels(self) -> list[str]:
        channels: list[str] = self.cleaned_data["channels"]
        if any(len(channel) > 40 for channel in channels):
            raise forms.ValidationError("A channel has at most 40 characters.")
        return channels

    @property
    def groups(self) -> Sequence[tuple[str, list[Row]]]:
        return [(title, [Row(self[name], unit) for name, _, unit in rows]) for title, rows in GROUPS]
