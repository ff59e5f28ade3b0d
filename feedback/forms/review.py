"""What a person decided about an answer, as the review form sends it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django import forms
from django.http import QueryDict

from feedback.selectors.codebook import ThemeName
from feedback.services.verdicts import Code

POLARITIES = ("improve", "praise")
SAVE, NONE, SKIP = "save", "none", "skip"


class ReviewForm(forms.Form):
    """`act` is what was pressed, `theme` what is ticked, `where` the words an added theme is about."""

    act = forms.ChoiceField(choices=[(act, act) for act in (SAVE, NONE, SKIP)])
    theme = forms.TypedMultipleChoiceField(required=False)
    where = forms.RegexField(r"^\d{1,7}-\d{1,7}$", required=False)
    why = forms.SlugField(max_length=20, required=False)

    def __init__(self, data: QueryDict, *, themes: Mapping[str, ThemeName]) -> None:
        super().__init__(data)
        offered = self.fields["theme"]
        assert isinstance(offered, forms.TypedMultipleChoiceField)
        offered.choices = [(code, code) for code in _codes(themes.values())]
        offered.coerce = _code

    def codes(self) -> list[Code]:
        """What the answer speaks of: what is ticked, unless none fits."""
        return [] if self.cleaned_data["act"] == NONE else list(self.cleaned_data["theme"])

    def span(self, length: int) -> tuple[int, int] | None:
        """The words chosen, None for the whole answer of `length` characters (or for what lies outside of it)."""
        start, _, end = self.cleaned_data["where"].partition("-")
        if not end or not 0 <= int(start) < int(end) <= length:
            return None
        return int(start), int(end)


def _codes(themes: Iterable[ThemeName]) -> list[str]:
    return [f"{theme.pk}.{polarity}" for theme in themes for polarity in POLARITIES]


def _code(value: str) -> Code:
    theme, _, polarity = value.partition(".")
    return int(theme), polarity
