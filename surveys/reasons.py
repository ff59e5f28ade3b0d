"""Why a closed chat was not followed by a survey, in words for people. Pure."""

from __future__ import annotations

from surveys.rules import SkipReason

REASON_WORDS: dict[str, str] = {
    SkipReason.SURVEY_INACTIVE: "The survey was switched off",
    SkipReason.SURVEY_WITHOUT_QUESTIONS: "The survey had no questions",
    SkipReason.OTHER_TEAM: "The rules leave this team out",
    SkipReason.OTHER_CHANNEL: "The rules leave this channel out",
    SkipReason.OWN_ADDRESS: "One of our own addresses",
    SkipReason.SUPERSEDED: "The chat had been closed again since",
    SkipReason.CLOSED_LONG_AGO: "Reported too long after it closed",
    SkipReason.NO_RECENT_REPLY: "Closed too long after the last reply",
    SkipReason.CLOSED_BY_BOT: "Closed by a bot, and no person is known to have replied",
    SkipReason.NO_HUMAN_REPLY: "No person had replied",
    SkipReason.TOO_SHORT: "The customer wrote very little",
    SkipReason.OPTED_OUT: "The customer asked not to be asked",
    SkipReason.ADDRESS_BOUNCED: "Mail to this address comes back",
    SkipReason.NOT_SAMPLED: "Not in the sample",
    SkipReason.COOLDOWN: "Asked a short while ago",
    SkipReason.CAP_REACHED: "Asked as often as the rules allow",
    # What became of a mail that had been planned.
    "reopened": "The customer came back before the mail was due",
    "expired": "The link had expired before the mail was due",
    "answered": "Answered before the mail was due",
    "failed": "The mail could not be sent",
}


def reason_words(reason: str) -> str:
    """The reason in words; one that nobody has words for goes by its name."""
    return REASON_WORDS.get(reason, reason.replace("_", " ").capitalize())
