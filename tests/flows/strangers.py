"""Somebody who got onto the store's network: listens to everything, says anything, repeats what they heard."""

from __future__ import annotations

import threading
from collections.abc import Callable

from paho.mqtt.client import Client, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion


class Stranger:
    """Connected until `close`. What was said on `listen` topics lies in `heard` as (topic, payload), in order."""

    def __init__(self, port: int, listen: str = "") -> None:
        self.heard: list[tuple[str, bytes]] = []
        ready = threading.Event()
        self._client = Client(CallbackAPIVersion.VERSION2, client_id="stranger", protocol=MQTTProtocolVersion.MQTTv5)
        self._client.on_message = self._hear
        self._client.on_subscribe = lambda *_: ready.set()
        self._client.on_connect = lambda client, *_: client.subscribe(listen or "nothing/to/hear", qos=1)
        self._client.connect("127.0.0.1", port)
        self._client.loop_start()
        assert ready.wait(10)

    def _hear(self, _client: Client, _data: object, message: MQTTMessage) -> None:
        self.heard.append((message.topic, bytes(message.payload)))

    def of(self, wanted: Callable[[str], bool]) -> list[tuple[str, bytes]]:
        """What was heard on topics that `wanted` likes."""
        return [one for one in list(self.heard) if wanted(one[0])]

    def say(self, topic: str, payload: bytes, *, retain: bool = False) -> None:
        """Publish anything anywhere; returns when the broker has it."""
        self._client.publish(topic, payload, qos=1, retain=retain).wait_for_publish(10)

    def close(self) -> None:
        """Go."""
        self._client.disconnect()
        self._client.loop_stop()
