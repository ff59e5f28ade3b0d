"""Every chat tool whose webhooks we read, by the key under which a source names it."""

from __future__ import annotations

from surveys.inbound.hook import Platform
from surveys.inbound.platforms import (
    chatwoot,
    crisp,
    freshchat,
    helpscout,
    intercom,
    livechat,
    rocketchat,
    tawk,
    zammad,
    zendesk,
)

MODULES = (chatwoot, crisp, freshchat, helpscout, intercom, livechat, rocketchat, tawk, zammad, zendesk)
PLATFORMS: dict[str, Platform] = {module.PLATFORM.key: module.PLATFORM for module in MODULES}
