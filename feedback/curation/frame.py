"""A code frame and the edits people make to it. Pure: the same base and the same edits give the same frame.

An edit is never changed and never removed. Undoing one is an edit, too: the frame is then what the others make of the
base, so an edit that others stand on cannot be undone before them. What is undone stays undone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

LONGEST_LABEL, LONGEST_TEXT = 120, 4000
TEXTS = ("definition", "include", "exclude", "practice")


class EditRefused(ValueError):
    """The edit cannot be made; the message says why, in words for the person who wants to make it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A theme, or a group if `group` is empty. `merged_into` is the key of the theme that speaks for it now."""

    key: str
    label: str
    group: str = ""
    definition: str = ""
    include: str = ""
    exclude: str = ""
    practice: str = ""
    is_hidden: bool = False
    is_pinned: bool = False
    merged_into: str = ""

    @property
    def is_shown(self) -> bool:
        return not self.is_hidden and not self.merged_into


@dataclass(frozen=True, slots=True)
class Edit:
    """`number` orders the log, `theme` is what it is about; `undoes` is the number of the edit it takes back."""

    number: int
    kind: str
    theme: str = ""
    values: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    undoes: int | None = None


Frame = Mapping[str, Entry]


def replay(base: Frame, edits: Iterable[Edit]) -> Frame:
    """The frame that `edits` make of `base`, in the order of their numbers. Raises EditRefused."""
    ordered = sorted(edits, key=lambda edit: edit.number)
    frame = base
    for edit in in_force(ordered):
        frame = apply(frame, edit)
    return frame


def in_force(edits: Iterable[Edit]) -> list[Edit]:
    """The edits that nobody has undone, without the undoing itself."""
    ordered = sorted(edits, key=lambda edit: edit.number)
    undone = {edit.undoes for edit in ordered if edit.undoes is not None}
    return [edit for edit in ordered if edit.undoes is None and edit.number not in undone]


def apply(frame: Frame, edit: Edit) -> Frame:
    """`frame` after one edit. Raises EditRefused."""
    change = CHANGES.get(edit.kind)
    entry = frame.get(edit.theme)
    if change is None:
        raise EditRefused("There is no such edit.")
    if entry is None:
        raise EditRefused("This theme is not in the codebook.")
    return {**frame, entry.key: change(frame, entry, edit.values)}


def resolve(frame: Frame, key: str) -> str:
    """The key of the theme that speaks for `key` after every merge."""
    while frame[key].merged_into:
        key = frame[key].merged_into
    return key


def _rename(frame: Frame, entry: Entry, values: Mapping[str, str]) -> Entry:
    label = " ".join(values.get("label", "").split())
    if not label:
        raise EditRefused("A theme needs a name.")
    if len(label) > LONGEST_LABEL:
        raise EditRefused(f"A name has at most {LONGEST_LABEL} characters.")
    taken = {other.label.casefold() for other in frame.values() if other.key != entry.key and not other.merged_into}
    if label.casefold() in taken:
        raise EditRefused(f"There is another theme with the name “{label}”.")
    return replace(entry, label=label)


def _describe(frame: Frame, entry: Entry, values: Mapping[str, str]) -> Entry:
    if any(len(values.get(name, "")) > LONGEST_TEXT for name in TEXTS):
        raise EditRefused(f"A text has at most {LONGEST_TEXT:,} characters.")
    return replace(
        entry,
        definition=values.get("definition", entry.definition).strip(),
        include=values.get("include", entry.include).strip(),
        exclude=values.get("exclude", entry.exclude).strip(),
        practice=values.get("practice", entry.practice).strip(),
    )


def _move(frame: Frame, entry: Entry, values: Mapping[str, str]) -> Entry:
    group = frame.get(values.get("group", ""))
    if group is None or group.group:
        raise EditRefused("There is no such group.")
    if not entry.group:
        raise EditRefused("A group cannot lie in a group.")
    return replace(entry, group=group.key)


def _merge(frame: Frame, entry: Entry, values: Mapping[str, str]) -> Entry:
    target = frame.get(values.get("into", ""))
    if target is None or not target.group or not entry.group:
        raise EditRefused("Only a theme can be merged, and only into a theme.")
    if entry.merged_into:
        raise EditRefused(f"“{entry.label}” is merged into another theme already.")
    if resolve(frame, target.key) == entry.key:
        raise EditRefused("A theme cannot be merged into itself.")
    if target.merged_into:
        raise EditRefused(f"“{target.label}” is merged into another theme itself: choose that one.")
    return replace(entry, merged_into=target.key)


def _flag(name: str, value: bool) -> Callable[[Frame, Entry, Mapping[str, str]], Entry]:
    def change(frame: Frame, entry: Entry, values: Mapping[str, str]) -> Entry:
        if getattr(entry, name) == value:
            raise EditRefused("It is so already.")
        return replace(entry, is_hidden=value) if name == "is_hidden" else replace(entry, is_pinned=value)

    return change


CHANGES: Mapping[str, Callable[[Frame, Entry, Mapping[str, str]], Entry]] = {
    "rename": _rename,
    "describe": _describe,
    "move": _move,
    "merge": _merge,
    "hide": _flag("is_hidden", True),
    "show": _flag("is_hidden", False),
    "pin": _flag("is_pinned", True),
    "unpin": _flag("is_pinned", False),
}
