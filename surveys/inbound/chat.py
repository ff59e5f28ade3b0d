"""A chat that has ended, whatever tool it ended in: what every source is translated into."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Customer:
    """Who chatted, as far as the source tells. Empty text stands for "not known"."""

    external_id: str = ""
    email: str = ""
    phone: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class AgentPart:
    """One agent's part in a chat."""

    external_id: str
    name: str = ""
    messages: int | None = None
    primary: bool = False


@dataclass(frozen=True, slots=True)
class ChatEnded:
    """One closure of one chat. `external_id` and `closed_at` (with an offset) make the event; None is "not known"."""

    external_id: str
    closed_at: datetime
    closed_by: str | None = None  # agent | bot | customer | system
    channel: str = ""
    language: str = ""
    team: str = ""
    customer: Customer = field(default_factory=Customer)
    agents: tuple[AgentPart, ...] = ()
    tags: tuple[str, ...] = ()
    customer_messages: int | None = None
    agent_messages: int | None = None
    customer_characters: int | None = None
    last_reply_at: datetime | None = None  # by an agent
    duration_s: int | None = None

    @property
    def human_replied(self) -> bool | None:
        """Whether an agent wrote anything; None if the source does not tell."""
        if self.agent_messages is not None:
            return self.agent_messages > 0
        counts = [agent.messages for agent in self.agents]
        if not counts:
            return None
        return any(count != 0 for count in counts)

    @property
    def primary_agent(self) -> AgentPart | None:
        """The agent the chat is credited to: the one the source names, else who wrote most, else who comes first."""
        if not self.agents:
            return None
        return max(self.agents, key=lambda agent: (agent.primary, agent.messages or 0))
