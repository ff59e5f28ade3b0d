"""People who are not asked, by the keyed hash of who they are."""

from __future__ import annotations

from surveys.models import Suppression


def suppress(*, person: str, cause: Suppression.Cause) -> None:
    """Never ask this person again, by any survey; a second time changes nothing.

    What somebody decided stands above what a mail server said: a bounce does not replace an opt-out, but the reverse.
    """
    row, is_new = Suppression.objects.get_or_create(person_key=person, defaults={"cause": cause})
    if not is_new and row.cause == Suppression.Cause.BOUNCE and cause != Suppression.Cause.BOUNCE:
        row.cause = cause
        row.save(update_fields=["cause"])
