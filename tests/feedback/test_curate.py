"""Edits of the codebook hold for every answer, whatever the engine reads later, and can be taken back whole."""

from __future__ import annotations

from random import Random

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from feedback.curation.frame import CHANGES, EditRefused
from feedback.models import CodebookEdit, Theme, ThemeMatch
from feedback.services.analyse import analyse_waiting
from feedback.services.codebook import add_missing_themes
from feedback.services.curate import base_frame, bring_to, current_frame, edit_codebook, undo_edit
from feedback.services.enqueue import enqueue_again
from feedback.services.review import review_answer
from tests.builders import a_user
from tests.feedback.dashboard.coded import IMPROVE, PRAISE, a_coded_answer
from tests.feedback.test_analyse import Scripted, queued

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def mira() -> User:
    add_missing_themes()
    bring_to(base_frame())
    return a_user("mira")


def edit(mira: User, kind: str, theme: str, **values: str) -> CodebookEdit:
    return edit_codebook(kind=kind, theme=theme, values=values, user=mira, now=timezone.now())


def counted() -> dict[str, int]:
    """Matches by the key of the theme they count for."""
    found: dict[str, int] = {}
    for key in ThemeMatch.objects.values_list("theme__key", flat=True):
        found[key] = found.get(key, 0) + 1
    return found


def test_a_renamed_theme_has_its_new_name(mira: User) -> None:
    edit(mira, "rename", "speed", label="Reply faster")
    assert Theme.objects.get(key="speed").label == "Reply faster"


def test_a_migration_does_not_bring_the_old_name_back(mira: User) -> None:
    edit(mira, "rename", "speed", label="Reply faster")
    add_missing_themes()
    assert Theme.objects.get(key="speed").label == "Reply faster"


def test_merging_lets_old_answers_count_for_the_other_theme(mira: User) -> None:
    a_coded_answer(("speed", IMPROVE))
    a_coded_answer(("tone", IMPROVE))
    edit(mira, "merge", "speed", into="informed")
    assert counted() == {"informed": 1, "tone": 1}
    assert not Theme.objects.get(key="speed").is_active


def test_an_answer_that_speaks_of_both_keeps_both_and_undoing_separates_them(mira: User) -> None:
    a_coded_answer(("speed", IMPROVE), ("informed", IMPROVE))
    merge = edit(mira, "merge", "speed", into="informed")
    assert counted() == {"informed": 2}
    undo_edit(edit=merge, user=mira, now=timezone.now())
    assert counted() == {"speed": 1, "informed": 1}


def test_what_the_engine_finds_later_counts_for_the_other_theme_as_well(mira: User) -> None:
    edit(mira, "merge", "speed", into="informed")
    queued("One.")
    analyse_waiting(engine=Scripted(theme="speed"), seconds=5)
    assert counted() == {"informed": 1}
    assert ThemeMatch.objects.get().coded_as.key == "speed"


def test_a_rejection_from_before_a_merge_still_holds(mira: User) -> None:
    (answer,) = queued("One.")
    analyse_waiting(engine=Scripted(theme="speed"), seconds=5)
    review_answer(answer=answer, user=mira, codes=(), span=None, now=timezone.now())
    edit(mira, "merge", "speed", into="informed")
    enqueue_again()
    analyse_waiting(engine=Scripted(theme="speed", version="scripted-2"), seconds=5)
    assert counted() == {}


def test_a_merge_never_changes_a_third_theme(mira: User) -> None:
    for key in ("speed", "informed", "tone", "respect"):
        a_coded_answer((key, IMPROVE), (key, PRAISE))
    before = counted()
    edit(mira, "merge", "speed", into="informed")
    assert {key: counted()[key] for key in ("tone", "respect")} == {key: before[key] for key in ("tone", "respect")}


def test_a_hidden_theme_keeps_its_matches(mira: User) -> None:
    a_coded_answer(("speed", IMPROVE))
    edit(mira, "hide", "speed")
    assert not Theme.objects.get(key="speed").is_active
    assert counted() == {"speed": 1}


def test_undoing_leaves_the_undone_edit_in_the_log(mira: User) -> None:
    pinned = edit(mira, "pin", "speed")
    undo_edit(edit=pinned, user=mira, now=timezone.now())
    assert not Theme.objects.get(key="speed").is_pinned
    words = [row.words for row in CodebookEdit.objects.order_by("id")]
    assert words == ["Pinned “Respond faster and stay with me” to the top"] + [f"Undid: {words[0]}"]


def test_nothing_is_undone_twice(mira: User) -> None:
    pinned = edit(mira, "pin", "speed")
    undo_edit(edit=pinned, user=mira, now=timezone.now())
    with pytest.raises(EditRefused, match="undone already"):
        undo_edit(edit=pinned, user=mira, now=timezone.now())


def test_what_later_edits_stand_on_is_not_undone_before_them(mira: User) -> None:
    pinned = edit(mira, "pin", "speed")
    edit(mira, "unpin", "speed")
    with pytest.raises(EditRefused, match="stands on this edit"):
        undo_edit(edit=pinned, user=mira, now=timezone.now())
    assert CodebookEdit.objects.count() == 2


def test_a_refused_edit_leaves_no_trace(mira: User) -> None:
    with pytest.raises(EditRefused):
        edit(mira, "merge", "speed", into="speed")
    assert not CodebookEdit.objects.exists()


def test_two_hundred_edits_are_still_in_force_after_ten_runs_of_the_engine(mira: User) -> None:
    keys = sorted(key for key, entry in base_frame().items() if entry.group)
    for key in keys:
        a_coded_answer((key, IMPROVE), text=f"About {key}.")
    queued("One.", "Two.")
    random = Random(20)
    while CodebookEdit.objects.count() < 200:
        _try_something(mira, random, keys)
    frame = current_frame()
    for run in range(10):
        enqueue_again()
        analyse_waiting(engine=Scripted(theme=random.choice(keys), version=f"scripted-{run}"), seconds=30)
        add_missing_themes()
        assert _rows() == {
            key: (entry.label, entry.definition, entry.is_shown, entry.is_pinned, entry.merged_into or None)
            for key, entry in frame.items()
        }
        shown_by = dict(ThemeMatch.objects.values_list("coded_as__key", "theme__key"))
        assert all(not frame[speaker].merged_into for speaker in shown_by.values())


def _try_something(mira: User, random: Random, keys: list[str]) -> None:
    last = CodebookEdit.objects.filter(undoes=None, undone_by=None).order_by("-id").first()
    key, number = random.choice(keys), random.randrange(10_000)
    try:
        if last and random.random() < 0.15:
            undo_edit(edit=last, user=mira, now=timezone.now())
        else:
            values = {"label": f"Name {number}", "definition": f"Means {number}", "into": key}
            groups = [key for key, entry in base_frame().items() if not entry.group]
            values["group"] = random.choice(groups)
            edit(mira, random.choice(sorted(CHANGES)), random.choice(keys), **values)
    except EditRefused:
        return


def _rows() -> dict[str, tuple[str, str, bool, bool, str | None]]:
    rows = Theme.objects.values_list("key", "label", "definition", "is_active", "is_pinned", "merged_into__key")
    return {key: (label, definition, active, pinned, into) for key, label, definition, active, pinned, into in rows}
