"""Which theme speaks for which: what the engine finds is stored under the theme that managers made of it."""

from __future__ import annotations

from dataclasses import dataclass

from feedback.models import Theme


@dataclass(frozen=True, slots=True)
class Target:
    """The theme that was found, and the one it counts for; both ids."""

    coded_as: int
    theme: int


def targets() -> dict[str, Target]:
    """By key, for every theme there is."""
    rows = {pk: (key, into) for pk, key, into in Theme.objects.values_list("pk", "key", "merged_into")}

    def last(pk: int) -> int:
        while (into := rows[pk][1]) is not None:
            pk = into
        return pk

    return {key: Target(pk, last(pk)) for pk, (key, _) in rows.items()}
