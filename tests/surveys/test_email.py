from __future__ import annotations

import smtplib
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from pytest_django import Settings

from surveys.delivery import email
from surveys.delivery.errors import AddressRefused, DeliveryError, PermanentFailure
from surveys.models import Delivery, Invitation
from surveys.tokens import survey_token
from tests.builders import a_conversation, a_survey, an_invitation

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def public_address(settings: Settings) -> None:
    settings.PUBLIC_BASE_URL = "https://ask.example.com"


def an_invitation_to(email: str = "kim@example.com", **values: object) -> Invitation:
    invitation, _ = an_invitation(conversation=a_conversation(email=email, agents=("Priya Shah",)))
    for name, value in values.items():
        setattr(invitation.conversation, name, value)
    return invitation


def a_delivery_of(invitation: Invitation, kind: str = Delivery.Kind.INVITATION) -> Delivery:
    return Delivery(invitation=invitation, channel=Delivery.Channel.EMAIL, kind=kind, due_at=invitation.created_at)


def sent(invitation: Invitation) -> EmailMessage:
    """The message as it goes over the wire."""
    email.send(a_delivery_of(invitation))
    message = mail.outbox[-1].message()
    return message_from_bytes(message.as_bytes(), policy=policy.default)


def bodies() -> tuple[str, str]:
    text = str(mail.outbox[-1].body)
    message = mail.outbox[-1]
    assert isinstance(message, EmailMultiAlternatives)
    html = str(message.alternatives[0][0])
    return text, html


def test_the_message_has_the_headers_of_an_automatic_one() -> None:
    invitation = an_invitation_to()
    message = sent(invitation)
    stop = f"https://ask.example.com/s/{survey_token(invitation.id)}/stop"
    assert message["To"] == "kim@example.com"
    assert message["Subject"] == "How was your chat with us?"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["List-Unsubscribe"].strip() == f"<{stop}>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_every_attempt_is_the_same_message() -> None:
    invitation = an_invitation_to()
    first, second = sent(invitation), sent(invitation)
    assert first["Message-ID"] == second["Message-ID"] == f"<{invitation.id}@ask.example.com>"
    assert mail.outbox[0].body == mail.outbox[1].body


def test_text_and_html_carry_the_link_the_names_and_the_way_out() -> None:
    invitation = an_invitation_to(customer_name="Kim Lee")
    sent(invitation)
    link = f"https://ask.example.com/s/{survey_token(invitation.id)}"
    for body in bodies():
        for expected in (link, f"{link}/stop", "Hello Kim,", "You talked with Priya", "Do not ask me again"):
            assert expected in body
        assert "Shah" not in body and "Lee" not in body


def test_the_link_is_on_a_line_of_its_own_in_the_text() -> None:
    invitation = an_invitation_to()
    sent(invitation)
    assert f"https://ask.example.com/s/{survey_token(invitation.id)}" in bodies()[0].splitlines()


def test_unknown_names_leave_no_gap() -> None:
    invitation, _ = an_invitation(conversation=a_conversation(agents=()))
    sent(invitation)
    for body in bodies():
        assert "Hello," in body and "You talked with our team." in body


def test_the_message_loads_nothing_and_styles_no_element_inline() -> None:
    sent(an_invitation_to())
    html = bodies()[1]
    assert "<img" not in html and "style=" not in html and "url(" not in html and "<script" not in html
    assert html.count("http") == html.count("https://ask.example.com/s/")


@pytest.mark.parametrize(
    "evil",
    [
        "Kim\r\nBcc: eve@example.com",
        "Kim\nX-Evil: 1",
        "Kim\r\n\r\n<html>",
        "\u2028Bcc: eve",
        "=?utf-8?q?Bcc:?=",
        "\x00\x85",
    ],
)
def test_no_name_or_title_can_add_a_header(evil: str) -> None:
    invitation = an_invitation_to(customer_name=evil)
    invitation.survey.title = evil
    message = sent(invitation)
    names = {"Content-Type", "MIME-Version", "Subject", "From", "To", "Date", "Message-ID", "Auto-Submitted"}
    assert set(message.keys()) == names | {"List-Unsubscribe", "List-Unsubscribe-Post"}
    assert mail.outbox[-1].recipients() == ["kim@example.com"]


def test_a_name_cannot_add_markup() -> None:
    survey = a_survey()
    survey.title = "<b>Bold</b>"
    survey.save()
    sent(an_invitation_to(customer_name="<i>Kim"))
    assert "<b>Bold" not in bodies()[1] and "<i>" not in bodies()[1]


def test_an_address_that_fits_in_no_header_fails_for_good() -> None:
    with pytest.raises(PermanentFailure):
        email.send(a_delivery_of(an_invitation_to("kim@example.com\nBcc: eve@example.com")))
    assert mail.outbox == []


def test_a_link_that_cannot_be_made_again_fails_for_good(settings: Settings) -> None:
    invitation = an_invitation_to()
    settings.SECRET_KEY = "another key"
    with pytest.raises(PermanentFailure, match="SECRET_KEY_FALLBACKS"):
        email.send(a_delivery_of(invitation))


def test_a_reminder_is_another_message_and_says_that_it_is_one() -> None:
    invitation = an_invitation_to()
    first = sent(invitation)
    email.send(a_delivery_of(invitation, Delivery.Kind.REMINDER))
    assert mail.outbox[-1].subject.startswith("A reminder: ")
    assert mail.outbox[-1].extra_headers["Message-ID"] != first["Message-ID"]
    assert all("this is the only reminder" in body for body in bodies())


def test_a_first_mail_says_nothing_of_reminders() -> None:
    assert "reminder" not in sent(an_invitation_to()).as_string().lower()


@pytest.mark.parametrize(
    ("code", "answer", "is_about_the_address"),
    [
        (550, b"no such user", True),
        (551, b"user not local", True),
        (550, b"5.1.1 unknown", True),
        (550, b"5.2.1 mailbox disabled", True),
        (552, b"5.2.2 mailbox full", False),
        (550, b"5.7.1 blocked by policy", False),
        (554, b"transaction failed", False),
        (450, b"4.2.1 try later", False),
    ],
)
def test_only_what_is_about_the_address_stands_against_it(
    code: int, answer: bytes, is_about_the_address: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: object) -> None:
        raise smtplib.SMTPRecipientsRefused({"kim@example.com": (code, answer)})

    monkeypatch.setattr(EmailMultiAlternatives, "send", refuse)
    with pytest.raises(DeliveryError) as caught:
        email.send(a_delivery_of(an_invitation_to()))
    assert isinstance(caught.value, AddressRefused) is is_about_the_address
