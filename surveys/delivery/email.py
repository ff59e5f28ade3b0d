"""The invitation as an e-mail: text and HTML, one plain link, nothing of what was said in the chat."""

from __future__ import annotations

import re
import smtplib
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils.translation import gettext

from surveys.delivery.errors import AddressRefused, PermanentFailure, TemporaryFailure
from surveys.links import stop_url, survey_url
from surveys.models import Delivery, Invitation
from surveys.text import first_name, single_line

FIRST_PERMANENT_CODE = 500
# The server refuses us, whoever the mail is for: somebody will put that right.
REFUSED_US = (
    smtplib.SMTPAuthenticationError,
    smtplib.SMTPConnectError,
    smtplib.SMTPHeloError,
    smtplib.SMTPSenderRefused,
)
# How a permanent refusal says that it is about the mailbox (RFC 3463): bad address, or switched off.
ENHANCED_STATUS = re.compile(r"\d{3} 5\.(\d+\.\d+)\b")
ADDRESS_SUBJECTS = {"1.0", "1.1", "1.2", "1.3", "1.6", "1.10", "2.1"}
ADDRESS_CODES = {550, 551, 553}
LONGEST_REASON = 200


def send(delivery: Delivery) -> None:
    """Send one invitation or its reminder; every attempt makes the same message with the same Message-ID.

    Raises TemporaryFailure, PermanentFailure or, if it is for the address alone, AddressRefused.
    """
    message = _message(delivery)
    try:
        message.send()
    except smtplib.SMTPRecipientsRefused as error:
        raise _refusal(*next(iter(error.recipients.values()))) from error
    except REFUSED_US as error:
        raise TemporaryFailure(_reason(error.smtp_code, error.smtp_error)) from error
    except smtplib.SMTPResponseException as error:
        raise _failure(error.smtp_code, error.smtp_error) from error
    except smtplib.SMTPNotSupportedError as error:
        raise PermanentFailure(f"The mail server cannot carry it: {error}"[:LONGEST_REASON]) from error
    except OSError as error:  # time-outs, lost connections, a full disk; smtplib's other errors too
        raise TemporaryFailure(f"The mail server could not be reached: {error}"[:LONGEST_REASON]) from error
    except ValueError as error:  # an address that fits in no header
        raise PermanentFailure(f"The e-mail could not be written: {type(error).__name__}") from error


def _message(delivery: Delivery) -> EmailMultiAlternatives:
    invitation = delivery.invitation
    conversation, survey = invitation.conversation, invitation.survey
    try:
        url, stop = survey_url(invitation), stop_url(invitation)
    except LookupError as error:
        raise PermanentFailure(str(error)) from error
    is_reminder = delivery.kind == Delivery.Kind.REMINDER
    context = {
        "survey": survey,
        "url": url,
        "stop_url": stop,
        "customer": first_name(single_line(conversation.customer_name)),
        "agent": conversation.agent_first_name,
        "expires_at": invitation.expires_at,
        "is_reminder": is_reminder,
    }
    message = EmailMultiAlternatives(
        subject=_subject(survey.title, is_reminder),
        body=render_to_string("mail/invitation.txt", context),
        to=[conversation.customer_email],
        headers={
            "Message-ID": _message_id(invitation, is_reminder),
            "Auto-Submitted": "auto-generated",
            "List-Unsubscribe": f"<{stop}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )
    message.attach_alternative(render_to_string("mail/invitation.html", context), "text/html")
    # Read by anymail alone: the mail service gives it back with a bounce.
    message.metadata = {"delivery": delivery.pk}  # type: ignore[attr-defined]
    return message


def _message_id(invitation: Invitation, is_reminder: bool) -> str:
    tail = ".reminder" if is_reminder else ""
    return f"<{invitation.id}{tail}@{urlsplit(settings.PUBLIC_BASE_URL).hostname}>"


def _subject(title: str, is_reminder: bool) -> str:
    title = single_line(title)
    return gettext("A reminder: %(title)s") % {"title": title} if is_reminder else title


def _refusal(code: int, answer: bytes | str) -> TemporaryFailure | PermanentFailure:
    """What a refused recipient means: 5.1.x and 5.2.1 speak of the address, other permanent codes may not."""
    failure = _failure(code, answer)
    enhanced = ENHANCED_STATUS.match(str(failure))
    speaks_of_address = enhanced[1] in ADDRESS_SUBJECTS if enhanced else code in ADDRESS_CODES
    if isinstance(failure, PermanentFailure) and speaks_of_address:
        return AddressRefused(str(failure))
    return failure


def _failure(code: int, answer: bytes | str) -> TemporaryFailure | PermanentFailure:
    kind = PermanentFailure if code >= FIRST_PERMANENT_CODE else TemporaryFailure
    return kind(_reason(code, answer))


def _reason(code: int, answer: bytes | str) -> str:
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    return f"{code} {single_line(text)}"[:LONGEST_REASON]
