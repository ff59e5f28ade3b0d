from surveys.models.conversation import Conversation, Participation
from surveys.models.importing import ImportJob, ImportProblem
from surveys.models.invitation import Decision, Delivery, Invitation, Suppression
from surveys.models.response import Answer, Response
from surveys.models.rules import SurveyRules, rules_of
from surveys.models.source import ApiKey, InboundEvent, Source
from surveys.models.survey import Question, Survey
from surveys.models.team import Agent, Membership, Team

__all__ = [
    "Agent",
    "Answer",
    "ApiKey",
    "Conversation",
    "Decision",
    "Delivery",
    "ImportJob",
    "ImportProblem",
    "InboundEvent",
    "Invitation",
    "Membership",
    "Participation",
    "Question",
    "Response",
    "Source",
    "Suppression",
    "Survey",
    "SurveyRules",
    "Team",
    "rules_of",
]
