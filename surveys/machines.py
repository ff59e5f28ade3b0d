"""Telling people from the programs that open every link of a mail. Pure."""

from __future__ import annotations

import re
from datetime import timedelta

# Words by which crawlers, previews, checkers of links and browsers without a screen give themselves away.
NAMES = re.compile(
    r"(?<!cu)bot\b|crawl|spider|preview|scan|fetch|monitor|headless|phantom|python|curl|wget|java/|go-http|okhttp|libwww"
    r"|barracuda|mimecast|proofpoint|safelinks|urldefense",
    re.IGNORECASE,
)
# Nobody reads a mail, follows its link and looks at the page sooner than this after it left us.
TOO_SOON = timedelta(seconds=10)


def is_machine(*, user_agent: str, since_sent: timedelta | None) -> bool:
    """Whether a program rather than a person looks at the page, by its name and by its haste; None is "not mailed"."""
    if not user_agent.strip() or NAMES.search(user_agent):
        return True
    return since_sent is not None and since_sent < TOO_SOON
