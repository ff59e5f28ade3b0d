"""What a manager writes down: a view to come back to, a note on a case."""

from __future__ import annotations

from django import forms
from django.http import QueryDict

from feedback.forms.compare import CompareForm
from feedback.forms.filter import FilterForm
from feedback.forms.queries import kept

LONGEST_QUERY = 2000


class SavedViewForm(forms.Form):
    name = forms.CharField(max_length=60)
    query = forms.CharField(max_length=LONGEST_QUERY, required=False)

    def clean_query(self) -> str:
        """Of the address only what the filter and the comparison know."""
        return kept(QueryDict(self.cleaned_data["query"]), (*FilterForm.base_fields, *CompareForm.base_fields))


class FollowupForm(forms.Form):
    note = forms.CharField(max_length=500, required=False)
