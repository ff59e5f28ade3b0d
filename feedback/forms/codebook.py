"""What a manager changes about a theme. What may be is the code frame's to say; here only what a field can hold."""

from __future__ import annotations

from django import forms

from feedback.curation.frame import CHANGES, LONGEST_LABEL, LONGEST_TEXT, TEXTS

FIELDS = {"rename": ("label",), "describe": TEXTS, "move": ("group",), "merge": ("into",)}


class EditForm(forms.Form):
    """`kind` says which of the other fields count."""

    kind = forms.ChoiceField(choices=[(kind, kind) for kind in CHANGES])
    label = forms.CharField(max_length=LONGEST_LABEL, required=False)
    definition = forms.CharField(max_length=LONGEST_TEXT, required=False)
    include = forms.CharField(max_length=LONGEST_TEXT, required=False)
    exclude = forms.CharField(max_length=LONGEST_TEXT, required=False)
    practice = forms.CharField(max_length=LONGEST_TEXT, required=False)
    group = forms.SlugField(max_length=60, required=False)
    into = forms.SlugField(max_length=60, required=False)
    sure = forms.BooleanField(required=False, help_text="The preview was seen")

    def values(self) -> dict[str, str]:
        """The fields that belong to this kind of edit."""
        return {name: self.cleaned_data[name] for name in FIELDS.get(self.cleaned_data["kind"], ())}
