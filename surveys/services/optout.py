"""A customer asks not to be asked."""

from __future__ import annotations

from surveys.models import Suppression
from surveys.services.respond import find_invitation
from surveys.services.suppress import suppress


def opt_out(*, token: str) -> bool:
    """Never ask the person behind this link again, by any survey; a second time changes nothing. Raises UnknownLink.

    Only the keyed hash of who it is is kept. E-mails that wait are called off when their turn comes. False if the chat
    tool never said who it is: then there is nobody to recognise, and no mail goes out either.
    """
    key = find_invitation(token=token).conversation.person_key
    if key:
        suppress(person=key, cause=Suppression.Cause.OPT_OUT)
    return bool(key)
