"""Bring the codebook that ships with Afterchat into the database."""

from __future__ import annotations

from django.db import transaction

from feedback.models import Theme, ThemeExample
from feedback.themes.codebook import Codebook, load_codebook


@transaction.atomic
def add_missing_themes(codebook: Codebook | None = None) -> int:
    """Create the themes of `codebook` that the database does not have; the number of themes created.

    A theme that is there is left alone: its words may be a person's by now.
    """
    codebook = codebook or load_codebook()
    known = set(Theme.objects.values_list("key", flat=True))
    groups = {theme.parent: theme.parent_label for theme in codebook.themes}
    Theme.objects.bulk_create(
        [
            Theme(key=key, label=label, position=position)
            for position, (key, label) in enumerate(groups.items(), 1)
            if key not in known
        ]
    )
    parents = {theme.key: theme for theme in Theme.objects.filter(key__in=groups)}
    missing = [(position, theme) for position, theme in enumerate(codebook.themes, 1) if theme.id not in known]
    created = Theme.objects.bulk_create(
        [
            Theme(
                key=theme.id,
                parent=parents[theme.parent],
                label=theme.label,
                definition=theme.definition,
                include=theme.include,
                exclude=theme.exclude,
                practice=theme.practice,
                praise_example=theme.praise_example,
                goleman=list(theme.goleman),
                position=position,
            )
            for position, theme in missing
        ]
    )
    ThemeExample.objects.bulk_create(
        [
            ThemeExample(theme=row, text=text, polarity=ThemeExample.Polarity.IMPROVE)
            for row, (_, theme) in zip(created, missing, strict=True)
            for text in theme.examples
        ]
    )
    return len(created)
