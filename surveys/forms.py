from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from surveys.models import Question
from surveys.services.importing.columns import Columns
from surveys.services.importing.files import megabytes
from surveys.services.importing.rows import LONGEST_TEAM
from surveys.services.importing.sources import DEFAULT_NAME, LONGEST_NAME

NO_COLUMN = ("", "No such column")


class UploadForm(forms.Form):
    file = forms.FileField(
        label="CSV file",
        max_length=255,
        error_messages={"required": "Choose a file.", "empty": "The file is empty."},
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,text/csv"}),
    )

    def clean_file(self) -> UploadedFile[bytes]:
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > settings.MAX_IMPORT_BYTES:
            raise forms.ValidationError(f"The file is larger than {megabytes(settings.MAX_IMPORT_BYTES)}: split it.")
        return file


class ColumnsForm(forms.Form):
    """Which column of the file holds what; offered as `guess` has it."""

    text = forms.ChoiceField(label="The customers’ words")
    role = forms.ChoiceField(label="What they were asked for", choices=Question.Role.choices)
    agent = forms.ChoiceField(label="Agent", required=False)
    team = forms.ChoiceField(label="Team", required=False)
    date = forms.ChoiceField(label="Answered on", required=False, help_text="Without such a column: today.")
    dates = forms.ChoiceField(label="03/04/2026 means", choices=[("day", "3 April"), ("month", "4 March")])
    default_team = forms.CharField(
        label="Team of rows that name none",
        required=False,
        max_length=LONGEST_TEAM,
        help_text="Left empty: your team if you have one, else “Imported”.",
        widget=forms.TextInput(attrs={"list": "teams", "autocomplete": "off"}),
    )
    source_name = forms.CharField(
        label="Name of the import",
        initial=DEFAULT_NAME,
        max_length=LONGEST_NAME,
        help_text="Importing a file again under one name takes no row in twice.",
    )

    def __init__(self, data: dict[str, str] | None, *, header: Sequence[str], guess: Columns) -> None:
        super().__init__(data, initial={**asdict(guess), "dates": "month" if guess.month_first else "day"})
        names = [(name, name) for name in header if name]
        for field in ("text", "agent", "team", "date"):
            chooser = self.fields[field]
            if isinstance(chooser, forms.ChoiceField):
                chooser.choices = names if field == "text" else [NO_COLUMN, *names]

    def columns(self) -> Columns:
        chosen = {name: self.cleaned_data[name] for name in ("text", "role", "agent", "team", "date", "default_team")}
        return Columns(**chosen, month_first=self.cleaned_data["dates"] == "month")
