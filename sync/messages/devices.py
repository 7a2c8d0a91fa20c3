"""Devices, the signed configuration, and the shops they stand in."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sync.messages.base import DOWN, Gln, Message, Texts


class DeviceStarted(Message, frozen=True, kw_only=True):
    """A new incarnation of a device's database began: first start, or a restored disk."""

    TYPE: ClassVar[str] = "kx.device.started.v1"
    LANE: ClassVar[str] = "ops"

    device: str
    role: str
    app: str
    epoch: str
    series: str
    previous_epoch: str = ""
    public_key: str = ""
    """Ed25519 public key of the device, base64: head office lists it in the signed config."""
    at: datetime

    @property
    def key(self) -> str:
        return self.device


class DownRefused(Message, frozen=True, kw_only=True):
    """A down event could not be used; head office sees which and why."""

    TYPE: ClassVar[str] = "kx.down.refused.v1"
    LANE: ClassVar[str] = "ops"

    event_id: str
    event_type: str
    reason: str
    at: datetime


class ConfigPublished(Message, frozen=True, kw_only=True):
    """The signed configuration of a store: `document` is JSON of `security.Config`, signed by the root key."""

    TYPE: ClassVar[str] = "kx.config.published.v1"
    LANE: ClassVar[str] = DOWN

    document: str
    signature: str
    """Ed25519 over the UTF-8 bytes of `document`, base64."""
    version: int
    at: datetime

    @property
    def key(self) -> str:
        return "config"


class StoreChanged(Message, frozen=True, kw_only=True):
    """A shop of the chain as shoppers see it: name, way there, opening hours."""

    TYPE: ClassVar[str] = "kx.store.changed.v1"
    LANE: ClassVar[str] = DOWN

    store: Gln
    name: Texts
    address: str = ""
    distance_m: int = 0
    """Metres from the store that receives the event; 0 for the store itself."""
    opens: str
    closes: str
    """Local wall time, HH:MM."""
    time_zone: str
    version: int
    at: datetime

    @property
    def key(self) -> str:
        return self.store
