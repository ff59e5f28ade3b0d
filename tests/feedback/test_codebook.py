from __future__ import annotations

import pytest

from feedback.models import Theme, ThemeExample
from feedback.services.codebook import add_missing_themes

pytestmark = pytest.mark.django_db


def test_a_migrated_database_has_the_codebook() -> None:
    assert Theme.objects.filter(parent=None).count() == 5
    assert Theme.objects.exclude(parent=None).count() == 18
    assert ThemeExample.objects.count() >= 18


def test_adding_the_codebook_again_adds_nothing() -> None:
    assert add_missing_themes() == 0


def test_a_theme_that_a_person_renamed_keeps_its_name() -> None:
    Theme.objects.filter(key="calm").update(label="Keep cool")
    add_missing_themes()
    assert Theme.objects.get(key="calm").label == "Keep cool"


def test_a_theme_that_is_missing_comes_back() -> None:
    Theme.objects.get(key="calm").delete()
    assert add_missing_themes() == 1
    assert Theme.objects.filter(key="calm").exists()
