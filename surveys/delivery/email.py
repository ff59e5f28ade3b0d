"""The invitation as an e-mail: text and HTML, one plain link, nothing of what was said in the chat."""

from __future__ import annotations

import smtplib
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

from surveys.delivery.errors import PermanentFailure, TemporaryFailure
from surveys.links import stop_url, survey_url
from surveys.models import Invitation
from surveys.text import first_name, single_line

FIRST_PERMANENT_CODE = 500
# The server refuses us, whoever the mail is for: somebody will put that right.
REFUSED_US = (
    smtplib.SMTPAuthenticationError,
    smtplib.SMTPConnectError,
    smtplib.SMTPHeloError,
    smtplib.SMTPSenderRefused,
)
LONGEST_REASON = 200


def send(invitation: Invitation) -> None:
    """Send one invitation; every attempt makes the same message with the same Message-ID.

    Raises TemporaryFailure or PermanentFailure.
    """
    message = _message(invitation)
    try:
        message.send()
    except smtplib.SMTPRecipientsRefused as error:
        raise _failure(*next(iter(error.recipients.values()))) from error
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


def _message(invitation: Invitation) -> EmailMultiAlternatives:
    conversation, survey = invitation.conversation, invitation.survey
    try:
        url, stop = survey_url(invitation), stop_url(invitation)
    except LookupError as error:
        raise PermanentFailure(str(error)) from error
    context = {
        "survey": survey,
        "url": url,
        "stop_url": stop,
        "customer": first_name(single_line(conversation.customer_name)),
        "agent": conversation.agent_first_name,
        "expires_at": invitation.expires_at,
    }
    message = EmailMultiAlternatives(
        subject=single_line(survey.title),
        body=render_to_string("mail/invitation.txt", context),
        to=[conversation.customer_email],
        headers={
            "Message-ID": f"<{invitation.id}@{urlsplit(settings.PUBLIC_BASE_URL).hostname}>",
            "Auto-Submitted": "auto-generated",
            "List-Unsubscribe": f"<{stop}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )
    message.attach_alternative(render_to_string("mail/invitation.html", context), "text/html")
    return message


def _failure(code: int, answer: bytes | str) -> TemporaryFailure | PermanentFailure:
    kind = PermanentFailure if code >= FIRST_PERMANENT_CODE else TemporaryFailure
    return kind(_reason(code, answer))


def _reason(code: int, answer: bytes | str) -> str:
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    return f"{code} {single_line(text)}"[:LONGEST_REASON]
