"""The link over MQTT (paho): version 5 first, one bounded window, a new client object for each connection.

paho keeps what is not confirmed in memory and sends it again after a reconnect, in another order and for ever. We keep
everything in the journal, so each connection begins with an empty client.
"""

from __future__ import annotations

import logging
import random
import socket
import ssl
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from msgspec import Struct
from paho.mqtt.client import MQTT_ERR_SUCCESS, Client, ConnectFlags, DisconnectFlags, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode
from paho.mqtt.subscribeoptions import SubscribeOptions

from sync.clock import Clock, utc_now
from sync.link import MAX_PAYLOAD, WINDOW, LinkStatus, Receiver, Will

log = logging.getLogger(__name__)

UNSUPPORTED_PROTOCOL = 132
NOT_AUTHORIZED = 135
CONNECT_TIMEOUT_S = 5.0
GOODBYE_S = 1.0
"""How long a broker may take to confirm the last words before the line is dropped."""


class Broker(Struct, frozen=True):
    """Where the broker is, and how this client shows who it is."""

    host: str
    port: int = 1883
    client_id: str = ""
    username: str = ""
    password: str = ""
    ca_file: Path | None = None
    """Certificates that may vouch for the broker; with it the line is encrypted (TLS 1.2 or newer)."""
    certificate_file: Path | None = None
    key_file: Path | None = None
    keepalive_s: int = 10
    """A dead line is noticed after at most one and a half times this."""
    stalled_s: float = 12.0
    """A broker that confirms nothing of what is under way for so long is taken for lost; the slowest line that may be
    used carries one full frame in that time."""
    will_delay_s: int = 15
    """A blip shorter than this does not show the device as gone."""
    protocol: int = MQTTProtocolVersion.MQTTv5


class Backoff(Struct, frozen=True):
    """Full jitter: a uniformly random pause below a ceiling that doubles, so a thousand devices do not come at once."""

    first_s: float = 1.0
    max_s: float = 30.0

    def pause(self, failures: int, rng: random.Random) -> float:
        """The pause after so many failures in a row (1, 2, ...)."""
        return rng.uniform(0, min(self.max_s, self.first_s * 2 ** min(failures - 1, 20)))


class MqttLink:
    """Keeps a connection to a broker, on a thread of its own."""

    def __init__(
        self,
        broker: Broker,
        *,
        backoff: Backoff | None = None,
        clock: Clock = utc_now,
        rng: random.Random | None = None,
    ) -> None:
        self._broker = broker
        self._backoff = backoff or Backoff()
        self._clock = clock
        self._rng = rng or random.Random()
        self._protocol = broker.protocol
        self._connection: _Connection | None = None
        self._wake = threading.Event()
        self._closed = False
        self._cut = False
        self._status = LinkStatus(False, clock(), None, "not tried yet")
        self._thread = threading.Thread(target=self._run, name="link", daemon=True)
        self._receiver: Receiver | None = None
        self._subscriptions: tuple[str, ...] = ()
        self._will: Will | None = None

    def start(self, receiver: Receiver, subscriptions: tuple[str, ...], will: Will) -> None:
        """Begin to connect, and go on until `close`."""
        self._receiver, self._subscriptions, self._will = receiver, subscriptions, will
        self._thread.start()

    def publish(self, topic: str, payload: bytes, *, retain: bool = False, expiry_s: int | None = None) -> bool:
        """Hand a payload to the broker with QoS 1; False if it was not taken."""
        connection = self._connection
        return connection is not None and connection.publish(topic, payload, retain, expiry_s)

    def room(self) -> int:
        """How many more payloads the window takes."""
        connection = self._connection
        return 0 if connection is None else connection.room()

    def status(self) -> LinkStatus:
        """How it stands."""
        return self._status

    def cut(self, cut: bool) -> None:
        """Drop the connection without a word and stay away, or come back."""
        self._cut = cut
        connection = self._connection
        if cut and connection is not None:
            connection.drop("the cable is pulled")
        self._wake.set()

    def retry_now(self) -> None:
        """Do not wait for the next try."""
        self._wake.set()

    def close(self) -> None:
        """Say goodbye and stop. May be called twice."""
        self._closed = True
        self._wake.set()
        connection = self._connection
        if connection is not None:
            connection.goodbye()
        if self._thread.is_alive() and threading.current_thread() is not self._thread:
            self._thread.join()

    # ------------------------------------------------------------ the link's thread

    def _run(self) -> None:
        assert self._receiver is not None
        assert self._will is not None
        failures = 0
        while not self._closed:
            if self._cut:
                self._set(False, None, "the cable is pulled")
                self._pause(None)
                continue
            was_up, problem = self._connect_once(self._receiver, self._will)
            failures = 1 if was_up else failures + 1
            if self._stay_away():
                continue
            pause = self._backoff.pause(failures, self._rng)
            if failures in (1, 10, 100):
                log.warning("no connection to the broker at %s:%d: %s", self._broker.host, self._broker.port, problem)
            self._set(False, self._clock() + timedelta(seconds=pause), problem)
            self._pause(pause)
        self._set(False, None, "closed")

    def _connect_once(self, receiver: Receiver, will: Will) -> tuple[bool, str]:
        """One connection, from beginning to end: (whether it came up, why it ended)."""
        try:
            connection = _Connection(self._broker, self._protocol, receiver, self._subscriptions, will)
            self._connection = connection
            problem = connection.run(lambda: self._set(True, None, ""), self._stay_away)
        except (OSError, ValueError) as fault:  # a certificate that is missing or none
            return False, f"{type(fault).__name__}: {fault}"
        finally:
            self._connection = None
        if connection.refused == UNSUPPORTED_PROTOCOL and self._protocol == MQTTProtocolVersion.MQTTv5:
            log.warning("the broker does not speak MQTT 5; going on with 3.1.1")
            self._protocol = MQTTProtocolVersion.MQTTv311
        return connection.was_up, problem

    def _stay_away(self) -> bool:
        return self._closed or self._cut

    def _pause(self, seconds: float | None) -> None:
        self._wake.wait(seconds)
        self._wake.clear()

    def _set(self, connected: bool, next_try: datetime | None, problem: str) -> None:
        since = self._status.since if self._status.connected is connected else self._clock()
        self._status = LinkStatus(connected, since, next_try, problem)


class _Connection:
    """One connection and its paho client; thrown away when it ends."""

    def __init__(
        self, broker: Broker, protocol: int, receiver: Receiver, subscriptions: tuple[str, ...], will: Will
    ) -> None:
        self._broker = broker
        self._v5 = protocol == MQTTProtocolVersion.MQTTv5
        self._receiver = receiver
        self._subscriptions = subscriptions
        self._over = threading.Event()
        self._up: Callable[[], None] = _nothing
        self._problem = "the broker does not answer"
        self._max_payload = MAX_PAYLOAD
        self._sent = 0
        self._confirmed = 0
        self._last_confirmed = 0
        self._progress_at = time.monotonic()
        self._was_full = False
        self._live = False
        self.was_up = False
        self.refused = 0
        self._client = self._make(protocol, will)

    def _make(self, protocol: int, will: Will) -> Client:
        broker = self._broker
        client = Client(
            CallbackAPIVersion.VERSION2,
            client_id=broker.client_id,
            protocol=MQTTProtocolVersion(protocol),
            reconnect_on_failure=False,
        )
        client.connect_timeout = CONNECT_TIMEOUT_S
        client.max_inflight_messages_set(WINDOW)
        if broker.username:
            client.username_pw_set(broker.username, broker.password or None)
        if broker.ca_file is not None:
            client.tls_set(
                ca_certs=str(broker.ca_file),
                certfile=str(broker.certificate_file) if broker.certificate_file else None,
                keyfile=str(broker.key_file) if broker.key_file else None,
                tls_version=ssl.PROTOCOL_TLS_CLIENT,
            )
        properties = None
        if self._v5:
            properties = _properties(PacketTypes.WILLMESSAGE)
            properties.WillDelayInterval = broker.will_delay_s
        client.will_set(will.topic, will.payload, qos=1, retain=True, properties=properties)
        # An exception inside a callback would end paho's thread while it still says that it is connected.
        client.on_connect = _guarded(self._on_connect)
        client.on_disconnect = _guarded(self._on_disconnect)
        client.on_message = _guarded(self._on_message)
        client.on_publish = _guarded(self._on_publish)
        client.on_socket_open = _guarded(_no_delay)
        return client

    def run(self, up: Callable[[], None], stop: Callable[[], bool]) -> str:
        """Connect and stay until it ends; why it ended."""
        self._up = up
        properties = None
        if self._v5:
            properties = _properties(PacketTypes.CONNECT)
            # The session must outlive the line by the will's delay, or the broker publishes the will at once. It
            # holds nothing that we would miss: each connection starts clean.
            properties.SessionExpiryInterval = self._broker.will_delay_s
            properties.ReceiveMaximum = 100
        try:
            self._client.connect(
                self._broker.host, self._broker.port, keepalive=self._broker.keepalive_s, properties=properties
            )
        except (OSError, ValueError) as fault:
            return f"{type(fault).__name__}: {fault}"
        self._client.loop_start()
        name = f"paho-mqtt-client-{self._broker.client_id}"
        while not self._over.wait(1.0):
            if not any(thread.name == name for thread in threading.enumerate()):
                self._problem = "the network thread died"
                break
            if self._is_stalled():
                self.drop(f"nothing was confirmed for {self._broker.stalled_s:g} s")
            if stop():
                break
        self._live = False
        self._client.loop_stop()
        if self.was_up:
            self._receiver.link_down(self._problem)
        return self._problem

    def _is_stalled(self) -> bool:
        """Whether something is under way and the broker has long confirmed nothing."""
        now = time.monotonic()
        if self._sent == self._confirmed or self._confirmed != self._last_confirmed:
            self._last_confirmed, self._progress_at = self._confirmed, now
        return now - self._progress_at > self._broker.stalled_s

    def publish(self, topic: str, payload: bytes, retain: bool, expiry_s: int | None) -> bool:
        if not self._live or len(payload) + len(topic) > self._max_payload:
            return False
        if self.room() <= 0:
            self._was_full = True
            return False
        properties = None
        if self._v5 and expiry_s is not None:
            properties = _properties(PacketTypes.PUBLISH)
            properties.MessageExpiryInterval = expiry_s
        try:
            done = self._client.publish(topic, payload, qos=1, retain=retain, properties=properties)
        except ValueError as fault:
            log.warning("could not publish to %s: %s", topic, fault)
            return False
        if done.rc != MQTT_ERR_SUCCESS:
            return False  # paho may keep it all the same; the client is thrown away with the connection
        self._sent += 1
        return True

    def room(self) -> int:
        return WINDOW - (self._sent - self._confirmed) if self._live else 0

    def drop(self, problem: str) -> None:
        """Close the socket without a goodbye."""
        self._problem = problem
        self._live = False
        line = self._client.socket()
        if isinstance(line, socket.socket):
            try:
                line.shutdown(socket.SHUT_RDWR)
            except OSError as fault:
                log.debug("the line was closed already: %s", fault)

    def goodbye(self) -> None:
        """Disconnect in good order: the broker forgets the will."""
        if not self._live:
            self._over.set()
            return
        ends_at = time.monotonic() + GOODBYE_S
        while self._sent > self._confirmed and time.monotonic() < ends_at and not self._over.is_set():
            time.sleep(0.01)
        self._client.disconnect()
        if not self._over.wait(GOODBYE_S):
            self.drop("the broker does not answer")
            self._over.set()

    # ------------------------------------------------------------ paho's thread: only put things into queues

    def _on_connect(self, client: Client, _data: object, _flags: ConnectFlags, reason: ReasonCode,
                    properties: Properties | None) -> None:  # fmt: skip
        if reason.is_failure:
            self.refused = int(reason.value)
            self._problem = f"the broker refuses: {reason}"
            self._over.set()
            return
        limit = getattr(properties, "MaximumPacketSize", None)
        if limit is not None:
            self._max_payload = min(MAX_PAYLOAD, int(limit) - 256)
        for topic in self._subscriptions:
            if self._v5:
                client.subscribe(topic, options=SubscribeOptions(qos=1))
            else:
                client.subscribe(topic, qos=1)
        self.was_up = self._live = True
        self._up()
        self._receiver.link_up()

    def _on_disconnect(self, _client: Client, _data: object, _flags: DisconnectFlags, reason: ReasonCode,
                       _properties: Properties | None) -> None:  # fmt: skip
        if self._live:  # else we dropped it ourselves, and know why
            self._problem = f"the connection ended: {reason}"
        self._live = False
        self._over.set()

    def _on_message(self, _client: Client, _data: object, message: MQTTMessage) -> None:
        self._receiver.link_message(message.topic, bytes(message.payload), message.retain)

    def _on_publish(self, _client: Client, _data: object, _mid: int, reason: ReasonCode,
                    _properties: Properties | None) -> None:  # fmt: skip
        self._confirmed += 1
        if reason.value == NOT_AUTHORIZED:
            log.error("the broker does not let this device publish: check its access rules")
        if self._was_full:
            self._was_full = False
            self._receiver.link_room()


def _guarded(callback: Callable[..., None]) -> Callable[..., None]:
    def call(*args: Any) -> None:  # whatever paho hands over
        try:
            callback(*args)
        except Exception:  # the thread's edge: paho's network thread must live on
            log.exception("a callback of the link failed")

    return call


def _properties(kind: int) -> Any:  # Any: its attributes are made at run time, by the names of the MQTT standard
    return Properties(kind)  # type: ignore[no-untyped-call]  # paho leaves this one without types


def _no_delay(_client: Client, _data: object, line: socket.socket) -> None:
    """Small acknowledgements must not wait for company (Nagle's algorithm)."""
    line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def _nothing() -> None:
    """Stands for the listener until there is one."""
