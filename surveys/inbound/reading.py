"""Reading what somebody else's program wrote: a value of another shape is as good as none, unless it is needed."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from surveys.inbound.hook import Unreadable

Path = str | int
EMAIL = re.compile(r"[^@\s,;<>\"]{1,64}@[^@\s,;<>\"]{1,185}\.[^@\s,;<>\".]{2,60}")
LONGEST_ID, LONGEST_NAME = 200, 200
MILLISECONDS = 10**11  # a number of seconds this large lies in the year 5138


def dig(value: object, *path: Path) -> object:
    """What lies at `path`, None if any step is not there."""
    for step in path:
        if isinstance(value, dict) and isinstance(step, str):
            value = value.get(step)
        elif isinstance(value, list) and isinstance(step, int) and -len(value) <= step < len(value):
            value = value[step]
        else:
            return None
    return value


def text(value: object, *path: Path, most: int = LONGEST_NAME) -> str:
    """A text or a number as text, in one line, cut at `most` characters; empty if there is none."""
    found = dig(value, *path)
    if isinstance(found, bool) or not isinstance(found, str | int):
        return ""
    return " ".join(str(found).split())[:most]


def needed_id(value: object, *path: Path) -> str:
    """An id, never cut. Raises Unreadable without one."""
    found = text(value, *path, most=LONGEST_ID + 1)
    if not found or len(found) > LONGEST_ID:
        raise Unreadable(f"{'.'.join(map(str, path))} is missing or longer than {LONGEST_ID} characters.")
    return found


def email(value: object, *path: Path) -> str:
    """An address, empty if it is none."""
    found = text(value, *path, most=254)
    return found if EMAIL.fullmatch(found) else ""


def texts(value: object, *path: Path, most: int = 50) -> tuple[str, ...]:
    """A list of texts, each once."""
    found = dig(value, *path)
    items = [text(item, most=100) for item in found[:most]] if isinstance(found, list) else []
    return tuple(dict.fromkeys(item for item in items if item))


def items(value: object, *path: Path) -> list[object]:
    found = dig(value, *path)
    return found if isinstance(found, list) else []


def moment(value: object, *path: Path) -> datetime | None:
    """A time with an offset, or seconds or milliseconds since 1970; None for anything else."""
    found = dig(value, *path)
    try:
        if isinstance(found, str):
            parsed = datetime.fromisoformat(found.strip())
            return parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)
        if isinstance(found, int | float) and not isinstance(found, bool):
            return datetime.fromtimestamp(found / 1000 if abs(found) > MILLISECONDS else found, UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return None


def needed_moment(now: datetime, *candidates: datetime | None) -> datetime:
    """The first time that is known, not later than `now`: clocks differ. Raises Unreadable if none is."""
    for candidate in candidates:
        if candidate is not None:
            return min(candidate, now)
    raise Unreadable("The event does not say when the chat ended.")
