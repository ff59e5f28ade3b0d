"""Messages that a killed worker had taken: put back at once, rather than when their visibility timeout ends."""

from __future__ import annotations

from kombu import Connection
from kombu.transport.redis import Channel, QoS


def put_back(broker_url: str) -> int:
    """Queue again what no worker has acknowledged; returns how many. Only right while no worker is running."""
    with Connection(broker_url) as connection:
        channel = Channel(connection.transport.establish_connection())
        taken = QoS(channel)
        tags = channel.client.zrange(channel.unacked_index_key, 0, -1)
        for tag in tags:
            taken.restore_by_tag(tag.decode(), channel.client)
        return len(tags)
