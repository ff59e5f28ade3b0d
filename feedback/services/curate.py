"""Edits of the codebook: appended to the log, replayed, and applied to every answer there is and will be."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction

from feedback.curation.frame import Edit, EditRefused, Entry, Frame, in_force, replay, resolve
from feedback.models import CodebookEdit, Theme, ThemeMatch
from feedback.themes.codebook import load_codebook
from surveys.locks import hold


def base_frame() -> Frame:
    """The codebook that ships with Afterchat."""
    book = load_codebook()
    groups = {theme.parent: Entry(theme.parent, theme.parent_label) for theme in book.themes}
    themes = {
        theme.id: Entry(
            theme.id,
            theme.label,
            group=theme.parent,
            definition=theme.definition,
            include=theme.include,
            exclude=theme.exclude,
            practice=theme.practice,
        )
        for theme in book.themes
    }
    return groups | themes


def logged_edits() -> list[Edit]:
    """Every edit that was ever made, the oldest first."""
    return [_as_edit(row) for row in CodebookEdit.objects.order_by("id")]


@transaction.atomic
def edit_codebook(*, kind: str, theme: str, values: Mapping[str, str], user: User, now: datetime) -> CodebookEdit:
    """Make one edit, for all of history and from now on. Raises EditRefused."""
    hold("codebook")
    before = current_frame()
    frame = replay(base_frame(), [*logged_edits(), _next(Edit(0, kind, theme, values))])
    edit = CodebookEdit.objects.create(
        kind=kind,
        theme=theme,
        values=dict(values),
        words=_words(kind, before[theme], frame[theme], frame),
        made_by=user,
        made_at=now,
    )
    bring_to(frame)
    return edit


@transaction.atomic
def undo_edit(*, edit: CodebookEdit, user: User, now: datetime) -> CodebookEdit:
    """Take one edit back, whatever came after it. Raises EditRefused if a later edit stands on it."""
    hold("codebook")
    if edit.pk not in {standing.number for standing in in_force(logged_edits())}:
        raise EditRefused("This edit is undone already.")
    try:
        frame = replay(base_frame(), [*logged_edits(), _next(Edit(0, "undo", undoes=edit.pk))])
    except EditRefused as refusal:
        raise EditRefused(f"Something that came later stands on this edit: undo that first. ({refusal})") from refusal
    done = CodebookEdit.objects.create(
        kind="undo", undoes=edit, words=f"Undid: {edit.words}"[:500], made_by=user, made_at=now
    )
    bring_to(frame)
    return done


def current_frame() -> Frame:
    """The frame as the log makes it."""
    return replay(base_frame(), logged_edits())


def bring_to(frame: Frame) -> None:
    """Make the rows say what `frame` says, and let every stored match count for the theme that speaks for it now.

    Idempotent: called again it changes nothing. A theme that the database does not have is left out.
    """
    rows = {row.key: row for row in Theme.objects.filter(key__in=frame).select_for_update()}
    for key, row in rows.items():
        _fill(row, frame[key], rows)
    Theme.objects.bulk_update(rows.values(), ["label", "parent", *_TEXTS, "is_active", "is_pinned", "merged_into"])
    for key, row in rows.items():
        speaker = rows[resolve(frame, key)]
        ThemeMatch.objects.filter(coded_as=row).exclude(theme=speaker).update(theme=speaker)


_TEXTS = ("definition", "include", "exclude", "practice")


def _fill(row: Theme, entry: Entry, rows: Mapping[str, Theme]) -> None:
    row.label = entry.label
    row.parent = rows[entry.group] if entry.group else None
    for name in _TEXTS:
        setattr(row, name, getattr(entry, name))
    row.is_active, row.is_pinned = entry.is_shown, entry.is_pinned
    row.merged_into = rows[entry.merged_into] if entry.merged_into else None


def _next(edit: Edit) -> Edit:
    last = CodebookEdit.objects.order_by("-id").values_list("id", flat=True).first() or 0
    return Edit(last + 1, edit.kind, edit.theme, edit.values, edit.undoes)


def _as_edit(row: CodebookEdit) -> Edit:
    return Edit(row.pk, row.kind, row.theme, row.values, row.undoes_id)


def _words(kind: str, before: Entry, after: Entry, frame: Frame) -> str:
    told = {
        "rename": f"Renamed “{before.label}” to “{after.label}”",
        "describe": f"Described “{before.label}” anew",
        "move": f"Moved “{before.label}” to “{frame[after.group].label if after.group else ''}”",
        "merge": f"Merged “{before.label}” into “{frame[after.merged_into].label if after.merged_into else ''}”",
        "hide": f"Hid “{before.label}”",
        "show": f"Shows “{before.label}” again",
        "pin": f"Pinned “{before.label}” to the top",
        "unpin": f"Unpinned “{before.label}”",
    }
    return told[kind][:500]
