"""A link inside one process: the same contract as MQTT, for demonstrations without a broker and for tests."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable

from msgspec import Struct, field

from sync import topics
from sync.clock import Clock, utc_now
from sync.link import MAX_PAYLOAD, WINDOW, LinkStatus, Receiver, Will


class _Client(Struct):
    """One connected link, as the hub sees it."""

    receiver: Receiver
    subscriptions: tuple[str, ...]
    will: Will
    sent: int = 0
    """Counted by the thread that publishes."""
    done: int = 0
    """Counted by the hub."""
    was_full: bool = False

    @property
    def room(self) -> int:
        return WINDOW - (self.sent - self.done)


class _Sent(Struct, frozen=True):
    sender: _Client
    topic: str
    payload: bytes
    retain: bool


class _State(Struct):
    """What the hub's thread owns."""

    clients: dict[int, _Client] = field(default_factory=dict)
    retained: dict[str, bytes] = field(default_factory=dict)


class Hub:
    """The broker's place. One thread delivers everything, in the order in which it was published."""

    def __init__(self) -> None:
        self._work: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._state = _State()
        self._next_key = 0
        self._thread = threading.Thread(target=self._run, name="loopback-hub", daemon=True)
        self._closed = False

    def start(self) -> None:
        """Begin to deliver."""
        self._thread.start()

    def close(self) -> None:
        """Deliver what is there, then stop. May be called twice."""
        if not self._closed:
            self._closed = True
            self._work.put(None)
            if self._thread.is_alive():
                self._thread.join()

    def forget(self) -> None:
        """Lose all retained messages, as a broker without persistence does when it is restarted."""
        self._work.put(self._state.retained.clear)

    def connect(self, client: _Client, key: int) -> None:
        """Let a link in."""
        self._work.put(lambda: self._connect(client, key))

    def leave(self, key: int, *, silently: bool) -> None:
        """A link goes; `silently`: without a goodbye, so its will is published."""
        self._work.put(lambda: self._leave(key, silently))

    def send(self, client: _Client, topic: str, payload: bytes, retain: bool) -> None:
        """Deliver to all whose subscriptions cover the topic."""
        client.sent += 1
        sent = _Sent(client, topic, payload, retain)
        self._work.put(lambda: self._send(sent))

    def new_key(self) -> int:
        """A key for a link."""
        self._next_key += 1
        return self._next_key

    def _run(self) -> None:
        while (job := self._work.get()) is not None:
            job()

    def _connect(self, client: _Client, key: int) -> None:
        self._state.clients[key] = client
        client.receiver.link_up()
        for topic, payload in list(self._state.retained.items()):
            if any(topics.matches(pattern, topic) for pattern in client.subscriptions):
                client.receiver.link_message(topic, payload, True)

    def _leave(self, key: int, silently: bool) -> None:
        client = self._state.clients.pop(key, None)
        if client is not None and silently:
            client.receiver.link_down("the cable is pulled")
            self._deliver(client.will.topic, client.will.payload, retain=True)

    def _send(self, sent: _Sent) -> None:
        self._deliver(sent.topic, sent.payload, retain=sent.retain)
        client = sent.sender
        client.done += 1
        if client.was_full:
            client.was_full = False
            client.receiver.link_room()

    def _deliver(self, topic: str, payload: bytes, *, retain: bool) -> None:
        if retain:
            self._state.retained[topic] = payload
            if not payload:
                del self._state.retained[topic]
        for client in list(self._state.clients.values()):
            if any(topics.matches(pattern, topic) for pattern in client.subscriptions):
                client.receiver.link_message(topic, payload, False)


class LoopbackLink:
    """One end of the hub."""

    def __init__(self, hub: Hub, clock: Clock = utc_now) -> None:
        self._hub = hub
        self._clock = clock
        self._client: _Client | None = None
        self._key = 0
        self._connected = False
        self._since = clock()

    def start(self, receiver: Receiver, subscriptions: tuple[str, ...], will: Will) -> None:
        """Connect at once: the hub is always there."""
        self._client = _Client(receiver, subscriptions, will)
        self._connect(self._client)

    def _connect(self, client: _Client) -> None:
        self._client = client
        self._key = self._hub.new_key()
        self._connected, self._since = True, self._clock()
        self._hub.connect(client, self._key)

    def publish(self, topic: str, payload: bytes, *, retain: bool = False, expiry_s: int | None = None) -> bool:
        """Hand a payload to the hub; what is there for some seconds only goes out at once like the rest."""
        del expiry_s  # nothing waits here, so nothing can expire
        if self._client is None or not self._connected or len(payload) > MAX_PAYLOAD:
            return False
        if self.room() <= 0:
            self._client.was_full = True
            return False
        self._hub.send(self._client, topic, payload, retain)
        return True

    def room(self) -> int:
        """How many more payloads fit the window."""
        return self._client.room if self._client is not None and self._connected else 0

    def status(self) -> LinkStatus:
        """How it stands."""
        return LinkStatus(self._connected, self._since, None, "" if self._connected else "the cable is pulled")

    def cut(self, cut: bool) -> None:
        """Leave without a goodbye, or come back."""
        if self._client is None or cut is not self._connected:
            return
        if cut:
            self._leave(silently=True)
        else:
            self._connect(_Client(self._client.receiver, self._client.subscriptions, self._client.will))

    def retry_now(self) -> None:
        """There is nothing to wait for."""

    def close(self) -> None:
        """Leave the hub. May be called twice."""
        if self._connected:
            self._leave(silently=False)

    def _leave(self, *, silently: bool) -> None:
        self._connected, self._since = False, self._clock()
        self._hub.leave(self._key, silently=silently)
